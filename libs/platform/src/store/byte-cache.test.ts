import { expect, it } from 'vitest';
import { ByteCache } from './byte-cache.js';

it('reads once what it may keep, and forgets the longest unused beyond its budget', async () => {
  const cache = new ByteCache(100);
  const reads: string[] = [];
  const get = (name: string, size: number) =>
    cache.get(name, () => {
      reads.push(name);
      return Promise.resolve(new Uint8Array(size));
    });
  await get('a', 40);
  await get('b', 40);
  await get('a', 40);
  expect(reads).toEqual(['a', 'b']);
  await get('c', 40);
  expect(cache.heldBytes).toBe(80);
  await get('a', 40);
  await get('b', 40);
  expect(reads).toEqual(['a', 'b', 'c', 'b']);
});

it('never keeps what would take more than half of it', async () => {
  const cache = new ByteCache(100);
  await cache.get('large', () => Promise.resolve(new Uint8Array(51)));
  expect(cache.heldBytes).toBe(0);
});
