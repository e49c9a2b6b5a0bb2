import { degree } from '../angles.js';
import type { MapGrid } from './map-grid.js';
import { cellSolidAngleSr } from './solid-angle.js';

/**
 * Unit vectors of cells: x towards longitude 0 of the equator, y towards longitude 90, z towards the
 * pole. On horizontal grids longitude is azimuth and latitude apparent altitude, so that x points
 * north, y east and z to the zenith; on ICRS grids x, y, z are the usual equatorial axes.
 */
export interface CellDirections {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

/** How the columns and rows of a grid of meridians and parallels lie. */
export interface ParallelRows {
  readonly stepDeg: number;
  /** Longitude of the outer edge of the first column, deg. */
  readonly longitude0Deg: number;
  /** Latitude of the lower edge of the first row, deg. */
  readonly latitude0Deg: number;
  /** 1 where longitude grows with the column, -1 where it falls. */
  readonly turn: 1 | -1;
}

/** Where square cells lie in the plane of a projection. */
export interface PlaneCells {
  /** Side of a cell, units of the radius of the sphere. */
  readonly cellSize: number;
  /** Longitude in the middle of the map, or up from it where the middle is the pole, deg. */
  readonly centralLongitudeDeg: number;
}

/** Any arrangement of cells over the sky in columns and rows that a map can be made on. */
export interface CellGrid {
  readonly kind: 'plate-carree' | 'zenithal-equal-area' | 'hammer' | 'healpix';
  /** What its longitudes and latitudes are: azimuth and apparent altitude, or ICRS. */
  readonly system: 'horizontal' | 'icrs';
  readonly columns: number;
  readonly rows: number;
  /** Null for grids whose rows are not parallels. */
  readonly parallels: ParallelRows | null;
  /** Null for grids that no plane projection makes of squares. */
  readonly plane: PlaneCells | null;
  /** Directions of the middles of `count` cells of a row from `first` on; NaN beside the sky. */
  directions(row: number, first: number, count: number, out: CellDirections): void;
  /** Solid angle of a cell, sr; 0 beside the sky. */
  solidAngleSr(column: number, row: number): number;
}

/** Room for the directions of so many cells. */
export function cellDirections(count: number): CellDirections {
  return {
    x: new Float64Array(count),
    y: new Float64Array(count),
    z: new Float64Array(count),
  };
}

/** Longitude of the middle of a column, deg. */
export function parallelLongitudeDeg(rows: ParallelRows, column: number): number {
  return rows.longitude0Deg + rows.turn * (column + 0.5) * rows.stepDeg;
}

/** Latitude of the middle of a row, deg. */
export function parallelLatitudeDeg(rows: ParallelRows, row: number): number {
  return rows.latitude0Deg + (row + 0.5) * rows.stepDeg;
}

/** A grid of azimuth and apparent altitude, as the engine of maps takes it. */
export function horizontalCells(grid: MapGrid): CellGrid {
  return parallelCells('horizontal', grid.columns, grid.rows, {
    stepDeg: grid.stepDeg,
    longitude0Deg: grid.azimuth0Deg,
    latitude0Deg: grid.altitude0Deg,
    turn: 1,
  });
}

/** A plate carree grid of any system. */
export function parallelCells(
  system: CellGrid['system'],
  columns: number,
  rows: number,
  parallels: ParallelRows,
): CellGrid {
  const areas = {
    stepDeg: parallels.stepDeg,
    altitude0Deg: parallels.latitude0Deg,
  };
  return {
    ...{ kind: 'plate-carree', system, columns, rows, parallels, plane: null },
    directions(row, first, count, out) {
      const latitude = parallelLatitudeDeg(parallels, row) * degree;
      const level = Math.cos(latitude);
      const high = Math.sin(latitude);
      for (let i = 0; i < count; i++) {
        const longitude = parallelLongitudeDeg(parallels, first + i) * degree;
        out.x[i] = level * Math.cos(longitude);
        out.y[i] = level * Math.sin(longitude);
        out.z[i] = high;
      }
    },
    solidAngleSr: (_, row) => cellSolidAngleSr(areas, row),
  };
}
