import { NightSkiesError, problem } from '@nightskies/contracts';
import type { HorizontalDirection } from '../sphere.js';

/** Where the cells of an equirectangular map of the sky lie; first row lowest altitude. */
export interface MapGrid {
  readonly columns: number;
  readonly rows: number;
  /** Width and height of a cell, deg. */
  readonly stepDeg: number;
  /** Azimuth of the left edge of the first column, deg. */
  readonly azimuth0Deg: number;
  /** Apparent altitude of the lower edge of the first row, deg. */
  readonly altitude0Deg: number;
}

const lowestAltitudeDeg = -6;

/**
 * The grid of all-sky maps: azimuth -180 to 180 (north in the middle), altitude -6 to 90
 * (image-stages 0.4, 9.7).
 *
 * @throws NightSkiesError `bad-parameter` for a step that leaves a part of a cell over
 */
export function allSkyGrid(stepDeg: number): MapGrid {
  // 24 deg is the largest angle that divides both 360 and 96 deg.
  const steps = 24 / stepDeg;
  if (!(stepDeg > 0) || Math.abs(steps - Math.round(steps)) > 1e-6) {
    throw new NightSkiesError(
      problem('bad-parameter', 'map-step does not divide the sky into whole cells', {
        found: `map-step=${stepDeg} deg`,
        expected: 'a part of 24 deg, such as 0.02, 0.025, 0.05, 0.1, 0.2, 0.25, 0.5, 1 or 2',
        hint: 'Give --param map-step=0.05 for the usual map.',
      }),
    );
  }
  return {
    columns: Math.round(360 / stepDeg),
    rows: Math.round((90 - lowestAltitudeDeg) / stepDeg),
    stepDeg,
    azimuth0Deg: -180,
    altitude0Deg: lowestAltitudeDeg,
  };
}

/** Cell size of the old full-resolution mosaic, deg (image-stages 9.8). */
export const oldFullStepDeg = 0.0261;

/**
 * The grid of an old mosaic, as many whole cells from azimuth -180 and from the zenith downwards as
 * there is room for: a part of a cell may be left over at either end (image-stages 9.7).
 */
export function oldSkyGrid(stepDeg: number): MapGrid {
  const rows = Math.round((90 - lowestAltitudeDeg) / stepDeg);
  return {
    columns: Math.round(360 / stepDeg),
    rows,
    stepDeg,
    azimuth0Deg: -180,
    altitude0Deg: 90 - rows * stepDeg,
  };
}

/** Azimuth of the middle of a column, deg. */
export function columnAzimuthDeg(grid: MapGrid, column: number): number {
  return grid.azimuth0Deg + (column + 0.5) * grid.stepDeg;
}

/** Altitude of the middle of a row, deg. */
export function rowAltitudeDeg(grid: MapGrid, row: number): number {
  return grid.altitude0Deg + (row + 0.5) * grid.stepDeg;
}

/** Direction of the middle of a cell. */
export function cellDirection(grid: MapGrid, column: number, row: number): HorizontalDirection {
  return {
    azimuthDeg: columnAzimuthDeg(grid, column),
    altitudeDeg: rowAltitudeDeg(grid, row),
  };
}
