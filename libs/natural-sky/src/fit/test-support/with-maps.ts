import { fitNaturalSky, type NaturalSkyFit, type NaturalSkyFitInput } from '../fit-natural-sky.js';
import { fittedMaps, type FittedMaps } from '../fitted-maps.js';

/** A fit with its maps on the grid of the fit. */
export function withMaps(input: NaturalSkyFitInput): NaturalSkyFit & FittedMaps {
  const fit = fitNaturalSky(input);
  return { ...fit, ...fittedMaps(input, fit) };
}
