import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { pendingMigrations, readMigrations, readSchema } from './migrations.js';
import { readTemplateStamp, templateDigest } from './template.js';

describe('committed database files', () => {
  it('the Prisma client was made from the schema beside it', async () => {
    const recorded = await readFile(new URL('../generated/schema.sha256', import.meta.url), 'utf8');
    const digest = createHash('sha256')
      .update(await readSchema())
      .digest('hex');
    expect(recorded.trim()).toBe(digest);
  });

  it('the template of new workspaces has all migrations and fits the installed PGlite', async () => {
    const stamp = await readTemplateStamp();
    const packageFile = createRequire(import.meta.url)
      .resolve('@electric-sql/pglite')
      .replace(/dist.*$/, 'package.json');
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(await readFile(packageFile, 'utf8')));
    const names = (await readMigrations()).map((migration) => migration.name);
    expect(stamp).toMatchObject({ pglite: version, migrations: names });
    expect(stamp.sha256).toBe(await templateDigest());
  });
});

describe('pendingMigrations', () => {
  const known = [
    { name: '1_a', sql: '', checksum: 'aa' },
    { name: '2_b', sql: '', checksum: 'bb' },
  ];

  it('names what a database lacks', () => {
    const applied = [{ name: '1_a', checksum: 'aa', finished: true }];
    expect(pendingMigrations(known, applied).map((item) => item.name)).toEqual(['2_b']);
  });

  it.each([
    ['database-newer', { name: '3_c', checksum: 'cc', finished: true }],
    ['database-migration-failed', { name: '1_a', checksum: 'aa', finished: false }],
    ['database-differs', { name: '1_a', checksum: 'xx', finished: true }],
  ])('refuses a database with %s', (code, row) => {
    expect(() => pendingMigrations(known, [row])).toThrow(expect.objectContaining({ code }));
  });
});
