import { RowSums } from '@nightskies/pixels';
import type { MapGrid } from '@nightskies/sky';
import { luminanceBins, LuminanceDistribution, LuminanceHistogram } from './luminance-histogram.js';
import { partsOfRow, type Ring } from './rings.js';
import { RingSums, type ReadyRow } from './ring-sums.js';

/** Rings whose cells share a histogram end at these zenith angles: those of the caps, deg. */
const histogramEdgesDeg: readonly number[] = [70, 80, 90];

/**
 * Memory for sums over maps of one grid.
 *
 * @param skies so many `SkySums`
 * @param rows so many rows besides
 */
export function sumsMemory(
  { columns }: MapGrid,
  rings: readonly Ring[],
  skies: number,
  rows: number,
): RowSums {
  return new RowSums(luminanceBins, {
    ...{ width: columns, rows },
    columnPlanes: skies * rings.length,
    valuePlanes: skies * histogramEdgesDeg.length,
  });
}

/** Sums of one kind of light over one part of the sky, ring by ring. */
export class SkySums {
  readonly sums: readonly RingSums[];
  private readonly histograms: readonly LuminanceHistogram[];
  private readonly distributions = new Map<number, LuminanceDistribution>();

  constructor(
    readonly grid: MapGrid,
    readonly rings: readonly Ring[],
    memory: RowSums,
    patchSr: number,
  ) {
    this.histograms = histogramEdgesDeg.map(() => new LuminanceHistogram(memory));
    this.sums = rings.map(
      ({ toZenithDeg }) =>
        new RingSums(
          grid,
          memory,
          this.histograms[histogramEdgesDeg.findIndex((edge) => toZenithDeg <= edge)],
          patchSr,
        ),
    );
  }

  /** The cells of a row, rows from below. */
  addRow(row: number, ready: ReadyRow): void {
    for (const part of partsOfRow(this.grid, row, this.rings)) {
      this.sums[part.ring].addRow(row, part, ready);
    }
  }

  /** Takes in the sums of other cells of the same sky. */
  add(other: SkySums): void {
    this.sums.forEach((ring, i) => {
      ring.add(other.sums[i]);
    });
    this.histograms.forEach((histogram, i) => {
      histogram.add(other.histograms[i]);
    });
  }

  /** Rings between two zenith angles that are edges of rings. */
  ringsWithin(fromZenithDeg: number, toZenithDeg: number): readonly RingSums[] {
    return this.sums.filter(
      (_, i) =>
        this.rings[i].fromZenithDeg >= fromZenithDeg && this.rings[i].toZenithDeg <= toZenithDeg,
    );
  }

  /** Sky by luminance from the zenith to an edge of `histogramEdgesDeg`, once all rows are added. */
  distributionTo(toZenithDeg: number): LuminanceDistribution {
    const made = this.distributions.get(toZenithDeg);
    if (made !== undefined) return made;
    const distribution = new LuminanceDistribution(
      this.histograms.filter((_, i) => histogramEdgesDeg[i] <= toZenithDeg),
    );
    this.distributions.set(toZenithDeg, distribution);
    return distribution;
  }
}
