import { Random } from '../random.js';

/** By how much a measured master flat differs from the true one. */
export interface FlatErrors {
  /** Standard deviation of each pixel by itself, a share. */
  readonly pixel: number;
  /** Root mean square of a smooth error over the frame, a share; none in the middle. */
  readonly smooth: number;
  /** Change from edge to edge along a direction drawn from the seed, a share; none when left out. */
  readonly gradient?: number;
  /** Dust that lay elsewhere when the flat was taken; none when left out. */
  readonly dust?: MovedDust;
}

/** Round shadows, fading to their edges, at places drawn from the seed: old ones and new ones. */
export interface MovedDust {
  readonly spots: number;
  /** Part of the light that is lost in the middle of a shadow. */
  readonly depth: number;
  /** px of the frames */
  readonly radiusPx: number;
}

/** What a sensible camera may do to its flat between two nights: 1 % across the frame, moved dust. */
export const agedFlat: FlatErrors = {
  pixel: 7e-4,
  smooth: 0,
  gradient: 0.01,
  dust: { spots: 12, depth: 0.02, radiusPx: 15 },
};

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

/** All errors of a flat but those of single pixels: share of it, for each pixel. */
export function flatError(
  size: number,
  { smooth, gradient = 0, dust }: FlatErrors,
  seed: number,
  name: string,
): Float32Array {
  const error = smoothFlatError(size, smooth, seed, name);
  if (gradient !== 0) addGradient(error, size, gradient, new Random(seed, `gradient of ${name}`));
  if (dust !== undefined) {
    // The flat still has the old shadows, and lacks the new ones.
    addDust(error, size, dust, -dust.depth, new Random(seed, `old dust of ${name}`));
    addDust(error, size, dust, dust.depth, new Random(seed, `new dust of ${name}`));
  }
  return error;
}

function addGradient(error: Float32Array, size: number, gradient: number, random: Random): void {
  const direction = 2 * Math.PI * random.uniform();
  const [right, down] = [Math.cos(direction), Math.sin(direction)];
  const centre = (size - 1) / 2;
  for (let i = 0; i < error.length; i++) {
    const x = (i % size) - centre;
    const y = Math.floor(i / size) - centre;
    error[i] += (gradient * (x * right + y * down)) / size;
  }
}

function addDust(
  error: Float32Array,
  size: number,
  { spots, radiusPx }: MovedDust,
  depth: number,
  random: Random,
): void {
  for (let spot = 0; spot < spots; spot++) {
    const column = size * random.uniform();
    const row = size * random.uniform();
    const last = Math.min(size - 1, Math.floor(row + radiusPx));
    for (let y = Math.max(0, Math.ceil(row - radiusPx)); y <= last; y++) {
      const end = Math.min(size - 1, Math.floor(column + radiusPx));
      for (let x = Math.max(0, Math.ceil(column - radiusPx)); x <= end; x++) {
        const squared = ((x - column) ** 2 + (y - row) ** 2) / radiusPx ** 2;
        if (squared < 1) error[y * size + x] += depth * (1 - squared) ** 2;
      }
    }
  }
}
