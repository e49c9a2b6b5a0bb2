import type { Problem } from '@nightskies/contracts';
import type { PixelArray } from '@nightskies/pixels';
import type { Bitpix } from '../bitpix.js';
import { CompressedImage } from '../compress/compressed-image.js';
import { FitsError } from '../errors.js';
import { walkHdus, type HduSite } from '../hdu-walk.js';
import type { Header } from '../header.js';
import { usualHeaderBytes, type ReadLimits } from '../read.js';
import { scalingOf, type Scaling } from '../scaling.js';
import type { OpaqueHdu, TableHdu } from '../types.js';
import type { ByteSource } from './byte-source.js';
import { PlainRows } from './plain-rows.js';

/** An image whose pixels are read when asked for, a band of rows at a time. */
export interface OpenImage {
  readonly type: 'image';
  readonly header: Header;
  readonly bitpix: Bitpix;
  /** NAXIS1, NAXIS2, ...; rows are NAXIS1 long, those of further axes follow one another. */
  readonly shape: readonly number[];
  /** Byte offset of the header. */
  readonly offset: number;
  readonly scaling: Scaling;
  /**
   * Physical values (BSCALE, BZERO; BLANK as NaN), row-major, as `ImageHdu.float32` gives them.
   *
   * @param out at least that many values, filled from its start; made when it is not given
   * @throws RangeError for rows the image does not have
   */
  readRows(firstRow: number, rowCount: number, out?: Float32Array): Float32Array;
  /** The numbers as stored, before BSCALE, BZERO and BLANK, in an array of their own. */
  readStoredRows(firstRow: number, rowCount: number): PixelArray;
}

/** A header and data unit that is no image: of it the header alone is at hand. */
export interface OpenOther {
  readonly type: TableHdu['type'] | OpaqueHdu['type'];
  readonly header: Header;
  readonly shape: readonly number[];
  readonly offset: number;
}

export interface OpenFits {
  /** Name of the file, for messages. */
  readonly name: string;
  readonly hdus: readonly (OpenImage | OpenOther)[];
  /** What is wrong with the file without touching any value, such as missing padding at its end. */
  readonly notes: readonly Problem[];
}

/**
 * Opens a FITS file for reading in bands: all headers are read and every size they claim is checked
 * against the source, no pixel is. `firstImage` and `imageNamed` choose an image. Memory: the
 * headers, and while rows are read 256 KiB beside them; of an image in compressed tiles their table
 * and the tiles that a band has pixels of.
 *
 * @param name of the file, for messages
 * @throws FitsError as `readFits`; `fits-packed` for gzip, whose rows cannot be found without
 * unpacking all before them
 */
export function openFits(source: ByteSource, name: string, limits: ReadLimits = {}): OpenFits {
  assertPlain(source, name);
  const { sites, notes } = walkHdus(source, name, limits.maxHeaderBytes ?? usualHeaderBytes);
  return { name, hdus: sites.map((site) => opened(source, site, name, limits)), notes };
}

function opened(
  source: ByteSource,
  site: HduSite,
  file: string,
  limits: ReadLimits,
): OpenImage | OpenOther {
  const { header, structure, offset, dataStart } = site;
  const { shape } = structure;
  if (structure.kind === 'compressed-image') return new CompressedImage(source, site, file, limits);
  if (structure.kind !== 'image') return { type: structure.kind, header, shape, offset };
  const { bitpix } = structure;
  const scaling = scalingOf(header, bitpix, file, offset);
  return new PlainRows(source, { header, bitpix, shape, offset, dataStart, scaling });
}

function assertPlain(source: ByteSource, file: string): void {
  if (source.size < 2) return;
  const magic = new Uint8Array(2);
  source.read(0, magic);
  if (magic[0] !== 0x1f || magic[1] !== 0x8b) return;
  throw new FitsError('fits-packed', 'the file is packed as a whole and cannot be read in bands', {
    file,
    offset: 0,
    found: 'gzip',
    expected: 'a FITS file, plain or with compressed tiles (.fz)',
    hint: 'Unpack it with gunzip first, or compress its tiles with fpack.',
  });
}
