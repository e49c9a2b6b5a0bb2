import sharp from 'sharp';
import { ColourTable } from '../colour/colour-table.js';
import { assertMap, type MapRows } from '../gis/map-rows.js';

/** Takes the PNG of a tile; `column` and `row` count from the upper left. */
export type PutTile = (
  tile: { readonly level: number; readonly column: number; readonly row: number },
  png: Uint8Array,
) => Promise<void>;

export interface PyramidFacts {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly levels: number;
  readonly tiles: number;
}

/** Side of a tile, px. */
export const pyramidTilePx = 256;

/**
 * A map in the colours of surface brightness as a pyramid of tiles in the manner of Deep Zoom: on the
 * highest level a cell is a pixel, each level below has half its width and height, rounded up, down to
 * a single pixel on level 0. A pixel is the mean in linear light of the four above it as far as they
 * have data. Tiles do not overlap; those at the right and lower edges are smaller.
 *
 * Memory: 256 rows of the map, as much again for all other levels, and the pixels of one row of tiles.
 *
 * @param map rows of luminance, cd/m2; NaN for no data
 * @throws RangeError for a map without cells
 */
export async function writeMapPyramid(map: MapRows, put: PutTile): Promise<PyramidFacts> {
  assertMap(map);
  const levels = 1 + Math.ceil(Math.log2(Math.max(map.columns, map.rows)));
  const colours = new ColourTable();
  const top = new PyramidLevel(levels - 1, map.columns, map.rows, colours, put);
  const values = new Float32Array(map.columns);
  for (let row = map.rows - 1; row >= 0; row--) {
    map.readRow(row, values);
    await top.add(values);
  }
  return { widthPx: map.columns, heightPx: map.rows, levels, tiles: top.tiles };
}

/** The descriptor of a pyramid, `NAME.dzi`, whose tiles are `NAME_files/LEVEL/COLUMN_ROW.png`. */
export function pyramidDescriptor({ widthPx, heightPx }: PyramidFacts, comment: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<!-- ${comment.replaceAll('--', '- -')} -->\n` +
    `<Image xmlns="http://schemas.microsoft.com/deepzoom/2008" Format="png" Overlap="0" TileSize="${pyramidTilePx}">\n` +
    `  <Size Width="${widthPx}" Height="${heightPx}"/>\n` +
    '</Image>\n'
  );
}

class PyramidLevel {
  readonly #below: PyramidLevel | null;
  /** The rows of a row of tiles. */
  readonly #band: Float32Array;
  #rowsDone = 0;
  #tilesDone = 0;

  constructor(
    private readonly level: number,
    private readonly width: number,
    private readonly height: number,
    private readonly colours: ColourTable,
    private readonly put: PutTile,
  ) {
    this.#band = new Float32Array(width * Math.min(pyramidTilePx, height));
    this.#below =
      level === 0
        ? null
        : new PyramidLevel(level - 1, Math.ceil(width / 2), Math.ceil(height / 2), colours, put);
  }

  /** Tiles of this level and those below it. */
  get tiles(): number {
    return this.#tilesDone + (this.#below?.tiles ?? 0);
  }

  async add(values: Float32Array): Promise<void> {
    const { width } = this;
    const inBand = this.#rowsDone % pyramidTilePx;
    const row = this.#band.subarray(inBand * width, (inBand + 1) * width);
    row.set(values);
    this.#rowsDone += 1;
    const isLast = this.#rowsDone === this.height;
    if (this.#below !== null) {
      // Bands have an even number of rows, so that the row above is still there.
      if (inBand % 2 === 1) {
        await this.#below.add(halved(this.#band.subarray((inBand - 1) * width), row, width));
      } else if (isLast) {
        await this.#below.add(halved(row, row, width));
      }
    }
    if (inBand === pyramidTilePx - 1 || isLast) await this.#putBand(inBand + 1);
  }

  async #putBand(rows: number): Promise<void> {
    const row = Math.ceil(this.#rowsDone / pyramidTilePx) - 1;
    const across = Math.ceil(this.width / pyramidTilePx);
    await Promise.all(
      Array.from({ length: across }, async (_, column) => {
        const png = await this.#tile(column, rows);
        await this.put({ level: this.level, column, row }, png);
      }),
    );
    this.#tilesDone += across;
  }

  #tile(column: number, rows: number): Promise<Buffer> {
    const left = column * pyramidTilePx;
    const width = Math.min(pyramidTilePx, this.width - left);
    const rgb = new Uint8Array(3 * width * rows);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < width; x++) {
        this.colours.put(this.#band[y * this.width + left + x], rgb, 3 * (y * width + x));
      }
    }
    return sharp(rgb, { raw: { width, height: rows, channels: 3 } })
      .png({ compressionLevel: 6 })
      .toBuffer();
  }
}

/** Means of two by two cells as far as they have data. */
function halved(upper: Float32Array, lower: Float32Array, width: number): Float32Array {
  const out = new Float32Array(Math.ceil(width / 2));
  for (let x = 0; x < out.length; x++) {
    const left = 2 * x;
    const right = Math.min(left + 1, width - 1);
    let sum = 0;
    let count = 0;
    for (const value of [upper[left], upper[right], lower[left], lower[right]]) {
      if (Number.isNaN(value)) continue;
      sum += value;
      count += 1;
    }
    out[x] = sum / count;
  }
  return out;
}
