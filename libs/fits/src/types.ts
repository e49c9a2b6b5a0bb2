import type { Problem } from '@nightskies/contracts';
import type { PixelArray } from '@nightskies/pixels';
import type { Bitpix } from './bitpix.js';
import type { TileCompression } from './compress/tile-compression.js';
import type { Header } from './header.js';
import type { Scaling } from './scaling.js';
import type { Table } from './table/column.js';

/** One image HDU of a file that was read. Pixels are decoded when asked for, not before. */
export interface ImageHdu {
  readonly type: 'image';
  readonly header: Header;
  /** Of an image in compressed tiles: the header of their table, as it stands in the file. */
  readonly tableHeader?: Header;
  readonly bitpix: Bitpix;
  /** NAXIS1, NAXIS2, ...; empty for a header without data. */
  readonly shape: readonly number[];
  /** Byte offset of the header in the (unpacked) file. */
  readonly offset: number;
  readonly scaling: Scaling;
  /** The stored numbers in native byte order, before BSCALE, BZERO and BLANK. */
  stored(): PixelArray;
  /**
   * The numbers in the type that was written: as stored when there is no scaling, Uint16Array,
   * Uint32Array, BigUint64Array and Int8Array where the BZERO convention says so. Scaled numbers and
   * those with BLANK come as Float32Array (8 and 16 bits, and -32) or Float64Array.
   */
  values(): PixelArray;
  /**
   * Physical values: BSCALE and BZERO applied in float64 and rounded once, BLANK as NaN; into `out`,
   * one element per pixel, when it is given.
   */
  float32(out?: Float32Array): Float32Array;
  float64(out?: Float64Array): Float64Array;
  /** The whole HDU as stored, header and padding included. */
  raw(): Uint8Array;
}

/** A table; `readTable` decodes it. */
export interface TableHdu {
  readonly type: 'binary-table' | 'ascii-table';
  /** Name of the file, for messages. */
  readonly file: string;
  readonly header: Header;
  /** Bytes of a row, number of rows. */
  readonly shape: readonly number[];
  readonly offset: number;
  /** Rows and heap as stored, padding excluded. */
  data(): Uint8Array;
  /** The whole HDU as stored, header and padding included. */
  raw(): Uint8Array;
}

/** An HDU that is neither image nor table: its bytes are kept. */
export interface OpaqueHdu {
  readonly type: 'random-groups' | 'unknown';
  readonly header: Header;
  readonly shape: readonly number[];
  readonly offset: number;
  /** Data unit as stored, padding excluded. */
  data(): Uint8Array;
  /** The whole HDU as stored, header and padding included. */
  raw(): Uint8Array;
}

export type Hdu = ImageHdu | TableHdu | OpaqueHdu;

export interface FitsFile {
  /** Name of the file, for messages. */
  readonly name: string;
  readonly hdus: readonly Hdu[];
  /** What is wrong with the file without touching any value, such as missing padding at its end. */
  readonly notes: readonly Problem[];
}

/** Pixels made while they are written, for images too large to be held twice; BITPIX -32. */
export interface MadeFloats {
  readonly length: number;
  /** Fills `out` with the values from index `start` on. */
  readonly make: (out: Float32Array, start: number) => void;
}

/** An image to be written. Structural cards (SIMPLE, BITPIX, NAXIS...) are made, not given. */
export interface ImageToWrite {
  /** Further cards; structural ones and checksums in it are dropped. */
  readonly header?: Header;
  /** EXTNAME of an extension. */
  readonly name?: string;
  /** NAXIS1, NAXIS2, ...; empty with no data for an empty primary. */
  readonly shape: readonly number[];
  /**
   * Decides BITPIX: Uint8Array 8, Int16Array 16, Int32Array 32, BigInt64Array 64, Float32Array -32,
   * Float64Array -64; Uint16Array, Uint32Array, Int8Array and BigUint64Array by the BZERO
   * convention.
   */
  readonly data?: PixelArray | MadeFloats;
  /**
   * For data that are stored numbers of a scaled image: the BSCALE, BZERO and BLANK to write with
   * them. Only with types that need no BZERO of their own.
   */
  readonly scaling?: Scaling;
  /**
   * Compression in tiles, none unless told: `rice` for integers, several times quicker than gzip;
   * `gzip` for all. Both are exact; floats are always gzip, unless they are to be quantised. The
   * image becomes an extension: an empty primary is put before one that comes first.
   */
  readonly compression?: 'none' | 'rice' | 'gzip' | TileCompression;
}

/** A binary table to be written. Cards that describe columns are made, not given. */
export interface TableToWrite {
  /** Further cards; structural ones, those of columns and checksums in it are dropped. */
  readonly header?: Header;
  /** EXTNAME. */
  readonly name?: string;
  readonly table: Table;
}
