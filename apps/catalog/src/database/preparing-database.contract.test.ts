import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planOnce, PreparingPGlite } from './preparing-database.js';
import { ensureDataFolder } from './template.js';

let folder: string;
let database: PreparingPGlite;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies-prepared-'));
  const dataDir = join(folder, 'catalog');
  await ensureDataFolder(dataDir);
  const startParams = [...PreparingPGlite.defaultStartParams, '-c', planOnce];
  database = new PreparingPGlite({ dataDir, startParams });
  await database.waitReady;
  await database.exec('CREATE TABLE stars (name text PRIMARY KEY, magnitude float8)');
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

const insert = 'INSERT INTO stars VALUES ($1, $2)';
const brighter = 'SELECT name FROM stars WHERE magnitude < $1 ORDER BY name';

async function names(limit: number): Promise<string[]> {
  return (await database.query<{ name: string }>(brighter, [limit])).rows.map(({ name }) => name);
}

it('a statement asked again answers for its new values and the rows there are now', async () => {
  expect(await names(9)).toEqual([]);
  expect((await database.query(insert, ['Vega', 0.03])).affectedRows).toBe(1);
  await database.query(insert, ['Deneb', 1.25]);
  expect(await names(9)).toEqual(['Deneb', 'Vega']);
  expect(await names(1)).toEqual(['Vega']);
});

it('a statement that failed can be asked again, alone and in a transaction', async () => {
  for (let attempt = 0; attempt < 2; attempt += 1) {
    await expect(database.query(insert, ['Vega', 0])).rejects.toMatchObject({ code: '23505' });
    await expect(database.query('SELECT nothing FROM stars')).rejects.toMatchObject({
      code: '42703',
    });
  }
  const work = database.transaction(async (transaction) => {
    await transaction.query(insert, ['Altair', 0.76]);
    await transaction.query(insert, ['Vega', 0]);
  });
  await expect(work).rejects.toMatchObject({ code: '23505' });
  expect(await names(1)).toEqual(['Vega']);
});

it('what is rolled back is gone, and its statements are still known', async () => {
  await database.transaction(async (transaction) => {
    await transaction.query('DELETE FROM stars WHERE magnitude > $1', [1]);
    await transaction.rollback();
    await expect(transaction.query(brighter, [9])).rejects.toThrow('closed');
  });
  expect(await names(9)).toEqual(['Deneb', 'Vega']);
  const deleted = await database.query('DELETE FROM stars WHERE magnitude > $1', [1]);
  expect(deleted.affectedRows).toBe(1);
  expect(await names(9)).toEqual(['Vega']);
});

it('more statements than are kept, and one asked for ever, cost a bounded number', async () => {
  for (let number = 0; number < 250; number += 1) {
    const { rows } = await database.query(`SELECT ${number} + $1::int AS sum`, [1]);
    expect(rows).toEqual([{ sum: number + 1 }]);
  }
  for (let time = 0; time < 600; time += 1) expect(await names(1)).toEqual(['Vega']);
  const { rows } = await database.query<{ prepared: number }>(
    'SELECT count(*)::int AS prepared FROM pg_prepared_statements',
  );
  expect(rows[0]?.prepared).toBeLessThanOrEqual(100);
});

it('a table that changed is seen as it is', async () => {
  await names(9);
  await database.exec('ALTER TABLE stars ADD COLUMN colour text');
  expect(await names(9)).toEqual(['Vega']);
});
