/**
 * A map in plate carree, azimuth to the right and apparent altitude upwards, whose rows are asked for
 * one at a time, so that none larger than memory is held.
 */
export interface MapRows {
  readonly columns: number;
  readonly rows: number;
  /** Side of a cell. */
  readonly stepDeg: number;
  /** Azimuth of the left edge of the first column, such as -180. */
  readonly leftDeg: number;
  /** Altitude of the lower edge of the lowest row, such as -6. */
  readonly bottomDeg: number;
  /**
   * Fills `out`, one number per column, with a row counted from the lowest one; NaN for no data. Rows
   * are asked for from the highest to the lowest, each once.
   */
  readonly readRow: (row: number, out: Float32Array) => void;
}

/** Takes bytes of a file at their place; they are used again afterwards. */
export type WriteAt = (at: number, bytes: Uint8Array) => void;

/** Altitude of the upper edge. */
export function topDeg({ bottomDeg, rows, stepDeg }: MapRows): number {
  return bottomDeg + rows * stepDeg;
}

/** @throws RangeError for a map without cells or places */
export function assertMap({ columns, rows, stepDeg, leftDeg, bottomDeg }: MapRows): void {
  const whole = Number.isSafeInteger(columns) && Number.isSafeInteger(rows);
  if (whole && columns > 0 && rows > 0 && stepDeg > 0) {
    if ([stepDeg, leftDeg, bottomDeg].every(Number.isFinite)) return;
  }
  throw new RangeError(
    `a map of ${columns} x ${rows} cells of ${stepDeg} deg from ${leftDeg}, ${bottomDeg} deg cannot be`,
  );
}
