import type { Image } from '../image.js';
import { reflected, type DiskFootprint } from './footprint.js';

/** Unsigned integers in the order of the floats; -0 before +0. */
function orderedKeys(values: Float32Array): Uint32Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return bits.map((word) => (word >>> 31 === 1 ? ~word : word | 0x80000000));
}

/** Every different value of an image once, ascending, and per pixel which one it is; -1 for none. */
function rankValues(data: Float32Array, takesPart: (pixel: number) => boolean) {
  const keys = orderedKeys(data);
  const present = keys.filter((_, pixel) => takesPart(pixel)).sort();
  let different = 0;
  for (const key of present) {
    if (different === 0 || present[different - 1] !== key) present[different++] = key;
  }
  const distinct = present.subarray(0, different);
  const ranks = new Int32Array(data.length).fill(-1);
  for (let pixel = 0; pixel < data.length; pixel += 1) {
    if (!takesPart(pixel)) continue;
    let low = 0;
    let high = different - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (distinct[middle] < keys[pixel]) low = middle + 1;
      else high = middle;
    }
    ranks[pixel] = low;
  }
  const bits = distinct.map((key) => (key >>> 31 === 1 ? key ^ 0x80000000 : ~key));
  return { ranks, values: new Float32Array(bits.buffer, 0, different) };
}

const blockBits = 8;

/** How often each value is in the window, by value and by block of 256 values. */
class WindowCounts {
  present = 0;
  readonly #counts: Uint32Array;
  readonly #blocks: Uint32Array;
  #pointer = 0;
  #below = 0;

  constructor(different: number) {
    this.#counts = new Uint32Array(different);
    this.#blocks = new Uint32Array((different >> blockBits) + 1);
  }

  add(rank: number, times: 1 | -1): void {
    if (rank < 0) return;
    const block = rank >> blockBits;
    this.#counts[rank] += times;
    this.#blocks[block] += times;
    if (block < this.#pointer) this.#below += times;
    this.present += times;
  }

  /** Which value has the wanted-th place, from 0. */
  find(wanted: number): number {
    while (this.#below > wanted) this.#below -= this.#blocks[--this.#pointer];
    while (this.#below + this.#blocks[this.#pointer] <= wanted) {
      this.#below += this.#blocks[this.#pointer++];
    }
    let rank = this.#pointer << blockBits;
    for (let left = wanted - this.#below; ; rank += 1) {
      left -= this.#counts[rank];
      if (left < 0) return rank;
    }
  }
}

/**
 * `diskPercentile` for disks of any size, larger than the image too: no border is copied, counts of
 * the image's different values are the window. Cost grows with the radius, memory does not.
 */
export function wideDiskPercentile(
  source: Image,
  footprint: DiskFootprint,
  fraction: number,
  mask: Uint8Array | undefined,
): Float32Array<ArrayBuffer> {
  const { width, height, data } = source;
  const { reach, halfWidths } = footprint;
  const { ranks, values } = rankValues(
    data,
    (pixel) => !Number.isNaN(data[pixel]) && (mask === undefined || mask[pixel] === 0),
  );
  const output = new Float32Array(width * height).fill(Number.NaN);
  if (values.length === 0) return output;
  const columns = Int32Array.from({ length: width + 2 * reach + 1 }, (_, k) =>
    reflected(k - reach, width),
  );
  const rows = Int32Array.from(
    { length: height + 2 * reach + 1 },
    (_, k) => reflected(k - reach, height) * width,
  );
  const window = new WindowCounts(values.length);
  // From here on positions count from the corner of the mirrored border.
  const runOf = (y: number, from: number, to: number, times: 1 | -1): void => {
    for (let x = from; x <= to; x += 1) window.add(ranks[rows[y] + columns[x]], times);
  };
  for (let k = 0; k < halfWidths.length; k += 1) {
    runOf(k, reach - halfWidths[k], reach + halfWidths[k], 1);
  }
  for (let y = 0; y < height; y += 1) {
    const rightwards = y % 2 === 0;
    const step = rightwards ? 1 : -1;
    for (let moved = 0, x = rightwards ? 0 : width - 1; ; x += step) {
      if (window.present > 0) {
        const wanted = Math.min(Math.floor(fraction * window.present), window.present - 1);
        output[y * width + x] = values[window.find(wanted)];
      }
      if (++moved === width) break;
      for (let k = 0; k < halfWidths.length; k += 1) {
        const row = rows[y + k];
        const half = step * halfWidths[k];
        window.add(ranks[row + columns[x + reach - half]], -1);
        window.add(ranks[row + columns[x + reach + half + step]], 1);
      }
    }
    if (y + 1 === height) break;
    const x = rightwards ? width - 1 : 0;
    // The disk is as wide as high: a column's half height is the half width of the row as far off.
    for (let k = 0; k < halfWidths.length; k += 1) {
      const column = columns[x + k];
      window.add(ranks[rows[y + reach - halfWidths[k]] + column], -1);
      window.add(ranks[rows[y + reach + halfWidths[k] + 1] + column], 1);
    }
  }
  return output;
}
