import { NightSkiesError, problem } from '@nightskies/contracts';
import {
  firstImage,
  openFits,
  readLinearWcs,
  type ByteSource,
  type Header,
  type OpenFits,
  type OpenImage,
} from '@nightskies/fits';
import { BlockRows, image, type Image } from '@nightskies/pixels';
import type { MapGrid } from '@nightskies/sky';

/** An all-sky map of luminance, first row lowest altitude. */
export interface LuminanceMap {
  readonly grid: MapGrid;
  /** cd/m2; NaN for no data. */
  readonly map: Image;
}

/** The same, a row at a time: what is summed up row by row need not be held. */
export interface LuminanceRows {
  readonly grid: MapGrid;
  /** Luminance of the cells of a row, cd/m2; NaN for no data. Good until the next call. */
  readonly row: (row: number) => Float32Array;
  /** Random error of the same, 1 sigma; null when the map has none. */
  readonly uncertainty: ((row: number) => Float32Array) | null;
}

/** A map in memory, row by row, with its random errors when they are given. */
export function rowsOf(
  { grid, map }: LuminanceMap,
  uncertainty: Image | null = null,
): LuminanceRows {
  const rowIn =
    ({ width, data }: Image) =>
    (row: number): Float32Array =>
      data.subarray(row * width, (row + 1) * width);
  return { grid, row: rowIn(map), uncertainty: uncertainty === null ? null : rowIn(uncertainty) };
}

/** Rows read at once. */
const bandRows = 64;

/**
 * A brightness map in its file, of which the luminance is read as it is asked for; the grid follows
 * from its WCS.
 *
 * @throws FitsError for a broken file, NightSkiesError `bad-map` for one that is no such map
 */
export function openLuminanceMap(
  source: ByteSource,
  name: string,
): LuminanceRows & { readonly header: Header } {
  const file = openFits(source, name);
  const hdu = firstImage(file);
  const wcs = readLinearWcs(hdu.header);
  const unit = hdu.header.string('BUNIT');
  const [columns, rows] = hdu.shape;
  const fits =
    unit === 'cd/m2' &&
    hdu.shape.length === 2 &&
    wcs?.projection === 'CAR' &&
    wcs.cdelt[0] > 0 &&
    wcs.cdelt[0] === wcs.cdelt[1];
  if (!fits) {
    throw new NightSkiesError(
      problem('bad-map', 'this is no brightness map', {
        file: name,
        found: `${hdu.shape.join(' x ')}, unit ${unit ?? 'not said'}, CTYPE ${wcs?.ctype.join(', ') ?? 'unknown'}`,
        expected: 'two axes in cd/m2, WCS type CAR with equal steps, lowest altitude first',
        hint: 'Give the map that mosaic.assemble writes (map.fits, luminance.fits).',
      }),
    );
  }
  const stepDeg = wcs.cdelt[0];
  const outerEdge = (axis: 0 | 1): number => wcs.crval[axis] + stepDeg * (0.5 - wcs.crpix[axis]);
  return {
    header: hdu.header,
    grid: { columns, rows, stepDeg, azimuth0Deg: outerEdge(0), altitude0Deg: outerEdge(1) },
    row: inBands(hdu, columns, rows),
    uncertainty: uncertaintyIn(file, columns, rows),
  };
}

/** Rows of an image, read in bands. */
function inBands(hdu: OpenImage, columns: number, rows: number): (row: number) => Float32Array {
  const band = new Float32Array(bandRows * columns);
  let bandStart = -bandRows;
  return (row) => {
    if (row < bandStart || row >= bandStart + bandRows) {
      bandStart = row - (row % bandRows);
      hdu.readRows(bandStart, Math.min(bandRows, rows - bandStart), band);
    }
    return band.subarray((row - bandStart) * columns, (row - bandStart + 1) * columns);
  };
}

/** The extension UNCERT, when the map has one of its own size. */
function uncertaintyIn(
  file: OpenFits,
  columns: number,
  rows: number,
): ((row: number) => Float32Array) | null {
  const found = file.hdus.find(
    (hdu) =>
      hdu.type === 'image' &&
      hdu.header.string('EXTNAME') === 'UNCERT' &&
      hdu.shape[0] === columns &&
      hdu.shape[1] === rows,
  );
  return found?.type === 'image' ? inBands(found, columns, rows) : null;
}

/** A map in cells so many times as large, made of its rows as they come from below. */
export class LargerCells {
  private readonly blocks: BlockRows;
  private readonly larger: MapGrid;
  private readonly data: Float32Array;
  private rows = 0;

  /** @param block cells along and up that make one; what is left over at the far ends is left out */
  constructor(
    grid: MapGrid,
    private readonly block: number,
  ) {
    const columns = Math.floor(grid.columns / block);
    const rows = Math.floor(grid.rows / block);
    this.larger = { ...grid, columns, rows, stepDeg: grid.stepDeg * block };
    this.blocks = new BlockRows(grid.columns, block);
    this.data = new Float32Array(columns * rows);
  }

  /** The next row. */
  add(values: Float32Array): void {
    this.blocks.add(values);
    this.rows++;
    if (this.rows % this.block !== 0) return;
    this.data.set(this.blocks.finish(), (this.rows / this.block - 1) * this.larger.columns);
  }

  /** Once all rows are added: a cell with data in any of the small ones is their mean in linear light. */
  map(): LuminanceMap {
    const { columns, rows } = this.larger;
    return { grid: this.larger, map: image(columns, rows, this.data) };
  }
}

/**
 * The luminance of a whole map, in cells so many times as large (`LargerCells`); 1 is the map itself.
 *
 * @throws as `openLuminanceMap`
 */
export function readLuminanceMap(
  source: ByteSource,
  name: string,
  blockOf: (grid: MapGrid) => number = () => 1,
): LuminanceMap & { readonly header: Header } {
  const { header, grid, row } = openLuminanceMap(source, name);
  const larger = new LargerCells(grid, blockOf(grid));
  for (let at = 0; at < grid.rows; at++) larger.add(row(at));
  return { header, ...larger.map() };
}
