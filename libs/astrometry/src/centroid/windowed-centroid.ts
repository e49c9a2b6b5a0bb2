import type { Image } from '@nightskies/pixels';

const sigmaPerFwhm = 1 / (2 * Math.sqrt(2 * Math.log(2)));
const rounds = 16;
const goodEnoughPx = 1e-4;
/** A narrower window, sampled at the pixel centres, would shift the centroid with the pixel phase. */
const narrowestWindowPx = 1;

export interface CentroidNoise {
  /** Standard deviation of the background in a pixel, in units of the image. */
  readonly noise: number;
  /** Electrons per unit of the image, for the star's own photon noise; left out when not given. */
  readonly gain?: number;
}

export interface WindowedCentroid {
  /** Position, the first pixel's centre at (0, 0). */
  readonly x: number;
  readonly y: number;
  /** Standard errors from photon and background noise, px. */
  readonly sigmaX: number;
  readonly sigmaY: number;
  /**
   * Second moments under the window, px2. Of a Gaussian star of variance s under a window of
   * variance w they are s w / (s + w).
   */
  readonly momentXX: number;
  readonly momentYY: number;
  readonly momentXY: number;
  /** Standard error of such a moment, px2. */
  readonly momentError: number;
  /** What the moments of a round star of the given width are, px2. */
  readonly expectedMoment: number;
  /** False when the star ran away, has no light or did not settle. */
  readonly converged: boolean;
}

/** Sums under the window, kept from call to call: no garbage per star. */
const sums = new Float64Array(9);
const columnWeights = new Float64Array(64);

/** Fills `sums` for a window at (x, y): w I, w I dx, w I dy, three moments, and noise terms. */
function sumWindow(
  { width, height, data }: Image,
  x: number,
  y: number,
  sigma: number,
  noiseSquare: number,
  perElectron: number,
): void {
  const reach = 4 * sigma;
  const scale = -0.5 / (sigma * sigma);
  sums.fill(0);
  const [x0, x1] = [Math.max(0, Math.ceil(x - reach)), Math.min(width - 1, Math.floor(x + reach))];
  const [y0, y1] = [Math.max(0, Math.ceil(y - reach)), Math.min(height - 1, Math.floor(y + reach))];
  const weightsX = columnWeights.length > x1 - x0 ? columnWeights : new Float64Array(x1 - x0 + 1);
  for (let column = x0; column <= x1; column += 1) {
    weightsX[column - x0] = Math.exp(scale * (column - x) ** 2);
  }
  for (let row = y0; row <= y1; row += 1) {
    const dy = row - y;
    const half = reach * reach - dy * dy;
    const weightY = Math.exp(scale * dy * dy);
    for (let column = x0; column <= x1; column += 1) {
      const dx = column - x;
      const value = data[row * width + column];
      if (dx * dx > half || value - value !== 0) continue;
      const weight = weightY * weightsX[column - x0];
      const light = weight * value;
      const variance = weight * weight * (noiseSquare + Math.max(value, 0) * perElectron);
      sums[0] += light;
      sums[1] += light * dx;
      sums[2] += light * dy;
      sums[3] += light * dx * dx;
      sums[4] += light * dy * dy;
      sums[5] += light * dx * dy;
      sums[6] += variance * dx * dx;
      sums[7] += variance * dy * dy;
      sums[8] += variance * (dx * dx + dy * dy) * (dx * dx + dy * dy);
    }
  }
}

/**
 * Centroid under a Gaussian window as wide as the star (at least 1 px), moved until it rests (XWIN and ERRX2WIN of
 * SExtractor; Bertin and Arnouts 1996; manual, "windowed positional parameters"). Nearly as precise
 * as a fit, and neighbours have little weight. The image's background must be 0; pixels without a
 * value are left out.
 *
 * @param x, y where to start, within about one FWHM
 * @param fwhmPx of the star as it appears, pixels included
 */
export function windowedCentroid(
  source: Image,
  x: number,
  y: number,
  fwhmPx: number,
  { noise, gain }: CentroidNoise,
): WindowedCentroid {
  const starVariance = (fwhmPx * sigmaPerFwhm) ** 2;
  const sigma = Math.max(Math.sqrt(starVariance), narrowestWindowPx);
  // The window shrinks every shift of the star by this.
  const stretch = 1 + starVariance / sigma ** 2;
  const perElectron = gain === undefined ? 0 : 1 / gain;
  let [atX, atY, converged] = [x, y, false];
  for (let round = 0; round < rounds && !converged; round += 1) {
    sumWindow(source, atX, atY, sigma, noise * noise, perElectron);
    if (!(sums[0] > 0)) break;
    const [stepX, stepY] = [(stretch * sums[1]) / sums[0], (stretch * sums[2]) / sums[0]];
    atX += stepX;
    atY += stepY;
    converged = Math.hypot(stepX, stepY) < goodEnoughPx;
    if (!(Math.hypot(atX - x, atY - y) < fwhmPx + 1)) {
      converged = false;
      break;
    }
  }
  const light = sums[0];
  return {
    x: converged ? atX : x,
    y: converged ? atY : y,
    sigmaX: converged ? (stretch * Math.sqrt(sums[6])) / light : Number.NaN,
    sigmaY: converged ? (stretch * Math.sqrt(sums[7])) / light : Number.NaN,
    momentXX: sums[3] / light,
    momentYY: sums[4] / light,
    momentXY: sums[5] / light,
    expectedMoment: starVariance / stretch,
    momentError: Math.sqrt(sums[8]) / Math.abs(light),
    converged,
  };
}
