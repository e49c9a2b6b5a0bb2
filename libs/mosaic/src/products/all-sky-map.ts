import { NightSkiesError, problem } from '@nightskies/contracts';
import { image, type Image } from '@nightskies/pixels';
import type { MapGrid } from '@nightskies/sky';
import type { Missing, TileFrame, TileRecord } from '../render/tile-file.js';

/** A whole map, first row lowest altitude. */
export interface AllSkyMap {
  readonly grid: MapGrid;
  /** DN/s of a pixel of the unbinned detector; NaN where no frame has data. */
  readonly rate: Image;
  readonly coverage: Image<Uint8Array>;
  /** Frames that are in it, sorted by name. */
  readonly frames: readonly TileFrame[];
  /** What it was made without, sorted by name. */
  readonly missing: readonly Missing[];
}

/** A map being put together from its tiles, in any order; tiles that never come leave NaN. */
export class MapAssembly {
  private readonly rate: Float32Array;
  private readonly coverage: Uint8Array;
  private readonly frames = new Map<string, TileFrame>();
  private readonly missing = new Map<string, Missing>();

  constructor(private readonly grid: MapGrid) {
    this.rate = new Float32Array(grid.columns * grid.rows).fill(Number.NaN);
    this.coverage = new Uint8Array(grid.columns * grid.rows);
  }

  /** @throws NightSkiesError `bad-tile` for a tile of another map */
  add({ tile, stepDeg, frames, missing }: TileRecord): void {
    const { range } = tile;
    const inside = range.columnEnd <= this.grid.columns && range.rowEnd <= this.grid.rows;
    if (stepDeg !== this.grid.stepDeg || !inside) {
      throw new NightSkiesError(
        problem('bad-tile', 'a tile belongs to another map', {
          found: `cells of ${stepDeg} deg, to column ${range.columnEnd}, row ${range.rowEnd}`,
          expected: `${this.grid.stepDeg} deg, ${this.grid.columns} x ${this.grid.rows} cells`,
          hint: 'This is a fault of the program. Please report it.',
        }),
      );
    }
    const width = range.columnEnd - range.columnStart;
    for (let row = range.rowStart; row < range.rowEnd; row++) {
      const from = (row - range.rowStart) * width;
      const to = row * this.grid.columns + range.columnStart;
      this.rate.set(tile.rate.data.subarray(from, from + width), to);
      this.coverage.set(tile.coverage.data.subarray(from, from + width), to);
    }
    for (const frame of frames) this.frames.set(frame.name, frame);
    for (const item of missing) this.lack(item);
  }

  /** Notes what the map is made without; the first reason given for a name stays. */
  lack(item: Missing): void {
    if (!this.missing.has(item.name)) this.missing.set(item.name, item);
  }

  finish(): AllSkyMap {
    const { columns, rows } = this.grid;
    return {
      grid: this.grid,
      rate: image(columns, rows, this.rate),
      coverage: image(columns, rows, this.coverage),
      frames: byName([...this.frames.values()]),
      missing: byName([...this.missing.values()]),
    };
  }
}

function byName<T extends { readonly name: string }>(items: T[]): T[] {
  return items.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
