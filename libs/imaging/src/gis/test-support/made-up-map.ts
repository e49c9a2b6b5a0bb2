import type { MapRows, WriteAt } from '../map-rows.js';

/** A map of the sky from -6 to 90 deg with holes; `asked` lists the rows in the order asked for. */
export function madeUpMap(columns = 480): MapRows & {
  readonly asked: number[];
  readonly valueAt: (column: number, row: number) => number;
} {
  const rows = (columns * 96) / 360;
  const asked: number[] = [];
  const valueAt = (x: number, row: number): number =>
    (x + row) % 101 === 0 ? NaN : Math.fround(20 + 3 * Math.sin(x / 50) + row / 100);
  return {
    columns,
    rows,
    stepDeg: 360 / columns,
    leftDeg: -180,
    bottomDeg: -6,
    asked,
    valueAt,
    readRow(row, out) {
      asked.push(row);
      for (let x = 0; x < out.length; x++) out[x] = valueAt(x, row);
    },
  };
}

/** A file in memory that must be written from the first byte to the last. */
export class WrittenFile {
  readonly #parts: Buffer[] = [];
  #length = 0;
  largest = 0;

  readonly write: WriteAt = (at, bytes) => {
    if (at !== this.#length) throw new Error(`byte ${at} after ${this.#length}`);
    this.#parts.push(Buffer.from(bytes));
    this.#length += bytes.length;
    this.largest = Math.max(this.largest, bytes.length);
  };

  get bytes(): Buffer {
    return Buffer.concat(this.#parts);
  }
}
