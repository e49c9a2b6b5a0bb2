import { framesPerSet } from './naming.js';

const rows = [
  { first: 1, count: 15, altitudeDeg: 7.5 },
  { first: 16, count: 15, altitudeDeg: 32.5 },
  { first: 31, count: 10, altitudeDeg: 57.5 },
  { first: 41, count: 5, altitudeDeg: 82.5 },
] as const;

/**
 * The usual pointing of a frame of the scan, degrees: four rows, each from azimuth 0 eastward
 * (image-stages 1.5, inferred from the old pipeline). True pointings stand in the headers: this is
 * only for frames whose header cannot be had.
 *
 * @param number 1..45; RangeError otherwise
 */
export function usualPointing(number: number): {
  readonly azimuthDeg: number;
  readonly altitudeDeg: number;
} {
  const row = rows.find(({ first, count }) => number >= first && number < first + count);
  if (row === undefined || !Number.isInteger(number)) {
    throw new RangeError(`frames are numbered 1 to ${framesPerSet}, not ${number}`);
  }
  return {
    azimuthDeg: ((number - row.first) * 360) / row.count,
    altitudeDeg: row.altitudeDeg,
  };
}
