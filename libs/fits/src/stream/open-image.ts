import type { Problem } from '@nightskies/contracts';
import type { PixelArray } from '@nightskies/pixels';
import type { Bitpix } from '../bitpix.js';
import type { Header } from '../header.js';
import type { Scaling } from '../scaling.js';
import type { OpaqueHdu, TableHdu } from '../types.js';

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
  /**
   * The numbers as stored, before BSCALE, BZERO and BLANK.
   *
   * @param into memory that may be used for them where it is large enough; made when it is not given
   */
  readStoredRows(firstRow: number, rowCount: number, into?: ArrayBuffer): PixelArray;
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
