import { geoTags } from './geo-keys.js';
import { assertMap, type MapRows, type WriteAt } from './map-rows.js';
import { asciiTag, tiffHead, tiffHeadBytes, type TiffTag } from './tiff-tags.js';

export interface MapTiffOptions {
  /**
   * float32 unless told; `uint16` rounds values to 1 to 65535 and keeps 0 for no data (`noData` is not
   * asked then); `uint8` rounds to 0 to 255, no data 0, as a picture that any editor opens.
   */
  readonly numbers?: 'float32' | 'uint16' | 'uint8';
  /** Of a map that is bytes already, for `uint8`: its rows as they are, asked for in place of `readRow`. */
  readonly bytesOfRow?: (row: number) => Uint8Array;
  /**
   * `geotiff` says in the file where the map lies; `world-file` leaves that to a file beside it (see
   * `worldFile`).
   */
  readonly place: 'geotiff' | 'world-file';
  /** What stands for no data; the lowest float32 unless told, which GIS programs use. May be NaN. */
  readonly noData?: number;
  /** What the numbers are, with their unit; put into ImageDescription. */
  readonly description?: string;
}

const lowestFloat32 = -3.4028234663852886e38;
/** Bits of a number, and what TIFF calls their kind: unsigned 1, floating point 3. */
const kinds = {
  float32: { bits: 32, format: 3 },
  uint16: { bits: 16, format: 1 },
  uint8: { bits: 8, format: 1 },
} as const;
const stripBytes = 262_144;
const mostBytes = 2 ** 32 - 1;

/**
 * Writes a map as TIFF of floats or of 16-bit or 8-bit numbers (TIFF 6.0), the highest row first, in strips of about 256 KiB, each
 * byte once and in order. GIS programs open it in place; memory is one strip.
 *
 * @returns bytes of the file
 * @throws RangeError for a map without cells, and for one of more than 4 GiB
 */
export function writeMapTiff(map: MapRows, write: WriteAt, options: MapTiffOptions): number {
  assertMap(map);
  const { columns, rows } = map;
  const numbers = options.numbers ?? 'float32';
  const noData = numbers === 'float32' ? Math.fround(options.noData ?? lowestFloat32) : 0;
  const rowBytes = (kinds[numbers].bits / 8) * columns;
  const rowsPerStrip = Math.min(rows, Math.max(1, Math.floor(stripBytes / rowBytes)));
  const strips = Math.ceil(rows / rowsPerStrip);
  const tagsAt = (start: number): TiffTag[] => [
    ...imageTags(columns, rows, numbers),
    {
      tag: 273,
      type: 'long',
      values: Array.from({ length: strips }, (_, k) => start + k * rowsPerStrip * rowBytes),
    },
    { tag: 278, type: 'long', values: [rowsPerStrip] },
    {
      tag: 279,
      type: 'long',
      values: Array.from(
        { length: strips },
        (_, k) => Math.min(rowsPerStrip, rows - k * rowsPerStrip) * rowBytes,
      ),
    },
    ...(options.place === 'geotiff' ? geoTags(map) : []),
    // In a picture black is a value.
    ...(numbers === 'uint8'
      ? []
      : [asciiTag(42_113, Number.isNaN(noData) ? 'nan' : noData.toString())]),
    ...(options.description === undefined ? [] : [asciiTag(270, options.description)]),
  ];
  const start = tiffHeadBytes(tagsAt(0));
  const size = start + rows * rowBytes;
  if (size > mostBytes) {
    throw new RangeError(
      `a TIFF of ${columns} x ${rows} cells would have ${size} bytes, over 4 GiB`,
    );
  }
  write(0, tiffHead(tagsAt(start)));
  const { bytesOfRow } = options;
  if (numbers === 'uint8' && bytesOfRow !== undefined) {
    const bytes = new Uint8Array(rowsPerStrip * columns);
    for (let first = 0; first < rows; first += rowsPerStrip) {
      const count = Math.min(rowsPerStrip, rows - first);
      for (let k = 0; k < count; k++) bytes.set(bytesOfRow(rows - 1 - first - k), k * columns);
      write(start + first * rowBytes, bytes.subarray(0, count * columns));
    }
    return size;
  }
  const strip = new Float32Array(rowsPerStrip * columns);
  for (let first = 0; first < rows; first += rowsPerStrip) {
    const count = Math.min(rowsPerStrip, rows - first);
    for (let k = 0; k < count; k++) {
      map.readRow(rows - 1 - first - k, strip.subarray(k * columns, (k + 1) * columns));
    }
    const used = strip.subarray(0, count * columns);
    const stored = storedNumbers(used, numbers, noData);
    write(start + first * rowBytes, new Uint8Array(stored.buffer, 0, stored.byteLength));
  }
  return size;
}

function imageTags(columns: number, rows: number, numbers: keyof typeof kinds): TiffTag[] {
  const { bits, format } = kinds[numbers];
  return [
    { tag: 256, type: 'long', values: [columns] },
    { tag: 257, type: 'long', values: [rows] },
    { tag: 258, type: 'short', values: [bits] },
    { tag: 259, type: 'short', values: [1] }, // not compressed
    { tag: 262, type: 'short', values: [1] }, // black is zero
    { tag: 277, type: 'short', values: [1] }, // one number per pixel
    { tag: 284, type: 'short', values: [1] },
    { tag: 339, type: 'short', values: [format] },
  ];
}

function storedNumbers(
  values: Float32Array,
  numbers: keyof typeof kinds,
  noData: number,
): Float32Array | Uint16Array | Uint8Array {
  if (numbers === 'uint8') return rounded(values, new Uint8Array(values.length), 0, 255);
  if (numbers === 'uint16') return rounded(values, new Uint16Array(values.length), 1, 65_535);
  if (!Number.isNaN(noData)) fillNoData(values, noData);
  return values;
}

/** Whole numbers between two, 0 for no data. */
function rounded<T extends Uint8Array | Uint16Array>(
  values: Float32Array,
  out: T,
  least: number,
  most: number,
): T {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    out[i] = Number.isNaN(value) ? 0 : Math.min(most, Math.max(least, Math.round(value)));
  }
  return out;
}

function fillNoData(values: Float32Array, noData: number): void {
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = noData;
}
