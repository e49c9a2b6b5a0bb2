import type { PixelArray } from '@nightskies/pixels';
import { encodingOf, type Encoding } from '../encode.js';
import type { NumberColumn, TableColumn } from '../table/column.js';
import { tableUnit, type TableUnit } from '../table/table-unit.js';
import type { ImageToWrite, MadeFloats } from '../types.js';
import { imageStructure, type Rank, type UnitHeader } from '../unit-header.js';
import { compressedHeader } from './compressed-header.js';
import { quantizeTile } from './quantize.js';
import type { TileCompression } from './tile-compression.js';
import { tileAt, tileGrid, type TileGrid } from './tile-grid.js';
import { codeOf, gzipped, methodOf, usualTile, type Method } from './tile-method.js';
import { storedBytes, tileNumbers, uncompressedSum } from './tile-source.js';

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
  const structure = imageStructure(image, encoding, rank);
  const method = methodOf(encoding, settings);
  const grid = tileGrid(image.shape, settings.tile ?? usualTile(image.shape, method));
  const tiles = codedTiles(data, encoding, grid, method, settings);
  const { entries, dataBytes, writeTo } = tableUnit({
    rows: grid.count,
    columns: columnsOf(tiles, method),
  });
  const header = compressedHeader(image, structure, {
    ...{ encoding, method, settings, grid },
    table: entries,
    sum: uncompressedSum(data),
  });
  return { header, dataBytes, writeTo };
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
      compressed.push(codeOf(pixels, method, blockSize));
      gzip.push(none);
      continue;
    }
    const [width = 1] = tileAt(grid, tile).shape;
    const quantized = quantizeTile(pixels, width, tile, quantize);
    if (quantized === undefined) {
      compressed.push(none);
      gzip.push(gzipped(storedBytes(pixels)));
    } else {
      compressed.push(codeOf(quantized.numbers, method, blockSize));
      gzip.push(none);
      scales[tile] = quantized.scale;
      zeros[tile] = quantized.zero;
    }
  }
  return { compressed, gzip, scales, zeros };
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
