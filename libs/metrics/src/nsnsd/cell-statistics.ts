/** Percentiles of the old statistics. */
const percents: readonly number[] = [0.05, 1, 60, 70, 80, 90, 95, 98, 99];
/** What the old code takes a cell for, deg2. */
const cellDeg2 = 0.0025;

/** Percentile of sorted values, linear between neighbours. */
export function percentileOf(sorted: Float32Array, percent: number): number {
  const place = (Math.max(0, Math.min(100, percent)) / 100) * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low] + (sorted[high] - sorted[low]) * (place - low);
}

/**
 * Statistics of a mosaic over its cells with data, nL (sky-stages 3.6). "0.5 and 1.0 degree percentile"
 * are the luminance exceeded by the brightest 0.25 and 1 deg2, whatever their names say.
 *
 * @param cells sorted in place
 * @param coarser times as wide cells as the old ones
 */
export function oldStatistics(cells: Float32Array, coarser = 1): Record<string, number> {
  cells.sort();
  const sqdeg = cells.length * cellDeg2 * coarser ** 2;
  let sum = 0;
  for (const value of cells) sum += value;
  return {
    max: cells[cells.length - 1],
    mean: sum / cells.length,
    median: percentileOf(cells, 50),
    ...Object.fromEntries(percents.map((percent) => [`p${percent}`, percentileOf(cells, percent)])),
    deg1: percentileOf(cells, 100 * (1 - 1 / sqdeg)),
    'deg0.5': percentileOf(cells, 100 * (1 - 0.25 / sqdeg)),
  };
}
