import { oldFullStepDeg } from '@nightskies/sky';

/** A grid of the old mosaics: azimuth -180 to 180 from left to right, altitude 90 to -6 downwards. */
export interface OldGrid {
  readonly cellDeg: number;
  readonly columns: number;
  readonly rows: number;
}

/** A rectangle of it; ends are exclusive, rows are counted from the zenith. */
export interface OldRange {
  readonly columnStart: number;
  readonly columnEnd: number;
  readonly rowStart: number;
  readonly rowEnd: number;
}

const oldGrid = (cellDeg: number): OldGrid => ({
  cellDeg,
  columns: Math.round(360 / cellDeg),
  rows: Math.round(96 / cellDeg),
});

/** 13793 x 3678 cells (image-stages 9.7). */
export const oldFullGrid: OldGrid = oldGrid(oldFullStepDeg);
/** Working grid of the median mosaic, 13534 x 3609 cells. */
export const oldMedianWorkingGrid: OldGrid = oldGrid(0.0266);
/** What the median mosaic is resampled to, 7200 x 1920 cells. */
export const oldMedianGrid: OldGrid = oldGrid(0.05);

export const oldAzimuthDeg = ({ cellDeg }: OldGrid, column: number): number =>
  -180 + (column + 0.5) * cellDeg;

export const oldAltitudeDeg = ({ cellDeg }: OldGrid, row: number): number =>
  90 - (row + 0.5) * cellDeg;
