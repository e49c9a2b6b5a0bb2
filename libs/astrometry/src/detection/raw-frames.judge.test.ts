import { beforeAll, describe, expect, it } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../../tools/testing/independent-night.js';
import { PlateSolver } from '../solving/plate-solver.js';
import type { SolveHints } from '../solving/solution.js';
import {
  catalogueStars,
  frameNames,
  frameSize,
  gridErrorsPx,
  nightJd,
  trueHeader,
} from '../solving/test-support/night-frames.js';
import { detectSources, type Sources } from './detect-sources.js';
import { groundMask } from './ground-mask.js';
import { fullWellDn, nightFwhmPx, nightGain, nightPixels } from './test-support/night-pixels.js';

const rmsOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1];

const options = { fwhmPx: nightFwhmPx, gain: nightGain, saturationLevel: fullWellDn, limit: 1500 };

/** Sources of every frame, found once for all tests. */
function everyFramesSources(night: string): ReadonlyMap<string, Sources> {
  const pixels = nightPixels(night);
  return new Map(
    frameNames.map((name) => {
      const frame = pixels(name);
      const first = detectSources(frame, options);
      const { mask, share } = groundMask(frame, first);
      return [name, share === 0 ? first : detectSources(frame, { ...options, mask })];
    }),
  );
}

// Needs the independent night beside this checkout.
describe.skipIf(!hasIndependentNight)('the independent night, from its raw pixels', () => {
  let found: ReadonlyMap<string, Sources> = new Map();
  beforeAll(() => {
    found = everyFramesSources(unpackNight().night);
  });
  const solver = new PlateSolver(catalogueStars(nightJd));
  const scaleArcsec = { low: 87, high: 106 };
  const pointing = (night: string, name: string): SolveHints => {
    // As loosely as a mount knows it: 1 deg off.
    const { raDeg, decDeg } = trueHeader(night, name).placeAt({ x: 511.5, y: 511.5 });
    const centre = { raDeg, decDeg: decDeg + (decDeg > 0 ? -1 : 1), radiusDeg: 5 };
    return { centre, scaleArcsec };
  };

  it.each<[string, (night: string, name: string) => SolveHints]>([
    ['pointing and scale', pointing],
    ['scale', () => ({ scaleArcsec })],
    ['nothing', () => ({})],
  ])('has every frame solved with %s known, true above 5 deg', (known, hintsOf) => {
    const { night } = unpackNight();
    const rms: number[] = [];
    const worst: number[] = [];
    for (const name of frameNames) {
      const sources = found.get(name);
      if (sources === undefined) throw new Error(`${name} has no sources`);
      const outcome = solver.solve(frameSize, sources, hintsOf(night, name));
      if (!outcome.solved) throw new Error(`${name}: ${outcome.reason}`);
      const errors = gridErrorsPx(night, name, outcome.wcs, 5);
      rms.push(rmsOf(errors));
      worst.push(Math.max(...errors));
    }
    const line = `${known} known: ${rms.length} of ${frameNames.length} frames solved`;
    process.stdout.write(
      `${line}; rms median ${medianOf(rms).toFixed(4)} px, worst frame ${Math.max(...rms).toFixed(4)} px, ` +
        `worst point ${Math.max(...worst).toFixed(3)} px\n`,
    );
    expect(medianOf(rms)).toBeLessThan(0.03);
    expect(Math.max(...rms)).toBeLessThan(0.1);
    expect(Math.max(...worst)).toBeLessThan(0.8);
  });
});
