import type { PixelArray } from '@nightskies/pixels';
import { addSums } from '../checksum.js';
import { emptyNumbers, flipSignBits, uncleared } from '../decode.js';
import { encodeInto, encodeMade, type Encoding } from '../encode.js';
import type { MadeFloats } from '../types.js';
import { forEachRun, tileAt, type TileGrid } from './tile-grid.js';

/** Pixels of one tile as FITS numbers: unsigned ones are shifted by the BZERO convention. */
export function tileNumbers(
  data: PixelArray | MadeFloats,
  { bitpix, shifted }: Encoding,
  grid: TileGrid,
  index: number,
): PixelArray {
  const place = tileAt(grid, index);
  const out = emptyNumbers(bitpix, place.pixels);
  const bytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
  const size = out.BYTES_PER_ELEMENT;
  const [width = 0] = grid.shape;
  const [x = 0] = place.start;
  const [across = 0] = place.shape;
  forEachRun(grid, place, (row, from) => {
    const start = row * width + x;
    if ('make' in data) {
      data.make(new Float32Array(out.buffer, out.byteOffset + from * size, across), start);
    } else {
      const run = new Uint8Array(data.buffer, data.byteOffset + start * size, across * size);
      bytes.set(run, from * size);
    }
  });
  if (shifted !== null) flipSignBits(bytes, shifted.bits);
  return out;
}

/** Numbers as FITS stores them. */
export function storedBytes(numbers: PixelArray): Buffer<ArrayBuffer> {
  const out = uncleared(numbers.byteLength);
  encodeInto(out, numbers);
  return out;
}

/** DATASUM of the image as it would be without compression. */
export function uncompressedSum(data: PixelArray | MadeFloats): number {
  const most = 2 ** 15;
  const room = uncleared(8 * most);
  let sum = 0;
  for (let at = 0; at < data.length; at += most) {
    if ('make' in data) {
      const length = Math.min(most, data.length - at);
      const part = {
        length,
        make: (out: Float32Array, start: number) => {
          data.make(out, at + start);
        },
      };
      sum = addSums(sum, encodeMade(room.subarray(0, 4 * length), part));
    } else {
      const part = data.subarray(at, at + most);
      sum = addSums(sum, encodeInto(room.subarray(0, part.byteLength), part));
    }
  }
  return sum;
}
