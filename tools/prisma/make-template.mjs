// Makes apps/catalog/template/pglite.tar.gz: an empty, migrated database folder, so that a new
// workspace does not wait for initdb. Run after `npm run build`: node tools/prisma/make-template.mjs
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { format } from 'prettier';

const catalog = new URL('../../apps/catalog/', import.meta.url);
const { applyMigrations, readMigrations } = await import(
  new URL('dist/database/migrations.js', catalog)
);
const { templateArchive, templateStampFile } = await import(
  new URL('dist/database/template.js', catalog)
);

const pglite = await PGlite.create({ dataDir: 'memory://' });
const migrations = await readMigrations();
await applyMigrations(new PrismaPGlite(pglite), migrations);
const { rows } = await pglite.query('SHOW server_version');
await pglite.query('VACUUM FULL');
await pglite.query('CHECKPOINT');
const archive = Buffer.from(await (await pglite.dumpDataDir('gzip')).arrayBuffer());
await pglite.close();

const { dependencies } = JSON.parse(await readFile(new URL('package.json', catalog), 'utf8'));
const stamp = {
  pglite: dependencies['@electric-sql/pglite'],
  postgres: rows[0].server_version,
  migrations: migrations.map((migration) => migration.name),
  sha256: createHash('sha256').update(archive).digest('hex'),
};
await mkdir(new URL('template/', catalog), { recursive: true });
await writeFile(templateArchive, archive);
await writeFile(
  templateStampFile,
  await format(JSON.stringify(stamp), { parser: 'json', printWidth: 100 }),
);
console.log(`${templateArchive}: ${archive.length} bytes`);
