import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  allSkyGrid,
  cellHorizontalProjectionSr,
  nanolambertCdM2,
  nanolambertsOfMag,
  rowAltitudeDeg,
} from '@nightskies/sky';
import { hasIndependentNight, unpackNight } from '../../../../tools/testing/independent-night.js';
import {
  artificialSigma,
  artificialSumSigma,
  defaultPriors,
  galacticMapUrl,
  naturalComponents,
  readGalacticMap,
  type NaturalComponents,
  type FittedMaps,
  type NaturalSkyFit,
  type ObservedSky,
} from '../index.js';
import { withMaps } from './test-support/with-maps.js';
import { galacticLight } from '../test-support/single-cell.js';
import { cellMisses, within } from './test-support/coverage.js';
import { givenMap, isSky, skyOfTruth, toDegrees, truthMap } from './test-support/truth-maps.js';

/** Artificial illuminance of the sky above the terrain: found, its error and the truth, mlx. */
function illuminance({ fit, observed, artificial, components, sky, usable }: Judged) {
  const mlx = new Float32Array(observed.length);
  let found = 0;
  let truth = 0;
  for (let i = 0; i < observed.length; i += 1) {
    const row = Math.floor(i / grid.columns);
    if (rowAltitudeDeg(grid, row) <= 0 || !(usable[i] > 0.95)) continue;
    mlx[i] = 1000 * nanolambertCdM2 * cellHorizontalProjectionSr(grid, row) * usable[i];
    found += mlx[i] * (observed[i] - fit.natural[i]);
    truth += mlx[i] * artificial[i];
  }
  const sigma = artificialSumSigma(components, sky, fit, observed, mlx);
  console.log(
    `artificial illuminance: ${found.toFixed(4)} +- ${sigma.toFixed(4)} mlx, truth ${truth.toFixed(4)}`,
  );
  return { found, sigma, truth };
}

/**
 * The truth maps as the observed sky. Its galactic and scattered light are invented, so they are given
 * as a user would give them, with the old constants of extinction; airglow is van Rhijn's at the usual
 * height, not the night's own.
 */
const grid = allSkyGrid(1);

interface Judged {
  readonly fit: NaturalSkyFit & FittedMaps;
  readonly components: NaturalComponents;
  readonly sky: ObservedSky;
  readonly observed: Float32Array;
  readonly usable: Float32Array;
  readonly natural: Float32Array;
  readonly artificial: Float32Array;
}

/** @param maps `given`: as a user would give them; `own`: those of the product, by its own law */
function judge(maps: 'given' | 'own'): Judged {
  const { night } = unpackNight();
  const free = isSky(night);
  const all = new Uint8Array(free.length).fill(1);
  const map = (name: string): Float32Array => toDegrees(truthMap(night, name), all);
  const faint = truthMap(night, 'faintstars_nl');
  const observed = toDegrees(
    truthMap(night, 'diffuse_faint_mag').map((mag) => nanolambertsOfMag(mag)),
    free,
  );
  const sky = skyOfTruth(night);
  const air = { band: 'V', extinctionCoefficient: 0.163, airglowHeightKm: 90 } as const;
  const components =
    maps === 'own'
      ? naturalComponents(sky, {
          ...air,
          extinction: { law: 'noll-2012' },
          galacticMap: readGalacticMap(readFileSync(galacticMapUrl), 'V'),
          given: {},
        })
      : naturalComponents(sky, {
          ...air,
          extinction: { law: 'constant', airglow: 0.6, zodiacal: 0.6, galactic: 0.9 },
          galacticMap: galacticLight(() => 0),
          given: {
            // The star-free map keeps the mean light of the faint stars.
            galactic: givenMap(truthMap(night, 'galactic_nl').map((value, i) => value + faint[i])),
            diffuse: givenMap(truthMap(night, 'scattered_nl')),
          },
        });
  const usable = toDegrees(Float32Array.from(free), all);
  const fit = withMaps({
    sky,
    observed,
    sigma: observed.map(() => 0.3),
    systematicFraction: 0.01,
    usable,
    components,
    fixed: {},
    priors: defaultPriors(),
  });
  const stars = toDegrees(faint, all);
  const natural = map('natural_nl').map((value, i) => value + stars[i]);
  return { fit, components, sky, observed, usable, natural, artificial: map('domes_nl') };
}

describe.skipIf(!hasIndependentNight)('the independent night, seen as its truth maps', () => {
  let judged: Judged;
  /** Cells of unmasked sky above an altitude. */
  const cellsAbove = (lowestDeg: number): number[] =>
    Array.from(judged.observed.keys()).filter(
      (i) =>
        rowAltitudeDeg(grid, Math.floor(i / grid.columns)) > lowestDeg && judged.usable[i] > 0.95,
    );

  beforeAll(() => {
    judged = judge('given');
  });

  test('the natural model is within 8 nL over 95 % of the sky above 10 deg', () => {
    const { fit, natural } = judged;
    const misses = cellsAbove(10)
      .map((i) => Math.abs(fit.natural[i] - natural[i]))
      .sort((a, b) => a - b);
    const at95 = misses[Math.floor(0.95 * misses.length)];
    console.log(`natural model: 95 % within ${at95.toFixed(2)} nL`);
    expect(at95).toBeLessThan(8);
  });

  test('airglow at the zenith as observed is found to 10 %, within two of its errors', () => {
    const { value, sigma } = judged.fit.airglowZenithObservedNl;
    console.log(`airglow as observed: ${value.toFixed(2)} +- ${sigma.toFixed(2)} nL, truth 32.9`);
    expect(Math.abs(value - 32.9)).toBeLessThan(3.29);
    expect(Math.abs(value - 32.9)).toBeLessThan(2 * sigma);
  });

  test('the artificial map is right to 4 nL in the median', () => {
    const { fit, observed, artificial } = judged;
    const misses = cellsAbove(10)
      .map((i) => Math.abs(observed[i] - fit.natural[i] - artificial[i]))
      .sort((a, b) => a - b);
    const median = misses[misses.length >> 1];
    console.log(`artificial map: median error ${median.toFixed(2)} nL`);
    expect(median).toBeLessThan(4);
  });

  test('the artificial illuminance is right to 30 %, within two of its errors', () => {
    const { found, sigma, truth } = illuminance(judged);
    expect(Math.abs(found / truth - 1)).toBeLessThan(0.3);
    expect(Math.abs(found - truth)).toBeLessThan(2 * sigma);
  });

  test('the three towns are found where they are', () => {
    const { domes, numbers, farGlow, goodness, residuals, caveats } = judged.fit;
    console.log(JSON.stringify({ domes, numbers, farGlow, goodness, residuals, caveats }, null, 1));
    const towns = [112, 251, 337];
    for (const town of towns) {
      expect(domes.some(({ azimuthDeg }) => Math.abs(azimuthDeg.value - town) < 3)).toBe(true);
    }
  });

  test('with the maps of the product, whose light differs, the errors hold what they state', () => {
    const own = judge('own');
    const { fit, observed, artificial, components, sky, usable } = own;
    const none = observed.map(() => 0);
    const misses = cellMisses(
      grid,
      {
        found: observed.map((value, i) => value - fit.natural[i]),
        truth: artificial,
        random: none,
        model: artificialSigma(components, sky, fit, observed, none),
        usable,
      },
      5,
    );
    const [one, two] = [within(misses, 1), within(misses, 2)];
    console.log(
      `own maps: ${(100 * one).toFixed(1)} % of cells within 1 sigma, ${(100 * two).toFixed(1)} % within 2`,
    );
    expect(Math.abs(one - 0.68)).toBeLessThan(0.08);
    expect(Math.abs(two - 0.95)).toBeLessThan(0.04);
    const { found, sigma, truth } = illuminance(own);
    expect(Math.abs(found - truth)).toBeLessThan(2 * sigma);
    // An error as large as the light would hold anything.
    expect(sigma).toBeLessThan(0.1);
  });
});
