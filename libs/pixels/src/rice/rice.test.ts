import { describe, expect, it } from 'vitest';
import { riceDecode } from './decode.js';
import { referenceRiceDecode } from './decode-reference.js';
import { riceEncode } from './encode.js';
import { referenceRiceEncode } from './encode-reference.js';
import { leastRiceBytes, type RicePixels } from './rice-code.js';

/** Mulberry32. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Make = (count: number) => RicePixels;

const kinds: readonly (readonly [name: string, make: Make, bytes: 1 | 2 | 4])[] = [
  ['bytes', (count) => new Uint8Array(count), 1],
  ['16-bit numbers', (count) => new Int16Array(count), 2],
  ['32-bit numbers', (count) => new Int32Array(count), 4],
];

/** From none to wild: every split a block can have, and jumps from one end of the range to the other. */
const spreads = [0, 1, 2, 5, 30, 400, 6000, 1e5, 1e7, 2 ** 32];

function sky(make: Make, count: number, spread: number): RicePixels {
  const random = seeded(count + spread);
  const pixels = make(count);
  for (let i = 0; i < count; i++) {
    // A burst within calm makes runs of zeros longer than a word.
    const burst = i % 97 === 50 ? 1e9 * random() : 0;
    pixels[i] = Math.floor(100 + burst + spread * (random() - 0.5));
  }
  return pixels;
}

function same(one: RicePixels, other: RicePixels): boolean {
  return one.every((value, i) => value === other[i]);
}

describe.each(kinds)('%s coded as RICE_1', (_, make, numberBytes) => {
  it('come back bit for bit, whatever their spread, and the size of the blocks', () => {
    for (const spread of spreads) {
      for (const count of [0, 1, 2, 31, 32, 33, 1000]) {
        for (const blockSize of [1, 7, 16, 32, 64, 5000]) {
          const pixels = sky(make, count, spread);
          const code = riceEncode(pixels, blockSize);
          expect(Buffer.compare(code, referenceRiceEncode(pixels, blockSize))).toBe(0);
          const [ours, twin] = [make(count), make(count)];
          expect(riceDecode(code, blockSize, ours)).toBe(true);
          expect(referenceRiceDecode(code, blockSize, twin)).toBe(true);
          expect(same(ours, pixels)).toBe(true);
          expect(same(twin, pixels)).toBe(true);
          const bytes = leastRiceBytes(numberBytes, count, blockSize);
          expect(code.length).toBeGreaterThanOrEqual(bytes);
        }
      }
    }
  });

  it('take the fewest bytes there can be when they are all alike', () => {
    const code = riceEncode(make(1000).fill(7));
    expect(code).toHaveLength(leastRiceBytes(numberBytes, 1000, 32));
  });

  it('are decoded to the same, or refused by kernel and twin alike, from any bytes', () => {
    const random = seeded(numberBytes);
    let held = 0;
    for (let k = 0; k < 3000; k++) {
      const start = Math.floor(random() * 3);
      const code = Uint8Array.from({ length: Math.floor(random() * 60) }, () =>
        // Mostly zeros in a third of the tries: long runs.
        k % 3 === 0 && random() < 0.9 ? 0 : Math.floor(random() * 256),
      ).subarray(start);
      const count = Math.floor(random() * 80);
      const blockSize = 1 + Math.floor(random() * 40);
      const [ours, twin] = [make(count), make(count)];
      const whole = riceDecode(code, blockSize, ours);
      expect(whole).toBe(referenceRiceDecode(code, blockSize, twin));
      if (!whole) continue;
      held++;
      expect(same(ours, twin)).toBe(true);
    }
    expect(held).toBeGreaterThan(300);
  });

  it('are refused when the code is cut anywhere', () => {
    const pixels = sky(make, 100, 30);
    const code = riceEncode(pixels);
    for (let length = 0; length < code.length; length++) {
      expect(riceDecode(code.subarray(0, length), 32, make(100))).toBe(false);
    }
  });
});
