import { image, type Image } from '../image.js';
import { wasm } from '../kernels/disk-median.wasm.js';
import { aligned, KernelModule } from '../kernels/kernel-memory.js';
import { diskFootprint, reflected, type DiskFootprint } from './footprint.js';

interface TileMedian {
  tileMedian(
    values: number,
    gaps: number,
    width: number,
    height: number,
    radius: number,
    halfWidths: number,
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

/**
 * Exact median over a disk, bit-equal to sorting: the value of rank n/2 (integer division) among the
 * n pixels of the footprint, borders mirrored with the edge pixel repeated (scipy `reflect`). NaN
 * pixels do not count; NaN where all are NaN. Of equal values of both signs of zero, -0 sorts first.
 *
 * Cost is nearly flat in the radius: some 0.12 s for 1024 x 1024 at 12.5 px.
 *
 * @param radiusPx see `diskFootprint`
 * @throws RangeError for a radius whose disk does not fit a tile (beyond 100 px)
 */
export function diskMedian(source: Image, radiusPx: number): Image;
export function diskMedian(source: Image<Uint16Array>, radiusPx: number): Image<Uint16Array>;
export function diskMedian(
  source: Image<Float32Array | Uint16Array>,
  radiusPx: number,
): Image<Float32Array | Uint16Array> {
  const footprint = diskFootprint(radiusPx);
  const side = Math.floor(Math.sqrt(tilePixels)) - 2 * footprint.reach;
  if (side < 56) throw new RangeError(`a disk of ${radiusPx} px is too large; at most 100 px`);
  const { width, height } = source;
  const output =
    source.data instanceof Uint16Array
      ? new Uint16Array(width * height)
      : new Float32Array(width * height);
  // Tiles of equal size: a narrow last one would cost its whole border.
  const tileWidth = Math.ceil(width / Math.ceil(width / side));
  const tileHeight = Math.ceil(height / Math.ceil(height / side));
  for (let y = 0; y < height; y += tileHeight) {
    for (let x = 0; x < width; x += tileWidth) {
      filterTile(source, footprint, output, {
        x,
        y,
        width: Math.min(tileWidth, width - x),
        height: Math.min(tileHeight, height - y),
      });
    }
  }
  return image(width, height, output);
}

interface Tile {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function filterTile(
  source: Image<Float32Array | Uint16Array>,
  { reach, halfWidths }: DiskFootprint,
  output: Float32Array | Uint16Array,
  tile: Tile,
): void {
  const stride = tile.width + 2 * reach;
  const rows = tile.height + 2 * reach;
  const halfWidthsAt = aligned(stride * rows * 4);
  const outputAt = aligned(halfWidthsAt + halfWidths.byteLength);
  const scratchAt = aligned(outputAt + tile.width * tile.height * 4);
  // What the kernel's scratch holds: bitmap, sorted values, ranks, offsets, two copies to sort.
  const scratchBytes = 8192 + stride * rows * 18 + 24 * halfWidths.length + 3 * 8192 + 64;
  const buffer = kernel.buffer(scratchAt + scratchBytes);
  const values = new Float32Array(buffer, 0, stride * rows);
  const gaps = copyHaloed(source, tile, reach, values);
  new Int32Array(buffer, halfWidthsAt, halfWidths.length).set(halfWidths);
  kernel.exports.tileMedian(
    0,
    gaps,
    tile.width,
    tile.height,
    reach,
    halfWidthsAt,
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

/** Copies a tile with its mirrored border; returns how many of its values are NaN. */
function copyHaloed(
  source: Image<Float32Array | Uint16Array>,
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
      const value = source.data[from + columns[column]];
      if (value === value) {
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
