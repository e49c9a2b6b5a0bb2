import type { Image } from '../image.js';
import { exponential } from './exponential.js';

const sigmaPerFwhm = 1 / (2 * Math.sqrt(2 * Math.log(2)));
/** Moves of a window before it is given up. */
export const mostRounds = 16;
/** A move below this is rest, px. */
export const restPx = 1e-4;
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

/** The pixels under a window and its weights along both axes, kept from call to call: no garbage per star. */
const window = {
  x0: 0,
  x1: 0,
  y0: 0,
  y1: 0,
  columnWeights: new Float64Array(64),
  rowWeights: new Float64Array(64),
};

/** exp(scale d^2) from a distance to another in steps of one, each by two products from the last. */
function fillGaussian(weights: Float64Array, from: number, to: number, scale: number): void {
  let weight = exponential(scale * from * from);
  let ratio = exponential(scale * (2 * from + 1));
  const bend = exponential(2 * scale);
  for (let k = 0; k <= to - from + 0.5; k += 1) {
    weights[k] = weight;
    weight *= ratio;
    ratio *= bend;
  }
}

function placeWindow(
  { width, height }: Image,
  x: number,
  y: number,
  reach: number,
  sigma: number,
): void {
  const scale = -0.5 / (sigma * sigma);
  window.x0 = Math.max(0, Math.ceil(x - reach));
  window.x1 = Math.min(width - 1, Math.floor(x + reach));
  window.y0 = Math.max(0, Math.ceil(y - reach));
  window.y1 = Math.min(height - 1, Math.floor(y + reach));
  const most = Math.ceil(2 * reach) + 1;
  if (window.columnWeights.length < most) {
    window.columnWeights = new Float64Array(most);
    window.rowWeights = new Float64Array(most);
  }
  fillGaussian(window.columnWeights, window.x0 - x, window.x1 - x, scale);
  fillGaussian(window.rowWeights, window.y0 - y, window.y1 - y, scale);
}

/** Light under the window and its first moments about the window's centre. */
const light = { sum: 0, x: 0, y: 0 };

function sumLight({ width, data }: Image, x: number, y: number, reach: number): void {
  const { x0, x1, y0, y1, columnWeights, rowWeights } = window;
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let row = y0; row <= y1; row += 1) {
    const dy = row - y;
    const half = Math.sqrt(reach * reach - dy * dy);
    const to = Math.min(x1, Math.floor(x + half));
    let [line, lineX] = [0, 0];
    for (let column = Math.max(x0, Math.ceil(x - half)); column <= to; column += 1) {
      const value = data[row * width + column];
      if (value - value !== 0) continue;
      const part = columnWeights[column - x0] * value;
      line += part;
      lineX += part * (column - x);
    }
    const weight = rowWeights[row - y0];
    sum += weight * line;
    sumX += weight * lineX;
    sumY += weight * line * dy;
  }
  light.sum = sum;
  light.x = sumX;
  light.y = sumY;
}

/** Second moments under the window, not yet divided by the light, and variances of all moments. */
function sumMoments(
  { width, data }: Image,
  x: number,
  y: number,
  reach: number,
  noiseSquare: number,
  perElectron: number,
) {
  const { x0, x1, y0, y1, columnWeights, rowWeights } = window;
  let [xx, yy, xy, varianceX, varianceY, varianceRound] = [0, 0, 0, 0, 0, 0];
  for (let row = y0; row <= y1; row += 1) {
    const dy = row - y;
    const half = Math.sqrt(reach * reach - dy * dy);
    const to = Math.min(x1, Math.floor(x + half));
    const weightY = rowWeights[row - y0];
    for (let column = Math.max(x0, Math.ceil(x - half)); column <= to; column += 1) {
      const dx = column - x;
      const value = data[row * width + column];
      if (value - value !== 0) continue;
      const weight = weightY * columnWeights[column - x0];
      const part = weight * value;
      const variance = weight * weight * (noiseSquare + Math.max(value, 0) * perElectron);
      const square = dx * dx + dy * dy;
      xx += part * dx * dx;
      yy += part * dy * dy;
      xy += part * dx * dy;
      varianceX += variance * dx * dx;
      varianceY += variance * dy * dy;
      varianceRound += variance * square * square;
    }
  }
  return { xx, yy, xy, varianceX, varianceY, varianceRound };
}

/** What follows for all stars from the width they have. */
export function windowOf(fwhmPx: number) {
  const starVariance = (fwhmPx * sigmaPerFwhm) ** 2;
  const sigma = Math.max(Math.sqrt(starVariance), narrowestWindowPx);
  // The window shrinks every shift of the star by this.
  const stretch = 1 + starVariance / sigma ** 2;
  return {
    sigma,
    stretch,
    /** A centroid as far from its start belongs to another star, px. */
    farthestPx: fwhmPx + 1,
    expectedMoment: starVariance / stretch,
  };
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
  const { sigma, stretch, farthestPx, expectedMoment } = windowOf(fwhmPx);
  const perElectron = gain === undefined ? 0 : 1 / gain;
  let [atX, atY, converged] = [x, y, false];
  const reach = 4 * sigma;
  let [windowX, windowY] = [x, y];
  for (let round = 0; round < mostRounds && !converged; round += 1) {
    [windowX, windowY] = [atX, atY];
    placeWindow(source, atX, atY, reach, sigma);
    sumLight(source, atX, atY, reach);
    if (!(light.sum > 0)) break;
    const [stepX, stepY] = [(stretch * light.x) / light.sum, (stretch * light.y) / light.sum];
    atX += stepX;
    atY += stepY;
    converged = Math.sqrt(stepX * stepX + stepY * stepY) < restPx;
    const [awayX, awayY] = [atX - x, atY - y];
    if (!(Math.sqrt(awayX * awayX + awayY * awayY) < farthestPx)) {
      converged = false;
      break;
    }
  }
  const { sum } = light;
  const moments = sumMoments(source, windowX, windowY, reach, noise * noise, perElectron);
  return {
    x: converged ? atX : x,
    y: converged ? atY : y,
    sigmaX: converged ? (stretch * Math.sqrt(moments.varianceX)) / sum : Number.NaN,
    sigmaY: converged ? (stretch * Math.sqrt(moments.varianceY)) / sum : Number.NaN,
    momentXX: moments.xx / sum,
    momentYY: moments.yy / sum,
    momentXY: moments.xy / sum,
    expectedMoment,
    momentError: Math.sqrt(moments.varianceRound) / Math.abs(sum),
    converged,
  };
}
