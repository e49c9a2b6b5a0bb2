import { expect, test } from 'vitest';
import { artificialSigma, artificialSumSigma, defaultPriors } from '../index.js';
import { withMaps } from './test-support/with-maps.js';
import { cellMisses, within, type CellMiss } from './test-support/coverage.js';
import { madeUpSky } from './test-support/made-up-sky.js';

/** All skies on demand, else a tenth of them: too few to judge shares by, enough to see a fault. */
const soak = process.env['NIGHTSKIES_SOAK'] === '1';
const seeds = Array.from({ length: soak ? 40 : 4 }, (_, i) => i + 1);
const lowestDeg = 5;

test('errors of the artificial light hold what they state, in cells of 5 deg', () => {
  const misses: CellMiss[] = [];
  let airglowSquares = 0;
  for (const seed of seeds) {
    const made = madeUpSky(seed);
    const { sky, components, observed, sigma: random, usable, truth } = made;
    const fit = withMaps({ ...made, fixed: {}, priors: defaultPriors() });
    const noiseless = random.map(() => 0);
    const model = artificialSigma(components, sky, fit, observed, noiseless);
    const found = observed.map((value, i) => value - fit.natural[i]);
    const maps = { found, truth: truth.artificial, random, model, usable };
    misses.push(...cellMisses(sky.grid, maps, lowestDeg));
    const airglow = fit.numbers['airglowZenithNl'];
    airglowSquares += ((airglow.value - truth.airglowZenithNl) / (airglow.sigma ?? NaN)) ** 2;
  }
  const [one, two] = [within(misses, 1), within(misses, 2)];
  const airglowSigmas = Math.sqrt(airglowSquares / seeds.length);
  console.log(
    `${seeds.length} skies: ${(100 * one).toFixed(1)} % of cells within 1 sigma, ` +
      `${(100 * two).toFixed(1)} % within 2; airglow ${airglowSigmas.toFixed(2)} sigma rms`,
  );
  const slack = soak ? 1 : 3;
  expect(Math.abs(one - 0.68)).toBeLessThan(0.08 * slack);
  expect(Math.abs(two - 0.95)).toBeLessThan(0.04 * slack);
  expect(airglowSigmas).toBeLessThan(soak ? 1.3 : 2);
});

test('a sky without artificial light shows none beyond its error, and less than 2 nL', () => {
  for (const seed of seeds) {
    const made = madeUpSky(seed, { dark: true });
    const { sky, components, observed, usable } = made;
    const fit = withMaps({ ...made, fixed: {}, priors: defaultPriors() });
    const weights = usable.map((part, i) => {
      const altitude = sky.grid.altitude0Deg + Math.floor(i / sky.grid.columns) + 0.5;
      return altitude > lowestDeg && part > 0 ? Math.cos((altitude * Math.PI) / 180) : 0;
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let mean = 0;
    for (const [i, weight] of weights.entries()) {
      if (weight > 0) mean += (weight / total) * (observed[i] - fit.natural[i]);
    }
    const sigma = artificialSumSigma(components, sky, fit, observed, weights) / total;
    expect(Math.abs(mean), `seed ${seed}`).toBeLessThan(2);
    expect(Math.abs(mean), `seed ${seed}`).toBeLessThan(2 * sigma);
  }
});
