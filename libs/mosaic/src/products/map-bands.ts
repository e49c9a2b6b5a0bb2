import { NightSkiesError, problem } from '@nightskies/contracts';
import type { OpenImage } from '@nightskies/fits';
import { LightPlanes } from '@nightskies/pixels';
import type { Missing, OpenTile, TileFrame } from '../render/tile-file.js';
import type { MapContents } from './map-identity.js';

/** Rows a map is put together by: memory does not grow with the map. */
const rowsOfBand = 64;

/** Which row of a band comes first. */
export type BandOrder = 'lowest-first' | 'highest-first';

/** The light of some rows of a map over its whole width, `columns` values a row. */
export interface LightBand {
  /** The lowest. */
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
  /** Bits of `mapFlags`. */
  readonly flags: Uint8Array;
}

/** The same with where it comes from. */
export interface MapBand extends LightBand {
  /** The frame with the largest part in the cell, from 1 in the order of the map's frames; 0 none. */
  readonly frame: Uint8Array;
  /** Effective time, s after `timeZeroJdUtc` of the map; NaN where it is not known. */
  readonly time: Float32Array;
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
  /** Makes other units of the planes of a band that are float32, and has `spare` ones for them. */
  readonly planes: LightPlanes;
  readonly spare: readonly [Float32Array, Float32Array];
  private readonly tiles: readonly OpenTile[];
  /** Rows of a tile while they are read: fresh memory for each would cost more than their bytes. */
  private readonly part: Float32Array<ArrayBuffer>;

  /** @param lacking what the map is made without beside what its tiles say */
  constructor(
    private readonly size: MapSize,
    tiles: readonly OpenTile[],
    lacking: readonly Missing[],
  ) {
    for (const tile of tiles) checkTile(size, tile);
    this.tiles = tiles.toSorted((a, b) => a.range.tile - b.range.tile);
    const widest = this.tiles.reduce((most, { range }) => Math.max(most, widthOf(range)), 0);
    this.part = new Float32Array(widest * rowsOfBand);
    this.hasConfusion = tiles.some(({ confusion }) => confusion !== null);
    this.planes = new LightPlanes(size.columns * rowsOfBand, 5);
    this.spare = [this.planes.plane(3), this.planes.plane(4)];
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

  /**
   * All rows of the map from the lowest, in bands with the lowest row first; the arrays of a band are
   * used again for the next.
   *
   * @throws NightSkiesError `bad-tile` for a tile that does not say where its cells are from
   */
  *bands(): Generator<MapBand> {
    const cells = this.size.columns * rowsOfBand;
    const room = { frame: new Uint8Array(cells), time: new Float32Array(cells) };
    for (const light of this.lightBands()) {
      const frame = room.frame.subarray(0, light.rate.length);
      const time = room.time.subarray(0, light.rate.length);
      const band = { ...light, frame, time };
      const parts = this.parts(band, 'lowest-first');
      if (!this.isFull(band, parts)) {
        frame.fill(0);
        time.fill(Number.NaN);
      }
      for (const part of parts) this.fillOrigin(band, part);
      yield band;
    }
  }

  /** As `bands`, where it does not matter from which frame and when: about a third less is read. */
  *lightBands(order: BandOrder = 'lowest-first'): Generator<LightBand> {
    const { columns, rows } = this.size;
    const room = this.room(columns * rowsOfBand);
    for (let firstRow = 0; firstRow < rows; firstRow += rowsOfBand) {
      const count = Math.min(rowsOfBand, rows - firstRow);
      const band = { firstRow, rows: count, ...cut(room, columns * count) };
      const parts = this.parts(band, order);
      if (!this.isFull(band, parts)) {
        for (const plane of floatPlanes) band[plane]?.fill(Number.NaN);
        for (const plane of bytePlanes) band[plane].fill(0);
      }
      for (const part of parts) this.fillLight(band, part);
      yield band;
    }
  }

  private room(cells: number): Planes {
    return {
      rate: this.planes.plane(0),
      sigma: this.planes.plane(1),
      confusion: this.hasConfusion ? this.planes.plane(2) : null,
      coverage: new Uint8Array(cells),
      flags: new Uint8Array(cells),
    };
  }

  /** The tiles that reach into a band, with the rows they have there. */
  private parts(
    { firstRow, rows }: Pick<LightBand, 'firstRow' | 'rows'>,
    order: BandOrder,
  ): readonly Part[] {
    const { columns } = this.size;
    const up = order === 'lowest-first';
    return this.tiles.flatMap((tile) => {
      const { range } = tile;
      const from = Math.max(firstRow, range.rowStart);
      const count = Math.min(firstRow + rows, range.rowEnd) - from;
      const width = widthOf(range);
      const above = from - firstRow;
      const target = (up ? above : rows - 1 - above) * columns + range.columnStart;
      const first = from - range.rowStart;
      return count > 0
        ? [{ tile, first, count, width, target, step: up ? columns : -columns }]
        : [];
    });
  }

  /** Whether every cell is in a tile; tiles of a plan do not overlap. */
  private isFull({ rows }: Pick<LightBand, 'rows'>, parts: readonly Part[]): boolean {
    const cells = parts.reduce((sum, { count, width }) => sum + count * width, 0);
    return cells === rows * this.size.columns;
  }

  private fillLight(band: LightBand, part: Part): void {
    const { tile } = part;
    copyRows(this.floats(tile.rate, part), band.rate, part);
    copyRows(this.floats(tile.sigma, part), band.sigma, part);
    if (band.confusion !== null) {
      if (tile.confusion !== null) {
        copyRows(this.floats(tile.confusion, part), band.confusion, part);
      } else {
        copyRows(this.part.fill(Number.NaN), band.confusion, part);
      }
    }
    copyRows(this.bytes(tile.coverage, 'COVERAGE', part), band.coverage, part);
    copyRows(this.bytes(tile.flags, 'FLAGS', part), band.flags, part);
  }

  private fillOrigin(band: MapBand, part: Part): void {
    const { tile } = part;
    const { frames, timeZeroJdUtc } = this.contents;
    const { origin } = tile;
    if (origin === null) throw badTile('a tile without FRAME and TIME', 'one that has them');
    const indices = Uint8Array.of(
      0,
      ...tile.frames.map(({ name }) => 1 + frames.findIndex((f) => f.name === name)),
    );
    const frame = this.bytes(origin.frame, 'FRAME', part);
    renumber(frame, indices);
    copyRows(frame, band.frame, part);
    const later =
      tile.timeZeroJdUtc === null || timeZeroJdUtc === null
        ? Number.NaN
        : (tile.timeZeroJdUtc - timeZeroJdUtc) * 86_400;
    const time = this.floats(origin.time, part);
    if (later !== 0) postpone(time, later);
    copyRows(time, band.time, part);
  }

  /** Of a plane, until the next are read. */
  private floats(plane: OpenImage, { first, count, width }: Part): Float32Array {
    return plane.readRows(first, count, this.part).subarray(0, count * width);
  }

  /** As `floats`. */
  private bytes(plane: OpenImage, name: string, { first, count }: Part): Uint8Array {
    const stored = plane.readStoredRows(first, count, this.part.buffer);
    if (stored instanceof Uint8Array) return stored;
    throw badTile(`${name} of ${plane.bitpix} bits`, '8 bits');
  }
}

/**
 * Rows of a tile in a band: the first of them in the tile, the cell of the band it begins at, and how
 * many farther on the next one does.
 */
interface Part {
  readonly tile: OpenTile;
  readonly first: number;
  readonly count: number;
  readonly width: number;
  readonly target: number;
  readonly step: number;
}

const floatPlanes = ['rate', 'sigma', 'confusion'] as const;
const bytePlanes = ['coverage', 'flags'] as const;
type Planes = Pick<LightBand, (typeof floatPlanes)[number] | (typeof bytePlanes)[number]>;

function cut(room: Planes, cells: number): Planes {
  return {
    rate: room.rate.subarray(0, cells),
    sigma: room.sigma.subarray(0, cells),
    confusion: room.confusion?.subarray(0, cells) ?? null,
    coverage: room.coverage.subarray(0, cells),
    flags: room.flags.subarray(0, cells),
  };
}

function copyRows<T extends Float32Array | Uint8Array>(
  values: T,
  into: T,
  { count, width, target, step }: Part,
): void {
  for (let row = 0; row < count; row++) {
    into.set(values.subarray(row * width, (row + 1) * width), target + row * step);
  }
}

// Loops of their own: within a longer function the engine gives them up again and again.
function renumber(numbers: Uint8Array, numberOf: Uint8Array): void {
  for (let i = 0; i < numbers.length; i++) numbers[i] = numberOf[numbers[i]];
}

function postpone(times: Float32Array, seconds: number): void {
  for (let i = 0; i < times.length; i++) times[i] += seconds;
}

const widthOf = ({ columnStart, columnEnd }: OpenTile['range']): number => columnEnd - columnStart;

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
