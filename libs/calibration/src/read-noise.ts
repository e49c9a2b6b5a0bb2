import type { Image } from '@nightskies/pixels';
import { clippedSample, meanOf } from './noise-statistics.js';

type Plane = Image | Image<Uint16Array>;

/** Variance that rounding to whole DN adds, DN^2. */
export const roundingVarianceDn2 = 1 / 12;

export interface ReadNoise {
  /** Noise of one read-out without the rounding to whole DN, DN rms. */
  readonly pixelDn: number;
  /** Noise that all pixels of a row share, DN rms. */
  readonly rowDn: number;
  /** 1 sigma of `pixelDn`. */
  readonly uncertaintyDn: number;
}

/**
 * Read noise from full bias frames of one night: the clipped scatter of each consecutive difference
 * over sqrt(2), after its row means are taken off; the scatter of the row means is the row noise.
 * The structure of the bias and a drift between frames cancel.
 *
 * @param biases in the order they were taken; fewer than two give null.
 */
export function readNoiseOfBiases(biases: readonly Plane[]): ReadNoise | null {
  let variance = 0;
  let rowVariance = 0;
  let samples = 0;
  const pairs = biases.length - 1;
  if (pairs < 1) return null;
  // One for all pairs: each is a frame of memory that the system would have to clear.
  const difference = new Float32Array(biases[0].data.length);
  for (let pair = 0; pair < pairs; pair++) {
    const { width, height, data: first } = biases[pair];
    const second = biases[pair + 1].data;
    const rowMeans = new Float64Array(height);
    for (let row = 0; row < height; row++) {
      const [from, past] = [row * width, (row + 1) * width];
      let sum = 0;
      for (let at = from; at < past; at++) {
        difference[at] = second[at] - first[at];
        sum += difference[at];
      }
      const mean = sum / width;
      for (let at = from; at < past; at++) difference[at] -= mean;
      rowMeans[row] = mean;
    }
    const clipped = clippedSample(difference);
    const pixel = (clipped.sigma ** 2 * width) / Math.max(width - 1, 1) / 2;
    variance += pixel / pairs;
    rowVariance += (clippedSample(rowMeans).sigma ** 2 / 2 - pixel / width) / pairs;
    samples += clipped.count;
  }
  const pixelDn = Math.sqrt(Math.max(variance - roundingVarianceDn2, 0));
  return {
    pixelDn,
    rowDn: Math.sqrt(Math.max(rowVariance, 0)),
    uncertaintyDn: Math.sqrt(variance / (2 * samples)),
  };
}

/** Noise of a read-out as one or more bias crops of a frame show it, DN rms. */
export interface CropNoise {
  readonly pixelDn: number;
  readonly rowDn: number;
}

/**
 * Read noise from the scatter of bias crops about the master bias, for sets without bias pairs.
 *
 * @param biasVarianceDn2 random variance of a pixel of the master bias.
 */
export function readNoiseOfCrops(
  crops: readonly { readonly pixelNoiseDn: number; readonly rowNoiseDn: number }[],
  biasVarianceDn2: number,
): CropNoise {
  const pixel = meanOf(crops.map((crop) => crop.pixelNoiseDn ** 2));
  return {
    pixelDn: Math.sqrt(Math.max(pixel - roundingVarianceDn2 - biasVarianceDn2, 0)),
    rowDn: Math.sqrt(meanOf(crops.map((crop) => crop.rowNoiseDn ** 2))),
  };
}
