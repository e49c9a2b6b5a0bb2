import { wasm } from '../kernels/disk-sweep.wasm.js';
import { aligned, KernelModule } from '../kernels/kernel-memory.js';
import type { DiskFootprint } from './footprint.js';
import type { Tile } from './haloed-tile.js';

interface SweepExports {
  clearGaps(values: number, count: number): number;
  sweepTile(
    values: number,
    stride: number,
    rows: number,
    radius: number,
    halfWidths: number,
    stamps: number,
    gaps: boolean,
    capacity: number,
    output: number,
    outputStride: number,
    scratch: number,
  ): number;
}

const kernel = new KernelModule<SweepExports>(
  wasm,
  (exports): exports is SweepExports => 'sweepTile' in exports,
);

/** Outputs of a tile side by side, and most of them one above the other. */
export const sweptColumns = 32;
const sweptRows = 32;

/** Outputs of a tile that share a list of pixels, as in the kernel. */
const listedColumns = 16;
const listedRows = 8;

/** Bytes from one row of the stamps to the next. */
const stampStride = 256;

/** Rows and columns of a tile with its border are bytes in the kernel. */
const greatestReach = 100;

/** A haloed block of an image in the memory of the kernel, filtered tile by tile. */
export class SweepBlock {
  readonly values: Float32Array;
  readonly output: Float32Array;
  readonly #footprint: DiskFootprint;
  readonly #columns: number;
  readonly #capacity: number;
  readonly #halfWidthsAt: number;
  readonly #stampsAt: number;
  readonly #valuesAt: number;
  readonly #outputAt: number;
  readonly #scratchAt: number;

  /**
   * @param columns a multiple of 32
   * @throws RangeError for a reach above 100
   */
  constructor(footprint: DiskFootprint, columns: number, rows: number) {
    const { reach, halfWidths, size } = footprint;
    if (reach > greatestReach) {
      throw new RangeError(`a sweep reaches ${greatestReach} px at most, not ${reach}`);
    }
    const stride = columns + 2 * reach;
    const haloedRows = rows + 2 * reach;
    this.#footprint = footprint;
    this.#columns = columns;
    // More pixels than these cost as much as the bitmap.
    this.#capacity = 6000;
    let next = 0;
    const take = (bytes: number): number => {
      const address = next;
      next = aligned(next + bytes);
      return address;
    };
    const stamps = stampTable(footprint);
    this.#halfWidthsAt = take(halfWidths.byteLength);
    this.#stampsAt = take(stamps.length);
    // The kernel reads up to 16 values beyond the end of a row.
    this.#valuesAt = take((stride * haloedRows + 16) * 4);
    this.#outputAt = take(columns * rows * 4);
    const tileWidth = sweptColumns + 2 * reach;
    const tileHeight = sweptRows + 2 * reach;
    this.#scratchAt = take(
      8 * halfWidths.length +
        sweptRows * 192 +
        8704 +
        16 * (this.#capacity + tileWidth + 8) +
        Math.max(tileHeight * (tileWidth + 32), 4 * (sweptRows * 2 + size)) +
        64,
    );
    const buffer = kernel.buffer(next);
    new Int32Array(buffer, this.#halfWidthsAt, halfWidths.length).set(halfWidths);
    new Uint8Array(buffer, this.#stampsAt, stamps.length).set(stamps);
    this.values = new Float32Array(buffer, this.#valuesAt, stride * haloedRows);
    this.output = new Float32Array(buffer, this.#outputAt, columns * rows);
  }

  /**
   * Filters the wanted tiles of the block; takes note of the values that are NaN first.
   *
   * @returns those whose values do not suit; null when that is so of two of the first four
   */
  filterAll(rows: number, isWanted: (tile: Tile) => boolean): Tile[] | null {
    const { reach } = this.#footprint;
    const haloed = (this.#columns + 2 * reach) * (rows + 2 * reach);
    const gaps = kernel.exports.clearGaps(this.#valuesAt, haloed) > 0;
    const unsuited: Tile[] = [];
    let tiles = 0;
    for (let y = 0; y < rows; y += sweptRows) {
      const height = Math.min(sweptRows, rows - y);
      for (let x = 0; x < this.#columns; x += sweptColumns) {
        const tile = { x, y, width: sweptColumns, height };
        if (!isWanted(tile)) continue;
        tiles += 1;
        if (this.#filter(x, y, height, gaps)) continue;
        unsuited.push(tile);
        if (unsuited.length === 2 && tiles <= 4) return null;
      }
    }
    return unsuited;
  }

  /**
   * Filters the tile of 32 x `rows` outputs from (x, y) of the block on.
   *
   * @returns false where its values do not suit this way of finding medians
   */
  #filter(x: number, y: number, rows: number, gaps: boolean): boolean {
    const stride = this.#columns + 2 * this.#footprint.reach;
    const done = kernel.exports.sweepTile(
      this.#valuesAt + (y * stride + x) * 4,
      stride,
      rows,
      this.#footprint.reach,
      this.#halfWidthsAt,
      this.#stampsAt,
      gaps,
      this.#capacity,
      this.#outputAt + (y * this.#columns + x) * 4,
      this.#columns,
      this.#scratchAt,
    );
    return done !== 0;
  }
}

/** -1 in bytes under the disk: rows 0..2 reach from row `listedRows - 1` on, empty ones around. */
function stampTable({ reach, halfWidths }: DiskFootprint): Uint8Array {
  const middle = listedColumns - 1 + reach;
  const table = new Uint8Array((2 * reach + 3 * listedRows - 1) * stampStride);
  for (let k = 0; k < halfWidths.length; k += 1) {
    const row = (k + listedRows - 1) * stampStride + middle;
    table.fill(255, row - halfWidths[k], row + halfWidths[k] + 1);
  }
  return table;
}
