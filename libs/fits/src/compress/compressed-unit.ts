import { gzipSync } from 'node:zlib';
import { riceEncode, type PixelArray } from '@nightskies/pixels';
import { encodingOf, type Encoding } from '../encode.js';
import type { CardEntry } from '../header.js';
import type { NumberColumn, TableColumn } from '../table/column.js';
import { tableUnit, type TableUnit } from '../table/table-unit.js';
import type { ImageToWrite, MadeFloats } from '../types.js';
import { checksumOf, imageStructure, unitHeader, type UnitHeader } from '../unit-header.js';
import { toBytePlanes } from './byte-planes.js';
import { blankNumber, quantizeTile } from './quantize.js';
import type { TileCompression } from './tile-compression.js';
import { tileAt, tileGrid, type TileGrid } from './tile-grid.js';
import { storedBytes, tileNumbers, uncompressedSum } from './tile-source.js';

/** Cards of tables and of compression, which are made here. */
const made =
  /^(?:TFIELDS|THEAP|T(?:TYPE|FORM|UNIT|COMM|DIM|NULL|SCAL|ZERO|DISP)\d+|Z(?:IMAGE|SIMPLE|TENSION|BITPIX|NAXIS\d*|EXTEND|BLOCKED|PCOUNT|GCOUNT|HECKSUM|DATASUM|CMPTYPE|MASKCMP|QUANTIZ|DITHER0|BLANK|SCALE|ZERO)|Z(?:TILE|NAME|VAL)\d+)$/;

/** Pixels of a tile of gzip, which packs long runs better than short ones. */
const gzipTilePixels = 65_536;

/** Place of an image in the file as it would be without compression. */
interface Rank {
  readonly index: number;
  readonly count: number;
}

/** The codes of all tiles. */
interface CodedTiles {
  readonly compressed: readonly Uint8Array[];
  /** Tiles that were not quantised; empty arrays for the others. */
  readonly gzip: readonly Uint8Array[];
  readonly scales: Float64Array;
  readonly zeros: Float64Array;
}

/**
 * An image as a table of compressed tiles (FITS 4.0, section 10.1).
 *
 * @throws RangeError for shapes FITS cannot hold and for integers of 64 bits, for which there is no
 * tile compression
 */
export function compressedUnit(
  image: ImageToWrite & { readonly data: PixelArray | MadeFloats },
  settings: TileCompression,
  rank: Rank,
): Omit<TableUnit, 'entries'> & { readonly header: UnitHeader } {
  const { data } = image;
  const encoding = encodingOf(data);
  if (encoding.bitpix === 64) {
    throw new RangeError('integers of 64 bits cannot be compressed in tiles; use 32 bits or none');
  }
  const structure = imageStructure(image, encoding, rank);
  const method = methodOf(encoding, settings);
  const grid = tileGrid(image.shape, settings.tile ?? usualTile(image.shape, method));
  const tiles = codedTiles(data, encoding, grid, method, settings);
  const { entries, dataBytes, writeTo } = tableUnit({
    rows: grid.count,
    columns: columnsOf(tiles, method),
  });
  const sum = uncompressedSum(data);
  const sums: CardEntry[] = method.quantized
    ? []
    : [
        ['ZHECKSUM', checksumOf(unitHeader(image, structure), sum), 'HDU checksum'],
        ['ZDATASUM', sum.toString(), 'data unit checksum'],
      ];
  const header = unitHeader(
    image,
    [
      ...entries,
      ['ZIMAGE', true, 'table of compressed tiles'],
      ...structure.map(imageCard),
      ...grid.tile.map((axis, i): CardEntry => [`ZTILE${i + 1}`, axis]),
      ...methodCards(method, settings, encoding),
    ],
    made,
    sums,
  );
  return { header, dataBytes, writeTo };
}

type Method =
  | { readonly type: 'RICE_1'; readonly quantized: boolean; readonly bytePix: number }
  | { readonly type: 'GZIP_1' | 'GZIP_2'; readonly quantized: boolean };

function methodOf({ bitpix }: Encoding, { algorithm, quantize }: TileCompression): Method {
  const quantized = bitpix < 0 && quantize !== undefined;
  if (algorithm === 'rice' && (bitpix > 0 || quantized)) {
    return { type: 'RICE_1', quantized, bytePix: quantized ? 4 : bitpix / 8 };
  }
  return { type: bitpix === 8 ? 'GZIP_1' : 'GZIP_2', quantized };
}

function usualTile(shape: readonly number[], { type }: Method): number[] {
  const [width = 1, height = 1] = shape;
  const rows = type === 'RICE_1' ? 1 : Math.max(1, Math.round(gzipTilePixels / width));
  return shape.map((_, axis) => [width, Math.min(rows, height)][axis] ?? 1);
}

function codedTiles(
  data: PixelArray | MadeFloats,
  encoding: Encoding,
  grid: TileGrid,
  method: Method,
  { blockSize, quantize }: TileCompression,
): CodedTiles {
  const compressed: Uint8Array[] = [];
  const gzip: Uint8Array[] = [];
  const scales = new Float64Array(grid.count);
  const zeros = new Float64Array(grid.count);
  const none = new Uint8Array(0);
  for (let tile = 0; tile < grid.count; tile++) {
    const pixels = tileNumbers(data, encoding, grid, tile);
    const floats = pixels instanceof Float32Array || pixels instanceof Float64Array;
    if (!floats || !method.quantized || quantize === undefined) {
      compressed.push(coded(pixels, method, blockSize));
      gzip.push(none);
      continue;
    }
    const [width = 1] = tileAt(grid, tile).shape;
    const quantized = quantizeTile(pixels, width, tile, quantize);
    if (quantized === undefined) {
      compressed.push(none);
      gzip.push(gzipped(storedBytes(pixels)));
    } else {
      compressed.push(coded(quantized.numbers, method, blockSize));
      gzip.push(none);
      scales[tile] = quantized.scale;
      zeros[tile] = quantized.zero;
    }
  }
  return { compressed, gzip, scales, zeros };
}

function coded(numbers: PixelArray, { type }: Method, blockSize?: number): Uint8Array {
  const whole =
    numbers instanceof Uint8Array || numbers instanceof Int16Array || numbers instanceof Int32Array;
  if (type === 'RICE_1' && whole) return riceEncode(numbers, blockSize);
  const bytes = storedBytes(numbers);
  return gzipped(type === 'GZIP_1' ? bytes : toBytePlanes(bytes, numbers.BYTES_PER_ELEMENT));
}

function gzipped(bytes: Uint8Array): Uint8Array {
  const out = gzipSync(bytes, { level: 6 });
  // The system it was made on (RFC 1952) is no part of the product: 255 is "unknown".
  out[9] = 255;
  return out;
}

function columnsOf(tiles: CodedTiles, { quantized }: Method): TableColumn[] {
  const lists = (name: string, cells: readonly Uint8Array[]): TableColumn => ({
    kind: 'lists',
    of: 'numbers',
    name,
    cells,
  });
  const numbers = (name: string, data: Float64Array): NumberColumn => ({
    kind: 'numbers',
    name,
    data,
  });
  return [
    lists('COMPRESSED_DATA', tiles.compressed),
    ...(tiles.gzip.some(({ length }) => length > 0)
      ? [lists('GZIP_COMPRESSED_DATA', tiles.gzip)]
      : []),
    ...(quantized ? [numbers('ZSCALE', tiles.scales), numbers('ZZERO', tiles.zeros)] : []),
  ];
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
