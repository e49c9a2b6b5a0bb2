import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NightSkiesError, problem } from '@nightskies/contracts';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';

/** Beside `src` and `dist`, so that both find it. */
const prismaFolder = fileURLToPath(new URL('../../prisma/', import.meta.url));
const migrationsFolder = join(prismaFolder, 'migrations');

/** Text of schema.prisma as committed. */
export async function readSchema(): Promise<string> {
  const text = await readFile(join(prismaFolder, 'schema.prisma'), 'utf8');
  return text.replaceAll('\r\n', '\n');
}

/** One committed migration; `checksum` is the SHA-256 of its text, as Prisma records it. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** All committed migrations, oldest first. */
export async function readMigrations(): Promise<Migration[]> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return Promise.all(
    names.map(async (name) => {
      // A checkout on Windows may have CRLF; the checksum is of the committed text.
      const text = await readFile(join(migrationsFolder, name, 'migration.sql'), 'utf8');
      const sql = text.replaceAll('\r\n', '\n');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/** The migrations in the form the schema engine takes them. */
export function migrationList(migrations: readonly Migration[]): MigrationList {
  return {
    baseDir: migrationsFolder,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}

/** A row of Prisma's own table of migrations. */
export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/**
 * Which migrations a database lacks.
 *
 * @throws NightSkiesError `database-newer` when the database has a migration this program does not
 *   know, `database-migration-failed` when an earlier one stopped half-way, `database-differs` when
 *   one was changed after it was applied
 */
export function pendingMigrations(
  known: readonly Migration[],
  applied: readonly AppliedMigration[],
): Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const row of applied) {
    const migration = byName.get(row.name);
    if (migration === undefined) {
      throw new NightSkiesError(
        problem('database-newer', 'the catalog was made by a newer version of this program', {
          found: `migration ${row.name}`,
          expected: `at most ${known.at(-1)?.name ?? 'none'}`,
          hint: 'Update Night Skies, or use another workspace or database.',
        }),
      );
    }
    if (!row.finished) {
      throw new NightSkiesError(
        problem('database-migration-failed', 'an update of the catalog stopped half-way', {
          found: `migration ${row.name} unfinished`,
          hint: 'Restore the database from its back-up, or delete the catalog folder of the workspace: it is rebuilt from artifacts and raw files.',
        }),
      );
    }
    if (row.checksum !== migration.checksum) {
      throw new NightSkiesError(
        problem('database-differs', 'a migration differs from the one this database was made by', {
          found: `${row.name} ${row.checksum.slice(0, 12)}`,
          expected: migration.checksum.slice(0, 12),
          hint: 'Use the released program; migrations are never changed once they are applied.',
        }),
      );
    }
  }
  const done = new Set(applied.map((row) => row.name));
  return known.filter((migration) => !done.has(migration.name));
}

/** Applies all migrations a database lacks, through the schema engine. */
export async function applyMigrations(
  factory: SqlMigrationAwareDriverAdapterFactory,
  migrations: readonly Migration[],
): Promise<void> {
  // Five megabytes that are needed once after an update of the program.
  const { schemaEngine } = await import('./schema-engine.js');
  const engine = await schemaEngine(factory, await readSchema());
  try {
    await engine.applyMigrations({
      migrationsList: migrationList(migrations),
      filters: { externalTables: [], externalEnums: [] },
    });
  } finally {
    engine.free();
  }
}
