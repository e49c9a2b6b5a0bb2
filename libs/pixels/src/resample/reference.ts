import type { Image } from '../image.js';
import {
  cubicPowers,
  interpolationTaps,
  lanczosPhases,
  lanczosTable,
  type Interpolation,
} from './interpolation.js';
import { bilinearValue, isOnImage, nearestValue, weightedSum } from './sample-image.js';

const f = Math.fround;

/** Keys' cubic in float32, in the order of the kernel. */
function cubicWeights32(t: number, weights: Float32Array): void {
  const u = f(t);
  for (let k = 0; k < 4; k++) {
    const [third, second, first, free] = [0, 4, 8, 12].map((power) => cubicPowers[power + k]);
    weights[k] = f(f(f(f(f(f(third * u) + second) * u) + first) * u) + free);
  }
}

/** Lanczos-3 in float32, on straight lines between the phases of the table. */
function lanczosWeights32(t: number, weights: Float32Array): void {
  const table = lanczosTable();
  const place = t * lanczosPhases;
  const phase = Math.trunc(place);
  const u = f(place - phase);
  for (let k = 0; k < 6; k++) {
    const before = table[phase * 8 + k];
    weights[k] = f(before + f(f(table[phase * 8 + 8 + k] - before) * u));
  }
}

/**
 * Slow twin of the kernel's sampling: the same bits. Bilinear and nearest in float64, bicubic and
 * Lanczos-3 with weights and sums in float32.
 */
export function sampleReference(
  image: Image,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  interpolation: Interpolation,
): Float64Array {
  return Float64Array.from({ length: x.length }, (_, k) => {
    if (interpolation === 'nearest') return nearestValue(image, x[k], y[k]);
    if (!isOnImage(image, x[k], y[k])) return Number.NaN;
    if (interpolation === 'bilinear') return bilinearValue(image, x[k], y[k]);
    return convolved(image, x[k], y[k], interpolation);
  });
}

function convolved(
  image: Image,
  x: number,
  y: number,
  interpolation: 'bicubic' | 'lanczos3',
): number {
  const { data, width, height } = image;
  const taps = interpolationTaps[interpolation];
  const weightsOf = interpolation === 'bicubic' ? cubicWeights32 : lanczosWeights32;
  const weightsX = new Float32Array(taps);
  const weightsY = new Float32Array(taps);
  const column = Math.trunc(x);
  const row = Math.trunc(y);
  weightsOf(x - column, weightsX);
  weightsOf(y - row, weightsY);
  const left = column - (taps / 2 - 1);
  const top = row - (taps / 2 - 1);
  if (left >= 0 && top >= 0 && left + taps <= width && top + taps <= height) {
    const product = (i: number, j: number): number =>
      f(weightsY[j] * data[(top + j) * width + left + i]);
    const columns = new Float32Array(4);
    for (let i = 0; i < 4; i++) {
      let sum = product(i, 0);
      for (let j = 1; j < taps; j++) sum = f(sum + product(i, j));
      columns[i] = f(sum * weightsX[i]);
    }
    // The last two columns, rows two by two.
    for (let k = 0; taps === 6 && k < 4; k++) {
      const [i, j] = [4 + (k & 1), k >> 1];
      const sum = f(f(product(i, j) + product(i, j + 2)) + product(i, j + 4));
      columns[k] = f(columns[k] + f(sum * weightsX[i]));
    }
    const [s0, s1, s2, s3] = columns;
    const value = f(f(s0 + s2) + f(s1 + s3));
    if (!Number.isNaN(value) || !(x === column || y === row)) return value;
  }
  return weightedSum(image, left, top, weightsX, weightsY);
}

/** Flags of all pixels that have a weight, or-ed; 0 off the image. Twin of the kernel's. */
export function sampleFlagsReference(
  flags: Image<Uint8Array>,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  interpolation: Interpolation,
): Uint8Array {
  const { data, width, height } = flags;
  const columnsOf = (at: number, size: number): readonly number[] => {
    if (interpolation === 'nearest') return [Math.floor(at + 0.5)];
    if (Number.isInteger(at)) return [at];
    const taps = interpolationTaps[interpolation];
    const first = Math.floor(at) - (taps / 2 - 1);
    return Array.from({ length: taps }, (_, k) => first + k).filter((k) => k >= 0 && k < size);
  };
  const isInside = (px: number, py: number): boolean =>
    interpolation === 'nearest'
      ? px >= -0.5 && py >= -0.5 && px < width - 0.5 && py < height - 0.5
      : px >= 0 && py >= 0 && px <= width - 1 && py <= height - 1;
  return Uint8Array.from({ length: x.length }, (_, k) => {
    if (!isInside(x[k], y[k])) return 0;
    let found = 0;
    for (const row of columnsOf(y[k], height)) {
      for (const column of columnsOf(x[k], width)) found |= data[row * width + column];
    }
    return found;
  });
}
