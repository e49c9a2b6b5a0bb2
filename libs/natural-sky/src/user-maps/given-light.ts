import { NightSkiesError, problem } from '@nightskies/contracts';
import { degree, type Vector3 } from '@nightskies/sky';
import type { GivenSkyMap, GroundMap, SkyGrid } from './given-sky-map.js';
import { goesRound, sampleGrid, sampleProfile } from './sample-grid.js';

/** The components of the natural sky a user's file can stand for. */
export type GivenComponent = 'airglow' | 'zodiacal' | 'galactic' | 'diffuse';

/**
 * A map for a component that stands over the ground, as airglow and diffuse light do.
 *
 * @throws NightSkiesError `sky-map-unfit` for a map in coordinates of the stars
 */
export function groundMap(component: GivenComponent, map: GivenSkyMap): GroundMap {
  if (map.kind === 'observed' || map.kind === 'profile') return map;
  throw new NightSkiesError(
    problem('sky-map-unfit', `the map given for ${component} is in coordinates of the stars`, {
      found: `${map.kind} coordinates, light above the atmosphere`,
      expected: 'azimuth and altitude, or a profile by altitude, as observed',
      hint: `Give ${component} as a map of one set (CTYPE AZ, ALT) or as a table altitude_deg,nl.`,
    }),
  );
}

/** Light of a map over the ground at an apparent direction, nL as observed. */
export function observedLight(map: GroundMap): (azimuthDeg: number, altitudeDeg: number) => number {
  return map.kind === 'observed'
    ? (azimuthDeg, altitudeDeg) => sampleGrid(map.grid, azimuthDeg, altitudeDeg)
    : (_, altitudeDeg) => sampleProfile(map.altitudesDeg, map.nanolamberts, altitudeDeg);
}

/**
 * Light of a map above the atmosphere, nL, at a unit vector in its own axes. A helioecliptic map of one
 * side of the Sun or of the ecliptic alone holds for the other as well.
 */
export function lightAbove(kind: 'galactic' | 'ecliptic', grid: SkyGrid): (v: Vector3) => number {
  const sides = kind === 'ecliptic';
  const oneLongitude = sides && !goesRound(grid);
  const oneLatitude = sides && lowestLatitudeDeg(grid) > -Math.abs(grid.latitudeStepDeg);
  return ({ x, y, z }) => {
    const longitude = Math.atan2(y, x) / degree;
    const latitude = Math.asin(Math.min(Math.max(z, -1), 1)) / degree;
    return sampleGrid(
      grid,
      oneLongitude ? Math.abs(longitude) : longitude,
      oneLatitude ? Math.abs(latitude) : latitude,
    );
  };
}

function lowestLatitudeDeg({ rows, latitude0Deg, latitudeStepDeg }: SkyGrid): number {
  return Math.min(latitude0Deg, latitude0Deg + (rows - 1) * latitudeStepDeg);
}
