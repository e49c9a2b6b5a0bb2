import { image, type Image } from '@nightskies/pixels';
import { cellSolidAngleSr, type MapGrid } from '@nightskies/sky';

/** Size of the small map: altitude 90 to 0 deg, azimuth -180 to 180 deg (image-stages 9.9). */
export const smallColumns = 288;
export const smallRows = 72;
export const smallStepDeg = 1.25;

/** Cells of a line that a block covers, with the fraction of each. */
interface Share {
  readonly index: number;
  readonly part: number;
}

/** @param from,to edges of the block in cells */
function shares(from: number, to: number, cells: number): Share[] {
  const rounding = 1e-6;
  const list: Share[] = [];
  for (let index = Math.floor(from + rounding); index < Math.min(cells, to - rounding); index++) {
    const part = Math.min(to, index + 1) - Math.max(from, index);
    list.push({ index, part: part > 1 - rounding ? 1 : part });
  }
  return list;
}

/** Sums over the cells of the small map while the large one passes by, row by row. */
abstract class SmallSums {
  protected readonly sums = new Float64Array(smallColumns * smallRows);
  protected readonly weights = new Float64Array(smallColumns * smallRows);
  private readonly columns: readonly (readonly Share[])[];
  private readonly perBlock: number;

  constructor(private readonly grid: MapGrid) {
    this.perBlock = smallStepDeg / grid.stepDeg;
    this.columns = Array.from({ length: smallColumns }, (_, column) =>
      shares(column * this.perBlock, (column + 1) * this.perBlock, grid.columns),
    );
  }

  /**
   * Adds a row of the large map, each row once, in any order.
   *
   * @param values of the row, `grid.columns` of them
   */
  add(row: number, values: Float32Array): void {
    const top = (90 - this.grid.altitude0Deg) / this.grid.stepDeg;
    const first = Math.floor((top - row - 1) / this.perBlock);
    for (let block = Math.max(0, first); block <= Math.min(smallRows - 1, first + 1); block++) {
      const inBlock = shares(
        top - (block + 1) * this.perBlock,
        top - block * this.perBlock,
        this.grid.rows,
      ).find(({ index }) => index === row);
      if (inBlock === undefined) continue;
      for (let column = 0; column < smallColumns; column++) {
        const at = block * smallColumns + column;
        for (const { index, part } of this.columns[column]) {
          this.addCell(at, row, inBlock.part * part, values[index]);
        }
      }
    }
  }

  protected abstract addCell(at: number, row: number, part: number, value: number): void;
}

/**
 * Mean of a map over cells of 1.25 deg, weighted by solid angle, first row highest altitude. NaN
 * where less than half of a cell has data. Rows of the map are in linear light.
 */
export class SmallLinearMap extends SmallSums {
  private readonly areas: Float64Array;
  private readonly whole = new Float64Array(smallColumns * smallRows);

  constructor(grid: MapGrid) {
    super(grid);
    this.areas = Float64Array.from({ length: grid.rows }, (_, row) => cellSolidAngleSr(grid, row));
  }

  finish(): Image {
    const data = new Float32Array(this.sums.length);
    for (let at = 0; at < data.length; at++) {
      const enough = this.weights[at] >= this.whole[at] / 2;
      data[at] = enough ? this.sums[at] / this.weights[at] : Number.NaN;
    }
    return image(smallColumns, smallRows, data);
  }

  protected addCell(at: number, row: number, part: number, value: number): void {
    const weight = part * this.areas[row];
    this.whole[at] += weight;
    if (Number.isNaN(value)) return;
    this.sums[at] += weight * value;
    this.weights[at] += weight;
  }
}

/** What the old pipeline's small map takes for a magnitude where there are no data. */
const nsnsdNoData = -9999;

/**
 * The old pipeline's small map (image-stages 9.9): plain mean of the magnitudes, -9999 among them
 * where there are no data (defect D52). First row highest altitude. Rows of the map are mag/arcsec2.
 */
export class SmallNsnsdMap extends SmallSums {
  finish(): Image {
    const data = Float32Array.from(this.sums, (sum, at) => sum / this.weights[at]);
    return image(smallColumns, smallRows, data);
  }

  protected addCell(at: number, _row: number, part: number, value: number): void {
    this.sums[at] += part * (Number.isNaN(value) ? nsnsdNoData : value);
    this.weights[at] += part;
  }
}
