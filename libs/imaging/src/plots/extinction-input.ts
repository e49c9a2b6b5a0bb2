/** A number and its 1 sigma error; null where it has none. */
export interface PlottedValue {
  readonly value: number;
  readonly error: number | null;
}

/** Stars of an extinction plot; element i of both belongs to one measurement. */
export interface ExtinctionPoints {
  readonly airmass: ArrayLike<number>;
  /**
   * Catalogue minus instrumental magnitude, -2.5 log10(DN/s), corrected for colour and field: the
   * zeropoint less extinction times airmass.
   */
  readonly magnitude: ArrayLike<number>;
}

export interface ExtinctionPlotOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly used: ExtinctionPoints;
  readonly rejected: ExtinctionPoints;
  /** Zeropoint (mag) and extinction (mag per airmass, positive) both fitted; null without a fit. */
  readonly free: { readonly zeropoint: PlottedValue; readonly extinction: PlottedValue } | null;
  /** Extinction fitted at a given zeropoint; null without a fit. */
  readonly fixed: { readonly zeropoint: PlottedValue; readonly extinction: PlottedValue } | null;
  /** Why there is no fit, or no star; shown where there is none. */
  readonly reason?: string;
  /** Default 1600, 8 inches at 200 dpi; the height is 5/8 of it. */
  readonly widthPx?: number;
}
