import { fewestEarlierAirglows } from '@nightskies/contracts';
import { medianOf } from './median.js';
import type { NaturalName } from './parameters.js';

/** What is believed of a number before the sky is looked at. */
export interface Prior {
  readonly value: number;
  /** 1 sigma; 0 holds the number at its value. */
  readonly sigma: number;
  /** Where it comes from, for the report. */
  readonly origin: string;
}

/**
 * Of zodiacal, galactic and diffuse light: what is not known besides the error stated with the map,
 * which the fit adds.
 */
export type NaturalSkyPriors = Readonly<Record<NaturalName, Prior>>;

/** Zenith airglow of an earlier set of the same camera, above the atmosphere. */
export interface EarlierAirglow {
  readonly night: string;
  readonly set: number;
  readonly airglowZenithNl: number;
}

/**
 * Least spread of the zenith airglow from night to night at one site, as a fraction: yearly means of
 * V at Mauna Kea span 21.29 to 21.91 mag/arcsec2 (Krisciunas 1997, PASP 109, 1181); within months
 * about a third.
 */
const nightToNight = 0.35;

/** Scatter of published maps of one component, as a fraction. */
const mapScatter = 0.08;

/**
 * Priors from the literature, and from earlier sets of the camera when there are enough of them.
 *
 * Airglow: 145 S10 at low solar activity to 275 S10 at high, 38 to 72 nL (Leinert et al. 1998, A&AS
 * 127, 1, section 3; Roach and Gordon 1973). Three earlier sets or more replace it by their median,
 * with the greater of their scatter and `nightToNight`.
 *
 * @param options `diffuseFactor`: the factor the map of the diffuse light is meant for
 */
export function defaultPriors(
  options: {
    readonly history?: readonly EarlierAirglow[];
    readonly diffuseFactor?: number;
  } = {},
): NaturalSkyPriors {
  const origin = 'literature';
  const gradient = { value: 0, sigma: 0.12, origin };
  const held = { value: 0, sigma: 0, origin: 'held' };
  const diffuse = options.diffuseFactor ?? 1;
  return {
    airglowZenithNl: airglowPrior(options.history ?? []),
    airglowGradientNorth: gradient,
    airglowGradientEast: gradient,
    airglowDriftPerHour: { value: 0, sigma: 0.1, origin },
    diffuseFactor: { value: diffuse, sigma: diffuse * mapScatter, origin },
    zodiacalFactor: { value: 1, sigma: mapScatter, origin },
    galacticFactor: { value: 1, sigma: mapScatter, origin },
    airglowExtinctionOffset: { value: 0, sigma: 0.012, origin },
    zodiacalExtinctionOffset: held,
    galacticExtinctionOffset: held,
  };
}

function airglowPrior(history: readonly EarlierAirglow[]): Prior {
  const values = history.map((one) => one.airglowZenithNl).filter((value) => value > 0);
  if (values.length < fewestEarlierAirglows) return { value: 50, sigma: 25, origin: 'literature' };
  const middle = medianOf(values);
  const scatter = 1.4826 * medianOf(values.map((value) => Math.abs(value - middle)));
  return {
    value: middle,
    sigma: Math.max(scatter, nightToNight * middle),
    origin: `${values.length} earlier sets of the camera`,
  };
}
