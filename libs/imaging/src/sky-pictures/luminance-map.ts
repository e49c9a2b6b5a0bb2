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

/** What a map has at places of a picture, one after the other. */
export interface Samples {
  /** Light of the cells about a place that have data, weighted. */
  readonly light: Float64Array;
  /** Sum of their weights, 0 to 1. */
  readonly withData: Float64Array;
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
  /** Columns of a whole turn. */
  readonly perTurn: number;
  /** Mean over the block of luminance x has data. */
  private readonly light: Float32Array;
  /** Mean over the block of has data; null where blocks are cells: those without data are not finite. */
  private readonly data: Float32Array | null;

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

  /** Columns from the left edge of the map to an azimuth, less than a whole turn. */
  columnOf(azimuthDeg: number): number {
    const turns = (azimuthDeg - this.azimuth0Deg) / 360;
    return (turns - Math.floor(turns)) * this.perTurn;
  }

  /**
   * Writes the bilinear value at places along a row of a picture, and how much of each is known; outside
   * the map there is nothing to see.
   *
   * @param altitudeDeg of each place
   * @param place columns from the left edge, a turn or two too many or too few; NaN: not asked for
   */
  look(altitudeDeg: Float64Array, place: Float64Array, samples: Samples): void {
    const { columns, rows, cyclic, perTurn, altitude0Deg, stepDeg } = this;
    const cells = this.light;
    const known = this.data;
    const { light, withData } = samples;
    const highest = Math.max(rows - 2, 0);
    for (let k = 0; k < place.length; k++) {
      light[k] = 0;
      withData[k] = 0;
      const rowEdge = (altitudeDeg[k] - altitude0Deg) / stepDeg;
      let columnEdge = place[k];
      while (columnEdge < 0) columnEdge += perTurn;
      while (columnEdge >= perTurn) columnEdge -= perTurn;
      // False where it is not asked for.
      if (!(
        rowEdge >= 0 &&
        rowEdge <= rows &&
        (cyclic ? columnEdge >= 0 : columnEdge <= columns)
      )) {
        continue;
      }
      const y = Math.min(Math.max(rowEdge - 0.5, 0), rows - 1);
      const row = Math.min(Math.floor(y), highest);
      const upper = y - row;
      const here = row * columns;
      const next = Math.min(row + 1, rows - 1) * columns;
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
        a * cells[here + column] +
        b * cells[here + beside] +
        c * cells[next + column] +
        d * cells[next + beside];
      if (known !== null) {
        // Means of blocks: those without data have no light and no weight.
        light[k] = mean;
        withData[k] =
          a * known[here + column] +
          b * known[here + beside] +
          c * known[next + column] +
          d * known[next + beside];
      } else if (mean - mean === 0) {
        light[k] = mean;
        withData[k] = 1;
      } else {
        addCell(cells[here + column], a, k, samples);
        addCell(cells[here + beside], b, k, samples);
        addCell(cells[next + column], c, k, samples);
        addCell(cells[next + beside], d, k, samples);
      }
    }
  }
}

/** Adds a cell of the map itself: one without data is not finite. */
function addCell(cell: number, weight: number, k: number, { light, withData }: Samples): void {
  // Not 0 for NaN and infinities.
  if (cell - cell !== 0) return;
  light[k] += weight * cell;
  withData[k] += weight;
}
