import { expect, it } from 'vitest';
import { databaseDiskFull } from './unreachable.js';

/** A statement that failed, as Prisma tells it. */
const throughPrisma = (originalCode: string): Error =>
  Object.assign(new Error('raw query failed'), {
    code: 'P2010',
    meta: { driverAdapterError: { cause: { kind: 'postgres', originalCode } } },
  });
/** The same as the embedded database tells it. */
const embedded = (code: string): Error => Object.assign(new Error('no space left'), { code });

it.each([throughPrisma, embedded])('a full disk is told as such, %s', (failure) => {
  expect(databaseDiskFull(failure('53100'))).toMatchObject({ code: 'disk-full' });
  expect(databaseDiskFull(failure('23505'))).toBeNull();
});

it('no other failure is taken for a full disk', () => {
  expect(databaseDiskFull(new Error('53100'))).toBeNull();
  expect(databaseDiskFull(null)).toBeNull();
});
