import { describe, expect, test } from 'vitest';
import {
  biasDrift,
  compatDriftOfCrop,
  type CropDrift,
  driftOfCrop,
  roundedDrift,
} from './bias-drift.js';
import { cropStart } from './central-region.js';
import { normalNumbers, picture, rawFrame } from './test-support/pictures.js';
import { problemFrom } from './test-support/problem-from.js';

// A bias with a slope, so that a region one pixel off gives another mean.
const slope = (x: number, y: number): number => 1000 + x + 3 * y;

describe('the drift of a crop', () => {
  test('is its mean minus that of the same pixels of the master bias', () => {
    const master = picture(200, 200, slope);
    const start = cropStart(200, 50);
    expect(start).toBe(74);
    const crop = rawFrame('biasc7.fit', 50, 50, (x, y) => slope(x + start, y + start) - 4);
    expect(driftOfCrop(crop, master).driftDn).toBe(-4);
    expect(compatDriftOfCrop(crop, master)).toBe(-4);
  });

  test('takes columns and rows 486 to 535 of a 1024 px frame', () => {
    expect(cropStart(1024, 50)).toBe(486);
  });

  test('follows the position its header states', () => {
    const master = picture(200, 200, slope);
    const crop = rawFrame('biasc7.fit', 50, 50, (x, y) => slope(x + 10, y + 20) + 2, [
      ['XORGSUBF', 10],
      ['YORGSUBF', 20],
    ]);
    expect(driftOfCrop(crop, master).driftDn).toBe(2);
  });

  test('states an uncertainty that covers read noise and row noise', () => {
    const normal = normalNumbers(5);
    const master = picture(200, 200, () => 1000);
    let squares = 0;
    let stated = 0;
    const trials = 100;
    for (let trial = 0; trial < trials; trial++) {
      const rows = Array.from({ length: 50 }, () => 0.5 * normal());
      const crop = rawFrame('c.fit', 50, 50, (_, y) => 1000 + (rows[y] ?? 0) + 4 * normal());
      const { driftDn, uncertaintyDn } = driftOfCrop(crop, master);
      squares += driftDn ** 2 / trials;
      stated += uncertaintyDn ** 2 / trials;
    }
    // 4/50 and 0.5/sqrt(50) make 0.107; 100 trials know their rms to 7 %.
    expect(Math.sqrt(stated)).toBeCloseTo(0.107, 2);
    expect(Math.sqrt(squares)).toBeGreaterThan(0.085);
    expect(Math.sqrt(squares)).toBeLessThan(0.13);
  });

  test('is refused when the crop lies outside the master', () => {
    const crop = rawFrame('biasc7.fit', 50, 50, () => 1000);
    const refused = problemFrom(() =>
      driftOfCrop(
        crop,
        picture(40, 40, () => 1000),
      ),
    );
    expect(refused).toMatchObject({ code: 'bias-crop-outside', file: 'biasc7.fit' });
  });
});

const crop = (name: string, driftDn: number, julianDate: number | null): CropDrift => ({
  name,
  driftDn,
  uncertaintyDn: 0.1,
  pixelNoiseDn: 4,
  rowNoiseDn: 0.4,
  julianDate,
});

describe('the drift of a frame', () => {
  const frame = { name: 'ib012.fit', readOutJulianDate: 102 };

  test('with its own crop is that of the crop, without a caveat', () => {
    const own = crop('biasc18.fit', -4.2, 102.1);
    expect(biasDrift(frame, { own })).toEqual({ driftDn: -4.2, uncertaintyDn: 0.1, problems: [] });
  });

  test('without its own crop is interpolated in time, less certain, with a caveat', () => {
    const drift = biasDrift(frame, {
      neighbours: [
        crop('biasc19.fit', -3, 104),
        crop('biasc17.fit', -5, 101),
        crop('biasc25.fit', 9, 110),
      ],
    });
    expect(drift.driftDn).toBeCloseTo(-5 + 2 / 3, 12);
    expect(drift.uncertaintyDn).toBeGreaterThan(1);
    expect(drift.problems).toMatchObject([{ code: 'bias-crop-interpolated', file: 'ib012.fit' }]);
  });

  test('at an end of the set is that of the nearest crop with at least 0.5 DN of doubt', () => {
    const drift = biasDrift(frame, {
      neighbours: [crop('biasc16.fit', -7, 100), crop('biasc17.fit', -5, 101)],
    });
    expect(drift.driftDn).toBe(-5);
    expect(drift.uncertaintyDn).toBeGreaterThan(0.5);
  });

  test('without times is the mean of the crops with their range as doubt', () => {
    const drift = biasDrift(frame, {
      neighbours: [crop('biasc17.fit', -5, null), crop('biasc19.fit', -3, 104)],
    });
    expect(drift.driftDn).toBe(-4);
    expect(drift.uncertaintyDn).toBeGreaterThan(1);
  });

  test('without any crop is a named error', () => {
    expect(problemFrom(() => biasDrift(frame, { neighbours: [] }))).toMatchObject({
      code: 'bias-crop-missing',
      file: 'ib012.fit',
    });
  });
});

test.each([
  [-5.572393, -5.572],
  [-0.3705, -0.37],
  [0.0625, 0.062],
  [-0.1875, -0.188],
  [2.9999, 3],
])('the old pipeline reads the drift %d back as %d', (driftDn, rounded) => {
  expect(roundedDrift(driftDn)).toBe(rounded);
});
