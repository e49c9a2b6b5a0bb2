import { fitsPixel, linearWcs, type CardEntry } from '@nightskies/fits';
import {
  degree,
  horizontalCells,
  type CellGrid,
  type MapGrid,
  type ParallelRows,
  type PlaneCells,
} from '@nightskies/sky';

/**
 * World coordinates of a map whose first row is the lowest: CAR, ZEA or AIT with ALON/ALAT (azimuth
 * and apparent altitude) or RA/DEC (ICRS). HEALPix maps have no picture: their cards tell in which
 * order the numbers stand, row after row.
 */
export function wcsCards(grid: MapGrid | CellGrid): CardEntry[] {
  const cells = 'kind' in grid ? grid : horizontalCells(grid);
  if (cells.kind === 'healpix') return healpixCards(cells);
  const { parallels, plane } = cells;
  return [
    ...(parallels === null ? [] : carCards(cells, parallels)),
    ...(plane === null ? [] : planeCards(cells, plane)),
    ...(cells.system === 'icrs'
      ? [['RADESYS', 'ICRS', 'frame of the coordinates'] satisfies CardEntry]
      : []),
  ];
}

function axes({ system }: CellGrid, projection: string): readonly [string, string] {
  return system === 'icrs'
    ? [`RA---${projection}`, `DEC--${projection}`]
    : [`ALON-${projection}`, `ALAT-${projection}`];
}

function carCards(cells: CellGrid, rows: ParallelRows): CardEntry[] {
  const { stepDeg, longitude0Deg, latitude0Deg, turn } = rows;
  const middle = longitude0Deg + (turn * cells.columns * stepDeg) / 2;
  return linearWcs({
    ctype: axes(cells, 'CAR'),
    crpix: [fitsPixel(cells.columns / 2 - 0.5), fitsPixel(-latitude0Deg / stepDeg - 0.5)],
    crval: [middle, 0],
    cdelt: [turn * stepDeg, stepDeg],
  });
}

function planeCards(cells: CellGrid, { cellSize, centralLongitudeDeg }: PlaneCells): CardEntry[] {
  const step = cellSize / degree;
  const crpix = [fitsPixel(cells.columns / 2 - 0.5), fitsPixel(cells.rows / 2 - 0.5)] as const;
  if (cells.kind === 'zenithal-equal-area') {
    return [
      ...linearWcs({
        ctype: axes(cells, 'ZEA'),
        ...{ crpix, crval: [centralLongitudeDeg, 90], cdelt: [step, step] },
      }),
      // With the pole in the middle this alone says which longitude is up.
      ['LONPOLE', 0, 'deg, CRVAL1 is up, east to the left'],
    ];
  }
  return linearWcs({
    ctype: axes(cells, 'AIT'),
    ...{ crpix, crval: [centralLongitudeDeg, 0] },
    cdelt: [cells.system === 'icrs' ? -step : step, step],
  });
}

/** Keywords of the HEALPix convention; COORDSYS C is equatorial, H horizontal (ours). */
function healpixCards({ columns, system }: CellGrid): CardEntry[] {
  const nside = columns / 4;
  return [
    ['PIXTYPE', 'HEALPIX', 'pixels of equal area'],
    ['ORDERING', 'RING', 'pixel = row x NAXIS1 + column, from 0'],
    ['NSIDE', nside, 'cells along a side of a base pixel'],
    ['FIRSTPIX', 0],
    ['LASTPIX', 12 * nside * nside - 1],
    ['COORDSYS', system === 'icrs' ? 'C' : 'H', 'C ICRS, H azimuth and altitude'],
  ];
}
