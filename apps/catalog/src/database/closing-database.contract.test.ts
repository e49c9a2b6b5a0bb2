import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { openDatabase } from './open-database.js';
import { query } from './sql.js';

const client = vi.hoisted(() => ({ isBroken: false }));
vi.mock('./prisma-client.js', async (original) => {
  const real = await original<typeof import('./prisma-client.js')>();
  const prismaClient: typeof real.prismaClient = (adapter) => {
    if (client.isBroken) throw new Error('the disk went away');
    return real.prismaClient(adapter);
  };
  return { ...real, prismaClient };
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies database '));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('the embedded database is closed, and loads Prisma again, when that failed before', async () => {
  const database = await openDatabase({ folder: join(folder, 'catalog') });
  client.isBroken = true;
  await expect(database.prisma()).rejects.toThrow('the disk went away');
  client.isBroken = false;
  expect(await (await database.prisma()).run.count()).toBe(0);
  await database.close();

  const again = await openDatabase({ folder: join(folder, 'catalog') });
  client.isBroken = true;
  await expect(again.prisma()).rejects.toThrow('the disk went away');
  await again.close();
  await expect(query(again.sql, 'SELECT 1')).rejects.toThrow(/closed/);
});
