import { compressFits, openFits } from '@nightskies/fits';
import { FileSource } from './file-bytes.js';
import { writeWhole } from './whole-file.js';

/**
 * Writes the images of a FITS file again as compressed tiles, without loss (floats by gzip, whole
 * numbers by Rice), one tile in memory at a time.
 *
 * @param plain file of images; `path` is the new one
 */
export async function compressFile(plain: string, path: string): Promise<void> {
  const source = new FileSource(plain);
  try {
    const open = openFits(source, plain);
    await writeWhole(path, (sink) => Promise.resolve(compressFits(open, sink)));
  } finally {
    source.release();
  }
}
