import { image, type Image } from '../image.js';
import { wasm } from '../kernels/disk-median.wasm.js';
import { aligned, KernelModule } from '../kernels/kernel-memory.js';
import { diskFootprint, reflected, type DiskFootprint } from './footprint.js';
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

/** A block with its border stays in a core's own cache. */
const sweptBlockColumns = 256;
const sweptBlockRows = 128;

/** Beyond it the border of a tile is most of it. */
const greatestTiledReach = 100;

/** Which pixels take no part in a filter. */
export interface DiskOptions {
  /** As long as the image: a pixel whose byte is not 0 takes no part. It is given a value all the same. */
  readonly mask?: Uint8Array;
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
 * @throws RangeError for a negative radius or a mask of another size
 */
export function diskMedian(source: Image, radiusPx: number, options?: DiskOptions): Image;
export function diskMedian(source: Image<Uint16Array>, radiusPx: number): Image<Uint16Array>;
export function diskMedian(
  source: Image<Float32Array | Uint16Array>,
  radiusPx: number,
  { mask }: DiskOptions = {},
): Image<Float32Array | Uint16Array> {
  const { width, height, data } = source;
  const filtered = filterImage(source, radiusPx, 0.5, mask);
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
  { mask }: DiskOptions = {},
): Image {
  if (!(fraction >= 0 && fraction <= 1)) {
    throw new RangeError(`a rank is a fraction of 0 to 1, not ${fraction}`);
  }
  return image(source.width, source.height, filterImage(source, radiusPx, fraction, mask));
}

function filterImage(
  source: Image<Float32Array | Uint16Array>,
  radiusPx: number,
  fraction: number,
  mask: Uint8Array | undefined,
): Float32Array<ArrayBuffer> {
  const { width, height, data } = source;
  if (mask !== undefined && mask.length !== width * height) {
    throw new RangeError(`a mask of ${mask.length} pixels for an image of ${width} x ${height}`);
  }
  const footprint = diskFootprint(radiusPx);
  if (footprint.reach > greatestTiledReach) {
    const floats = data instanceof Float32Array ? data : Float32Array.from(data);
    return wideDiskPercentile(image(width, height, floats), footprint, fraction, mask);
  }
  const output = new Float32Array(width * height);
  const task = { source, mask, footprint, fraction, output };
  if (fraction === 0.5 && footprint.reach >= leastSweptReach && width >= sweptColumns) {
    sweepImage(task);
  } else {
    rankTiles(task, { x: 0, y: 0, width, height });
  }
  return output;
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
  const { source, mask, footprint, output } = task;
  const { width, height } = source;
  const columns = Math.min(sweptBlockColumns, width - (width % sweptColumns));
  const block = new SweepBlock(footprint, columns, Math.min(height, sweptBlockRows));
  for (let y = 0; y < height; y += sweptBlockRows) {
    const rows = Math.min(sweptBlockRows, height - y);
    for (let x = 0; x < width; x += columns) {
      // The last block reaches back over the one before it: tiles are all as wide.
      const tile = { x: Math.min(x, width - columns), y, width: columns, height: rows };
      const gaps = copyHaloed(source, mask, tile, footprint.reach, block.values);
      const unsuited = block.filterAll(rows, gaps > 0);
      if (unsuited === null) {
        rankTiles(task, tile);
        continue;
      }
      for (let row = 0; row < rows; row += 1) {
        const filtered = block.output.subarray(row * columns, (row + 1) * columns);
        output.set(filtered, (y + row) * width + tile.x);
      }
      for (const part of unsuited) {
        rankTiles(task, { ...part, x: tile.x + part.x, y: y + part.y });
      }
    }
  }
}

interface DiskTask {
  readonly source: Image<Float32Array | Uint16Array>;
  readonly mask: Uint8Array | undefined;
  readonly footprint: DiskFootprint;
  readonly fraction: number;
  readonly output: Float32Array;
}

interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function filterTile({ source, mask, footprint, fraction, output }: DiskTask, tile: Tile): void {
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
  const gaps = copyHaloed(source, mask, tile, reach, values);
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
  const filtered = new Float32Array(buffer, outputAt, tile.width * tile.height);
  for (let row = 0; row < tile.height; row += 1) {
    output.set(
      filtered.subarray(row * tile.width, (row + 1) * tile.width),
      (tile.y + row) * source.width + tile.x,
    );
  }
}

/** Copies a tile with its mirrored border, masked pixels as NaN; returns how many are NaN. */
function copyHaloed(
  source: Image<Float32Array | Uint16Array>,
  mask: Uint8Array | undefined,
  tile: Tile,
  reach: number,
  values: Float32Array,
): number {
  const stride = tile.width + 2 * reach;
  const columns = Int32Array.from({ length: stride }, (_, column) =>
    reflected(tile.x + column - reach, source.width),
  );
  let gaps = 0;
  for (let row = 0; row < tile.height + 2 * reach; row += 1) {
    const from = reflected(tile.y + row - reach, source.height) * source.width;
    const to = row * stride;
    for (let column = 0; column < stride; column += 1) {
      const at = from + columns[column];
      const value = source.data[at];
      if (value === value && (mask === undefined || mask[at] === 0)) {
        values[to + column] = value;
      } else {
        // One kind of NaN, with sign bit 0: ranks follow the bits.
        values[to + column] = Number.NaN;
        gaps += 1;
      }
    }
  }
  return gaps;
}
