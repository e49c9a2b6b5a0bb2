import type { FarGlow, SkyNumber } from '@nightskies/contracts';
import { covarianceNames, zeropointPlace } from './covariance.js';
import { far, farNames } from './glow-model.js';
import type { Pull } from './held-priors.js';
import { at, naturalNames } from './parameters.js';
import { glowPrior } from './sky-problem.js';

/** Numbers that are nothing below 0. */
const positive = new Set<number>([at.airglow, at.diffuse, at.zodiacal, at.galactic]);

/** Every number of the fit by its name in the covariance, the zeropoint left out. */
export function describeNumbers(
  vector: Float64Array,
  pulls: readonly Pull[],
  sigmaOf: (place: number) => number,
  farGlow: FarGlow | null,
  farIsFixed: boolean,
): Readonly<Record<string, SkyNumber>> {
  const numbers: Record<string, SkyNumber> = {};
  naturalNames.forEach((name, place) => {
    const { value, sigma, origin } = pulls[place];
    const fixed = sigma === 0;
    numbers[name] = {
      value: vector[place],
      sigma: fixed ? null : sigmaOf(place),
      fixed,
      atLimit: !fixed && positive.has(place) && vector[place] <= 0,
      prior: { value, sigma, origin },
    };
  });
  numbers['farGlowNl'] = {
    value: farGlow?.zenithNl.value ?? 0,
    sigma: farIsFixed ? null : sigmaOf(naturalNames.length),
    fixed: farIsFixed,
    atLimit: false,
    prior: null,
  };
  return numbers;
}

/** Names of the numbers of the far glow that stand at their limits. */
export function farGlowLimits(glow: Float64Array): readonly string[] {
  if (glow.length === 0) return [];
  return farNames.filter((_, i) => {
    const { low, high } = glowPrior(i);
    return i !== far.lnHorizon && (glow[i] <= low || glow[i] >= high);
  });
}

/**
 * What is believed before any fit, in the form of its covariance.
 *
 * @param unseenSigmas of the forms the maps may lack, in the order of `unseenNames`
 */
export function believedCovariance(
  pulls: readonly Pull[],
  zeropointSigma: number,
  unseenSigmas: readonly number[],
): Float64Array {
  const count = covarianceNames.length;
  const values = new Float64Array(count * count);
  pulls.forEach(({ sigma, unseenSigma }, place) => {
    values[place * count + place] = sigma * sigma + unseenSigma * unseenSigma;
  });
  [zeropointSigma, ...unseenSigmas].forEach((sigma, i) => {
    values[(zeropointPlace + i) * (count + 1)] = sigma * sigma;
  });
  return values;
}
