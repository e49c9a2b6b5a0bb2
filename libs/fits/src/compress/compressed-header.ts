import type { Encoding } from '../encode.js';
import type { CardEntry, Header } from '../header.js';
import { checksumOf, unitHeader, type UnitHeader } from '../unit-header.js';
import { blankNumber } from './quantize.js';
import type { TileCompression } from './tile-compression.js';
import type { TileGrid } from './tile-grid.js';
import type { Method } from './tile-method.js';

/** Cards of tables and of compression, which are made here. */
const made =
  /^(?:TFIELDS|THEAP|T(?:TYPE|FORM|UNIT|COMM|DIM|NULL|SCAL|ZERO|DISP)\d+|Z(?:IMAGE|SIMPLE|TENSION|BITPIX|NAXIS\d*|EXTEND|BLOCKED|PCOUNT|GCOUNT|HECKSUM|DATASUM|CMPTYPE|MASKCMP|QUANTIZ|DITHER0|BLANK|SCALE|ZERO)|Z(?:TILE|NAME|VAL)\d+)$/;

/** What a table of tiles holds, and how. */
interface CompressedTable {
  readonly encoding: Encoding;
  readonly method: Method;
  readonly settings: TileCompression;
  readonly grid: TileGrid;
  /** Structure and columns of the table. */
  readonly table: readonly CardEntry[];
  /** DATASUM of the image without compression. */
  readonly sum: number;
}

/**
 * The header of a table of tiles, from which that of the image comes back byte for byte.
 *
 * @param structure structural cards of the image
 */
export function compressedHeader(
  image: { readonly name?: string; readonly header?: Header },
  structure: readonly CardEntry[],
  { encoding, method, settings, grid, table, sum }: CompressedTable,
): UnitHeader {
  const sums: CardEntry[] = method.quantized
    ? []
    : [
        ['ZHECKSUM', checksumOf(unitHeader(image, structure), sum), 'HDU checksum'],
        ['ZDATASUM', sum.toString(), 'data unit checksum'],
      ];
  return unitHeader(
    image,
    [
      ...table,
      ['ZIMAGE', true, 'table of compressed tiles'],
      ...structure.map(imageCard),
      ...grid.tile.map((axis, i): CardEntry => [`ZTILE${i + 1}`, axis]),
      ...methodCards(method, settings, encoding),
    ],
    made,
    sums,
  );
}

/** A structural card of the image under its name in the table. */
function imageCard([keyword, value, comment]: CardEntry): CardEntry {
  const scaling = keyword === 'BSCALE' || keyword === 'BZERO' || keyword === 'BLANK';
  const name = keyword === 'XTENSION' ? 'ZTENSION' : scaling ? keyword : `Z${keyword}`;
  return [name, value, comment];
}

function methodCards(
  method: Method,
  { blockSize = 32, quantize }: TileCompression,
  { bitpix }: Encoding,
): CardEntry[] {
  const { type, quantized } = method;
  const cards: CardEntry[] = [['ZCMPTYPE', type, 'compression algorithm']];
  const named: [name: string, value: number, comment: string][] =
    type === 'RICE_1'
      ? [
          ['BLOCKSIZE', blockSize, 'pixels of a block'],
          ['BYTEPIX', method.bytePix, 'bytes of a number'],
        ]
      : [];
  if (bitpix < 0 && !(quantized && quantize !== undefined)) {
    cards.push(['ZQUANTIZ', 'NONE', 'pixels are kept bit for bit']);
  } else if (quantize !== undefined && quantized) {
    const { dither = 1, seed = 1, stepsPerNoise = 4, step } = quantize;
    if (step === undefined) named.push(['NOISEBIT', stepsPerNoise, 'steps per noise of a tile']);
    cards.push(['ZQUANTIZ', dither === 0 ? 'NO_DITHER' : `SUBTRACTIVE_DITHER_${dither}`]);
    if (dither !== 0) cards.push(['ZDITHER0', seed, 'seed of the dither']);
    cards.push(['ZBLANK', blankNumber, 'number of pixels without value']);
  }
  named.forEach(([name, value, comment], i) => {
    cards.push([`ZNAME${i + 1}`, name], [`ZVAL${i + 1}`, value, comment]);
  });
  return cards;
}
