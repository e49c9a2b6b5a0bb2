import type { Bitpix } from '../bitpix.js';
import type { Header } from '../header.js';
import { binaryForm, type BinaryForm } from '../table/tform.js';
import { compressionError, type ImagePlace } from './compression-error.js';
import { tileGrid, type TileGrid } from './tile-grid.js';

/** A column of the table of tiles: its place in the row and its form. */
export interface TileField {
  readonly start: number;
  readonly form: BinaryForm;
}

/** How numbers of tiles were made of floating-point pixels (FITS 4.0, section 10.2). */
export interface Quantization {
  /** 0 none; 1 and 2 subtract a random number before rounding, 2 keeps zeros apart. */
  readonly dither: 0 | 1 | 2;
  /** ZDITHER0. */
  readonly seed: number;
}

/** What the header of a table of compressed tiles says (FITS 4.0, section 10.1). */
export interface Compression {
  readonly place: ImagePlace;
  /** ZCMPTYPE. */
  readonly algorithm: string;
  readonly bitpix: Bitpix;
  readonly grid: TileGrid;
  /** Of RICE_1: pixels of a block, bytes of a number. */
  readonly blockSize: number;
  readonly bytePix: number;
  /** Null where the tiles hold the pixels as they are. */
  readonly quantization: Quantization | null;
  /** By name: COMPRESSED_DATA, GZIP_COMPRESSED_DATA, UNCOMPRESSED_DATA, ZSCALE, ZZERO, ZBLANK. */
  readonly fields: ReadonlyMap<string, TileField>;
  /** Where there is no such column. */
  readonly scale: number;
  readonly zero: number;
  readonly blank: number | undefined;
  readonly rowBytes: number;
  readonly rows: number;
  /** From the start of the data unit. */
  readonly heapStart: number;
  /** Of the data unit. */
  readonly dataBytes: number;
}

/** The table's own structure, which was checked against the file before. */
export interface TableOfTiles {
  readonly header: Header;
  readonly shape: readonly number[];
  readonly dataBytes: number;
}

const bitpixes: readonly Bitpix[] = [8, 16, 32, 64, -32, -64];
const mostAxes = 999;

/**
 * Shape, tiles and columns of a compressed image.
 *
 * @throws FitsError `fits-bad-compression` naming the keyword
 */
export function compressionOf(table: TableOfTiles, place: ImagePlace): Compression {
  const { header, shape: tableShape, dataBytes } = table;
  if (tableShape.length !== 2) {
    throw compressionError(place, 'its tiles are not in a table', {
      found: `${tableShape.length} axes`,
      expected: 'NAXIS = 2',
    });
  }
  const bitpix = bitpixes.find((one) => one === header.get('ZBITPIX'));
  if (bitpix === undefined) return refuse(header, 'ZBITPIX', '8, 16, 32, 64, -32 or -64', place);
  const axes = whole(header, 'ZNAXIS', 0, mostAxes, place);
  const shape = numbered(header, 'ZNAXIS', axes, 0, place);
  if (!Number.isSafeInteger(shape.reduce((product, axis) => product * axis, 8))) {
    return refuse(header, 'ZNAXIS1', 'axes of fewer than 2^53 bytes', place);
  }
  const grid = tileGrid(shape, tileOf(header, shape, place));
  const [rowBytes, rows] = tableShape;
  if (grid.count > rows) {
    throw compressionError(place, 'there are fewer rows than tiles', {
      found: `${rows} rows (NAXIS2)`,
      expected: `${grid.count} tiles`,
    });
  }
  const fields = fieldsOf(header, rowBytes, place);
  const heapStart = header.has('THEAP')
    ? whole(header, 'THEAP', rowBytes * rows, dataBytes, place)
    : rowBytes * rows;
  const scaled = fields.has('ZSCALE') || header.has('ZSCALE');
  return {
    place,
    algorithm: (header.string('ZCMPTYPE') ?? '').trim(),
    bitpix,
    grid,
    ...riceParameters(header, place),
    quantization: bitpix < 0 && scaled ? quantizationOf(header, place) : null,
    fields,
    scale: header.number('ZSCALE') ?? 1,
    zero: header.number('ZZERO') ?? 0,
    blank: header.integer('ZBLANK'),
    rowBytes,
    rows,
    heapStart,
    dataBytes,
  };
}

/** Row by row where nothing is told. */
function tileOf(header: Header, shape: readonly number[], place: ImagePlace): readonly number[] {
  if (!header.has('ZTILE1')) return shape.map((axis, i) => (i === 0 ? axis : 1));
  return numbered(header, 'ZTILE', shape.length, 1, place);
}

function riceParameters(
  header: Header,
  place: ImagePlace,
): Pick<Compression, 'blockSize' | 'bytePix'> {
  let [blockSize, bytePix] = [32, 4];
  for (let n = 1; header.has(`ZNAME${n}`); n++) {
    const name = header.string(`ZNAME${n}`)?.trim();
    if (name === 'BLOCKSIZE') blockSize = whole(header, `ZVAL${n}`, 1, 2 ** 31 - 1, place);
    if (name === 'BYTEPIX') bytePix = whole(header, `ZVAL${n}`, 1, 8, place);
  }
  return { blockSize, bytePix };
}

function quantizationOf(header: Header, place: ImagePlace): Quantization {
  const told = (header.string('ZQUANTIZ') ?? 'NO_DITHER').trim().toUpperCase();
  const dither = (['NO_DITHER', 'SUBTRACTIVE_DITHER_1', 'SUBTRACTIVE_DITHER_2'] as const).indexOf(
    told === 'SUBTRACTIVE_DITHER_1' || told === 'SUBTRACTIVE_DITHER_2' ? told : 'NO_DITHER',
  );
  if (dither === 0 && told !== 'NO_DITHER') {
    return refuse(header, 'ZQUANTIZ', 'NO_DITHER or SUBTRACTIVE_DITHER_1 or _2', place);
  }
  const seed = header.has('ZDITHER0') ? whole(header, 'ZDITHER0', 0, 2 ** 31, place) : 1;
  return { dither: dither === 1 ? 1 : dither === 2 ? 2 : 0, seed };
}

function fieldsOf(
  header: Header,
  rowBytes: number,
  place: ImagePlace,
): ReadonlyMap<string, TileField> {
  const fields = new Map<string, TileField>();
  const count = whole(header, 'TFIELDS', 0, 999, place);
  let start = 0;
  for (let n = 1; n <= count; n++) {
    const form = binaryForm(header.string(`TFORM${n}`) ?? '');
    if (form === undefined) return refuse(header, `TFORM${n}`, 'the form of a column', place);
    const name = (header.string(`TTYPE${n}`) ?? '').trim().toUpperCase();
    if (!fields.has(name)) fields.set(name, { start, form });
    start += form.rowBytes;
  }
  if (start !== rowBytes) {
    throw compressionError(place, 'the columns do not fill the row', {
      found: `columns of ${start} bytes together`,
      expected: `${rowBytes} bytes (NAXIS1)`,
    });
  }
  return fields;
}

function numbered(
  header: Header,
  keyword: string,
  count: number,
  least: number,
  place: ImagePlace,
): number[] {
  return Array.from({ length: count }, (_, i) =>
    whole(header, `${keyword}${i + 1}`, least, Number.MAX_SAFE_INTEGER, place),
  );
}

function whole(
  header: Header,
  keyword: string,
  least: number,
  most: number,
  place: ImagePlace,
): number {
  const value = header.integer(keyword);
  if (value !== undefined && value >= least && value <= most) return value;
  return refuse(header, keyword, `a whole number from ${least} to ${most}`, place);
}

function refuse(header: Header, keyword: string, expected: string, place: ImagePlace): never {
  throw compressionError(place, `keyword ${keyword} cannot be`, {
    found: header.card(keyword)?.text.slice(0, 80).trimEnd() ?? 'no such card',
    expected: `${keyword} = ${expected}`,
  });
}
