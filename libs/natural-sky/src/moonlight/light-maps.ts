import {
  columnAzimuthDeg,
  greatCircleDistanceDeg,
  rowAltitudeDeg,
  type HorizontalDirection,
} from '@nightskies/sky';
import type { ObservedSky } from '../observed-sky.js';
import { scatteredMoonlightNl } from './scattered-moonlight.js';
import { sunAndMoon, type SunAndMoon } from './sun-and-moon.js';
import { twilightNl } from './twilight-law.js';

/**
 * Scattered moonlight in every cell at the time it was seen, nL as observed, row-major on the grid; NaN
 * below the horizon and where nothing was seen (`scatteredMoonlightNl`). Nothing subtracts it unasked.
 *
 * @param extinctionCoefficient of the band, mag/airmass
 */
export function moonlight(
  sky: ObservedSky,
  { band, extinctionCoefficient }: { band: 'V' | 'B'; extinctionCoefficient: number },
): Float32Array {
  return lightMap(sky, (direction, { moon }) => {
    const separationDeg = greatCircleDistanceDeg(direction, moon);
    const { altitudeDeg } = direction;
    return scatteredMoonlightNl(moon, altitudeDeg, separationDeg, extinctionCoefficient, band);
  });
}

/**
 * Twilight in every cell at the time it was seen, nL as observed, as `moonlight` (`twilightNl`). Nothing
 * subtracts it unasked.
 */
export function twilight(sky: ObservedSky, { band }: { band: 'V' | 'B' }): Float32Array {
  return lightMap(sky, ({ altitudeDeg, azimuthDeg }, { sun }) =>
    twilightNl(sun.altitudeDeg, altitudeDeg, azimuthDeg - sun.azimuthDeg, band),
  );
}

function lightMap(
  { grid, site, startJdUtc, seconds }: ObservedSky,
  light: (direction: HorizontalDirection, bodies: SunAndMoon) => number,
): Float32Array {
  const map = new Float32Array(grid.rows * grid.columns).fill(NaN);
  // Within a minute the Moon moves by a quarter of a degree.
  const stepSeconds = 60;
  const places = new Map<number, SunAndMoon>();
  const bodiesAt = (step: number): SunAndMoon => {
    const known = places.get(step);
    if (known !== undefined) return known;
    const bodies = sunAndMoon(site, startJdUtc + (step * stepSeconds) / 86_400);
    places.set(step, bodies);
    return bodies;
  };
  for (let row = 0; row < grid.rows; row++) {
    const altitudeDeg = rowAltitudeDeg(grid, row);
    if (altitudeDeg < 0) continue;
    for (let column = 0; column < grid.columns; column++) {
      const i = row * grid.columns + column;
      if (Number.isNaN(seconds[i])) continue;
      const bodies = bodiesAt(Math.round(seconds[i] / stepSeconds));
      const direction = { azimuthDeg: columnAzimuthDeg(grid, column), altitudeDeg };
      map[i] = light(direction, bodies);
    }
  }
  return map;
}
