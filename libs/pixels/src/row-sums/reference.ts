import type { CellRow, FloatBins, RowSumPlanes, RowTerms, RowTotals } from './row-terms.js';

/** Bin of a number by its bits. */
export function binOfBits(bits: number, { mantissaShift, base, reach }: FloatBins): number {
  const step = Math.min(Math.max(((bits & 0x7fffffff) >>> mantissaShift) - base, 0), reach);
  return bits < 0 ? reach - step : reach + step;
}

/** What `RowSums.add` does, cell by cell. */
export function addRowReference(
  { values, weight, sigma, otherSigma }: CellRow,
  planes: RowSumPlanes,
  terms: RowTerms,
  bins: FloatBins,
): RowTotals {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  let [light, seen, squares, variance] = [0, 0, 0, 0];
  let [minimum, maximum] = [Infinity, -Infinity];
  let lacking = false;
  for (let column = 0; column < values.length; column++) {
    const value = values[column];
    const part = weight[column];
    if (part === 0) continue;
    if (Number.isNaN(value)) {
      lacking = true;
      continue;
    }
    const weighted = part * value;
    const error = part * sigma[column];
    light += weighted;
    seen += part;
    squares += weighted * value;
    variance += error * error;
    planes.light[column] += weighted * terms.upright;
    planes.variance[column] += error * error * terms.uprightVariance;
    planes.byValue[binOfBits(bits[column], bins)] += part * terms.area;
    if (value > maximum) maximum = value;
    if (value < minimum) minimum = value;
  }
  for (let column = terms.first; column < values.length; column += terms.stride) {
    const part = weight[column];
    if (part === 0 || Number.isNaN(values[column])) continue;
    const bin = binOfBits(bits[column], bins) >> bins.coarseShift;
    const area = part * terms.area;
    planes.errorWeight[bin] += area;
    planes.errorVariance[bin] += area * sigma[column] * sigma[column];
    planes.otherError[bin] += area * otherSigma[column];
  }
  return { light, weight: seen, squares, variance, minimum, maximum, lacking };
}
