import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NightSkiesError, problem } from '@nightskies/contracts';
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils';
import type { PrismaClient } from '../generated/client.js';
import { baselineModule } from './baseline-code.js';
import { embeddedSql } from './embedded-sql.js';
import {
  applyMigrations,
  pendingMigrations,
  readMigrations,
  type AppliedMigration,
} from './migrations.js';
import { planOnce, PreparingPGlite } from './preparing-database.js';
import type { Database } from './sql.js';
import { ensureDataFolder } from './template.js';

/** Where the catalog lies: a folder of a workspace, or a Postgres server by its URL. */
export type DatabaseAddress = { readonly folder: string } | { readonly url: string };

/** An open, migrated catalog database. */
export interface CatalogDatabase {
  readonly sql: Database;
  /**
   * The same through Prisma, for lists and records. It is loaded when it is asked for first: a tenth of
   * a second that most commands have no use for.
   */
  prisma(): Promise<PrismaClient>;
  /** What survives what, in the words of docs/architecture.md; for the log at start-up. */
  readonly durability: string;
  /** Called again, it waits for the first call. */
  close(): Promise<void>;
}

/**
 * One connection and some megabytes of rows: Postgres's own buffers of 128 MB would only be zeroed.
 * Measured: 116 MiB less resident memory, and the database opens in 0.26 instead of 0.43 s.
 */
const frugal = ['shared_buffers=16MB', 'wal_buffers=512kB'];

const packageOf = createRequire(import.meta.url);
const embedded = '@electric-sql/pglite';
const wasmName = 'pglite.wasm';

/** Any number will do as long as nobody else locks it: "night skies" on a telephone. */
const migrationLock = 644487597;

const listApplied = `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
  FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`;
const hasMigrationTable = `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present`;

/** Both drivers, as far as migrating needs them. */
type Query = (sql: string) => Promise<readonly Record<string, unknown>[]>;

/**
 * Opens the catalog and brings it to the newest schema. A folder that is not there yet is unpacked
 * from the committed template. The caller holds the lock of the workspace: two processes on one
 * folder would destroy it.
 *
 * @throws NightSkiesError `database-unreachable`, `database-newer`, `database-differs`,
 *   `database-migration-failed`, `catalog-folder-unknown`
 */
export async function openDatabase(address: DatabaseAddress): Promise<CatalogDatabase> {
  return 'url' in address ? openPostgres(address.url) : openFolder(address.folder);
}

async function openFolder(folder: string): Promise<CatalogDatabase> {
  await ensureDataFolder(folder);
  const settings = [...frugal, planOnce];
  const startParams = [...PGlite.defaultStartParams, ...settings.flatMap((item) => ['-c', item])];
  const pgliteWasmModule = await baselineModule(
    join(dirname(packageOf.resolve(embedded)), wasmName),
  );
  const pglite = new PreparingPGlite({ dataDir: join(folder), startParams, pgliteWasmModule });
  await pglite.waitReady;
  const adapter = async (): Promise<SqlMigrationAwareDriverAdapterFactory> =>
    new (await import('pglite-prisma-adapter')).PrismaPGlite(pglite);
  try {
    await migrate(adapter, async (sql) => (await pglite.query<Record<string, unknown>>(sql)).rows);
  } catch (error) {
    await pglite.close();
    throw error;
  }
  let prisma: Promise<PrismaClient> | undefined;
  let closed: Promise<void> | undefined;
  const load = async (): Promise<PrismaClient> => {
    try {
      return await newClient(await adapter());
    } catch (error) {
      prisma = undefined;
      throw error;
    }
  };
  const close = async (): Promise<void> => {
    // What failed to load has told it to who asked for it, and has nothing to close.
    const client = await prisma?.catch(() => undefined);
    try {
      await client?.$disconnect();
    } finally {
      await pglite.close();
    }
  };
  return {
    sql: embeddedSql(pglite),
    prisma: () => (prisma ??= load()),
    durability:
      'embedded database: survives the process dying, not the machine losing power; it can be rebuilt from artifacts and raw files',
    close: () => (closed ??= close()),
  };
}

async function newClient(adapter: SqlMigrationAwareDriverAdapterFactory): Promise<PrismaClient> {
  const { prismaClient } = await import('./prisma-client.js');
  return prismaClient(adapter);
}

async function openPostgres(url: string): Promise<CatalogDatabase> {
  // Loaded here, as a workspace has no use for them.
  const [{ PrismaPg }, { default: pg }] = await Promise.all([
    import('@prisma/adapter-pg'),
    import('pg'),
  ]);
  const factory = new PrismaPg({ connectionString: url });
  const client = new pg.Client({ connectionString: url });
  // A connection that breaks while we wait in line fails the statement in hand; without a listener
  // it would end the process before that is told.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new NightSkiesError(
      problem('database-unreachable', 'the catalog database does not answer', {
        found: error instanceof Error ? error.message : String(error),
        expected: new URL(url).host,
        hint: 'Look whether Postgres runs and NIGHTSKIES_DATABASE_URL is right.',
      }),
      { retryable: true, cause: error },
    );
  }
  try {
    // Several catalog processes may start together; only one migrates.
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await migrate(
      () => Promise.resolve(factory),
      async (sql) => (await client.query<Record<string, unknown>>(sql)).rows,
    );
  } finally {
    await client.end();
  }
  const { prismaClient, prismaSql } = await import('./prisma-client.js');
  const prisma = prismaClient(factory);
  return {
    sql: prismaSql(prisma),
    prisma: () => Promise.resolve(prisma),
    durability: 'Postgres: survives the machine losing power, as the server is configured',
    close: () => prisma.$disconnect(),
  };
}

async function migrate(
  adapter: () => Promise<SqlMigrationAwareDriverAdapterFactory>,
  query: Query,
): Promise<void> {
  const known = await readMigrations();
  const applied = await appliedMigrations(query);
  // The engine costs a third of a second: an up-to-date database does without it.
  if (pendingMigrations(known, applied).length > 0) {
    await applyMigrations(await adapter(), known);
  }
}

async function appliedMigrations(query: Query): Promise<AppliedMigration[]> {
  const table = (await query(hasMigrationTable)).at(0);
  if (table?.['present'] !== true) return [];
  return (await query(listApplied)).map((row) => ({
    name: String(row['name']),
    checksum: String(row['checksum']),
    finished: row['finished'] === true,
  }));
}
