import { naturalSkyFitSchema } from '@nightskies/contracts';
import { allSkyGrid } from '@nightskies/sky';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  artificialSigma,
  artificialSumSigma,
  defaultPriors,
  domesModel,
  modelErrors,
  naturalModel,
  naturalParts,
  naturalSkyFitDocument,
  type FixedParameters,
  naturalModelSigma,
  type FittedMaps,
  type NaturalSkyFit,
} from '../index.js';
import { withMaps } from './test-support/with-maps.js';
import { madeUpSky, type MadeUpSky } from './test-support/made-up-sky.js';

const town = { azimuthDeg: 75, nearness: 0.1, size: 0.12, zenithNl: 3 };

function fitted(sky: MadeUpSky, fixed: FixedParameters = {}): NaturalSkyFit & FittedMaps {
  return withMaps({ ...sky, fixed, priors: defaultPriors() });
}

/** Sum of weights of a cell times what was observed less natural, over usable sky above 10 deg. */
function meanWeights({ sky, usable }: MadeUpSky): Float32Array {
  const { grid } = sky;
  const weights = usable.map((part, i) => {
    const altitude = grid.altitude0Deg + (Math.floor(i / grid.columns) + 0.5) * grid.stepDeg;
    return altitude > 10 && part > 0 ? Math.cos((altitude * Math.PI) / 180) : 0;
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

describe('a sky with one town', () => {
  const sky = madeUpSky(7, { towns: [town] });
  let fit: NaturalSkyFit & FittedMaps;
  beforeAll(() => {
    fit = fitted(sky);
  });

  test('the town is found in its direction', () => {
    const brightest = fit.domes.toSorted((a, b) => b.amplitudeNl.value - a.amplitudeNl.value)[0];
    expect(Math.abs(brightest.azimuthDeg.value - town.azimuthDeg)).toBeLessThan(5);
  });

  test('airglow and far glow at the zenith are right within three of their errors', () => {
    const airglow = fit.numbers['airglowZenithNl'];
    const far = fit.numbers['farGlowNl'];
    expect(Math.abs(airglow.value - sky.truth.airglowZenithNl)).toBeLessThan(
      3 * (airglow.sigma ?? 0),
    );
    expect(Math.abs(far.value - town.zenithNl)).toBeLessThan(3 * (far.sigma ?? 0));
    expect(airglow.sigma).toBeLessThan(0.3 * airglow.value);
  });

  test('the mean artificial light is right within two of its errors, and its error below it', () => {
    const weights = meanWeights(sky);
    let found = 0;
    let truth = 0;
    weights.forEach((weight, i) => {
      if (weight === 0) return;
      found += weight * (sky.observed[i] - fit.natural[i]);
      truth += weight * sky.truth.artificial[i];
    });
    const sigma = artificialSumSigma(sky.components, sky.sky, fit, sky.observed, weights);
    expect(Math.abs(found - truth)).toBeLessThan(2 * sigma);
    expect(sigma).toBeLessThan(truth);
  });

  test('the document is valid, and read back gives the same model on a coarser grid', () => {
    const of = { night: 'MADE', set: 1, band: 'V' } as const;
    const text = JSON.stringify(naturalSkyFitDocument(fit, of));
    const read = naturalSkyFitSchema.parse(JSON.parse(text));
    const again = naturalModel(sky.components, sky.sky, read.parameters);
    expect(again).toEqual(fit.natural);
    const coarse = domesModel({ grid: allSkyGrid(2) }, read);
    const fine = domesModel(sky.sky, fit);
    // The middle of a coarse cell is the corner of four fine ones.
    const corner = [20 * 360 + 40, 20 * 360 + 41, 21 * 360 + 40, 21 * 360 + 41];
    const mean = corner.reduce((sum, i) => sum + fine[i], 0) / 4;
    expect(coarse[10 * 180 + 20] / mean).toBeCloseTo(1, 2);
  });

  test('the zeropoint moves natural and observed light together, so less is left of it', () => {
    const none = sky.sigma.map(() => 0);
    const maps = [sky.components, sky.sky] as const;
    const sigma = artificialSigma(...maps, fit, sky.observed, none);
    const zenith = 95 * 360 + 100;
    const apart = Math.hypot(naturalModelSigma(...maps, fit)[zenith], 0.015 * sky.observed[zenith]);
    expect(sigma[zenith]).toBeLessThan(apart);
    expect(sigma[zenith]).toBeGreaterThan(0);
  });

  test('the error of a cell is that of a sum of this cell alone, of natural and of artificial light', () => {
    const zenith = 95 * 360 + 100;
    const alone = sky.observed.map((_, i) => (i === zenith ? 1 : 0));
    const maps = [sky.components, sky.sky, fit] as const;
    const errors = modelErrors(...maps, sky.observed);
    const rest = artificialSumSigma(...maps, sky.observed, alone);
    expect(errors.rest[zenith] / rest).toBeCloseTo(1, 6);
    const unlit = sky.observed.map(() => 0);
    const natural = artificialSumSigma(...maps, unlit, alone);
    expect(errors.natural[zenith] / natural).toBeCloseTo(1, 6);
    expect(errors.natural).toEqual(naturalModelSigma(...maps));
  });

  test('each part of the natural light is what is left when all others are taken out', () => {
    const parts = naturalParts(sky.components, sky.sky, fit.parameters);
    expect(parts.natural).toEqual(fit.natural);
    const none = { airglowZenithNl: 0, zodiacalFactor: 0, galacticFactor: 0, diffuseFactor: 0 };
    const { airglowZenithNl, zodiacalFactor, galacticFactor, diffuseFactor } = fit.parameters;
    const only = (kept: Partial<typeof none>) =>
      naturalModel(sky.components, sky.sky, { ...fit.parameters, ...none, ...kept });
    expect(parts.airglow).toEqual(only({ airglowZenithNl }));
    expect(parts.zodiacal).toEqual(only({ zodiacalFactor }));
    expect(parts.galactic).toEqual(only({ galacticFactor }));
    expect(parts.diffuse).toEqual(only({ diffuseFactor }));
  });

  test('covariance of airglow, far glow and diffuse light is reported, and those trade off', () => {
    const { names, values } = fit.covariance;
    const of = (a: string, b: string) => values[names.indexOf(a) * names.length + names.indexOf(b)];
    expect(values).toHaveLength(names.length ** 2);
    expect(of('airglowZenithNl', 'farGlowNl')).toBeLessThan(0);
    expect(of('farGlowNl', 'diffuseFactor')).toBe(of('diffuseFactor', 'farGlowNl'));
    expect(of('zeropoint', 'zeropoint')).toBeCloseTo(0.015 ** 2, 9);
  });

  test('the same sky gives the same fit to the last bit', () => {
    expect(fitted(sky)).toEqual(fit);
  });

  test('what a person fixed stays as given, and the rest makes room', () => {
    const held = fitted(sky, { airglowZenithNl: 45, diffuseFactor: 1.2, farGlowNl: 2 });
    expect(held.parameters.airglowZenithNl).toBe(45);
    expect(held.numbers['airglowZenithNl']).toMatchObject({ fixed: true, sigma: null });
    expect(held.parameters.diffuseFactor).toBe(1.2);
    expect(held.farGlow?.zenithNl.value).toBeCloseTo(2, 1);
    expect(held.parameters.zodiacalFactor).not.toBe(fit.parameters.zodiacalFactor);
  });
});

test('a sky without artificial light has no domes, its mean is nothing within its error, and the Moon is told of', () => {
  const sky = madeUpSky(4, { dark: true });
  const moon = { code: 'moon-up', sentence: 'The Moon was up.', lowersGradeBy: 2 };
  const input = { ...sky, fixed: {}, priors: defaultPriors() };
  const fit = withMaps({ ...input, circumstances: [moon] });
  expect(fit.domes).toEqual([]);
  expect(fit.farGlow).toBeNull();
  const weights = meanWeights(sky);
  const mean = weights.reduce(
    (sum, weight, i) => (weight === 0 ? sum : sum + weight * (sky.observed[i] - fit.natural[i])),
    0,
  );
  expect(Math.abs(mean)).toBeLessThan(2);
  const sigma = artificialSumSigma(sky.components, sky.sky, fit, sky.observed, weights);
  expect(Math.abs(mean)).toBeLessThan(sigma);
  // What is known from outside enters the caveats and the grade.
  expect(fit.caveats).toEqual([{ code: 'moon-up', sentence: 'The Moon was up.' }]);
  expect(fit.goodness).toEqual({ grade: 3, reasons: ['The Moon was up.'] });
});

test('under a city the result is kept, with errors and a grade that say how little is known', () => {
  const sky = madeUpSky(11, {
    towns: [
      { azimuthDeg: 20, nearness: 0.3, size: 0.3, zenithNl: 900 },
      { azimuthDeg: 200, nearness: 0.3, size: 0.3, zenithNl: 500 },
    ],
  });
  const fit = fitted(sky);
  expect(fit.outcome).toBe('fitted');
  expect(fit.goodness.grade).toBeLessThan(4);
  expect(fit.caveats.map(({ code }) => code)).toContain('bright-sky');
  const { value, sigma } = fit.numbers['airglowZenithNl'];
  expect(sigma).toBeGreaterThan(8);
  expect(Math.abs(value - sky.truth.airglowZenithNl)).toBeLessThan(3 * (sigma ?? 0));
});

describe('a sky that does not allow a fit', () => {
  const sky = madeUpSky(2);
  const nothing = sky.observed.map(() => NaN);

  test.each([
    ['nothing was seen', { observed: nothing }],
    ['all is terrain', { usable: sky.usable.map(() => 0) }],
    ['errors are unknown', { sigma: sky.sigma.map(() => NaN) }],
    ['only a corner was seen', { observed: sky.observed.map((v, i) => (i % 360 < 9 ? v : NaN)) }],
  ])('gives what is believed of a usual night when %s', (_, change) => {
    const fit = fitted({ ...sky, ...change });
    expect(fit.outcome).toBe('not-fitted');
    expect(fit.goodness.grade).toBe(0);
    expect(fit.caveats.map(({ code }) => code)).toEqual(['too-few-patches']);
    expect(fit.parameters.airglowZenithNl).toBe(50);
    const document = naturalSkyFitDocument(fit, { night: 'MADE', set: 1, band: 'V' });
    expect(naturalSkyFitSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });
});

test('three earlier sets of the camera replace the airglow of the literature', () => {
  const history = [31, 52, 34].map((airglowZenithNl, i) => ({
    night: `MADE26010${i}`,
    set: 1,
    airglowZenithNl,
  }));
  expect(defaultPriors({ history }).airglowZenithNl.value).toBe(34);
  expect(defaultPriors({ history: history.slice(1) }).airglowZenithNl.value).toBe(50);
});
