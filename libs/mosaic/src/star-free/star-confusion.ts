import { diskFootprint, type Image } from '@nightskies/pixels';
import type { MedianNoise } from './median-noise.js';
import type { Mesh } from './mesh.js';

/** Nodes to each side that lend their scatter to a node: about 0.06 of a frame of 1024 px. */
const neighbours = 2;
/** As many as a node and its neighbours have. */
const fewSquares = (2 * neighbours + 1) ** 2;
/** A node with more than so many times the usual variance (skyline, planet, cluster) counts as that. */
const greatestExcess = 8;

/**
 * Random error of a disk median by the stars it could not remove, 1 sigma, on the mesh of its noise.
 *
 * The frame itself tells: medians of disks that do not overlap see different stars and different
 * noise, so between nine of them on a square of 3 x 3, their distance d just over the diameter, the
 * double second difference (1 -2 1) x (1 -2 1) / 6 has the variance of one disk's median, while it
 * takes away any sky that is a plane, rises with x or y alone in whatever way, or is a product of a
 * linear change in one and anything in the other. Its mean square over the neighbourhood, less the
 * square of the noise, is the square of the confusion. Clumps of stars larger than a few disks are
 * not in it, and are sky.
 *
 * Towards the border disks hold fewer pixels and stars; the variance grows as their number falls.
 *
 * @param filtered disk median of a frame
 * @returns in the unit of the frame; NaN for a frame too small to hold nine disks
 */
export function starConfusion(filtered: Image, noise: MedianNoise, radiusPx: number): Mesh {
  const { stepPx, columns, rows } = noise.sigma;
  const whole = diskFootprint(radiusPx).size;
  const squares = meanSquares(filtered, noise.sigma, radiusPx);
  const everywhere = pooled(squares.filter(Number.isFinite));
  const data = new Float32Array(columns * rows);
  const near = new Float64Array(fewSquares);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i++) {
      let count = 0;
      for (let b = Math.max(0, j - neighbours); b <= Math.min(rows - 1, j + neighbours); b++) {
        for (let a = Math.max(0, i - neighbours); a <= Math.min(columns - 1, i + neighbours); a++) {
          const square = squares[b * columns + a];
          if (square === square) near[count++] = square;
        }
      }
      const node = j * columns + i;
      const total = count > 0 ? pooled(near.subarray(0, count)) : everywhere;
      // Of a whole disk: the differences were taken where disks are whole.
      const share = noise.pixels.data[node] / whole;
      const byNoise = noise.sigma.data[node] ** 2 * share;
      data[node] = Math.sqrt(Math.max(0, total - byNoise) / share);
    }
  }
  return { stepPx, columns, rows, data };
}

/** Mean square of the double second difference about each node; NaN where there is none. */
function meanSquares(
  filtered: Image,
  { stepPx, columns, rows }: Mesh,
  radiusPx: number,
): Float64Array {
  const { width, height, data } = filtered;
  const apart = 2 * Math.floor(radiusPx) + 2;
  const stride = Math.max(1, Math.floor(stepPx / 4));
  const sums = new Float64Array(columns * rows);
  const counts = new Int32Array(columns * rows);
  const second = (k: number): number => data[k - apart] - 2 * data[k] + data[k + apart];
  for (let y = apart; y < height - apart; y += stride) {
    const j = Math.round(y / stepPx);
    for (let x = apart; x < width - apart; x += stride) {
      const k = y * width + x;
      const down = apart * width;
      const difference = (second(k - down) - 2 * second(k) + second(k + down)) / 6;
      if (!(difference === difference)) continue;
      const node = j * columns + Math.round(x / stepPx);
      sums[node] += difference * difference;
      counts[node]++;
    }
  }
  return sums.map((sum, node) => (counts[node] > 0 ? sum / counts[node] : Number.NaN));
}

/** Sorts a few numbers in place, by insertion: a call of `sort` takes longer. */
function sortFew(values: Float64Array): void {
  for (let k = 1; k < values.length; k++) {
    const value = values[k];
    let at = k;
    for (; at > 0 && values[at - 1] > value; at--) values[at] = values[at - 1];
    values[at] = value;
  }
}

/** Mean of squares, none counted higher than eight times their median; NaN of none. Sorts them. */
function pooled(squares: Float64Array): number {
  if (squares.length <= fewSquares) sortFew(squares);
  else squares.sort();
  const highest = greatestExcess * squares[squares.length >> 1];
  let sum = 0;
  for (let k = 0; k < squares.length; k++) sum += Math.min(squares[k], highest);
  return sum / squares.length;
}
