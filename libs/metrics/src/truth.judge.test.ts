import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measured } from '@nightskies/contracts';
import { firstImage, readFits } from '@nightskies/fits';
import { nanolambertCdM2, nanolambertsOfMag, type MapGrid } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { measureSky, type Measurement } from './index.js';
import { regionIn, valueOf } from './test-support/made-skies.js';

const partSchema = z.object({
  mean_nl: z.number(),
  max_nl: z.number(),
  min_nl: z.number(),
  zenith_nl: z.object({ zenith_5deg: z.number(), zenith_1deg: z.number() }),
  horizontal_mlux: z.number(),
  vertical_mlux: z.record(z.string(), z.number()),
  max_vertical_mlux: z.object({ mlux: z.number(), az: z.number() }),
  scalar_mlux: z.number(),
});
const truthSchema = z.object({
  full_hemisphere: z.record(z.string(), partSchema),
  sky_free: z.record(z.string(), partSchema),
});

/** Truth maps: azimuth 0 to 360, altitude -6 to 90, 0.2 deg, first row lowest. */
const grid: MapGrid = {
  columns: 1800,
  rows: 480,
  stepDeg: 0.2,
  azimuth0Deg: 0,
  altitude0Deg: -6,
};

const night = hasIndependentNight ? unpackNight().night : '';
const truthMap = (name: string): Float32Array => {
  const file = join(night, 'truth', 'maps', `${name}.fits`);
  return firstImage(readFits(readFileSync(file), file)).float32();
};
const nlMap = (name: string): Float32Array =>
  truthMap(name).map((value) => value * nanolambertCdM2);
const magMap = (name: string): Float32Array =>
  truthMap(name).map((value) => nanolambertsOfMag(value) * nanolambertCdM2);

const rowsIn =
  (data: Float32Array) =>
  (row: number): Float32Array =>
    data.subarray(row * grid.columns, (row + 1) * grid.columns);

function measureTruth(observed: Float32Array): Measurement {
  const terrain = truthMap('terrain_mask');
  const natural = nlMap('natural_nl');
  return measureSky({
    observed: { grid, row: rowsIn(observed), uncertainty: null },
    artificial: { grid, row: rowsIn(nlMap('domes_nl')), uncertainty: null },
    natural: {
      ...{ grid, luminance: natural, followsZeropoint: true },
      sigma: natural.map((value) => value * 0.05),
    },
    mask: { grid, row: rowsIn(terrain.map((cell) => 1 - cell)) },
    systematicFraction: 0.01,
  });
}

/** Values over the truth less 1. */
const off = (of: Measured | undefined, truth: number): number => Math.abs(valueOf(of) / truth - 1);

/** mcd/m2 of nL. */
const mcd = nanolambertCdM2 * 1000;

describe.skipIf(!hasIndependentNight)('the truth of the independent night', () => {
  const truth = (): z.infer<typeof truthSchema> =>
    truthSchema.parse(JSON.parse(readFileSync(join(night, 'truth', 'metrics.json'), 'utf8')));

  it('is measured as its own sums have it: all, artificial and natural light, full and free sky', () => {
    const { full_hemisphere: full, sky_free: free } = truth();
    const measurement = measureTruth(magMap('diffuse_faint_mag'));
    const cases = [
      ['all', 'full', full['diffuse_faint']],
      ['all', 'free', free['diffuse_faint']],
      ['artificial', 'free', free['artificial']],
      ['natural', 'full', full['natural']],
      ['natural', 'free', free['natural']],
    ] as const;
    let worst = 0;
    for (const [light, part, expected] of cases) {
      if (expected === undefined) throw new Error(`no truth of ${light} light, ${part}`);
      const { luminance, illuminance } = regionIn(measurement, light, 'horizon', part);
      const { vertical } = illuminance;
      const differences = [
        off(luminance.mean, expected.mean_nl * mcd),
        off(luminance.minimum, expected.min_nl * mcd),
        off(luminance.maximum, expected.max_nl * mcd),
        off(illuminance.horizontal, expected.horizontal_mlux),
        off(illuminance.scalar, expected.scalar_mlux),
        off(vertical.maximum, expected.max_vertical_mlux.mlux),
        ...['N', 'E', 'S', 'W'].map((side, i) =>
          Math.abs(
            (vertical.profile.values[i * 18] ?? 0) / (expected.vertical_mlux[side] ?? 0) - 1,
          ),
        ),
      ];
      worst = Math.max(worst, ...differences);
      expect(
        Math.abs(valueOf(vertical.maximumAzimuth) - expected.max_vertical_mlux.az),
      ).toBeLessThan(5);
    }
    for (const { light, luminance } of measurement.sky.zenith) {
      const of = { all: 'diffuse_faint', artificial: 'artificial', natural: 'natural' }[light];
      worst = Math.max(worst, off(luminance, (full[of]?.zenith_nl.zenith_5deg ?? 0) * mcd));
    }
    console.info(`largest difference from the sums of the truth: ${(worst * 100).toFixed(4)} %`);
    expect(worst).toBeLessThan(1e-3);
  });

  it('with terrain in front is measured alike, in the free sky exactly', () => {
    const scene = magMap('scene_mag');
    const measurement = measureTruth(scene);
    const { sky_free: free } = truth();
    const region = regionIn(measurement, 'all', 'horizon', 'free');
    expect(off(region.luminance.mean, (free['diffuse_faint']?.mean_nl ?? 0) * mcd)).toBeLessThan(
      1e-3,
    );
    // The same sums, written out plainly over the scene, cells by their middles.
    let light = 0;
    let area = 0;
    let horizontal = 0;
    const vertical = new Float64Array(72);
    for (let row = 30; row < grid.rows; row++) {
      const altitude = ((row + 0.5) * 0.2 - 6) * (Math.PI / 180);
      const cell = (0.2 * (Math.PI / 180)) ** 2 * Math.cos(altitude);
      for (let column = 0; column < grid.columns; column++) {
        const value = scene[row * grid.columns + column];
        light += value * cell;
        area += cell;
        horizontal += value * cell * Math.sin(altitude);
        for (let i = 0; i < 72; i++) {
          const turn = Math.cos(((column + 0.5) * 0.2 - i * 5) * (Math.PI / 180));
          if (turn > 0) vertical[i] += value * cell * Math.cos(altitude) * turn;
        }
      }
    }
    const { luminance, illuminance } = regionIn(measurement);
    expect(off(luminance.mean, (light / area) * 1000)).toBeLessThan(1e-4);
    expect(off(illuminance.horizontal, horizontal * 1000)).toBeLessThan(1e-4);
    const most = Math.max(...vertical);
    expect(off(illuminance.vertical.maximum, most * 1000)).toBeLessThan(2e-3);
    expect(
      Math.abs(valueOf(illuminance.vertical.maximumAzimuth) - vertical.indexOf(most) * 5),
    ).toBeLessThan(5);
  });

  // NumPy 1.24: cells of scene_mag sorted, solid angles summed up; classes of domes_nl by digits.
  it('has the percentiles and the sky quality index that NumPy finds, to a bin', () => {
    const measurement = measureTruth(magMap('scene_mag'));
    const found = {
      full: {
        percentiles: [
          3.0425, 4.681, 139.1226, 157.5086, 174.3593, 197.9355, 238.0139, 332.296, 468.538,
        ],
        median: 123.4367,
      },
      free: {
        percentiles: [
          74.9283, 76.2884, 142.1584, 159.7917, 175.9347, 199.7238, 241.4639, 339.5472, 478.7622,
        ],
        median: 126.5848,
      },
    };
    let worst = 0;
    for (const part of ['full', 'free'] as const) {
      const { luminance } = regionIn(measurement, 'all', 'horizon', part);
      const differences = [
        off(luminance.median, found[part].median * mcd),
        ...luminance.percentiles.map(({ value }, i) =>
          off(value, found[part].percentiles[i] * mcd),
        ),
        ...luminance.brightest.map(({ value }, i) => off(value, [1151.7874, 1123.1422][i] * mcd)),
      ];
      worst = Math.max(worst, ...differences);
    }
    const index = valueOf(measurement.sky.skyQuality[0]?.table);
    console.info(
      `percentiles differ by up to ${(worst * 100).toFixed(3)} %, the index by ${Math.abs(index - 85.97334).toFixed(4)}`,
    );
    expect(worst).toBeLessThan(2e-3);
    expect(Math.abs(index - 85.97334)).toBeLessThan(0.05);
  });
});
