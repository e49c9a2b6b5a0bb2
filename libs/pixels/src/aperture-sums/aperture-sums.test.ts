import { describe, expect, it } from 'vitest';
import { image } from '../image.js';
import { circleSums } from './circle-sums.js';
import { circleSumsReference } from './reference.js';

/** Numbers of 0 to 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

function made(width: number, height: number, seed: number) {
  const next = numbers(seed);
  const plane = () => Float32Array.from({ length: width * height }, () => 1000 * next() - 200);
  const data = plane();
  data[7] = Number.NaN;
  data[width * height - 3] = Infinity;
  const mask = Uint8Array.from({ length: width * height }, () => (next() < 0.1 ? 1 : 0));
  const edges = (size: number) => [-0.5, 0, size - 1, size - 0.5, size + 2.25, -3, NaN, 1e300];
  const inside = (size: number) => [
    ...Array.from({ length: 40 }, () => size * next()),
    ...Array.from({ length: 20 }, () => Math.floor(size * next()) / 2),
  ];
  return {
    source: image(width, height, data),
    options: {
      mask: image(width, height, mask),
      variance: image(width, height, plane().map(Math.abs)),
    },
    positions: {
      x: [...inside(width), ...edges(width), ...edges(width).map(() => width / 2)],
      y: [...inside(height), ...edges(height).map(() => height / 3), ...edges(height)],
    },
  };
}

const radii = [0.004, 0.3, 0.5, 0.70710678, 1, 1.5, 2.25, 2.8284271, 2.83, 3, 5, 6.1, 12, 60];

describe('sums over circles', () => {
  it.each([
    [41, 30, 5],
    [64, 64, 6],
    [1, 9, 7],
    [2, 1, 8],
  ])('are those of the slow way, bit for bit, on %d x %d pixels', (width, height, seed) => {
    const { source, positions, options } = made(width, height, seed);
    for (const given of [{}, { mask: options.mask }, options]) {
      const fast = circleSums(source, positions, radii, given);
      expect(fast).toEqual(circleSumsReference(source, positions, radii, given));
    }
  });

  it('are the same whatever was summed before', () => {
    const { source, positions, options } = made(30, 20, 3);
    const fresh = circleSums(source, positions, [4], options);
    const large = made(90, 80, 4);
    circleSums(large.source, large.positions, [30, 2], large.options);
    expect(circleSums(source, positions, [4], options)).toEqual(fresh);
  });

  it('need radii that are positive, positions in pairs, and planes of the size of the image', () => {
    const source = image(4, 3, new Float32Array(12));
    const at = { x: [1], y: [1] };
    expect(() => circleSums(source, at, [0])).toThrow(/radius of 0 px/);
    expect(() => circleSums(source, at, [Number.NaN])).toThrow(/radius of NaN px/);
    expect(() => circleSums(source, { x: [1], y: [] }, [1])).toThrow(/1 x and 0 y/);
    const mask = image(3, 4, new Uint8Array(12));
    expect(() => circleSums(source, at, [1], { mask })).toThrow(/mask is 3 x 4/);
    const variance = image(5, 3, new Float32Array(15));
    expect(() => circleSums(source, at, [1], { variance })).toThrow(/variance is 5 x 3/);
  });

  it('of nothing are nothing', () => {
    const source = image(4, 3, new Float32Array(12));
    expect(circleSums(source, { x: [1], y: [1] }, [])).toEqual([]);
    expect(circleSums(source, { x: [], y: [] }, [2])[0].sum).toHaveLength(0);
  });
});
