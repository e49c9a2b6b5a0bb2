/**
 * Light of the Galaxy above the atmosphere in one band, nL: starlight that a median of a frame keeps,
 * and starlight scattered by the dust between the stars.
 */
export interface GalacticMap {
  /** nL at a galactic longitude and latitude, deg. */
  surfaceBrightness(longitudeDeg: number, latitudeDeg: number): number;
  /** One sigma of `surfaceBrightness`, nL. */
  error(longitudeDeg: number, latitudeDeg: number): number;
  /**
   * `surfaceBrightness`, and `error` when asked for, of many places at once.
   *
   * @param x, y, z galactic unit vectors; x towards the galactic centre, z towards the north pole
   */
  sampleVectors(
    x: Float64Array,
    y: Float64Array,
    z: Float64Array,
    out: Float32Array,
    errors?: Float32Array,
  ): void;
}
