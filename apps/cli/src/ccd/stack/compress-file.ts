import { openFits, writeFits, type ImageToWrite } from '@nightskies/fits';
import { FileSource } from './file-bytes.js';
import { writeWhole } from './whole-file.js';

/** Bytes of the empty primary that stands before a compressed image. */
const primaryBytes = 2880;

/**
 * Writes the images of a FITS file again as compressed tiles, without loss (floats by gzip, whole
 * numbers by Rice), one image in memory at a time.
 *
 * @param plain file of images; `path` is the new one
 */
export async function compressFile(plain: string, path: string): Promise<void> {
  const source = new FileSource(plain);
  const { hdus } = openFits(source, plain);
  await writeWhole(path, (sink) => {
    let at = 0;
    for (const [index, hdu] of hdus.entries()) {
      if (hdu.type !== 'image') continue;
      const [, height = 0] = hdu.shape;
      const isFloat = hdu.bitpix < 0;
      const values = hdu.readRows(0, height);
      const name = hdu.header.string('EXTNAME');
      const image: ImageToWrite = {
        header: hdu.header,
        shape: hdu.shape,
        data: isFloat ? values : Uint16Array.from(values),
        compression: isFloat ? 'gzip' : 'rice',
        ...(name === undefined ? {} : { name }),
      };
      const written = writeFits([image]);
      const part = index === 0 ? written : written.subarray(primaryBytes);
      sink.write(at, part);
      at += part.length;
    }
    return Promise.resolve();
  });
  source.release();
}
