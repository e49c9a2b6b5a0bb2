import { describe, expect, it } from 'vitest';
import { circleSums } from '../aperture-sums/circle-sums.js';
import {
  annulusSumsReference,
  fillBadReference,
  markDiscsReference,
  ringSumsReference,
  sharpPixelsReference,
  takeStarsReference,
  type PlanesReference,
} from './reference.js';
import { StarPlanes, type PlaneLevel } from './star-planes.js';

/** Numbers that look drawn, from 0 to 1. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** A frame with noise, spikes, holes and flags, in the memory of kernels and beside it. */
function madeUp(width: number, height: number): { planes: StarPlanes; twin: PlanesReference } {
  const draw = drawn(7 * width + height);
  const count = width * height;
  const special = [Number.NaN, Infinity, 9000, 30_000];
  const pixels = Float32Array.from({ length: count }, () => {
    const of = draw();
    return of < 0.02 ? special[Math.floor(200 * of)] : 500 + 300 * draw();
  });
  const variance = Float32Array.from({ length: count }, () => (draw() < 0.01 ? NaN : 90 + draw()));
  const flags = Uint8Array.from({ length: count }, () => (draw() < 0.05 ? 1 << (8 * draw()) : 0));
  const planes = new StarPlanes(width, height);
  planes.pixels.set(pixels);
  planes.variance.set(variance);
  planes.flags.set(flags);
  const owners = new Int32Array(count);
  return { planes, twin: { width, height, pixels, variance, flags, owners } };
}

/** Places on the frame, beside it and far from it. */
function places({ width, height }: StarPlanes, count: number): { x: number[]; y: number[] } {
  const draw = drawn(count);
  const along = (size: number) => Array.from({ length: count }, () => (size + 40) * draw() - 20);
  const [x, y] = [along(width), along(height)];
  x.push(3, Number.NaN, 1e300, 12.5);
  y.push(4, 5, 6, 9);
  return { x, y };
}

const sizes = [
  [64, 48],
  [61, 47],
  [33, 90],
] as const;

const profile = Float64Array.from({ length: 40 }, (_, k) => 0.2 / (1 + k * k));

describe.each(sizes)('planes of a frame of %d x %d px', (width, height) => {
  const { planes, twin } = madeUp(width, height);
  const { x, y } = places(planes, 30);
  const owner = x.map((_, k) => k + 1);

  it('have errors squared', () => {
    const other = new StarPlanes(width, height);
    const sigma = twin.pixels.map((value) => value / 7);
    other.variance.set(sigma);
    other.squareVariance();
    expect(other.variance).toEqual(sigma.map((value) => value * value));
  });

  it('get bad pixels filled as by the slow way, bit for bit', () => {
    const found = fillBadReference(twin, 1 | 4, 4);
    expect(planes.fillBad(1 | 4, 4)).toBe(found);
    expect(found).toBeGreaterThan(10);
    expect(planes.pixels).toEqual(twin.pixels);
    expect(planes.variance).toEqual(twin.variance);
    expect(planes.flags).toEqual(twin.flags);
  });

  it('tell the same sharp pixels', () => {
    const sharp = planes.sharpPixels(15);
    expect(sharp).toEqual(sharpPixelsReference(twin, 15));
    expect(sharp.length).toBeGreaterThan(5);
  });

  it('get the same discs, and the same light taken out', () => {
    const radii = x.map((_, k) => (k % 5 === 0 ? 0 : k / 3));
    planes.markDiscs({ x, y }, radii);
    markDiscsReference(twin, { x, y }, radii);
    expect(planes.owners).toEqual(twin.owners);
    const light = x.map((_, k) => 1000 * k);
    const reach = x.map((_, k) => (k % 4 === 0 ? 0 : 1.5 * k));
    planes.takeStars({ x, y }, light, reach, profile);
    expect(planes.sky).toEqual(takeStarsReference(twin, { x, y }, light, reach, profile));
    expect(planes.pixels).toEqual(twin.pixels);
  });

  it('are summed over annuli as by the slow way, bit for bit', () => {
    const radii = [
      [3, 9],
      [6.3, 14.1],
    ] as const;
    for (const annulus of radii) {
      const sums = planes.annulusSums('sky', { x, y }, owner, annulus);
      expect(sums).toEqual(annulusSumsReference(twin, planes.sky, { x, y }, owner, annulus));
      expect(Math.max(...sums.pixels)).toBeGreaterThan(30);
    }
  });

  it('are summed over circles as every image', () => {
    const radii = [1.5, 6];
    const image = { width, height, data: twin.pixels };
    const variance = { width, height, data: twin.variance };
    expect(planes.circleSums('pixels', { x, y }, radii)).toEqual(
      circleSums(image, { x, y }, radii, { variance }),
    );
  });

  it('are summed over rings as by the slow way, bit for bit', () => {
    const level: PlaneLevel = {
      terms: 3,
      columnFactors: Float64Array.from({ length: 3 * width }, (_, k) => Math.sin(k)),
      factorsOfRow: (row, factors, at) => {
        factors.set([10, row, row / 7], at);
      },
    };
    const edgesPx = Float64Array.of(2, 3.5, 7, 16);
    for (let k = 0; k < x.length - 3; k++) {
      for (const bent of [level, null]) {
        const star = { x: x[k], y: y[k], owner: k + 1, edgesPx, level: bent };
        const taken = k % 2 === 0 ? { profile, light: 300, reachPx: 9 } : null;
        const sums = planes.ringSums('sky', { ...star, taken });
        expect(sums).toEqual(ringSumsReference(twin, planes.sky, { ...star, taken }));
      }
    }
  });
});

describe('a uniform sky', () => {
  const planes = new StarPlanes(50, 50);
  planes.pixels.fill(7);
  planes.variance.fill(4);
  planes.takeStars({ x: [], y: [] }, [], [], profile);
  planes.markDiscs({ x: [25, 10], y: [25, 31] }, [3, 5]);

  it('has its level in annuli and rings, and the noise of their pixels', () => {
    const { light, variance, pixels } = planes.annulusSums(
      'sky',
      { x: [25], y: [25] },
      [1],
      [4, 20],
    );
    expect(light[0] / pixels[0]).toBe(7);
    expect(variance[0] / pixels[0]).toBe(4);
    const edgesPx = Float64Array.of(0, 3, 20);
    const rings = planes.ringSums('sky', {
      ...{ x: 25, y: 25, owner: 1, edgesPx, level: null, taken: null },
    });
    expect(rings.light.map((sum, k) => sum / rings.pixels[k])).toEqual(Float64Array.of(7, 7));
    // Its own disc is free, that of the other star is not.
    const disc = planes.owners.reduce((sum, owner) => sum + (owner === 1 ? 1 : 0), 0);
    expect(disc).toBeGreaterThan(25);
    const without = planes.ringSums('sky', {
      ...{ x: 25, y: 25, owner: 2, edgesPx, level: null, taken: null },
    });
    expect(without.pixels[0]).toBe(0);
  });

  it('gets back what was taken from it', () => {
    planes.takeStars({ x: [25], y: [25] }, [500], [15.2], profile);
    const edgesPx = Float64Array.of(5, 10, 18);
    const { light, own, pixels } = planes.ringSums('sky', {
      ...{ x: 25, y: 25, owner: 1, edgesPx, level: null },
      taken: { profile, light: 500, reachPx: 15.2 },
    });
    for (let k = 0; k < 2; k++) expect((light[k] + own[k]) / pixels[k]).toBeCloseTo(7, 5);
  });
});

it('a frame without pixels is refused', () => {
  expect(() => new StarPlanes(0, 5)).toThrow(/0 x 5/);
});
