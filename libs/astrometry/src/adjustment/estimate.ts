/** A fitted quantity with its standard error. */
export interface Estimate {
  readonly name: string;
  readonly value: number;
  readonly sigma: number;
  /** `deg`, `px`, or `1` for a number without unit. */
  readonly unit: string;
}

/** Angles on the sky, degrees: along the parallel of altitude, in altitude, about the optical axis. */
export interface SkyAngles {
  readonly along: number;
  readonly altitude: number;
  readonly roll: number;
}
