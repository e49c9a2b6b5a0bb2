/** Sums over a component of the sky above the terrain, each place at the time it is seen. */
export interface ComponentSums {
  readonly zenithNl: number;
  /** Weighted by solid angle. */
  readonly meanNl: number;
  /** On a horizontal plate, lux. */
  readonly horizontalIlluminanceLux: number;
}

/** What is true of a night under a sky of components, as seen at the ground. */
export interface ComponentTruth {
  readonly airglow: ComponentSums;
  readonly natural: ComponentSums;
  readonly artificial: ComponentSums;
  readonly moonlight: ComponentSums;
  readonly twilight: ComponentSums;
  /** In the middle of the set, true altitudes. */
  readonly sunAltitudeDeg: number;
  readonly moonAltitudeDeg: number;
  readonly moonIlluminatedFraction: number;
}
