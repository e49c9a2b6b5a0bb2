import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { openDatabase } from './open-database.js';

it('a database that does not answer is named without user, password and settings', async () => {
  const url = 'postgresql://keeper:hush-hush@127.0.0.1:1/nightskies?sslmode=require';
  const error: unknown = await openDatabase({ url }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'database-unreachable', retryable: true });
  const everything = inspect(error, { depth: 20, showHidden: true, getters: true });
  expect(everything).toContain('127.0.0.1:1');
  expect(everything).not.toMatch(/hush|keeper|sslmode/);
});
