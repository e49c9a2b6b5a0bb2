// Writes the next migration from the changes of apps/catalog/prisma/schema.prisma.
// Run after `npm run build`: node tools/prisma/new-migration.mjs <name> [YYYYMMDDhhmmss]
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';

const catalog = new URL('../../apps/catalog/', import.meta.url);
const load = (path) => import(new URL(path, catalog));
const { schemaEngine } = await load('dist/database/schema-engine.js');
const { migrationList, readMigrations, readSchema } = await load('dist/database/migrations.js');

const name = process.argv[2];
if (name === undefined) throw new Error('usage: new-migration.mjs <name> [YYYYMMDDhhmmss]');
const stamp = process.argv[3] ?? new Date().toISOString().replace(/\D/g, '').slice(0, 14);

const scratch = await mkdtemp(join(tmpdir(), 'nightskies-migration-'));
const pglite = await PGlite.create({ dataDir: scratch });
const content = await readSchema();
const engine = await schemaEngine(new PrismaPGlite(pglite), content);
const { stdout } = await engine.diff({
  from: { tag: 'migrations', ...migrationList(await readMigrations()) },
  to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
  script: true,
  exitCode: false,
  filters: { externalTables: [], externalEnums: [] },
});
await pglite.close();
await rm(scratch, { recursive: true });
if (stdout === null || stdout === undefined || /empty migration/.test(stdout)) {
  console.log('The migrations agree with the schema: nothing to do.');
} else {
  const folder = fileURLToPath(new URL(`prisma/migrations/${stamp}_${name}/`, catalog));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration.sql'), stdout);
  console.log(join(folder, 'migration.sql'));
}
