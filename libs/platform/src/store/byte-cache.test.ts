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

it('never keeps what is larger than its budget', async () => {
  const cache = new ByteCache(100);
  await cache.get('large', () => Promise.resolve(new Uint8Array(101)));
  expect(cache.heldBytes).toBe(0);
});

it('keeps what is asked for again and again while other things pass by, and lets it go afterwards', async () => {
  const cache = new ByteCache(100);
  const reads: string[] = [];
  const get = (name: string, size: number) =>
    cache.get(name, () => {
      reads.push(name);
      return Promise.resolve(new Uint8Array(size));
    });
  for (let frame = 0; frame < 20; frame++) {
    await get('masters', 80);
    await get('masters', 80);
    await get(`frame ${frame}`, 50);
    await get(`frame ${frame}`, 50);
  }
  // Once it gives way: while nothing is known of either yet, the newer one is as good.
  expect(reads.filter((name) => name === 'masters').length).toBeLessThanOrEqual(2);
  for (let tile = 0; tile < 30; tile++) await get(`tile ${tile}`, 50);
  expect(cache.heldBytes).toBe(100);
  await get('masters', 80);
  expect(reads.at(-1)).toBe('masters');
});
