import type { MapGrid } from '@nightskies/sky';
import { LuminanceDistribution, LuminanceHistogram } from './luminance-histogram.js';
import { partsOfRow, type Ring } from './rings.js';
import { RingSums, type ReadyRow } from './ring-sums.js';

/** Rings whose cells share a histogram end at these zenith angles: those of the caps, deg. */
const histogramEdgesDeg: readonly number[] = [70, 80, 90];

/** Sums of one kind of light over one part of the sky, ring by ring. */
export class SkySums {
  readonly sums: readonly RingSums[];
  private readonly histograms: readonly LuminanceHistogram[];
  private readonly distributions = new Map<number, LuminanceDistribution>();

  constructor(
    readonly grid: MapGrid,
    readonly rings: readonly Ring[],
    patchSr: number,
  ) {
    this.histograms = histogramEdgesDeg.map(() => new LuminanceHistogram());
    this.sums = rings.map(
      ({ toZenithDeg }) =>
        new RingSums(
          grid,
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
