import { Random } from '../random.js';

/** By how much a measured master flat differs from the true one. */
export interface FlatErrors {
  /** Standard deviation of each pixel by itself, a share. */
  readonly pixel: number;
  /** Root mean square of a smooth error over the frame, a share; none in the middle. */
  readonly smooth: number;
}

/** Highest power of a coordinate in the smooth error. */
const degree = 3;

/**
 * Smooth error of a flat, a share of it, for each pixel: a random polynomial of the third degree
 * without its constant, of root mean square `rms` over the frame.
 */
export function smoothFlatError(
  size: number,
  rms: number,
  seed: number,
  name: string,
): Float32Array {
  const error = new Float32Array(size * size);
  if (rms === 0) return error;
  const random = new Random(seed, `smooth error of ${name}`);
  const terms: { readonly x: number; readonly y: number; readonly size: number }[] = [];
  for (let x = 0; x <= degree; x++) {
    for (let y = 0; x + y <= degree; y++)
      if (x + y > 0) terms.push({ x, y, size: random.normal() });
  }
  const centre = (size - 1) / 2;
  let squares = 0;
  for (let i = 0; i < error.length; i++) {
    const x = ((i % size) - centre) / centre;
    const y = (Math.floor(i / size) - centre) / centre;
    const value = terms.reduce((sum, term) => sum + term.size * x ** term.x * y ** term.y, 0);
    error[i] = value;
    squares += value * value;
  }
  const scale = rms / Math.sqrt(squares / error.length);
  return error.map((value) => value * scale);
}
