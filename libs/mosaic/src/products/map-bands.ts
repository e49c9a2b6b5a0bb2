import { NightSkiesError, problem } from '@nightskies/contracts';
import type { Missing, OpenTile, TileFrame } from '../render/tile-file.js';
import type { MapContents } from './map-identity.js';

/** Rows a map is put together by: memory does not grow with the map. */
const rowsOfBand = 64;

/** Some rows of a map over its whole width, `columns` values a row, the lowest row first. */
export interface MapBand {
  readonly firstRow: number;
  readonly rows: number;
  /** DN/s of a pixel of the unbinned detector; NaN where no frame has data. */
  readonly rate: Float32Array;
  /** Error of the rate by photons and readout, 1 sigma; NaN where it is not known. */
  readonly sigma: Float32Array;
  /** Error of the rate by stars the median did not remove, 1 sigma; null for a map with stars. */
  readonly confusion: Float32Array | null;
  /** Number of frames with data. */
  readonly coverage: Uint8Array;
  /** The frame with the largest part in the cell, from 1 in the order of the map's frames; 0 none. */
  readonly frame: Uint8Array;
  /** Effective time, s after `timeZeroJdUtc` of the map; NaN where it is not known. */
  readonly time: Float32Array;
  /** Bits of `mapFlags`. */
  readonly flags: Uint8Array;
}

/** Cells of a map in columns and rows. */
export interface MapSize {
  readonly columns: number;
  readonly rows: number;
  readonly stepDeg: number;
}

/**
 * A map put together from its tiles, given in any order; where there is no tile there are no data.
 *
 * @throws NightSkiesError `bad-tile` for a tile of another map
 */
export class TiledMap {
  readonly contents: MapContents;
  /** Whether the errors by stars are known: in a map without them. */
  readonly hasConfusion: boolean;
  /** At most so many rows come in a band. */
  readonly bandRows = rowsOfBand;
  private readonly tiles: readonly OpenTile[];

  /** @param lacking what the map is made without beside what its tiles say */
  constructor(
    private readonly size: MapSize,
    tiles: readonly OpenTile[],
    lacking: readonly Missing[],
  ) {
    for (const tile of tiles) checkTile(size, tile);
    this.tiles = tiles.toSorted((a, b) => a.range.tile - b.range.tile);
    this.hasConfusion = tiles.some(({ confusion }) => confusion !== null);
    const frames = new Map<string, TileFrame>();
    const missing = new Map<string, Missing>();
    for (const tile of this.tiles) {
      for (const frame of tile.frames) frames.set(frame.name, frame);
      for (const item of tile.missing) if (!missing.has(item.name)) missing.set(item.name, item);
    }
    for (const item of lacking) if (!missing.has(item.name)) missing.set(item.name, item);
    const sorted = byName([...frames.values()]);
    this.contents = {
      stepDeg: size.stepDeg,
      frames: sorted,
      missing: byName([...missing.values()]),
      timeZeroJdUtc: sorted.find(({ middleJdUtc }) => middleJdUtc !== null)?.middleJdUtc ?? null,
    };
  }

  /** All rows of the map from the lowest, in bands; the arrays of a band are used again for the next. */
  *bands(): Generator<MapBand> {
    const { columns, rows } = this.size;
    const room = this.room(columns * rowsOfBand);
    for (let firstRow = 0; firstRow < rows; firstRow += rowsOfBand) {
      const count = Math.min(rowsOfBand, rows - firstRow);
      const band = { firstRow, rows: count, ...cut(room, columns * count) };
      for (const plane of floatPlanes) band[plane]?.fill(Number.NaN);
      for (const plane of bytePlanes) band[plane].fill(0);
      for (const tile of this.tiles) this.fill(band, tile);
      yield band;
    }
  }

  private room(cells: number): Planes {
    return {
      rate: new Float32Array(cells),
      sigma: new Float32Array(cells),
      confusion: this.hasConfusion ? new Float32Array(cells) : null,
      coverage: new Uint8Array(cells),
      frame: new Uint8Array(cells),
      time: new Float32Array(cells),
      flags: new Uint8Array(cells),
    };
  }

  /** The rows of a tile that lie in a band. */
  private fill(band: MapBand, tile: OpenTile): void {
    const { range } = tile;
    const from = Math.max(band.firstRow, range.rowStart);
    const to = Math.min(band.firstRow + band.rows, range.rowEnd);
    if (from >= to) return;
    const width = range.columnEnd - range.columnStart;
    const copy = <T extends Float32Array | Uint8Array>(
      values: T,
      into: T,
      change?: (value: number) => number,
    ): void => {
      for (let row = from; row < to; row++) {
        const start = (row - from) * width;
        const target = (row - band.firstRow) * this.size.columns + range.columnStart;
        if (change === undefined) into.set(values.subarray(start, start + width), target);
        else for (let i = 0; i < width; i++) into[target + i] = change(values[start + i]);
      }
    };
    const [first, count] = [from - range.rowStart, to - from];
    copy(tile.rate.readRows(first, count), band.rate);
    copy(tile.sigma.readRows(first, count), band.sigma);
    if (band.confusion !== null && tile.confusion !== null) {
      copy(tile.confusion.readRows(first, count), band.confusion);
    }
    copy(bytes(tile, 'coverage', first, count), band.coverage);
    copy(bytes(tile, 'flags', first, count), band.flags);
    const { frames, timeZeroJdUtc } = this.contents;
    const indices = [
      0,
      ...tile.frames.map(({ name }) => 1 + frames.findIndex((f) => f.name === name)),
    ];
    copy(bytes(tile, 'frame', first, count), band.frame, (index) => indices[index]);
    const later =
      tile.timeZeroJdUtc === null || timeZeroJdUtc === null
        ? Number.NaN
        : (tile.timeZeroJdUtc - timeZeroJdUtc) * 86_400;
    copy(tile.time.readRows(first, count), band.time, (seconds) => seconds + later);
  }
}

const floatPlanes = ['rate', 'sigma', 'confusion', 'time'] as const;
const bytePlanes = ['coverage', 'frame', 'flags'] as const;
type Planes = Pick<MapBand, (typeof floatPlanes)[number] | (typeof bytePlanes)[number]>;

function cut(room: Planes, cells: number): Planes {
  return {
    rate: room.rate.subarray(0, cells),
    sigma: room.sigma.subarray(0, cells),
    confusion: room.confusion?.subarray(0, cells) ?? null,
    coverage: room.coverage.subarray(0, cells),
    frame: room.frame.subarray(0, cells),
    time: room.time.subarray(0, cells),
    flags: room.flags.subarray(0, cells),
  };
}

function bytes(
  tile: OpenTile,
  plane: 'coverage' | 'frame' | 'flags',
  firstRow: number,
  rows: number,
): Uint8Array {
  const stored = tile[plane].readStoredRows(firstRow, rows);
  if (stored instanceof Uint8Array) return stored;
  throw badTile(`${plane} of ${tile[plane].bitpix} bits`, '8 bits');
}

function checkTile(size: MapSize, { range, stepDeg }: OpenTile): void {
  const inside = range.columnEnd <= size.columns && range.rowEnd <= size.rows;
  if (inside && Math.abs(stepDeg - size.stepDeg) < 1e-12 * stepDeg) return;
  throw badTile(
    `cells of ${stepDeg} deg, to column ${range.columnEnd}, row ${range.rowEnd}`,
    `${size.stepDeg} deg, ${size.columns} x ${size.rows} cells`,
  );
}

function badTile(found: string, expected: string): NightSkiesError {
  return new NightSkiesError(
    problem('bad-tile', 'a tile belongs to another map', {
      found,
      expected,
      hint: 'This is a fault of the program. Please report it.',
    }),
  );
}

function byName<T extends { readonly name: string }>(items: T[]): T[] {
  return items.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
