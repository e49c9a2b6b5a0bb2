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

/** Where a sample has the light of the cells about a place that have data, weighted, and the sum of their weights. */
export const sampled = { light: 0, withData: 1 } as const;

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
  /** Columns of a whole turn. */
  readonly perTurn: number;
  /** Mean over the block of luminance x has data. */
  private readonly light: Float32Array;
  /** Mean over the block of has data; null where blocks are cells: those without data are not finite. */
  private readonly data: Float32Array | null;
  private inside = false;
  private here = 0;
  private next = 0;
  private upper = 0;

  /** @param pixelDeg size of a pixel of the picture on the sky, deg */
  constructor({ map, grid }: LuminanceMap, pixelDeg: number) {
    const whole = Math.floor(pixelDeg / grid.stepDeg + 1e-9);
    // Even, or what alternates from cell to cell would leave a beat.
    const block = whole < 2 ? 1 : whole - (whole % 2);
    this.columns = Math.ceil(map.width / block);
    this.rows = Math.ceil(map.height / block);
    this.stepDeg = block * grid.stepDeg;
    this.perTurn = 360 / this.stepDeg;
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
    const { light, data } = this.blockMeans(map, block);
    this.light = light;
    this.data = data;
  }

  private blockMeans(
    { data: cells, width, height }: Image,
    block: number,
  ): { readonly light: Float32Array; readonly data: Float32Array } {
    const { columns, rows } = this;
    const light = new Float32Array(columns * rows);
    const data = new Float32Array(columns * rows);
    for (let row = 0; row < rows; row++) {
      const bottom = row * block;
      const top = Math.min(bottom + block, height);
      for (let column = 0; column < columns; column++) {
        const left = column * block;
        const right = Math.min(left + block, width);
        let sum = 0;
        let count = 0;
        for (let y = bottom; y < top; y++) {
          for (let at = y * width + left; at < y * width + right; at++) {
            const value = cells[at];
            // Not 0 for NaN and infinities.
            if (value - value !== 0) continue;
            sum += value;
            count += 1;
          }
        }
        const all = (top - bottom) * (right - left);
        light[row * columns + column] = sum / all;
        data[row * columns + column] = count / all;
      }
    }
    return { light, data };
  }

  /**
   * Chooses the altitude of the directions looked up next; outside the map there is nothing to see.
   */
  level(altitudeDeg: number): void {
    const rowEdge = (altitudeDeg - this.altitude0Deg) / this.stepDeg;
    this.inside = rowEdge >= 0 && rowEdge <= this.rows;
    const y = Math.min(Math.max(rowEdge - 0.5, 0), this.rows - 1);
    const row = Math.min(Math.floor(y), Math.max(this.rows - 2, 0));
    this.upper = y - row;
    this.here = row * this.columns;
    this.next = Math.min(row + 1, this.rows - 1) * this.columns;
  }

  /** Columns from the left edge of the map to an azimuth, less than a whole turn. */
  columnOf(azimuthDeg: number): number {
    const turns = (azimuthDeg - this.azimuth0Deg) / 360;
    return (turns - Math.floor(turns)) * this.perTurn;
  }

  /**
   * Writes the bilinear value at a place along the chosen altitude, and how much of it is known.
   *
   * @param place columns from the left edge, a turn or two too many or too few
   * @param sum two numbers, see `sampled`
   */
  look(place: number, sum: Float64Array): void {
    sum[sampled.light] = 0;
    sum[sampled.withData] = 0;
    if (!this.inside) return;
    const { columns, cyclic, light, here, next, upper, perTurn } = this;
    let columnEdge = place;
    while (columnEdge < 0) columnEdge += perTurn;
    while (columnEdge >= perTurn) columnEdge -= perTurn;
    if (!cyclic && columnEdge > columns) return;
    const x = columnEdge - 0.5;
    // From -0.5 up: what is cut off is the same as for a floor.
    const floor = ((x + 1) | 0) - 1;
    const east = x - floor;
    const column = floor >= 0 ? floor : cyclic ? columns - 1 : 0;
    const beside = floor + 1 < columns ? floor + 1 : cyclic ? 0 : columns - 1;
    const a = (1 - east) * (1 - upper);
    const b = east * (1 - upper);
    const c = (1 - east) * upper;
    const d = east * upper;
    const mean =
      a * light[here + column] +
      b * light[here + beside] +
      c * light[next + column] +
      d * light[next + beside];
    if (this.data !== null) {
      // Means of blocks: those without data have no light and no weight.
      sum[sampled.light] = mean;
      sum[sampled.withData] =
        a * this.data[here + column] +
        b * this.data[here + beside] +
        c * this.data[next + column] +
        d * this.data[next + beside];
    } else if (mean - mean === 0) {
      sum[sampled.light] = mean;
      sum[sampled.withData] = 1;
    } else {
      addCell(light[here + column], a, sum);
      addCell(light[here + beside], b, sum);
      addCell(light[next + column], c, sum);
      addCell(light[next + beside], d, sum);
    }
  }
}

/** Adds a cell of the map itself: one without data is not finite. */
function addCell(light: number, weight: number, sum: Float64Array): void {
  // Not 0 for NaN and infinities.
  if (light - light !== 0) return;
  sum[sampled.light] += weight * light;
  sum[sampled.withData] += weight;
}
