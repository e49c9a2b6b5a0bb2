import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StarPlanes } from '../star-planes/star-planes.js';
import { ByteRoom, byteTurner, type ByteTurner } from './byte-order.js';
import { toNativeReference, toStoredReference } from './reference.js';

const sizes = fc.constantFrom(1, 2, 4, 8);

function turnerOf(bytes: Uint8Array): ByteTurner {
  const turner = byteTurner(bytes.buffer);
  if (turner === null) throw new Error('the room is no kernel memory');
  return turner;
}

describe('bytes of numbers', () => {
  const room = new ByteRoom();

  it('are turned round as by the slow way, from any place and in any number, and nothing beside them', () => {
    fc.assert(
      fc.property(
        sizes,
        fc.boolean(),
        fc.nat(40),
        fc.uint8Array({ minLength: 8, maxLength: 300 }),
        (size, shifted, at, given) => {
          const count = given.length - (given.length % size);
          const all = room.bytes(400);
          for (const way of ['toNative', 'toStored'] as const) {
            all.fill(0x5a);
            const bytes = all.subarray(at, at + count);
            bytes.set(given.subarray(0, count));
            const twin = given.slice(0, count);
            if (way === 'toNative') {
              turnerOf(all).toNative(bytes, size, shifted);
              toNativeReference(twin, size, shifted);
            } else {
              const sum = turnerOf(all).toStored(bytes, size, shifted);
              expect(sum).toBe(toStoredReference(twin, size, shifted));
            }
            expect(bytes).toEqual(twin);
            expect(all.subarray(0, at).every((byte) => byte === 0x5a)).toBe(true);
            expect(all.subarray(at + count).every((byte) => byte === 0x5a)).toBe(true);
          }
        },
      ),
    );
  });

  it('come back as they were, and are summed exactly where every bit is set', () => {
    const bytes = room.bytes(2 ** 18).fill(0xff);
    expect(turnerOf(bytes).toStored(bytes, 4)).toBe(2 ** 16 * (2 ** 32 - 1));
    bytes.forEach((_, k) => (bytes[k] = k * 7));
    const given = bytes.slice();
    for (const size of [1, 2, 4, 8] as const) {
      turnerOf(bytes).toStored(bytes, size, true);
      expect(bytes).not.toEqual(given);
      turnerOf(bytes).toNative(bytes, size, true);
      expect(bytes).toEqual(given);
    }
  });

  it('are those DataView writes', () => {
    const values = Float32Array.of(1, -2.5, 3e9, -0, 7, 8, 9);
    const bytes = room.bytes(values.byteLength);
    bytes.set(new Uint8Array(values.buffer));
    turnerOf(bytes).toStored(bytes, 4);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    values.forEach((value, k) => {
      expect(view.getFloat32(4 * k)).toBe(value);
    });
  });

  it('are turned in the memory of other kernels too, also after it grew, and nowhere else', () => {
    const planes = new StarPlanes(5, 5);
    for (const width of [5, 400]) {
      const { pixels } = width === 5 ? planes : new StarPlanes(width, width);
      pixels.fill(1);
      const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
      turnerOf(bytes).toNative(bytes, 4);
      expect([...bytes.subarray(0, 4)]).toEqual([0x3f, 0x80, 0, 0]);
    }
    expect(byteTurner(new ArrayBuffer(8))).toBeNull();
    const grown = new ByteRoom();
    const first = byteTurner(grown.bytes(10).buffer);
    expect(byteTurner(grown.bytes(200_000).buffer)).toBe(first);
  });
});
