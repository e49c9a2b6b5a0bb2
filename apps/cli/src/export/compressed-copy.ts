import { writeFits, type ByteSink, type ImageToWrite, type OpenImage } from '@nightskies/fits';
import { writeBytes } from './file-bytes.js';
import type { MakeCopy } from './copies.js';

/** Bytes of the empty primary that `writeFits` puts before a compressed image. */
const primaryBytes = 2880;
/** Values that are read at once. */
const pieceValues = 2 ** 20;

/**
 * All images of a FITS file in compressed tiles (`.fits.fz`), without loss: floats by gzip, bytes by
 * Rice. Of each image in turn only the codes are in memory, of bytes the pixels too.
 */
export const makeCompressed: MakeCopy = (map, path, told) => {
  const total = map.fits.hdus.reduce((sum, { shape }) => sum + pixelsOf(shape), 0);
  let before = 0;
  writeBytes(path, (sink: ByteSink) => {
    let at = 0;
    for (const [index, hdu] of map.fits.hdus.entries()) {
      if (hdu.type !== 'image') continue;
      const pixels = pixelsOf(hdu.shape);
      const image = imageToWrite(hdu, (done) => {
        told((before + done * pixels) / total);
      });
      const written = writeFits(index === 0 ? [image] : [{ shape: [] }, image]);
      // A file of its own for every image; all but the first leave their primary behind.
      const part = index === 0 ? written : written.subarray(primaryBytes);
      sink.write(at, part);
      at += part.length;
      before += pixels;
      told(before / total);
    }
  });
};

const pixelsOf = (shape: readonly number[]): number =>
  shape.length === 0 ? 0 : shape.reduce((product, axis) => product * axis, 1);

function imageToWrite(hdu: OpenImage, told: (part: number) => void): ImageToWrite {
  const { header, shape, bitpix } = hdu;
  const name = header.string('EXTNAME');
  const known = { header, shape, ...(name === undefined ? {} : { name }) };
  const [width = 0, height = 0] = shape;
  if (width * height === 0) return known;
  if (bitpix === 8) {
    const data = hdu.readStoredRows(0, height);
    return { ...known, data, compression: 'rice' };
  }
  return { ...known, data: floatsOf(hdu, width, height, told), compression: 'gzip' };
}

/** The pixels of an image, read when they are asked for. */
function floatsOf(
  hdu: OpenImage,
  width: number,
  height: number,
  told: (part: number) => void,
): NonNullable<ImageToWrite['data']> {
  const rowsAtOnce = Math.max(1, Math.floor(pieceValues / width));
  const band = new Float32Array(rowsAtOnce * width);
  // Twice: for the codes, and for the checksum of what they stand for.
  const loads = 2 * Math.ceil(height / rowsAtOnce);
  let loaded = 0;
  let first = -1;
  const load = (row: number): void => {
    const start = row - (row % rowsAtOnce);
    if (start === first) return;
    hdu.readRows(start, Math.min(rowsAtOnce, height - start), band);
    first = start;
    loaded += 1;
    told(loaded / loads);
  };
  return {
    length: width * height,
    make(out, start) {
      for (let done = 0; done < out.length;) {
        const index = start + done;
        load(Math.floor(index / width));
        const from = index - first * width;
        const count = Math.min(out.length - done, band.length - from);
        out.set(band.subarray(from, from + count), done);
        done += count;
      }
    },
  };
}
