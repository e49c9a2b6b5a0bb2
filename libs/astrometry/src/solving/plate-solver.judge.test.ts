import { describe, expect, it } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../../tools/testing/independent-night.js';
import { PlateSolver } from './plate-solver.js';
import type { SolveHints } from './solution.js';
import {
  catalogueStars,
  frameNames,
  frameSize,
  gridErrorsPx,
  nightJd,
  noisyStars,
  trueHeader,
} from './test-support/night-frames.js';
import { seeded } from './test-support/random-sky.js';

const given = { most: 1500, noisePx: 0.03, falseOnes: 100 };
const scaleArcsec = { low: 87, high: 106 };

const rmsOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1];

describe.skipIf(!hasIndependentNight)('the independent night, from its star places', () => {
  it('has every frame solved with the commanded pointing, true above 5 deg to 0.8 px, rms below 0.1 px', () => {
    const { night } = unpackNight();
    const solver = new PlateSolver(catalogueStars(nightJd));
    const rms: number[] = [];
    for (const [i, name] of frameNames.entries()) {
      const sources = noisyStars(night, name, seeded(i), given);
      const middle = trueHeader(night, name).placeAt({ x: 511.5, y: 511.5 });
      const hints = { centre: { ...middle, radiusDeg: 5 }, scaleArcsec };
      const outcome = solver.solve(frameSize, sources, hints);
      if (!outcome.solved) throw new Error(`${name}: ${outcome.reason}`);
      const errors = gridErrorsPx(night, name, outcome.wcs, 5);
      expect(Math.max(...errors), name).toBeLessThan(0.8);
      rms.push(rmsOf(errors));
    }
    expect(medianOf(rms)).toBeLessThan(0.03);
    expect(Math.max(...rms)).toBeLessThan(0.1);
  });

  it.each([
    { asked: { order: 2 }, order: 2, leastPx: 0.5, mostPx: 3 },
    { asked: { maxOrder: 3 }, order: 3, leastPx: 0.02, mostPx: 0.3 },
    { asked: {}, order: 5, leastPx: 0, mostPx: 0.03 },
  ])(
    'has order $order when asked for $asked, and misses by what the lens then leaves',
    ({ asked, order, leastPx, mostPx }) => {
      const { night } = unpackNight();
      const solver = new PlateSolver(catalogueStars(nightJd));
      const rms = ['ib016', 'ib025', 'ib033', 'ib041', 'ib045'].map((name, i) => {
        const sources = noisyStars(night, name, seeded(i), given);
        const outcome = solver.solve(frameSize, sources, { scaleArcsec }, asked);
        if (!outcome.solved) throw new Error(`${name}: ${outcome.reason}`);
        expect(outcome.wcs.order, name).toBe(order);
        return rmsOf(gridErrorsPx(night, name, outcome.wcs, 5));
      });
      expect(medianOf(rms)).toBeGreaterThan(leastPx);
      expect(medianOf(rms)).toBeLessThan(mostPx);
    },
  );

  it.each([
    { known: 'the scale', hints: { scaleArcsec } satisfies SolveHints },
    { known: 'nothing', hints: {} satisfies SolveHints },
  ])('has every frame solved with $known known', ({ hints }) => {
    const { night } = unpackNight();
    const solver = new PlateSolver(catalogueStars(nightJd));
    for (const [i, name] of frameNames.entries()) {
      const sources = noisyStars(night, name, seeded(i + 100), given);
      const outcome = solver.solve(frameSize, sources, hints);
      if (!outcome.solved) throw new Error(`${name}: ${outcome.reason}`);
      expect(rmsOf(gridErrorsPx(night, name, outcome.wcs, 5)), name).toBeLessThan(0.1);
    }
  });
});
