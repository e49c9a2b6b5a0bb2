import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { FileSink, FileSource } from './file-bytes.js';

/** Rows of float32 kept on disk. */
export interface KeptRows {
  readonly width: number;
  readonly height: number;
  /** Fills `out` with rows from `first` on. */
  readRows(first: number, out: Float32Array): void;
  release(): void;
}

/** Room on disk for what does not fit into memory, beside the results; gone when the work is done. */
export class Scratch {
  readonly #folder: string;
  #files = 0;
  #bytes = 0;
  #exists = false;

  /** @param beside folder of the results */
  constructor(beside: string) {
    this.#folder = join(beside, `.nightskies-scratch-${randomUUID().slice(0, 8)}`);
  }

  /** What was written altogether. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A path for a file of any content. */
  path(): string {
    if (!this.#exists) mkdirSync(this.#folder, { recursive: true });
    this.#exists = true;
    this.#files += 1;
    return join(this.#folder, String(this.#files));
  }

  /** Counts bytes that were written to a path of `path()`. */
  note(bytes: number): void {
    this.#bytes += bytes;
  }

  /**
   * Keeps rows.

   */
  keep(width: number, height: number, bands: Iterable<Float32Array>): KeptRows {
    const path = this.path();
    const sink = new FileSink(path);
    let at = 0;
    for (const band of bands) {
      const bytes = new Uint8Array(band.buffer, band.byteOffset, band.byteLength);
      sink.write(at, bytes);
      at += bytes.length;
    }
    sink.close();
    this.#bytes += at;
    if (at !== 4 * width * height) {
      throw new RangeError(`${at} bytes were kept of ${width} x ${height} px`);
    }
    const source = new FileSource(path);
    return {
      width,
      height,
      readRows: (first, out) => {
        source.read(4 * width * first, new Uint8Array(out.buffer, out.byteOffset, out.byteLength));
      },
      release: () => {
        source.release();
      },
    };
  }

  /** Removes all of it. */
  clear(): void {
    if (this.#exists) rmSync(this.#folder, { recursive: true, force: true });
    this.#exists = false;
  }
}
