import { degree } from '../angles.js';
import { motionMas, placeStep, type StarColumns } from './catalogue-file.js';

const positionSteps = 2 ** 24;
const radianPerMas = degree / 3_600_000;

/** Zone of declination from the south, and place of a cell in it from right ascension 0. */
export interface SkyCell {
  readonly zone: number;
  readonly column: number;
}

/** The cell a row lies in. */
export function cellOf({ firstRow, firstCell }: StarColumns, row: number): SkyCell {
  const cell = lastNotAbove(firstRow, row);
  const zone = lastNotAbove(firstCell, cell);
  return { zone, column: cell - firstCell[zone] };
}

/** Catalogue position of a row, ICRS, degrees. */
export function placeOf(columns: StarColumns, row: number): { raDeg: number; decDeg: number } {
  return placeInCell(columns, row, cellOf(columns, row));
}

/** Unit vector of a star of this cell after some years of straight motion, into `place`. */
export function locate(
  columns: StarColumns,
  row: number,
  cell: SkyCell,
  years: number,
  place: { x: number; y: number; z: number },
): void {
  const { raDeg, decDeg } = placeInCell(columns, row, cell);
  const cosRa = Math.cos(raDeg * degree);
  const sinRa = Math.sin(raDeg * degree);
  const cosDec = Math.cos(decDeg * degree);
  const sinDec = Math.sin(decDeg * degree);
  const motion = motionMas(columns, row);
  const east = motion.ra * radianPerMas * years;
  const north = motion.dec * radianPerMas * years;
  const x = cosDec * cosRa - east * sinRa - north * sinDec * cosRa;
  const y = cosDec * sinRa + east * cosRa - north * sinDec * sinRa;
  const z = sinDec + north * cosDec;
  const length = Math.sqrt(x * x + y * y + z * z);
  place.x = x / length;
  place.y = y / length;
  place.z = z / length;
}

function placeInCell(
  { cellsOfZone, raSteps, decSteps }: StarColumns,
  row: number,
  { zone, column }: SkyCell,
): { raDeg: number; decDeg: number } {
  const zoneDeg = 180 / cellsOfZone.length;
  return {
    raDeg: ((column + (placeStep(raSteps, row) + 0.5) / positionSteps) / cellsOfZone[zone]) * 360,
    decDeg: (zone + (placeStep(decSteps, row) + 0.5) / positionSteps) * zoneDeg - 90,
  };
}

/** Index of the last element that is not above a value; the elements ascend. */
function lastNotAbove(ascending: Uint32Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] <= value) low = middle;
    else high = middle;
  }
  return low;
}
