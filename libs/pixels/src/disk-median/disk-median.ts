import { image, type Image } from '../image.js';
import { wasm } from '../kernels/disk-median.wasm.js';
import { aligned, KernelModule } from '../kernels/kernel-memory.js';
import { diskFootprint, type DiskFootprint } from './footprint.js';
import { copyHaloed, countGaps, type Tile } from './haloed-tile.js';
import { SweepBlock, sweptColumns } from './sweep.js';
import { wideDiskPercentile } from './wide-disk.js';

interface TileMedian {
  tileMedian(
    values: number,
    gaps: number,
    width: number,
    height: number,
    radius: number,
    halfWidths: number,
    fraction: number,
    output: number,
    scratch: number,
  ): void;
}

const kernel = new KernelModule<TileMedian>(
  wasm,
  (exports): exports is TileMedian => 'tileMedian' in exports,
);

/** Ranks are 16-bit numbers: a tile with its border has at most this many pixels. */
const tilePixels = 65536;

/** Below it a bitmap costs less than a sweep. */
const leastSweptReach = 3;

/** A block with its border stays in a core's own cache; long rows of it are copied in few pieces. */
const sweptBlockColumns = 1024;
const sweptBlockRows = 64;

/** Beyond it the border of a tile is most of it. */
const greatestTiledReach = 100;

/** Which pixels take no part in a filter. */
export interface DiskOptions {
  /** As long as the image: a pixel whose byte is not 0 takes no part. It is given a value all the same. */
  readonly mask?: Uint8Array;
  /** What the filtered values are written to, not the image itself; an array of their own unless given. */
  readonly into?: Float32Array;
}

/**
 * Exact median over a disk, bit-equal to sorting: the value of rank floor(n / 2) among the n pixels of
 * the footprint, borders mirrored with the edge pixel repeated (scipy `reflect`). Pixels that are NaN
 * or masked do not count towards n; NaN where none is left. Of equal values of both signs of zero, -0
 * sorts first.
 *
 * Cost is nearly flat in the radius up to 100 px and grows with it beyond.
 *
 * @param radiusPx see `diskFootprint`; any, also more than the image
 * @throws RangeError for a negative radius, a mask or an `into` of another size
 */
export function diskMedian(source: Image, radiusPx: number, options?: DiskOptions): Image;
export function diskMedian(source: Image<Uint16Array>, radiusPx: number): Image<Uint16Array>;
export function diskMedian(
  source: Image<Float32Array | Uint16Array>,
  radiusPx: number,
  options: DiskOptions = {},
): Image<Float32Array | Uint16Array> {
  const { width, height, data } = source;
  const filtered = filterImage(source, radiusPx, 0.5, options);
  return image(width, height, data instanceof Uint16Array ? Uint16Array.from(filtered) : filtered);
}

/**
 * The same at another rank: the value below which the fraction of the disk lies, rank
 * floor(fraction n), at most n - 1. 0 is the least value, 1 the greatest, 0.5 the median.
 *
 * @throws RangeError for a fraction outside 0..1, and as `diskMedian`
 */
export function diskPercentile(
  source: Image,
  radiusPx: number,
  fraction: number,
  options: DiskOptions = {},
): Image {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new RangeError(`a rank is a fraction of 0 to 1, not ${fraction}`);
  }
  return image(source.width, source.height, filterImage(source, radiusPx, fraction, options));
}

/**
 * Writes the disk median of an image over some pixels of another of its size, those whose byte in
 * `wanted` is not 0: for a filtered image of whose source a small part changed. The cost goes with
 * their number.
 *
 * @throws RangeError for a negative radius, or an image or bytes of another size
 */
export function diskMedianInto(
  target: Image,
  source: Image,
  radiusPx: number,
  wanted: Uint8Array,
): void {
  requirePixels(source, 'wanted', wanted.length);
  requirePixels(source, 'target', target.data.length);
  if (wanted.every((one) => one === 0)) return;
  const footprint = diskFootprint(radiusPx);
  filterInto({ source, mask: undefined, footprint, fraction: 0.5, output: target.data, wanted });
}

function filterImage(
  source: Image<Float32Array | Uint16Array>,
  radiusPx: number,
  fraction: number,
  { mask, into }: DiskOptions,
): Float32Array {
  if (mask !== undefined) requirePixels(source, 'mask', mask.length);
  if (into !== undefined) requirePixels(source, 'into', into.length);
  const footprint = diskFootprint(radiusPx);
  const output = into ?? new Float32Array(source.width * source.height);
  filterInto({ source, mask, footprint, fraction, output, wanted: undefined });
  return output;
}

function requirePixels(source: Image<Float32Array | Uint16Array>, what: string, pixels: number) {
  const { width, height } = source;
  if (pixels === width * height) return;
  throw new RangeError(`a ${what} of ${pixels} pixels for an image of ${width} x ${height}`);
}

function filterInto(task: DiskTask): void {
  const { source, mask, footprint, fraction } = task;
  const { width, height, data } = source;
  const whole = { x: 0, y: 0, width, height };
  if (footprint.reach > greatestTiledReach) {
    const floats = data instanceof Float32Array ? data : Float32Array.from(data);
    const pixels = image(width, height, floats);
    put(task, whole, wideDiskPercentile(pixels, footprint, fraction, mask));
  } else if (fraction === 0.5 && footprint.reach >= leastSweptReach && width >= sweptColumns) {
    sweepImage(task);
  } else {
    rankTiles(task, whole);
  }
}

/** Writes the wanted ones of the values of a tile. */
function put({ source, output, wanted }: DiskTask, tile: Tile, filtered: Float32Array): void {
  for (let row = 0; row < tile.height; row += 1) {
    const from = row * tile.width;
    const to = (tile.y + row) * source.width + tile.x;
    if (wanted === undefined) {
      output.set(filtered.subarray(from, from + tile.width), to);
      continue;
    }
    for (let column = 0; column < tile.width; column += 1) {
      if (wanted[to + column] !== 0) output[to + column] = filtered[from + column];
    }
  }
}

function isWanted({ source, wanted }: DiskTask, { x, y, width, height }: Tile): boolean {
  if (wanted === undefined) return true;
  for (let row = y; row < y + height; row += 1) {
    const from = row * source.width + x;
    for (let at = from; at < from + width; at += 1) if (wanted[at] !== 0) return true;
  }
  return false;
}

/** Filters part of an image by bitmaps of ranks, whatever the values. */
function rankTiles(task: DiskTask, { x, y, width, height }: Tile): void {
  const side = Math.floor(Math.sqrt(tilePixels)) - 2 * task.footprint.reach;
  // Tiles of equal size: a narrow last one would cost its whole border.
  const tileWidth = Math.ceil(width / Math.ceil(width / side));
  const tileHeight = Math.ceil(height / Math.ceil(height / side));
  for (let top = 0; top < height; top += tileHeight) {
    for (let left = 0; left < width; left += tileWidth) {
      filterTile(task, {
        x: x + left,
        y: y + top,
        width: Math.min(tileWidth, width - left),
        height: Math.min(tileHeight, height - top),
      });
    }
  }
}

/** Filters an image block by block, each by the way that suits its values. */
function sweepImage(task: DiskTask): void {
  const { source, mask, footprint } = task;
  const { width, height } = source;
  const most = width - (width % sweptColumns);
  const across = Math.ceil(width / Math.ceil(width / sweptBlockColumns) / sweptColumns);
  const columns = Math.min(across * sweptColumns, most);
  const block = new SweepBlock(footprint, columns, Math.min(height, sweptBlockRows));
  for (let y = 0; y < height; y += sweptBlockRows) {
    const rows = Math.min(sweptBlockRows, height - y);
    for (let x = 0; x < width; x += columns) {
      // The last block reaches back over the one before it: tiles are all as wide.
      const tile = { x: Math.min(x, width - columns), y, width: columns, height: rows };
      if (!isWanted(task, tile)) continue;
      copyHaloed(source, mask, tile, footprint.reach, block.values);
      const inImage = (part: Tile): Tile => ({ ...part, x: tile.x + part.x, y: y + part.y });
      const unsuited = block.filterAll(rows, (part) => isWanted(task, inImage(part)));
      if (unsuited === null) {
        rankTiles(task, tile);
        continue;
      }
      put(task, tile, block.output);
      for (const part of unsuited) rankTiles(task, inImage(part));
    }
  }
}

interface DiskTask {
  readonly source: Image<Float32Array | Uint16Array>;
  readonly mask: Uint8Array | undefined;
  readonly footprint: DiskFootprint;
  readonly fraction: number;
  readonly output: Float32Array;
  /** Which pixels of the output are written; all unless given. */
  readonly wanted: Uint8Array | undefined;
}

function filterTile(task: DiskTask, tile: Tile): void {
  const { source, mask, footprint, fraction } = task;
  const { reach, halfWidths } = footprint;
  const stride = tile.width + 2 * reach;
  const rows = tile.height + 2 * reach;
  const halfWidthsAt = aligned(stride * rows * 4);
  const outputAt = aligned(halfWidthsAt + halfWidths.byteLength);
  const scratchAt = aligned(outputAt + tile.width * tile.height * 4);
  // What the kernel's scratch holds: bitmap, sorted values, ranks, offsets, two copies to sort.
  const scratchBytes = 8192 + stride * rows * 18 + 24 * halfWidths.length + 3 * 8192 + 64;
  const buffer = kernel.buffer(scratchAt + scratchBytes);
  const values = new Float32Array(buffer, 0, stride * rows);
  copyHaloed(source, mask, tile, reach, values);
  const gaps = countGaps(values, values.length);
  new Int32Array(buffer, halfWidthsAt, halfWidths.length).set(halfWidths);
  kernel.exports.tileMedian(
    0,
    gaps,
    tile.width,
    tile.height,
    reach,
    halfWidthsAt,
    fraction,
    outputAt,
    scratchAt,
  );
  put(task, tile, new Float32Array(buffer, outputAt, tile.width * tile.height));
}
