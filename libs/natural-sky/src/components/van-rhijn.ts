import { degree } from '@nightskies/sky';

/** Radius of the Earth in the van Rhijn formula, km. */
const earthRadiusKm = 6378;

/**
 * How much longer the way through a thin shining layer is than at the zenith (van Rhijn 1921):
 * 1 / sqrt(1 - ((R + l) / (R + h))^2 sin^2 z). NaN below the horizon, where the bare formula would
 * mirror the sky.
 *
 * @param layerHeightKm h, of the layer above sea level
 * @param siteHeightM of the observer above sea level, m (l in km)
 */
export function vanRhijn(altitudeDeg: number, layerHeightKm: number, siteHeightM: number): number {
  if (!(altitudeDeg >= 0)) return NaN;
  const ratio = (earthRadiusKm + siteHeightM / 1000) / (earthRadiusKm + layerHeightKm);
  const across = ratio * Math.cos(altitudeDeg * degree);
  return 1 / Math.sqrt(1 - across * across);
}
