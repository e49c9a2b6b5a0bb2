import type { PixelArray } from '@nightskies/pixels';
import type { ByteSource } from '../stream/byte-source.js';
import type { Compression } from './compression.js';
import { TileDecoder } from './tile-decoder.js';
import { forEachRun, tileAt, tilesOfRows } from './tile-grid.js';
import { TileTable } from './tile-table.js';

/** Takes pixels `from` to `to` of a tile to place `at` of what is read. */
export type PutPixels = (tile: PixelArray, from: number, to: number, at: number) => void;

/** Pixels of a compressed image, in bands of rows. */
export class TilePixels {
  readonly #facts: Compression;
  readonly #decoder: TileDecoder;
  /** Tiles that go on below the last band. */
  readonly #kept = new Map<number, PixelArray>();

  constructor(source: ByteSource, dataStart: number, facts: Compression) {
    this.#facts = facts;
    this.#decoder = new TileDecoder(new TileTable(source, dataStart, facts), facts);
  }

  /**
   * Makes sure that the tiles of some rows can be read and have bytes enough, before memory is taken.
   *
   * @throws FitsError
   */
  assertPlausible(firstRow: number, rowCount: number): void {
    this.#decoder.assertPlausible(...tilesOfRows(this.#facts.grid, firstRow, rowCount));
  }

  /** Hands out all pixels of some rows, in runs. @throws FitsError for damaged tiles */
  read(firstRow: number, rowCount: number, put: PutPixels): void {
    const { grid } = this.#facts;
    const [width = 0] = grid.shape;
    const [first, end] = tilesOfRows(grid, firstRow, rowCount);
    const behind = firstRow + rowCount;
    for (const tile of [...this.#kept.keys()]) {
      if (tile < first || tile >= end) this.#kept.delete(tile);
    }
    for (let tile = first; tile < end; tile++) {
      const place = tileAt(grid, tile);
      const kept = this.#kept.get(tile);
      const pixels = kept ?? this.#decoder.pixels(tile);
      const [x = 0] = place.start;
      const [across = 0] = place.shape;
      // Runs that follow one another in the tile and in the band are put at once.
      let [from, to, at] = [0, 0, 0];
      let goesOn = false;
      forEachRun(grid, place, (row, start) => {
        if (row < firstRow || row >= behind) {
          goesOn ||= row >= behind;
          return;
        }
        const target = (row - firstRow) * width + x;
        if (start === to && target === at + (to - from)) {
          to += across;
          return;
        }
        if (to > from) put(pixels, from, to, at);
        [from, to, at] = [start, start + across, target];
      });
      if (to > from) put(pixels, from, to, at);
      if (!goesOn) this.#kept.delete(tile);
      else if (kept === undefined) this.#kept.set(tile, pixels.slice());
    }
  }
}
