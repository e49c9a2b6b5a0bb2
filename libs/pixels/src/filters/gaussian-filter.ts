import { image, type Image } from '../image.js';
import { reflected } from '../disk-median/footprint.js';

/** Weights exp(-x^2 / (2 sigma^2)) from -radius to radius, sum 1. */
function gaussianWeights(sigmaPx: number, radius: number): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, k) =>
    Math.exp(-0.5 * ((k - radius) / sigmaPx) ** 2),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/**
 * Gaussian smoothing, separable, sums in float64. Flux is conserved but for the mirrored borders and
 * next to gaps; white noise of 1 becomes 1 / (2 sqrt(pi) sigma).
 *
 * Borders are mirrored with the edge pixel repeated and the bell is cut off `truncate` sigma from its
 * middle (rounded to pixels), as scipy's `gaussian_filter` does. NaN is left out and the weights of the
 * others raised to make up for it; NaN where no other is in reach.
 *
 * @param sigmaPx above 0
 * @throws RangeError for a sigma or a truncation that is not above 0
 */
export function gaussianFilter(source: Image, sigmaPx: number, truncate = 4): Image {
  for (const given of [sigmaPx, truncate]) {
    if (!(given > 0) || !Number.isFinite(given)) {
      throw new RangeError(`a Gaussian needs a sigma and a truncation above 0, not ${given}`);
    }
  }
  const { width, height, data } = source;
  const radius = Math.floor(truncate * sigmaPx + 0.5);
  const weights = gaussianWeights(sigmaPx, radius);
  const columns = Int32Array.from({ length: width + 2 * radius }, (_, k) =>
    reflected(k - radius, width),
  );
  const output = new Float32Array(width * height);
  // A row summed along y, and the weight of what there was.
  const sums = new Float64Array(width);
  const present = new Float64Array(width);
  for (let y = 0; y < height; y += 1) {
    sums.fill(0);
    present.fill(0);
    let gaps = false;
    for (let k = 0; k < weights.length; k += 1) {
      const row = reflected(y + k - radius, height) * width;
      const weight = weights[k];
      for (let x = 0; x < width; x += 1) {
        const value = data[row + x];
        if (Number.isNaN(value)) {
          gaps = true;
          continue;
        }
        sums[x] += weight * value;
        present[x] += weight;
      }
    }
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      let share = 1;
      for (let k = 0; k < weights.length; k += 1) sum += weights[k] * sums[columns[x + k]];
      if (gaps) {
        share = 0;
        for (let k = 0; k < weights.length; k += 1) share += weights[k] * present[columns[x + k]];
      }
      output[y * width + x] = share > 0 ? sum / share : Number.NaN;
    }
  }
  return image(width, height, output);
}
