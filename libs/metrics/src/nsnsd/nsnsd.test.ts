import { degree, allSkyGrid } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { nl, valuesOf, mapOf, type OfSky } from '../test-support/made-skies.js';
import { rowsOf } from '../luminance-map.js';
import { oldStatistics, percentileOf } from './cell-statistics.js';
import {
  exactNanolamberts,
  measureOldWay,
  oldCellMlx,
  oldCellNanolamberts,
  oldMagnitude,
  oldMicrocandelas,
  oldNanolamberts,
  oldTotalMagnitude,
  oldTotalMlx,
  reportMillicandelas,
} from './index.js';
import { QualityClasses } from './old-quality.js';

const near = (value: number, expected: number, relative: number): void => {
  expect(Math.abs(value / expected - 1)).toBeLessThan(relative);
};

describe('the old conversions', () => {
  it('have the values that were worked out by hand', () => {
    near(oldNanolamberts(22), 54.008, 1e-5);
    near(exactNanolamberts(22), 53.991, 1e-5);
    near(oldMicrocandelas(oldNanolamberts(22)), 171.9, 3e-4);
    near(oldMagnitude(78), 21.6006, 3e-6);
    near(oldMagnitude(8.6), 23.995, 3e-5);
    near(oldMagnitude(0.01), 31.3308, 1e-9);
    near(oldMagnitude(20), 23.078, 3e-5);
    near(oldCellMlx, 2.424072e-9, 1e-6);
    near(oldCellNanolamberts(oldCellMlx), 1, 1e-6);
    near(oldTotalMlx(0), 2.54e-3, 1e-12);
    near(10 ** ((0 + 13.98) / -2.5) * 1000, 2.5586e-3, 1e-4);
    expect(Math.abs(oldTotalMagnitude(2.5586e-3))).toBeLessThan(1e-4);
    near(reportMillicandelas(0), 1.08468e8, 1e-12);
  });

  it.each([
    [10, 0.000388],
    [22, 0.000317],
    [25, 0.000299],
  ])('are not inverse to one another: at %d mag by %d', (mag, excess) => {
    expect(oldNanolamberts(mag) / exactNanolamberts(mag) - 1).toBeCloseTo(excess, 6);
    expect(oldMagnitude(exactNanolamberts(mag))).toBeCloseTo(mag, 9);
  });
});

describe('old statistics', () => {
  it('interpolate between cells and count an area in cells of 0.0025 deg2', () => {
    const cells = Float32Array.from({ length: 1001 }, (_, i) => i).reverse();
    const statistics = oldStatistics(cells);
    expect(statistics).toMatchObject({ max: 1000, mean: 500, median: 500, p99: 990 });
    // 2.5025 deg2 in all: the brightest 1 deg2 are 400 cells.
    expect(statistics['deg1']).toBeCloseTo(1000 - 1000 / 2.5025, 3);
    expect(statistics['deg0.5']).toBeCloseTo(1000 - 250 / 2.5025, 3);
    expect(percentileOf(Float32Array.of(1, 2), 25)).toBe(1.25);
  });
});

describe('the old sky quality index', () => {
  it.each([
    [0, 100],
    [1, 91.5],
    [4, 65.075],
    [5, 55.25],
    [8, 46.375],
    [10, 22.682],
    [15, 7.751],
    [20, 3.063],
    [27, -0.004],
  ])('of a sky all in class %d is %d', (at, index) => {
    const middle = at === 0 ? 26 : 24.25 - 0.5 * at;
    const classes = new QualityClasses();
    for (let cell = 0; cell < 100; cell++) classes.add(exactNanolamberts(middle));
    expect(Math.abs(classes.index() - index)).toBeLessThan(5.1e-4);
  });
});

/** Keys of the document of a sky of functions, luminance in nL. */
function oldNumbers(observed: OfSky, natural: OfSky | null, mask: OfSky | null = null) {
  const grid = allSkyGrid(1);
  const cells = mask === null ? null : valuesOf(mask, grid);
  return measureOldWay({
    coarser: 8,
    observed: rowsOf(mapOf((a, h) => nl(observed(a, h)), grid)),
    natural:
      natural === null ? null : { grid, luminance: valuesOf((a, h) => nl(natural(a, h)), grid) },
    mask:
      cells === null
        ? null
        : { grid, row: (row) => cells.subarray(row * grid.columns, (row + 1) * grid.columns) },
  });
}

describe('the old sums', () => {
  it('of 100 nL everywhere are the closed forms, the illuminances of all light to 96 deg', () => {
    const { values, vertical } = oldNumbers(
      () => 100,
      () => 0,
    );
    near(values['totalill0'] ?? 0, 2.20906, 1e-3);
    near(values['skyscalar'] ?? 0, 2, 1e-3);
    near(values['horizs'] ?? 0, 1, 1e-3);
    expect(vertical.all).toHaveLength(72);
    for (const one of vertical.all) near(one, 0.56642, 1e-3);
    near(values['artificial.totalill_1'] ?? 0, 1.6527, 1e-3);
    near(values['artificial.totalill_2'] ?? 0, 1.31596, 1e-3);
    near(values['artificial.horizs_0'] ?? 0, 1, 1e-3);
    near(values['artificial.horizs_1'] ?? 0, 0.96985, 1e-3);
    near(values['artificial.horizs_2'] ?? 0, 0.88302, 1e-3);
    near(vertical.artificial[0]?.[7] ?? 0, 0.5, 1e-3);
    near(vertical.artificial[1]?.[20] ?? 0, 0.39001, 1e-3);
    near(vertical.artificial[2]?.[35] ?? 0, 0.28659, 1e-3);
    near(values['artificial.lumAlr'] ?? 0, 100 / 78, 1e-6);
    near(values['artificial.alr_0'] ?? 0, 100 / 78, 1e-5);
  });

  it('take a sky of 78 nL of artificial light for ratio 1, and clip one of 8 nL away', () => {
    const bright = oldNumbers(
      () => 100,
      () => 22,
    ).values;
    near(bright['artificial.alr_0'] ?? 0, 1, 1e-5);
    const dim = oldNumbers(
      () => 50,
      () => 42,
    ).values;
    expect(dim['artificial.illumAlr']).toBe(0);
    near(dim['artificial.lumAlr'] ?? 0, 8 / 78, 1e-5);
  });

  it('of a sky that is all natural are none: SQI 100, no magnitude', () => {
    const { values } = oldNumbers(
      (_, altitude) => 60 + 0.3 * altitude,
      (_, altitude) => 60 + 0.3 * altitude,
    );
    expect(Math.abs(values['artificial.skyave_0'] ?? 1)).toBeLessThan(0.05);
    expect(values['SQI_allsky']).toBe(100);
    expect(values['artificial.art_mags_0']).toBeNull();
  });

  it('of a patch find it at a multiple of 5 and of 10 deg', () => {
    const patch: OfSky = (azimuth, altitude) =>
      Math.abs(azimuth - 123) < 2 && Math.abs(altitude - 30) < 2 ? 1000 : 0;
    const { values } = oldNumbers(patch, () => 0);
    expect(values['max_vlum_azimuth']).toBe(125);
    expect(values['artificial.max_vlum_azimuth_0']).toBe(120);
    near((values['horizs'] ?? 0) / (values['skyscalar'] ?? 1), Math.cos(60 * degree), 2e-2);
  });

  it('leave the mask out of all sources, and count cells under the name of maxima', () => {
    const { values, departures } = oldNumbers(
      (_, altitude) => (altitude < 10 ? 500 : 100),
      () => 0,
      (_, altitude) => (altitude < 10 ? 0 : 1),
    );
    expect(values['skymax0']).toBeCloseTo(500, 2);
    expect(values['skymax1']).toBeCloseTo(100, 2);
    near(values['observed.mean'] ?? 0, (100 * 6.8181 + 500 * (9.1133 - 6.8181)) / 9.1133, 5e-3);
    near(
      values['artificial.zoneMax3'] ?? 0,
      (8.2508e6 / 64) * (Math.cos(60 * degree) - Math.cos(79.5 * degree)),
      2e-2,
    );
    expect(values['artificial.zoneMax4']).toBeGreaterThanOrEqual(0);
    expect(departures.length).toBeGreaterThan(4);
  });
});
