import { cellDirection, unitVector } from '@nightskies/sky';
import type { EffectiveExtinction } from '../extinction/effective-extinction.js';
import type { ObservedSky } from '../observed-sky.js';
import { mapByAltitude } from './by-altitude.js';
import { vanRhijn } from './van-rhijn.js';

/**
 * Airglow as observed, nL for 1 nL at the zenith above the atmosphere: van Rhijn's law times the
 * transmission. The same in all azimuths. NaN below the horizon.
 *
 * @param layerHeightKm of the shining layer above sea level
 */
export function uniformAirglow(
  { grid, site }: ObservedSky,
  layerHeightKm: number,
  extinction: EffectiveExtinction,
): Float32Array {
  return mapByAltitude(
    grid,
    (altitudeDeg) =>
      vanRhijn(altitudeDeg, layerHeightKm, site.heightM) * extinction.airglow(altitudeDeg),
  );
}

/** How airglow may differ from the uniform one to first order; each a map like `NaturalComponents.airglow`. */
export interface AirglowShapes {
  /** Airglow x sin z cos(azimuth): brighter to the north. */
  readonly north: Float32Array;
  /** Airglow x sin z sin(azimuth): brighter to the east. */
  readonly east: Float32Array;
  /** Airglow x hours from the middle of the set; NaN where nothing was seen. */
  readonly perHour: Float32Array;
}

/**
 * Shapes by which a fraction g per unit of sin z towards azimuth A and a drift d per hour are added to
 * the airglow: airglow + g cos A x north + g sin A x east + d x perHour.
 *
 * @param airglow of `NaturalComponents`
 */
export function airglowShapes(airglow: Float32Array, sky: ObservedSky): AirglowShapes {
  const { grid, seconds } = sky;
  const middle = middleSeconds(sky);
  const north = new Float32Array(airglow.length);
  const east = new Float32Array(airglow.length);
  const perHour = new Float32Array(airglow.length);
  for (let row = 0, cell = 0; row < grid.rows; row++) {
    for (let column = 0; column < grid.columns; column++, cell++) {
      const direction = unitVector(cellDirection(grid, column, row));
      north[cell] = airglow[cell] * direction.north;
      east[cell] = airglow[cell] * direction.east;
      perHour[cell] = (airglow[cell] * (seconds[cell] - middle)) / 3600;
    }
  }
  return { north, east, perHour };
}

/** Halfway between the first and the last moment of a set, s after its start; 0 when nothing was seen. */
export function middleSeconds({ seconds }: ObservedSky): number {
  let first = Infinity;
  let last = -Infinity;
  for (const second of seconds) {
    if (second < first) first = second;
    if (second > last) last = second;
  }
  return first <= last ? (first + last) / 2 : 0;
}
