import type { Image } from '../image.js';
import { boxColumns, type BoxOptions, type BoxStatistics } from './box-statistics.js';
import type { AxisTaps } from './expand-grid.js';

function middleOf(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) * 0.5;
}

/** What `boxStatistics` says of one box, by sorting: count, kept, median, mean, sigma. */
function clipped(values: readonly number[], kappa: number, rounds: number): number[] {
  if (values.length === 0) return [0, 0, Number.NaN, Number.NaN, Number.NaN];
  let lowest = -Infinity;
  let highest = Infinity;
  let kept = Float64Array.from(values).sort();
  for (let round = 0; round < rounds; round++) {
    const average = kept.reduce((sum, value) => sum + value, 0) / kept.length;
    const variance = kept.reduce((sum, value) => sum + (value - average) ** 2, 0) / kept.length;
    lowest = middleOf(kept) - kappa * Math.sqrt(variance);
    highest = middleOf(kept) + kappa * Math.sqrt(variance);
    const left = kept.filter((value) => value >= lowest && value <= highest);
    if (left.length === kept.length) break;
    kept = left;
  }
  kept = Float64Array.from(values)
    .filter((value) => value >= lowest && value <= highest)
    .sort();
  const middle = middleOf(kept);
  const sums = [0, 0, 0, 0];
  const squares = [0, 0, 0, 0];
  values.forEach((value, k) => {
    if (value < lowest || value > highest) return;
    sums[k % 4] += value - middle;
    squares[k % 4] += (value - middle) * (value - middle);
  });
  const shift = (sums[0] + sums[2] + (sums[1] + sums[3])) / kept.length;
  const square = (squares[0] + squares[2] + (squares[1] + squares[3])) / kept.length;
  const sigma = Math.sqrt(Math.max(square - shift * shift, 0));
  return [values.length, kept.length, middle, middle + shift, sigma];
}

/** Slow twin of `boxStatistics`: the same bits. */
export function boxStatisticsReference(source: Image, options: BoxOptions): BoxStatistics {
  const { boxWidthPx, boxHeightPx, mask } = options;
  const columns = Math.ceil(source.width / boxWidthPx);
  const rows = Math.ceil(source.height / boxHeightPx);
  const table: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const values: number[] = [];
      for (let y = row * boxHeightPx; y < Math.min((row + 1) * boxHeightPx, source.height); y++) {
        const end = Math.min((column + 1) * boxWidthPx, source.width);
        for (let x = column * boxWidthPx; x < end; x++) {
          const pixel = y * source.width + x;
          const value = source.data[pixel] + 0;
          const masked = mask !== undefined && mask.data[pixel] !== 0;
          if (Number.isFinite(value) && !masked) values.push(value);
        }
      }
      table.push(...clipped(values, options.kappa, options.rounds));
    }
  }
  return boxColumns(columns, rows, Float64Array.from(table));
}

/** Slow twin of `expandGrid`: the same bits. */
export function expandGridReference(
  grid: Image<Float64Array>,
  columns: AxisTaps,
  rows: AxisTaps,
  limits: { readonly lowest: number; readonly highest: number },
): Float32Array {
  const width = columns.first.length;
  return Float32Array.from({ length: width * rows.first.length }, (_, k) => {
    const x = k % width;
    const y = (k - x) / width;
    const sumOf = (weights: Float64Array, at: number, value: (tap: number) => number) =>
      weights[at] * value(0) +
      weights[at + 2] * value(2) +
      (weights[at + 1] * value(1) + weights[at + 3] * value(3));
    const line = (column: number) =>
      sumOf(rows.weights, 4 * y, (tap) => grid.data[(rows.first[y] + tap) * grid.width + column]);
    const value = sumOf(columns.weights, 4 * x, (tap) => line(columns.first[x] + tap));
    return Math.min(limits.highest, Math.max(limits.lowest, value));
  });
}
