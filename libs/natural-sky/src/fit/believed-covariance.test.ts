import { expect, test } from 'vitest';
import { covarianceNames } from './covariance.js';
import { believedCovariance } from './fitted-numbers.js';

test('what the maps may lack and the zeropoint are in the errors of a sky that is only believed', () => {
  const values = believedCovariance([], 0.01, [1, 2, 3, 4, 5, 6]);
  const count = covarianceNames.length;
  const variance = (name: (typeof covarianceNames)[number]): number =>
    values[covarianceNames.indexOf(name) * (count + 1)];
  expect(variance('zeropoint')).toBeCloseTo(1e-4, 12);
  expect(variance('galacticNorth')).toBe(1);
  expect(variance('scattering')).toBe(36);
});
