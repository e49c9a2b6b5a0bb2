/** A part of a star's picture: a share of its light, spread as a Gaussian. */
export interface PicturePart {
  readonly share: number;
  /** Standard deviation, px of the frames. */
  readonly sigmaPx: number;
}

/**
 * The picture of a star by a 50 mm lens at f/2 in focus on pixels of 24 um, mean of the field, unbinned:
 * width at half maximum 1.7 px, 0.8 % of the light beyond 6 px.
 */
export const usualPicture: readonly PicturePart[] = [
  { share: 0.802, sigmaPx: 0.68 },
  { share: 0.158, sigmaPx: 1.26 },
  { share: 0.0335, sigmaPx: 2.7 },
  { share: 0.005, sigmaPx: 10.5 },
  { share: 0.0015, sigmaPx: 31.4 },
];

/** Light of stars spread over a frame, in units of one brightness: how many of each per pixel. */
export interface SpreadStars {
  readonly light: Float64Array;
  readonly perPixel: Float64Array;
}

/** Logarithms of the frequencies of tables: from where nothing happens to beyond any light. */
const lowest = Math.log(1e-5);
const highest = Math.log(1e7);
const tableStep = 0.1;
const tableSize = Math.ceil((highest - lowest) / tableStep) + 1;

/** A complex function of the logarithm of a positive number. */
interface Table {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** Frequencies of the integral, in units of the inverse noise. */
const frequencies = 64;
const greatestFrequency = 5;

/** More than any median takes: stars would have to raise the sky by so many times the noise. */
const greatestRounds = 200;

/**
 * How far stars raise the median of pixels above the sky.
 *
 * The light of randomly scattered stars in a pixel is a compound Poisson number, the P(D) of Scheuer
 * (1957, Proc. Camb. Phil. Soc. 53, 764) and Condon (1974, ApJ 188, 279): its characteristic function
 * with normal noise of standard deviation s is
 *
 *     phi(w) = exp(sum_k n_k K(w f_k) - s^2 w^2 / 2),   K(u) = integral (exp(i u h(r)) - 1) 2 pi r dr
 *
 * for n_k stars of light f_k per pixel whose picture has h(r) of the light in a pixel at distance r.
 * Its median m solves integral Im(exp(-i w m) phi(w)) / w dw = 0 over w > 0 (Gil-Pelaez 1951,
 * Biometrika 38, 481).
 */
export class PixelLight {
  private readonly ofOneStar: Table;

  constructor(picture: readonly PicturePart[]) {
    this.ofOneStar = oneStar(picture);
  }

  /** Logarithm of phi without noise for stars as given, to be scaled in number and brightness. */
  crowd({ light, perPixel }: SpreadStars): StarCrowd {
    const real = new Float64Array(tableSize);
    const imaginary = new Float64Array(tableSize);
    for (let k = 0; k < light.length; k++) {
      const shift = Math.log(light[k]);
      for (let t = 0; t < tableSize; t++) {
        const at = lowest + t * tableStep + shift;
        real[t] += perPixel[k] * interpolated(this.ofOneStar.real, at);
        imaginary[t] += perPixel[k] * interpolated(this.ofOneStar.imaginary, at);
      }
    }
    return new StarCrowd({ real, imaginary });
  }
}

/** Stars of all brightnesses in fixed proportions. */
export class StarCrowd {
  private readonly re = new Float64Array(frequencies);
  private readonly im = new Float64Array(frequencies);

  constructor(private readonly table: Table) {}

  /** Stars between these and others: those of `part` 0 to those of 1. */
  towards(other: StarCrowd, part: number): StarCrowd {
    const mixed = (a: Float64Array, b: Float64Array): Float64Array =>
      a.map((value, k) => value + part * (b[k] - value));
    return new StarCrowd({
      real: mixed(this.table.real, other.table.real),
      imaginary: mixed(this.table.imaginary, other.table.imaginary),
    });
  }

  /**
   * Rise of the median above the sky.
   *
   * @param number factor on how many stars there are
   * @param brightness factor on the light of each
   * @param sigma noise of a pixel, in the unit of the light
   * @param guess where to look first
   */
  medianShift(number: number, brightness: number, sigma: number, guess = 0): number {
    const { re, im, table } = this;
    const step = greatestFrequency / frequencies / sigma;
    const shift = Math.log(brightness);
    for (let k = 0; k < frequencies; k++) {
      const w = (k + 0.5) * step;
      const at = Math.log(w) + shift;
      const size = Math.exp(number * interpolated(table.real, at) - (sigma * w) ** 2 / 2) / w;
      const phase = number * interpolated(table.imaginary, at);
      re[k] = size * Math.cos(phase);
      im[k] = size * Math.sin(phase);
    }
    // Newton's method; no step beyond the noise, where the curve bends.
    let median = guess;
    for (let round = 0; round < greatestRounds; round++) {
      let value = 0;
      let slope = 0;
      for (let k = 0; k < frequencies; k++) {
        const w = (k + 0.5) * step;
        const [sine, cosine] = [Math.sin(w * median), Math.cos(w * median)];
        value += im[k] * cosine - re[k] * sine;
        slope -= w * (im[k] * sine + re[k] * cosine);
      }
      const change = Math.min(Math.max(-value / slope, -sigma), sigma);
      median += change;
      if (Math.abs(change) < 1e-5 * sigma) break;
    }
    return median;
  }
}

function oneStar(picture: readonly PicturePart[]): Table {
  const real = new Float64Array(tableSize);
  const imaginary = new Float64Array(tableSize);
  // Gathered by a pixel: the variance of a square of side 1 is 1/12 each way.
  const parts = picture.map(({ share, sigmaPx }) => {
    const variance = sigmaPx * sigmaPx + 1 / 12;
    return { peak: share / (2 * Math.PI * variance), variance };
  });
  const widest = Math.max(...parts.map(({ variance }) => Math.sqrt(variance)));
  // Rings of equal ratio: the middle and the far wings need steps of their own size.
  const rings = 400;
  const grow = Math.log(1 + (5 * widest) / 0.05);
  let inner = 0;
  for (let ring = 1; ring <= rings; ring++) {
    const outer = 0.05 * (Math.exp((grow * ring) / rings) - 1);
    const squared = (inner * inner + outer * outer) / 2;
    const area = Math.PI * (outer * outer - inner * inner);
    const light = parts.reduce(
      (sum, { peak, variance }) => sum + peak * Math.exp(-squared / (2 * variance)),
      0,
    );
    for (let t = 0; t < tableSize; t++) {
      const u = Math.exp(lowest + t * tableStep) * light;
      real[t] += area * (Math.cos(u) - 1);
      imaginary[t] += area * Math.sin(u);
    }
    inner = outer;
  }
  return { real, imaginary };
}

/** Value of a table at a logarithm; the ends go on. */
function interpolated(values: Float64Array, at: number): number {
  const place = Math.min(Math.max((at - lowest) / tableStep, 0), tableSize - 1.000001);
  const i = Math.floor(place);
  return values[i] + (place - i) * (values[i + 1] - values[i]);
}
