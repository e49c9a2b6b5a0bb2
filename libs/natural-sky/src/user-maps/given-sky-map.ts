/** A map of the sky on a grid of two angles, bilinear between the middles of its cells. */
export interface SkyGrid {
  readonly columns: number;
  readonly rows: number;
  /** Longitude or azimuth of the first column's middle and the step to the next, deg. */
  readonly longitude0Deg: number;
  readonly longitudeStepDeg: number;
  /** Latitude or altitude of the first row's middle and the step to the next, deg. */
  readonly latitude0Deg: number;
  readonly latitudeStepDeg: number;
  /** nL, row by row; NaN: unknown. */
  readonly values: Float32Array;
}

/**
 * Light above the atmosphere by galactic coordinates, or by helioecliptic ones: ecliptic longitude less
 * that of the Sun, and ecliptic latitude.
 */
export interface StarsideMap {
  readonly kind: 'galactic' | 'ecliptic';
  readonly grid: SkyGrid;
}

/** Light as observed: by azimuth and apparent altitude, or a profile by rising apparent altitudes. */
export type GroundMap =
  | { readonly kind: 'observed'; readonly grid: SkyGrid }
  | {
      readonly kind: 'profile';
      readonly altitudesDeg: readonly number[];
      readonly nanolamberts: readonly number[];
    };

/** What a user gives in the place of a component of the natural sky. */
export type GivenSkyMap = StarsideMap | GroundMap;
