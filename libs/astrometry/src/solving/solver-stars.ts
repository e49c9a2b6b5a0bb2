/** Catalogue stars as unit vectors in ICRS at the epoch of the picture, brightest first. */
export interface SolverStars {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** V magnitude, growing. */
  readonly v: ArrayLike<number>;
}

/**
 * What was detected in a picture, brightest first: array positions (the centre of the first pixel is
 * (0, 0), y grows along the stored rows), px.
 */
export interface SolverSources {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /**
   * Standard error of a position along one axis, px, NaN where unknown; without this list all
   * sources count alike.
   */
  readonly positionError?: ArrayLike<number>;
}
