import { NightSkiesError, problem } from '@nightskies/contracts';
import type { Image } from '@nightskies/pixels';
import type { MapGrid } from '@nightskies/sky';

/** A map of luminance, first row lowest altitude, azimuth growing with the column. */
export interface LuminanceMap {
  /** cd/m2; NaN where there are no data. */
  readonly map: Image;
  /** Edges of the first cell and size of the cells; the shape is the map's. */
  readonly grid: Pick<MapGrid, 'azimuth0Deg' | 'altitude0Deg' | 'stepDeg'>;
}

/** Checks shape and grid of a map; throws `picture-grid` with what is wrong. */
export function checkMap({ map, grid }: LuminanceMap): void {
  const top = grid.altitude0Deg + grid.stepDeg * map.height;
  const wrong =
    !(grid.stepDeg > 0) || !Number.isFinite(grid.azimuth0Deg) || !Number.isFinite(grid.altitude0Deg)
      ? `azimuth0Deg ${grid.azimuth0Deg}, altitude0Deg ${grid.altitude0Deg}, stepDeg ${grid.stepDeg}`
      : map.width * grid.stepDeg > 360 + 1e-6
        ? `${map.width} columns of ${grid.stepDeg} deg`
        : grid.altitude0Deg < -90 - 1e-6 || top > 90 + 1e-6
          ? `altitudes ${grid.altitude0Deg} to ${top} deg`
          : null;
  if (wrong === null) return;
  throw new NightSkiesError(
    problem('picture-grid', 'the map does not fit on the sky', {
      found: wrong,
      expected: 'a step above 0, at most 360 deg of azimuth, altitudes within -90 to 90 deg',
      hint: 'Give the edges of the first cell and the cell size of the map as grid.',
    }),
  );
}

/** Sums of one place of a picture: light of the cells with data, their weight, and the whole weight. */
export interface SampleSum {
  luminance: number;
  withData: number;
}

/**
 * A map made ready to be looked at from a picture with larger pixels: cells averaged in linear light
 * over blocks of about the size of a picture's pixel, together with the fraction that has data.
 */
export class MapSampler {
  private readonly columns: number;
  private readonly rows: number;
  private readonly stepDeg: number;
  private readonly azimuth0Deg: number;
  private readonly altitude0Deg: number;
  private readonly cyclic: boolean;
  /** Mean over the block of luminance x has data. */
  private readonly light: Float32Array;
  /** Mean over the block of has data; null where blocks are cells: those without data are not finite. */
  private readonly data: Float32Array | null;

  /** @param pixelDeg size of a pixel of the picture on the sky, deg */
  constructor({ map, grid }: LuminanceMap, pixelDeg: number) {
    const block = Math.max(1, Math.floor(pixelDeg / grid.stepDeg + 1e-9));
    this.columns = Math.ceil(map.width / block);
    this.rows = Math.ceil(map.height / block);
    this.stepDeg = block * grid.stepDeg;
    this.azimuth0Deg = grid.azimuth0Deg;
    this.altitude0Deg = grid.altitude0Deg;
    // A ragged last column would shift the joint, so such maps are not joined across it.
    this.cyclic =
      map.width % block === 0 && Math.abs(map.width * grid.stepDeg - 360) < grid.stepDeg / 2;
    if (block === 1) {
      // The map itself: copies of a map of the whole sky would take more memory than anything else.
      this.light = map.data;
      this.data = null;
      return;
    }
    const light = new Float32Array(this.columns * this.rows);
    const data = new Float32Array(this.columns * this.rows);
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        const mean = this.blockMean(map, block, column, row);
        light[row * this.columns + column] = mean.light;
        data[row * this.columns + column] = mean.data;
      }
    }
    this.light = light;
    this.data = data;
  }

  private blockMean(
    map: Image,
    block: number,
    column: number,
    row: number,
  ): { readonly light: number; readonly data: number } {
    const bottom = row * block;
    const top = Math.min(bottom + block, map.height);
    const left = column * block;
    const right = Math.min(left + block, map.width);
    let sum = 0;
    let count = 0;
    for (let y = bottom; y < top; y++) {
      for (let x = left; x < right; x++) {
        const value = map.data[y * map.width + x];
        if (Number.isFinite(value)) {
          sum += value;
          count += 1;
        }
      }
    }
    const cells = (top - bottom) * (right - left);
    return { light: sum / cells, data: count / cells };
  }

  /** Adds the bilinear value at a direction to `sum`; outside the map nothing is added. */
  add(azimuthDeg: number, altitudeDeg: number, sum: SampleSum): void {
    const rowEdge = (altitudeDeg - this.altitude0Deg) / this.stepDeg;
    if (rowEdge < 0 || rowEdge > this.rows) return;
    const east = azimuthDeg - this.azimuth0Deg;
    const turn = east - 360 * Math.floor(east / 360);
    const columnEdge = turn / this.stepDeg;
    if (!this.cyclic && columnEdge > this.columns) return;
    const y = Math.min(Math.max(rowEdge - 0.5, 0), this.rows - 1);
    const row = Math.min(Math.floor(y), Math.max(this.rows - 2, 0));
    const nextRow = Math.min(row + 1, this.rows - 1);
    const fy = y - row;
    const x = columnEdge - 0.5;
    const floor = Math.floor(x);
    const fx = x - floor;
    const column = this.wrap(floor);
    const nextColumn = this.wrap(floor + 1);
    const here = row * this.columns;
    const next = nextRow * this.columns;
    if (this.data === null) this.addCells(here, next, column, nextColumn, fx, fy, sum);
    else this.addBlocks(this.data, here, next, column, nextColumn, fx, fy, sum);
  }

  /** Means of blocks: those without data have no light and no weight. */
  private addBlocks(
    data: Float32Array,
    here: number,
    next: number,
    column: number,
    nextColumn: number,
    fx: number,
    fy: number,
    sum: SampleSum,
  ): void {
    const { light } = this;
    const [a, b, c, d] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy];
    sum.luminance +=
      a * light[here + column] +
      b * light[here + nextColumn] +
      c * light[next + column] +
      d * light[next + nextColumn];
    sum.withData +=
      a * data[here + column] +
      b * data[here + nextColumn] +
      c * data[next + column] +
      d * data[next + nextColumn];
  }

  /** Cells of the map itself: those without data are not finite. */
  private addCells(
    here: number,
    next: number,
    column: number,
    nextColumn: number,
    fx: number,
    fy: number,
    sum: SampleSum,
  ): void {
    this.addCell(this.light[here + column], (1 - fx) * (1 - fy), sum);
    this.addCell(this.light[here + nextColumn], fx * (1 - fy), sum);
    this.addCell(this.light[next + column], (1 - fx) * fy, sum);
    this.addCell(this.light[next + nextColumn], fx * fy, sum);
  }

  private addCell(light: number, weight: number, sum: SampleSum): void {
    // Not 0 for NaN and infinities.
    if (light - light !== 0) return;
    sum.luminance += weight * light;
    sum.withData += weight;
  }

  private wrap(column: number): number {
    if (column < 0) return this.cyclic ? column + this.columns : 0;
    if (column >= this.columns) return this.cyclic ? column - this.columns : this.columns - 1;
    return column;
  }
}
