/** Measurements of a set and what each leaves over the fit; element i of each belongs to one. */
export interface ResidualStars {
  /** Loss of light against the fit, mag: positive is fainter than the fit says. */
  readonly residualMag: ArrayLike<number>;
  readonly azimuthDeg: ArrayLike<number>;
  readonly altitudeDeg: ArrayLike<number>;
  /** Array position, px: the first pixel's centre is (0, 0). */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly airmass: ArrayLike<number>;
  /** Catalogue magnitude and B-V; NaN where it has none. */
  readonly magnitude: ArrayLike<number>;
  readonly bv: ArrayLike<number>;
}

/** One frame of the set as the fit saw it. */
export interface ResidualFrame {
  readonly name: string;
  /** Middle of the exposure, UTC; null when unknown. */
  readonly julianDate: number | null;
  /** Where it points, deg; null when unknown. */
  readonly azimuthDeg: number | null;
  readonly altitudeDeg: number | null;
  /** Loss of light against the fit (positive: fainter) with its error, mag; null when unmeasured. */
  readonly lossMag: number | null;
  readonly sigmaMag: number | null;
  /** Cloudy, or odd in another way: marked with its name. */
  readonly flagged: boolean;
}

export interface ResidualPictureOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly stars: ResidualStars;
  /** In the order of exposure. */
  readonly frames: readonly ResidualFrame[];
  /** Size of the frames, px. */
  readonly fieldWidthPx: number;
  readonly fieldHeightPx: number;
  /** Ends of the colours, mag; by default what fits of 0.1, 0.2, 0.5 and 1. */
  readonly scaleMag?: number;
  /** Why there is no star; shown where there is none. */
  readonly reason?: string;
  /** Default 2000; the height is 0.91 of it. */
  readonly widthPx?: number;
}
