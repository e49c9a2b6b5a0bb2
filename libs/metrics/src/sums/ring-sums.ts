import type { CellRow, RowSumPlanes, RowSums } from '@nightskies/pixels';
import type { MapGrid } from '@nightskies/sky';
import { addTo, errorStride, type LuminanceHistogram } from './luminance-histogram.js';
import type { RowPart } from './rings.js';

/** A row of a map made ready to be summed; all of the width of the map. */
export interface ReadyRow {
  /** cd/m2, NaN for no data. */
  readonly values: Float32Array;
  /** Random error of each, 0 where none is known. */
  readonly sigma: Float32Array;
  /** Error of the natural model in it. */
  readonly modelSigma: Float32Array;
  /** Part of the cell that counts, 0 to 1. */
  readonly weight: Float32Array;
  /** Errors of filled cells, 0 elsewhere; null in a row without any. */
  readonly filled: Float32Array | null;
}

/** Sums over the cells of one ring. Luminance in cd/m2, so that sums are lux. */
export class RingSums {
  /** Sky of the ring with data or filled; filled; without data: sr. */
  seenSr = 0;
  filledSr = 0;
  missingSr = 0;
  /** Of luminance over solid angle, and over its horizontal projection. */
  light = 0;
  horizontal = 0;
  /** Of squared luminance over solid angle. */
  squares = 0;
  lightVariance = 0;
  horizontalVariance = 0;
  /** Errors of filled cells, added up as one. */
  lightGap = 0;
  horizontalGap = 0;
  missingHorizontalSr = 0;
  minimum = Infinity;
  maximum = -Infinity;
  minimumSigma = 0;
  maximumSigma = 0;
  maximumModelSigma = 0;
  minimumModelSigma = 0;
  lowestMissingDeg = Infinity;
  highestMissingDeg = -Infinity;
  /** The same by column, as upright planes that face it see them. */
  readonly vertical: Float64Array;
  readonly verticalVariance: Float64Array;
  readonly verticalGap: Float64Array;
  readonly verticalMissingSr: Float64Array;

  private readonly planes: RowSumPlanes;

  /**
   * @param memory with room for them
   * @param histogram that takes the cells of the ring, with those of others
   * @param patchSr so much sky shares its random error
   */
  constructor(
    private readonly grid: MapGrid,
    private readonly memory: RowSums,
    histogram: LuminanceHistogram,
    private readonly patchSr: number,
  ) {
    const { columns } = grid;
    this.planes = { ...memory.byColumn(), ...histogram.planes };
    this.vertical = this.planes.light;
    this.verticalVariance = this.planes.variance;
    this.verticalGap = new Float64Array(columns);
    this.verticalMissingSr = new Float64Array(columns);
  }

  /**
   * The cells of a row. What n neighbours share adds up n times as much variance as if each were
   * wrong on its own: a row's variances are taken n = patch / cell times.
   */
  addRow(row: number, part: RowPart, ready: ReadyRow): void {
    const { values, sigma, weight, modelSigma } = ready;
    const { solidAngleSr: area, horizontalSr, verticalSr } = part;
    const shared = Math.max(1, this.patchSr / area);
    const cells: CellRow = { values, weight, sigma, otherSigma: modelSigma };
    const {
      light,
      weight: seen,
      squares,
      variance,
      minimum,
      maximum,
      lacking,
    } = this.memory.add(cells, this.planes, {
      ...{ area, upright: verticalSr, uprightVariance: verticalSr * verticalSr * shared },
      ...{ first: row % errorStride, stride: errorStride },
    });
    if (maximum > this.maximum) {
      const brightest = firstOf(cells, maximum);
      this.maximum = values[brightest];
      this.maximumSigma = sigma[brightest];
      this.maximumModelSigma = modelSigma[brightest];
    }
    if (minimum < this.minimum) {
      const darkest = firstOf(cells, minimum);
      this.minimum = values[darkest];
      this.minimumSigma = sigma[darkest];
      this.minimumModelSigma = modelSigma[darkest];
    }
    this.light += light * area;
    this.horizontal += light * horizontalSr;
    this.squares += squares * area;
    this.seenSr += seen * area;
    this.lightVariance += variance * area * area * shared;
    this.horizontalVariance += variance * horizontalSr * horizontalSr * shared;
    if (ready.filled !== null) this.addFilled(part, ready.filled, weight);
    if (lacking) this.addMissing(row, part, ready);
  }

  /** Takes in the sums of other cells of the ring, but for their histogram. */
  add(other: RingSums): void {
    this.seenSr += other.seenSr;
    this.filledSr += other.filledSr;
    this.missingSr += other.missingSr;
    this.light += other.light;
    this.horizontal += other.horizontal;
    this.squares += other.squares;
    this.lightVariance += other.lightVariance;
    this.horizontalVariance += other.horizontalVariance;
    this.lightGap += other.lightGap;
    this.horizontalGap += other.horizontalGap;
    this.missingHorizontalSr += other.missingHorizontalSr;
    if (other.maximum > this.maximum) {
      this.maximum = other.maximum;
      this.maximumSigma = other.maximumSigma;
      this.maximumModelSigma = other.maximumModelSigma;
    }
    if (other.minimum < this.minimum) {
      this.minimum = other.minimum;
      this.minimumSigma = other.minimumSigma;
      this.minimumModelSigma = other.minimumModelSigma;
    }
    this.lowestMissingDeg = Math.min(this.lowestMissingDeg, other.lowestMissingDeg);
    this.highestMissingDeg = Math.max(this.highestMissingDeg, other.highestMissingDeg);
    addTo(this.vertical, other.vertical);
    addTo(this.verticalVariance, other.verticalVariance);
    addTo(this.verticalGap, other.verticalGap);
    addTo(this.verticalMissingSr, other.verticalMissingSr);
  }

  private addFilled(part: RowPart, filled: Float32Array, weight: Float32Array): void {
    for (let column = 0; column < filled.length; column++) {
      if (filled[column] === 0 || weight[column] === 0) continue;
      const error = weight[column] * filled[column];
      this.filledSr += weight[column] * part.solidAngleSr;
      this.lightGap += error * part.solidAngleSr;
      this.horizontalGap += error * part.horizontalSr;
      this.verticalGap[column] += error * part.verticalSr;
    }
  }

  private addMissing(row: number, part: RowPart, { values, weight }: ReadyRow): void {
    for (let column = 0; column < values.length; column++) {
      if (!Number.isNaN(values[column])) continue;
      const w = weight[column];
      this.missingSr += w * part.solidAngleSr;
      this.missingHorizontalSr += w * part.horizontalSr;
      this.verticalMissingSr[column] += w * part.verticalSr;
    }
    const bottomDeg = this.grid.altitude0Deg + row * this.grid.stepDeg;
    this.lowestMissingDeg = Math.min(this.lowestMissingDeg, Math.max(0, bottomDeg));
    this.highestMissingDeg = Math.max(this.highestMissingDeg, bottomDeg + this.grid.stepDeg);
  }
}

/** The first cell with weight that has a value. */
function firstOf({ values, weight }: CellRow, value: number): number {
  let column = 0;
  while (column < values.length && (values[column] !== value || weight[column] === 0)) column++;
  return column;
}
