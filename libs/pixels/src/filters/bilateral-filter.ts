import { image, type Image } from '../image.js';
import { reflected } from '../disk-median/footprint.js';

/**
 * Smoothing that keeps edges (Tomasi & Manduchi, Bilateral filtering for gray and color images, ICCV
 * 1998, eq. 3-5, Gaussian in both): every neighbour counts by its distance and by how little its value
 * differs. Neither flux nor the mean is conserved: for pictures and masks, not for photometry.
 *
 * Borders are mirrored with the edge pixel repeated. Neighbours that are NaN do not count; a pixel that
 * is NaN stays so, having no value to differ from. Cost grows with the square of `sigmaPx`.
 *
 * @param sigmaPx of the distance; neighbours up to 2.5 of it away (rounded up) along both axes count
 * @param sigmaValue of the difference, in the image's unit
 * @throws RangeError for one that is not above 0
 */
export function bilateralFilter(source: Image, sigmaPx: number, sigmaValue: number): Image {
  for (const given of [sigmaPx, sigmaValue]) {
    if (!(given > 0) || !Number.isFinite(given)) {
      throw new RangeError(`a bilateral filter needs both sigmas above 0, not ${given}`);
    }
  }
  const { width, height, data } = source;
  const radius = Math.ceil(2.5 * sigmaPx);
  const side = 2 * radius + 1;
  const near = Float64Array.from({ length: side }, (_, k) =>
    Math.exp(-0.5 * ((k - radius) / sigmaPx) ** 2),
  );
  const columns = Int32Array.from({ length: width + 2 * radius }, (_, k) =>
    reflected(k - radius, width),
  );
  const steepness = -0.5 / sigmaValue ** 2;
  const output = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const rows = Int32Array.from({ length: side }, (_, k) => reflected(y + k - radius, height));
    for (let x = 0; x < width; x += 1) {
      const centre = data[y * width + x];
      let sum = 0;
      let total = 0;
      for (let j = 0; j < side; j += 1) {
        const row = rows[j] * width;
        for (let k = 0; k < side; k += 1) {
          const value = data[row + columns[x + k]];
          if (Number.isNaN(value)) continue;
          const d = value - centre;
          const weight = near[j] * near[k] * Math.exp(steepness * d * d);
          sum += weight * d;
          total += weight;
        }
      }
      output[y * width + x] = centre + sum / total;
    }
  }
  return image(width, height, output);
}
