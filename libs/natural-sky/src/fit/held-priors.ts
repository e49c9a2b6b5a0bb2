import { at, naturalNames, vectorOf, type FixedParameters } from './parameters.js';
import type { NaturalSkyPriors } from './priors.js';
import type { SkyBin } from './sky-bins.js';

/** A number's pull, and how uncertain it stays when it is held. */
export interface Pull {
  readonly value: number;
  /** 1 sigma with the error of the map; 0: held at the value. */
  readonly sigma: number;
  readonly origin: string;
  /** 1 sigma of a held number that the fit does not see but its results do: the error of the map. */
  readonly unseenSigma: number;
}

/**
 * The pulls of all natural numbers, in the order of `naturalNames`: priors with the errors of the
 * maps, and what a person fixed. A fixed gradient fixes both of its components.
 */
export function pullsOf(
  priors: NaturalSkyPriors,
  fixed: FixedParameters,
  bins: readonly SkyBin[],
): readonly Pull[] {
  const given = vectorOf({
    airglowZenithNl: fixed.airglowZenithNl ?? NaN,
    airglowGradient: fixed.airglowGradient ?? NaN,
    airglowGradientAzimuthDeg: fixed.airglowGradientAzimuthDeg ?? 0,
    airglowDriftPerHour: fixed.airglowDriftPerHour ?? NaN,
    airglowReferenceJdUtc: 0,
    diffuseFactor: fixed.diffuseFactor ?? NaN,
    zodiacalFactor: fixed.zodiacalFactor ?? NaN,
    galacticFactor: fixed.galacticFactor ?? NaN,
    airglowExtinctionOffset: fixed.airglowExtinctionOffset ?? NaN,
    zodiacalExtinctionOffset: fixed.zodiacalExtinctionOffset ?? NaN,
    galacticExtinctionOffset: fixed.galacticExtinctionOffset ?? NaN,
  });
  const mapErrors = new Map<number, number>([
    [at.diffuse, relative(bins, 'diffuseError', 'diffuse')],
    [at.zodiacal, relative(bins, 'zodiacalError', 'zodiacal')],
    [at.galactic, relative(bins, 'galacticError', 'galactic')],
  ]);
  return naturalNames.map((name, place) => {
    const prior = priors[name];
    const mapError = mapErrors.get(place) ?? 0;
    if (Number.isFinite(given[place])) {
      const value = given[place];
      return { value, sigma: 0, origin: 'fixed by hand', unseenSigma: mapError * value };
    }
    const value = prior.value;
    return prior.sigma > 0
      ? { ...prior, sigma: Math.hypot(prior.sigma, mapError * value), unseenSigma: 0 }
      : { ...prior, unseenSigma: mapError * value };
  });
}

/** Error of a map as a fraction of it, over the light of all bins. */
function relative(
  bins: readonly SkyBin[],
  error: 'diffuseError' | 'zodiacalError' | 'galacticError',
  light: 'diffuse' | 'zodiacal' | 'galactic',
): number {
  let errors = 0;
  let lights = 0;
  for (const bin of bins) {
    errors += bin[error];
    lights += bin[light];
  }
  return lights > 0 ? errors / lights : 0;
}
