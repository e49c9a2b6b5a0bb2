import type { RingSums } from '../sums/ring-sums.js';

/** A sum over sky: value and what of its error is not common to all of the map. */
export interface Integral {
  readonly value: number;
  readonly variance: number;
  /** Error by filled and completed cells, all of them as one. */
  readonly gap: number;
}

/** How a part of the sky is summed: what of it has data, and what to put where there are none. */
export interface Coverage {
  /** Of the region, of its part with data, of what was filled: sr. */
  readonly areaSr: number;
  readonly seenSr: number;
  readonly filledSr: number;
  /** True where the part without data is small enough to be completed with the mean of its ring. */
  readonly completed: boolean;
  readonly coveredFraction: number;
  readonly interpolatedFraction: number;
}

/** @param toleratedFraction largest part of a region without data that is completed */
export function coverageOf(rings: readonly RingSums[], toleratedFraction: number): Coverage {
  const sum = (of: (ring: RingSums) => number): number =>
    rings.reduce((total, ring) => total + of(ring), 0);
  const seenSr = sum((ring) => ring.seenSr);
  const filledSr = sum((ring) => ring.filledSr);
  const missingSr = sum((ring) => ring.missingSr);
  const areaSr = seenSr + missingSr;
  return {
    areaSr,
    seenSr,
    filledSr,
    completed: seenSr > 0 && missingSr <= toleratedFraction * areaSr,
    coveredFraction: areaSr > 0 ? Math.max(0, seenSr - filledSr) / areaSr : 0,
    interpolatedFraction: areaSr > 0 ? Math.min(1, filledSr / areaSr) : 0,
  };
}

/** Mean and scatter of a ring's luminance; those of all rings where it has no data. */
function levelOf(ring: RingSums, rings: readonly RingSums[]): { mean: number; scatter: number } {
  const from = ring.seenSr > 0 ? [ring] : rings;
  const seen = from.reduce((sum, { seenSr }) => sum + seenSr, 0);
  const mean = from.reduce((sum, { light }) => sum + light, 0) / seen;
  const squares = from.reduce((sum, of) => sum + of.squares, 0) / seen;
  return { mean, scatter: Math.sqrt(Math.max(0, squares - mean * mean)) };
}

/** Luminance over solid angle: scalar illuminance, lx. */
export function lightIntegral(rings: readonly RingSums[], { completed }: Coverage): Integral {
  return rings.reduce(
    (sum, ring) => {
      const missing = completed ? ring.missingSr : 0;
      const level = missing > 0 ? levelOf(ring, rings) : { mean: 0, scatter: 0 };
      return {
        value: sum.value + ring.light + level.mean * missing,
        variance: sum.variance + ring.lightVariance,
        gap: sum.gap + ring.lightGap + level.scatter * missing,
      };
    },
    { value: 0, variance: 0, gap: 0 },
  );
}

/** Horizontal illuminance, lx. */
export function horizontalIntegral(rings: readonly RingSums[], { completed }: Coverage): Integral {
  return rings.reduce(
    (sum, ring) => {
      const missing = completed ? ring.missingHorizontalSr : 0;
      const level = missing > 0 ? levelOf(ring, rings) : { mean: 0, scatter: 0 };
      return {
        value: sum.value + ring.horizontal + level.mean * missing,
        variance: sum.variance + ring.horizontalVariance,
        gap: sum.gap + ring.horizontalGap + level.scatter * missing,
      };
    },
    { value: 0, variance: 0, gap: 0 },
  );
}

/** What upright planes facing a column's azimuth get from it, lx, by column. */
export interface Columns {
  readonly light: Float64Array;
  readonly variance: Float64Array;
  readonly gap: Float64Array;
}

export function verticalColumns(rings: readonly RingSums[], { completed }: Coverage): Columns {
  const width = rings[0]?.vertical.length ?? 0;
  const light = new Float64Array(width);
  const variance = new Float64Array(width);
  const gap = new Float64Array(width);
  for (const ring of rings) {
    const level = completed && ring.missingSr > 0 ? levelOf(ring, rings) : { mean: 0, scatter: 0 };
    for (let column = 0; column < width; column++) {
      const missing = ring.verticalMissingSr[column];
      light[column] += ring.vertical[column] + level.mean * missing;
      variance[column] += ring.verticalVariance[column];
      gap[column] += ring.verticalGap[column] + level.scatter * missing;
    }
  }
  return { light, variance, gap };
}
