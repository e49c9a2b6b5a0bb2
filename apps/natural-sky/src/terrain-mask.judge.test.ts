import { allSkyGrid } from '@nightskies/mosaic';
import { rowAltitudeDeg } from '@nightskies/sky';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { showsHorizon } from './horizon-strip.js';
import { proposeMaskOfSet, type ProposedMask } from './propose-mask-of-set.js';
import { soughtStars } from './sought-stars.js';
import {
  independentSet,
  trueSkyline,
  type IndependentSet,
} from './test-support/independent-set.js';

const grid = allSkyGrid(0.05);

interface Verdict {
  readonly rmsDeg: number;
  readonly worstDeg: number;
  /** Part of the cells between 0 and 10 deg that are what they truly are. */
  readonly right: number;
}

function judge(
  { mask }: ProposedMask,
  truth: Float64Array,
  known: (column: number) => boolean,
): Verdict {
  let squares = 0;
  let columns = 0;
  let worstDeg = 0;
  let right = 0;
  let cells = 0;
  for (let column = 0; column < grid.columns; column++) {
    if (!known(column)) continue;
    const error = mask.skylineDeg[column] - truth[column];
    squares += error * error;
    columns++;
    worstDeg = Math.max(worstDeg, Math.abs(error));
    for (let row = 0; row < grid.rows; row++) {
      const altitude = rowAltitudeDeg(grid, row);
      if (altitude < 0 || altitude > 10) continue;
      cells++;
      if (mask.sky[row * grid.columns + column] >= 128 === altitude > truth[column]) right++;
    }
  }
  return { rmsDeg: Math.sqrt(squares / columns), worstDeg, right: right / cells };
}

const spoken = ({ rmsDeg, worstDeg, right }: Verdict): string =>
  `skyline ${rmsDeg.toFixed(4)} deg rms, worst ${worstDeg.toFixed(3)} deg, ` +
  `${(100 * right).toFixed(3)} % of the cells of 0 to 10 deg right`;

// The archives lie beside the checkout; where they are absent there is nothing to compare with.
describe.skipIf(!hasIndependentNight)('terrain of the independent night', () => {
  let truth: Float64Array;
  let set: IndependentSet;
  let proposed: ProposedMask;
  let seconds: number;

  beforeAll(async () => {
    const { night } = unpackNight();
    truth = trueSkyline(night, grid);
    set = independentSet(
      night,
      'V',
      Array.from({ length: 45 }, (_, k) => k + 1),
    );
    const start = process.cpuUsage();
    const low = showsHorizon(set.astrometry);
    const frames = set.frames.filter(({ name }) => low(name));
    proposed = await proposeMaskOfSet({ ...set, frames, stepDeg: 0.05 });
    const used = process.cpuUsage(start);
    seconds = (used.user + used.system) / 1e6;
  }, 300_000);

  test('is proposed to a fraction of a cell of the map, surely, from 30 of 45 frames', () => {
    const verdict = judge(proposed, truth, () => true);
    const { overallConfidence, confidence } = proposed.mask;
    console.log(
      `V: ${spoken(verdict)}; confidence ${overallConfidence.toFixed(3)}, ` +
        `least ${Math.min(...confidence).toFixed(3)}; ${seconds.toFixed(2)} s of CPU`,
    );
    expect(verdict.right).toBeGreaterThan(0.985);
    expect(verdict.rmsDeg).toBeLessThan(0.15);
    expect(overallConfidence).toBeGreaterThan(0.9);
    expect(proposed.problems).toEqual([]);
    expect(seconds).toBeLessThan(1.5);
  });

  test('has its stars as witnesses: none that truly stands behind terrain counts as seen', () => {
    const stars = soughtStars(set.photometry, 20);
    const behind = ({ azimuthDeg, altitudeDeg }: (typeof stars)[number]): boolean => {
      const column = Math.floor(((azimuthDeg + 180) % 360) / grid.stepDeg);
      return altitudeDeg < truth[column];
    };
    const wronglySeen = stars.filter((star) => star.seen && behind(star));
    const wronglyMissing = stars.filter((star) => !star.seen && !behind(star));
    console.log(
      `${stars.filter(({ seen }) => seen).length} stars below 20 deg seen, ` +
        `${stars.filter(({ seen }) => !seen).length} missing; ` +
        `${wronglySeen.length} seen behind terrain, ${wronglyMissing.length} missing in the free sky`,
    );
    expect(stars.length).toBeGreaterThan(300);
    expect(wronglySeen.length).toBeLessThan(0.01 * stars.length);
    expect(wronglyMissing.length).toBeLessThan(0.01 * stars.length);
  });

  test('is the same without its stars, and where a quarter of the frames is missing unknown', async () => {
    const frames = set.frames.slice(0, 30).filter((_, k) => !(k % 15 >= 2 && k % 15 <= 5));
    const partial = await proposeMaskOfSet({ ...set, frames, photometry: [], stepDeg: 0.05 });
    const { confidence, skylineDeg } = partial.mask;
    const verdict = judge(partial, truth, (column) => confidence[column] > 0);
    const unknown = confidence.filter((one) => one === 0).length / grid.columns;
    console.log(`a quarter missing: ${spoken(verdict)}, ${(100 * unknown).toFixed(1)} % unknown`);
    expect(verdict.rmsDeg).toBeLessThan(0.15);
    expect(unknown).toBeGreaterThan(0.15);
    expect(confidence.every((one, column) => one > 0 || skylineDeg[column] === 0)).toBe(true);
    expect(partial.problems.map(({ code }) => code)).toContain('mask-unknown');
  });

  test('is found in B as well, where frames were taken', async () => {
    const { night } = unpackNight();
    const blue = independentSet(night, 'B', [2, 8, 13, 18, 24, 29]);
    const { mask } = await proposeMaskOfSet({ ...blue, stepDeg: 0.05 });
    const verdict = judge({ ...proposed, mask }, truth, (column) => mask.confidence[column] > 0.5);
    console.log(`B: ${spoken(verdict)}`);
    expect(verdict.right).toBeGreaterThan(0.985);
    expect(verdict.rmsDeg).toBeLessThan(0.15);
  });
});
