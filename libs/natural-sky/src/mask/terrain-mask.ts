import { rowAltitudeDeg, type MapGrid } from '@nightskies/sky';

/** What of the sky a set could see. */
export interface TerrainMask {
  /** Apparent altitude and azimuth, first row lowest altitude, first column azimuth -180. */
  readonly grid: MapGrid;
  /** Sky in a cell, 0 (terrain) to 255 (sky), row by row; at the skyline parts of it. */
  readonly sky: Uint8Array;
  /** Apparent altitude of the skyline in the middle of each column, deg; never below 0. */
  readonly skylineDeg: Float64Array;
  /** Of each column, 0 (nothing known) to 1. */
  readonly confidence: Float64Array;
  /** Mean of the columns. */
  readonly overallConfidence: number;
  /** By the program from the frames, or by a person. */
  readonly origin: 'proposed' | 'given';
}

/** The value of a cell that is all sky. */
export const allSky = 255;

/** Width over which sky becomes terrain: that of the picture of a point and of a pixel, deg. */
export const edgeWidthDeg = 0.1;

/**
 * Sky and terrain of a skyline. Cells across it are sky by the part of them above it, over an edge of
 * 0.1 deg or a cell, whichever is wider; below altitude 0 nothing is sky.
 *
 * @param skylineDeg per column of the grid, deg
 */
export function skyAbove(grid: MapGrid, skylineDeg: Float64Array): Uint8Array {
  const { columns, rows, stepDeg } = grid;
  const sky = new Uint8Array(columns * rows);
  const width = Math.max(edgeWidthDeg, stepDeg);
  const highest = skylineDeg.reduce((most, altitude) => Math.max(most, altitude), 0);
  for (let row = 0; row < rows; row++) {
    const altitude = rowAltitudeDeg(grid, row);
    if (altitude < 0) continue;
    const first = row * columns;
    if (altitude > highest + width) {
      sky.fill(allSky, first);
      break;
    }
    for (let column = 0; column < columns; column++) {
      const skyline = skylineDeg[column];
      // Without terrain the horizon is no edge that was seen: the lowest row is sky.
      const part = skyline <= 0 ? 1 : (altitude - skyline) / width + 0.5;
      sky[first + column] = Math.round(allSky * Math.max(0, Math.min(1, part)));
    }
  }
  return sky;
}

/** The lowest row from which on all cells of a mask are sky. */
export function firstClearRow({ sky, grid }: Pick<TerrainMask, 'sky' | 'grid'>): number {
  let last = sky.length;
  while (last % 4 !== 0 && sky[last - 1] === allSky) last--;
  if (last % 4 === 0) {
    // Most of a mask is sky: four cells at once.
    const cells = sky.byteOffset % 4 === 0 ? sky : sky.slice();
    const fours = new Uint32Array(cells.buffer, cells.byteOffset, last / 4);
    while (last > 0 && fours[last / 4 - 1] === fourOfSky) last -= 4;
  }
  return Math.ceil(last / grid.columns);
}

const fourOfSky = 0xffffffff;

/** The mean of the columns. */
export function meanConfidence(confidence: Float64Array): number {
  return confidence.reduce((sum, one) => sum + one, 0) / Math.max(1, confidence.length);
}
