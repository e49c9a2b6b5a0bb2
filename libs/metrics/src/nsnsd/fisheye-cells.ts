import { degree, type MapGrid } from '@nightskies/sky';

/** Radius of the sphere and side of a cell, m. */
const sphereM = 6_370_000;
const cellM = 5558.8;
/** The old all-source sums go to 6 deg below the horizon. */
const edgeZenithDeg = 96;

/** A map in memory, of any unit, that is sampled between its cells. */
export interface CellMap {
  readonly grid: MapGrid;
  readonly values: ArrayLike<number>;
}

/** What is done with each cell of the fisheye. */
export type FisheyeVisitor = (cell: FisheyeCell) => void;

/** A cell of the old fisheye of equal areas; the same object at every call. */
export interface FisheyeCell {
  zenithDeg: number;
  azimuthDeg: number;
  sinZenith: number;
  cosZenith: number;
  /** Cosine and sine of the azimuth. */
  north: number;
  east: number;
}

/**
 * Goes over the cells of the old zenithal equal-area grid (G3 of sky-stages 1.2) down to zenith angle
 * 96 deg, row by row. Where its lattice lies is not known: the pole is taken at a corner of four cells.
 *
 * @param coarser times as wide cells
 */
export function visitFisheye(coarser: number, visit: FisheyeVisitor): void {
  const side = (cellM * coarser) / sphereM;
  const edge = 2 * Math.sin((edgeZenithDeg * degree) / 2);
  const half = Math.ceil(edge / side);
  const cell: FisheyeCell = {
    ...{ zenithDeg: 0, azimuthDeg: 0, sinZenith: 0, cosZenith: 1, north: 1, east: 0 },
  };
  for (let row = half - 1; row >= -half; row--) {
    const y = (row + 0.5) * side;
    for (let column = -half; column < half; column++) {
      const x = (column + 0.5) * side;
      const rho2 = x * x + y * y;
      const rho = Math.sqrt(rho2);
      if (rho > edge) continue;
      cell.zenithDeg = (2 * Math.asin(rho / 2)) / degree;
      // North is up and east to the left.
      cell.azimuthDeg = Math.atan2(-x, y) / degree;
      cell.sinZenith = rho * Math.sqrt(1 - rho2 / 4);
      cell.cosZenith = 1 - rho2 / 2;
      cell.north = y / rho;
      cell.east = -x / rho;
      visit(cell);
    }
  }
}

/**
 * A map between the middles of its cells, bilinear; NaN where a cell that counts is NaN. Cyclic in
 * azimuth; beyond the last row the last row.
 */
export function sampler({ grid, values }: CellMap): (cell: FisheyeCell) => number {
  const { columns, rows, stepDeg, azimuth0Deg, altitude0Deg } = grid;
  return ({ zenithDeg, azimuthDeg }) => {
    const u = (azimuthDeg - azimuth0Deg) / stepDeg - 0.5;
    const v = Math.max(0, Math.min(rows - 1, (90 - zenithDeg - altitude0Deg) / stepDeg - 0.5));
    const column = Math.floor(u);
    const row = Math.min(rows - 2, Math.floor(v));
    const p = u - column;
    const q = v - row;
    const left = ((column % columns) + columns) % columns;
    const right = left + 1 === columns ? 0 : left + 1;
    const low = row * columns;
    const high = low + columns;
    return (
      (1 - q) * ((1 - p) * values[low + left] + p * values[low + right]) +
      q * ((1 - p) * values[high + left] + p * values[high + right])
    );
  };
}
