import { addSums, sumAtOffset, sumOfWords } from '../checksum.js';
import { compressedHeader } from '../compress/compressed-header.js';
import { tileAt, tileGrid } from '../compress/tile-grid.js';
import { codeOf, methodOf, usualTile } from '../compress/tile-method.js';
import { uncompressedSum } from '../compress/tile-source.js';
import { encodingOf } from '../encode.js';
import { FitsError } from '../errors.js';
import type { CardEntry } from '../header.js';
import { isUnscaled } from '../scaling.js';
import { padded } from '../structure.js';
import { imageStructure, unitHeader, writeHeader, type Rank } from '../unit-header.js';
import type { ByteSink } from './byte-source.js';
import type { OpenFits, OpenImage } from './open-image.js';
import { rowsOf } from './rows.js';

/**
 * Writes the images of an open file again in compressed tiles, without loss: integers by Rice, floats
 * by gzip; the bytes are those `writeFits` gives with `compression`. Headers are written last. Memory:
 * one tile and 8 bytes for each, beside what reading takes.
 *
 * @param told gets the part that is done, 0 to 1
 * @returns bytes of the new file
 * @throws FitsError `fits-not-only-images` for a file with tables
 * @throws RangeError for integers of 64 bits
 */
export function compressFits(
  { name, hdus }: OpenFits,
  sink: ByteSink,
  told: (part: number) => void = () => undefined,
): number {
  const images = hdus.map((hdu) => (hdu.type === 'image' ? hdu : refuse(name, hdu.type)));
  const total = images.reduce((sum, image) => sum + rowsOf(image.shape), 0);
  const count = images.length;
  let at = 0;
  if (pixelsOf(images[0]) > 0) {
    at = writeEmpty(sink, 0, { shape: [] }, { index: 0, count: count + 1 });
  }
  let done = 0;
  images.forEach((image, index) => {
    const before = done;
    at =
      pixelsOf(image) === 0
        ? writeEmpty(sink, at, image, { index, count })
        : writeTiles(sink, at, image, { index, count }, (rows) => {
            told((before + rows) / total);
          });
    done += rowsOf(image.shape);
  });
  return at;
}

function refuse(file: string, type: string): never {
  throw new FitsError('fits-not-only-images', 'the file cannot be compressed in tiles', {
    file,
    found: type,
    expected: 'images only',
    hint: 'Compress the images by themselves, or the whole file with gzip.',
  });
}

function pixelsOf({ shape }: OpenImage): number {
  return rowsOf(shape) * (shape[0] ?? 0);
}

/** A header without data; gives where the next begins. */
function writeEmpty(
  sink: ByteSink,
  at: number,
  image: Pick<OpenImage, 'shape'> & Partial<OpenImage>,
  rank: Rank,
): number {
  const header = unitHeader(
    image,
    imageStructure({ shape: image.shape }, encodingOf(new Uint8Array(0)), rank),
  );
  const out = Buffer.alloc(header.bytes);
  writeHeader(out, header, 0);
  sink.write(at, out);
  return at + header.bytes;
}

/** An image as a table of tiles; gives where the next begins. */
function writeTiles(
  sink: ByteSink,
  at: number,
  image: OpenImage,
  rank: Rank,
  told: (rows: number) => void,
): number {
  const { shape, bitpix, header, scaling } = image;
  const encoding = encodingOf(image.readStoredRows(0, 0));
  const settings = { algorithm: bitpix > 0 ? 'rice' : 'gzip' } as const;
  const method = methodOf(encoding, settings);
  const grid = tileGrid(shape, usualTile(shape, method));
  // Codes are hardly ever longer than what they stand for.
  const wide = pixelsOf(image) * (Math.abs(bitpix) / 8) > 2 ** 31 * 0.9;
  const rowBytes = wide ? 16 : 8;
  const rows = Buffer.alloc(rowBytes * grid.count);
  const structure = imageStructure(
    { shape, ...(isUnscaled(scaling) ? {} : { scaling }) },
    encoding,
    rank,
  );
  const unit = (heapBytes: number, most: number, sum: number) =>
    compressedHeader({ header }, structure, {
      ...{ encoding, method, settings, grid, sum },
      table: tableCards(rowBytes, grid.count, heapBytes, `1${wide ? 'Q' : 'P'}B(${most})`),
    });
  // All headers of this image are equally long, whatever the numbers in them.
  const dataStart = at + unit(0, 0, 0).bytes;
  const heap = { bytes: 0, most: 0, sum: 0 };
  let imageSum = 0;
  let imageBytes = 0;
  for (let tile = 0; tile < grid.count; tile++) {
    const place = tileAt(grid, tile);
    const firstRow = rowOf(shape, place.start);
    const numbers = image.readStoredRows(firstRow, place.shape[1] ?? 1);
    imageSum = addSums(imageSum, sumAtOffset(uncompressedSum(numbers), imageBytes));
    imageBytes += numbers.byteLength;
    const code = codeOf(numbers, method);
    if (wide) {
      rows.writeBigInt64BE(BigInt(code.length), rowBytes * tile);
      rows.writeBigInt64BE(BigInt(heap.bytes), rowBytes * tile + 8);
    } else {
      rows.writeInt32BE(code.length, rowBytes * tile);
      rows.writeInt32BE(heap.bytes, rowBytes * tile + 4);
    }
    sink.write(dataStart + rows.length + heap.bytes, code);
    heap.sum = addSums(heap.sum, sumAtOffset(sumOfWords(code), rows.length + heap.bytes));
    heap.bytes += code.length;
    heap.most = Math.max(heap.most, code.length);
    told(firstRow + (place.shape[1] ?? 1));
  }
  sink.write(dataStart, rows);
  const dataBytes = rows.length + heap.bytes;
  const padding = Buffer.alloc(padded(dataBytes) - dataBytes);
  if (padding.length > 0) sink.write(dataStart + dataBytes, padding);
  const finished = unit(heap.bytes, heap.most, imageSum);
  const out = Buffer.alloc(finished.bytes);
  writeHeader(out, finished, addSums(heap.sum, sumOfWords(rows)));
  sink.write(at, out);
  return dataStart + padded(dataBytes);
}

/** Row of the image, over all further axes, of a place in it. */
function rowOf(shape: readonly number[], start: readonly number[]): number {
  let row = 0;
  for (let axis = shape.length - 1; axis >= 1; axis--) row = row * shape[axis] + start[axis];
  return row;
}

/** Structure and the one column of a table of tiles. */
function tableCards(rowBytes: number, rows: number, heapBytes: number, form: string): CardEntry[] {
  return [
    ['XTENSION', 'BINTABLE', 'binary table extension'],
    ['BITPIX', 8, 'array data type'],
    ['NAXIS', 2, 'number of array dimensions'],
    ['NAXIS1', rowBytes, 'bytes of a row'],
    ['NAXIS2', rows, 'number of rows'],
    ['PCOUNT', heapBytes, 'bytes of the heap'],
    ['GCOUNT', 1, 'number of groups'],
    ['TFIELDS', 1, 'number of columns'],
    ['TTYPE1', 'COMPRESSED_DATA'],
    ['TFORM1', form],
  ];
}
