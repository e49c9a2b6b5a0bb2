import { badGrid } from './bad-grid.js';
import { parallelCells, type CellGrid } from './cell-grid.js';

/**
 * Plate carree cells of right ascension and declination (ICRS), the whole sphere: right ascension from
 * 360 deg falling to 0 with the column, declination from -90 growing with the row, as a map of the sky
 * is used to be seen.
 *
 * @throws NightSkiesError `bad-parameter` for a step that leaves a part of a cell over
 */
export function icrsCells(stepDeg: number): CellGrid {
  const rows = 180 / stepDeg;
  if (!(stepDeg > 0) || Math.abs(rows - Math.round(rows)) > 1e-6) {
    throw badGrid(`cells of ${stepDeg} deg`, 'a part of 180 deg, such as 0.05, 0.1, 0.2, 0.5 or 1');
  }
  return parallelCells('icrs', 2 * Math.round(rows), Math.round(rows), {
    stepDeg,
    longitude0Deg: 360,
    latitude0Deg: -90,
    turn: -1,
  });
}
