/** A point of a map's plane in units of the radius of the sphere: x to the right, y up. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}

/** A point of a sphere, degrees. Of the sky: azimuth and altitude. */
export interface SpherePoint {
  readonly longitudeDeg: number;
  readonly latitudeDeg: number;
}

/** A map projection of the whole sphere. */
export interface Projection {
  readonly forward: (longitudeDeg: number, latitudeDeg: number) => PlanePoint;
  /** Longitude in [-180, 180]; null outside the map. */
  readonly inverse: (x: number, y: number) => SpherePoint | null;
}
