import { rowAltitudeDeg, type MapGrid } from '@nightskies/sky';

/** Misses of the artificial light in cells of 5 deg, each over its stated error. */
export interface CellMiss {
  readonly altitudeDeg: number;
  readonly missNl: number;
  readonly sigmas: number;
}

const cellDeg = 5;

/**
 * Means of the artificial light over cells of about 5 deg by 5 deg of sky against the truth. The
 * random part of a mean is that of its cells; all else is common to a cell of this size.
 */
export function cellMisses(
  grid: MapGrid,
  maps: {
    readonly found: Float32Array;
    readonly truth: Float32Array;
    readonly random: Float32Array;
    /** Error without random noise. */
    readonly model: Float32Array;
    readonly usable: Float32Array;
  },
  lowestDeg: number,
): readonly CellMiss[] {
  const sums = new Map<number, Float64Array>();
  for (let i = 0; i < maps.found.length; i += 1) {
    const altitudeDeg = rowAltitudeDeg(grid, Math.floor(i / grid.columns));
    const miss = maps.found[i] - maps.truth[i];
    if (altitudeDeg < lowestDeg || !(maps.usable[i] > 0.95) || !Number.isFinite(miss)) continue;
    const ring = Math.floor(altitudeDeg / cellDeg);
    const middle = ((ring + 0.5) * cellDeg * Math.PI) / 180;
    const around = Math.max(1, Math.round((360 / cellDeg) * Math.cos(middle)));
    const key = ring * 100 + Math.floor(((i % grid.columns) / grid.columns) * around);
    let sum = sums.get(key);
    if (sum === undefined) sums.set(key, (sum = new Float64Array(5)));
    sum[0] += 1;
    sum[1] += altitudeDeg;
    sum[2] += miss;
    sum[3] += maps.random[i] ** 2;
    sum[4] += maps.model[i];
  }
  return [...sums.values()].map((sum) => {
    const missNl = sum[2] / sum[0];
    const sigma = Math.hypot(sum[4] / sum[0], Math.sqrt(sum[3]) / sum[0]);
    return { altitudeDeg: sum[1] / sum[0], missNl, sigmas: Math.abs(missNl) / sigma };
  });
}

/** Part of misses within so many errors. */
export function within(misses: readonly CellMiss[], sigmas: number): number {
  return misses.filter((miss) => miss.sigmas <= sigmas).length / misses.length;
}
