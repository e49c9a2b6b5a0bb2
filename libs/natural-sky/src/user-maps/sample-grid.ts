import type { SkyGrid } from './given-sky-map.js';

/** Whether the columns of a grid go round: then the last is the first one's neighbour. */
export function goesRound({ columns, longitudeStepDeg }: SkyGrid): boolean {
  return Math.abs(columns * Math.abs(longitudeStepDeg) - 360) < Math.abs(longitudeStepDeg) / 2;
}

/**
 * Value of a grid at two angles, bilinear, cyclic in longitude where the columns go round, held over
 * half a cell at its edges. Unknown neighbours are left out as long as those known carry half of the
 * weight. NaN beyond.
 */
export function sampleGrid(grid: SkyGrid, longitudeDeg: number, latitudeDeg: number): number {
  const { columns, rows, values } = grid;
  const round = goesRound(grid);
  const row = (latitudeDeg - grid.latitude0Deg) / grid.latitudeStepDeg;
  let column = (longitudeDeg - grid.longitude0Deg) / grid.longitudeStepDeg;
  // Each longitude is looked for in the turn that begins half a cell before the first column.
  const turn = 360 / Math.abs(grid.longitudeStepDeg);
  column -= turn * Math.floor((column + 0.5) / turn);
  if (!(row >= -0.5 && row <= rows - 0.5) || !(column <= columns - 0.5 || round)) return NaN;
  const low = Math.min(Math.max(Math.floor(row), 0), Math.max(rows - 2, 0));
  const high = Math.min(low + 1, rows - 1);
  const v = Math.min(Math.max(row - low, 0), 1);
  const first = Math.floor(column);
  const u = column - first;
  const left = neighbour(first, columns, round);
  const right = neighbour(first + 1, columns, round);
  let sum = 0;
  let weight = 0;
  const add = (value: number, share: number): void => {
    if (Number.isNaN(value)) return;
    sum += share * value;
    weight += share;
  };
  add(values[low * columns + left], (1 - u) * (1 - v));
  add(values[low * columns + right], u * (1 - v));
  add(values[high * columns + left], (1 - u) * v);
  add(values[high * columns + right], u * v);
  return weight >= 0.5 ? sum / weight : NaN;
}

function neighbour(column: number, columns: number, round: boolean): number {
  if (round) return (column + columns) % columns;
  return Math.min(Math.max(column, 0), columns - 1);
}

/** Value of a profile at an altitude, linear between its points and held beyond its ends. */
export function sampleProfile(
  altitudesDeg: readonly number[],
  values: readonly number[],
  altitudeDeg: number,
): number {
  const above = altitudesDeg.findIndex((altitude) => altitude > altitudeDeg);
  if (above === -1) return values[values.length - 1];
  if (above === 0) return values[0];
  const from = altitudesDeg[above - 1];
  const t = (altitudeDeg - from) / (altitudesDeg[above] - from);
  return values[above - 1] + t * (values[above] - values[above - 1]);
}
