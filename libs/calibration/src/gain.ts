import { NightSkiesError, problem } from '@nightskies/contracts';
import { medianInPlace, select, type Image } from '@nightskies/pixels';
import { type LinearityCurve, linearityLookup } from './linearity.js';
import { roundingVarianceDn2 } from './read-noise.js';

/** What turns a raw frame into linear signal, for the measurement of its noise. */
export interface GainMeasurementMasters {
  readonly bias: Image | Image<Float64Array>;
  /** DN, linear. */
  readonly dark: Image | Image<Float64Array>;
  /** Exposure of the frame over that of the dark. */
  readonly darkScale: number;
  readonly flat: Image | Image<Float64Array>;
  readonly badPixels: Image<Uint8Array>;
  readonly linearity: LinearityCurve;
}

/** Noise and level of the star-free pixels of one block of a frame, before the flat. */
export interface NoiseSample {
  /** Mean linear signal above the bias, DN; its Poisson noise is in `varianceDn2`. */
  readonly levelDn: number;
  readonly varianceDn2: number;
  readonly pixels: number;
}

export interface MeasuredGain {
  readonly electronsPerDn: number;
  readonly uncertainty: number;
  /** Variance of a pixel without light, DN^2: as given, or the intercept of the fit. */
  readonly quietVarianceDn2: number;
  /** Level at which the gain was measured, as the weights of the fit have it, DN. */
  readonly levelDn: number;
  readonly samples: number;
}

const blockSide = 32;
/** The darkest part of a block, after smoothing: mostly free of stars even in the Milky Way. */
const starFreeShare = 0.3;
const saturationDn = 60000;
/** Fewer blocks than these do not tell noise from accident. */
const fewestSamples = 30;

/** Fourth difference: blind to whatever is as smooth as a stellar image, open to pixel noise. */
const noiseKernel = [1, -4, 6, -4, 1];
/** Binomial smoothing, about as wide as a star; nearly independent of the noise kernel. */
const starKernel = [1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16];

function separable(source: Float32Array, width: number, height: number, kernel: readonly number[]) {
  const [a, b, c] = kernel;
  const rows = new Float32Array(source.length);
  const out = new Float32Array(source.length);
  for (let y = 0; y < height; y++) {
    for (let x = 2; x < width - 2; x++) {
      const k = y * width + x;
      rows[k] =
        a * (source[k - 2] + source[k + 2]) + b * (source[k - 1] + source[k + 1]) + c * source[k];
    }
  }
  for (let y = 2; y < height - 2; y++) {
    for (let x = 2; x < width - 2; x++) {
      const k = y * width + x;
      out[k] =
        a * (rows[k - 2 * width] + rows[k + 2 * width]) +
        b * (rows[k - width] + rows[k + width]) +
        c * rows[k];
    }
  }
  return out;
}

/** Highest of the 5 x 5 pixels about each; the outer two rows and columns stay 0. */
function highestOf25(source: Float32Array, width: number, height: number): Float32Array {
  const rows = new Float32Array(source.length);
  const out = new Float32Array(source.length);
  const pass = (from: Float32Array, to: Float32Array, step: number): void => {
    for (let y = 2; y < height - 2; y++) {
      for (let x = 2; x < width - 2; x++) {
        const k = y * width + x;
        let highest = from[k];
        for (let at = k - 2 * step; at <= k + 2 * step; at += step) {
          if (from[at] > highest) highest = from[at];
        }
        to[k] = highest;
      }
    }
  };
  pass(source, rows, 1);
  pass(rows, out, width);
  return out;
}

interface Prepared {
  /** Linear signal above the bias, DN. */
  readonly linear: Float32Array;
  /** The same without dark and divided by the flat: smooth but for stars and noise. */
  readonly even: Float32Array;
  /** 1 where a bad or saturated pixel is within two pixels. */
  readonly unusable: Uint8Array;
}

function prepare(
  raw: Image<Uint16Array>,
  masters: GainMeasurementMasters,
  driftDn: number,
): Prepared {
  const { width, height, data } = raw;
  const factorAt = linearityLookup(masters.linearity);
  const linear = new Float32Array(data.length);
  const even = new Float32Array(data.length);
  const unusable = new Uint8Array(data.length);
  for (let k = 0; k < data.length; k++) {
    const signal = data[k] - masters.bias.data[k] - driftDn;
    linear[k] = signal * factorAt(signal);
    even[k] = (linear[k] - masters.dark.data[k] * masters.darkScale) / masters.flat.data[k];
    if (masters.badPixels.data[k] !== 0 || data[k] >= saturationDn || !Number.isFinite(even[k])) {
      markAround(unusable, width, height, k);
      even[k] = k > 0 ? even[k - 1] : 0;
    }
  }
  return { linear, even, unusable };
}

/** Marks the 5 x 5 pixels about one, but for the outer two rows and columns. */
function markAround(marks: Uint8Array, width: number, height: number, k: number): void {
  const [row, column] = [Math.floor(k / width), k % width];
  const right = Math.min(column + 2, width - 3);
  for (let y = Math.max(row - 2, 2); y <= Math.min(row + 2, height - 3); y++) {
    for (let x = Math.max(column - 2, 2); x <= right; x++) marks[y * width + x] = 1;
  }
}

/** Mean square after leaving out what is beyond 4 sigma (cosmic rays), three times. */
function clippedMeanSquare(values: Float64Array): { variance: number; kept: number } {
  let variance = Number.POSITIVE_INFINITY;
  let kept = 0;
  for (let pass = 0; pass < 4; pass++) {
    const reach = 16 * variance;
    let sum = 0;
    kept = 0;
    for (let k = 0; k < values.length; k++) {
      const square = values[k] * values[k];
      if (square <= reach) {
        sum += square;
        kept++;
      }
    }
    variance = sum / Math.max(kept, 1);
  }
  return { variance, kept };
}

/**
 * Noise against level in a science frame: one sample per 32 x 32 block. Stars would pass for noise,
 * so only the 30 % of a block's pixels are used whose smoothed surroundings (5 x 5) are darkest, and
 * the noise is taken from a fourth difference in x and y, which answers to a star fifty times less
 * than to a lone pixel. Choosing by the smoothed picture does not bias the noise: the two kernels
 * have a correlation of 0.007 in white noise. The flat is divided out (pixel response would pass
 * for noise too) and put back as the mean of the block.
 *
 * @param driftDn bias of the frame minus the master bias, DN.
 *
 * Method: photon transfer (Janesick, "Photon Transfer", SPIE 2007, chapter 5) with spatial
 * differences within one frame in place of pairs of frames.
 */
export function noiseSamples(
  raw: Image<Uint16Array>,
  masters: GainMeasurementMasters,
  driftDn: number,
): NoiseSample[] {
  const { width, height } = raw;
  const { linear, even, unusable } = prepare(raw, masters, driftDn);
  const noise = separable(even, width, height, noiseKernel);
  const stars = highestOf25(separable(even, width, height, starKernel), width, height);
  // Norm of the kernel in two dimensions: 1 + 16 + 36 + 16 + 1 = 70 in each.
  const unit = 70;
  const margin = 6;
  const samples: NoiseSample[] = [];
  const places = new Int32Array(blockSide * blockSide);
  const smoothed = new Float32Array(places.length);
  const differences = new Float64Array(places.length);
  for (let top = margin; top + blockSide <= height - margin; top += blockSide) {
    for (let left = margin; left + blockSide <= width - margin; left += blockSide) {
      let usable = 0;
      for (let y = top; y < top + blockSide; y++) {
        for (let k = y * width + left; k < y * width + left + blockSide; k++) {
          if (unusable[k] === 0) {
            places[usable] = k;
            smoothed[usable] = stars[k];
            usable++;
          }
        }
      }
      if (usable < places.length / 4) continue;
      const rank = Math.floor(usable * starFreeShare);
      select(smoothed, rank, 0, usable - 1);
      const darkest = smoothed[rank];
      let chosen = 0;
      let flat = 0;
      let level = 0;
      for (let at = 0; at < usable; at++) {
        const k = places[at];
        if (stars[k] > darkest) continue;
        differences[chosen++] = noise[k] / unit;
        flat += masters.flat.data[k];
        level += linear[k];
      }
      flat /= chosen;
      const { variance, kept } = clippedMeanSquare(differences.subarray(0, chosen));
      samples.push({
        levelDn: level / chosen,
        varianceDn2: variance * flat * flat,
        pixels: kept,
      });
    }
  }
  return samples;
}

interface Line {
  readonly intercept: number;
  readonly slope: number;
  /** Variance of the slope for samples whose weights are true inverse variances. */
  readonly slopeVariance: number;
  readonly levelDn: number;
}

/** Weighted straight line; with a given intercept only the slope is fitted. */
function fitLine(samples: readonly NoiseSample[], model: Line, intercept: number | null): Line {
  let w0 = 0;
  let w1 = 0;
  let w2 = 0;
  let v0 = 0;
  let v1 = 0;
  for (const { levelDn, varianceDn2, pixels } of samples) {
    const weight = pixels / (model.intercept + model.slope * levelDn) ** 2;
    w0 += weight;
    w1 += weight * levelDn;
    w2 += weight * levelDn * levelDn;
    v0 += weight * varianceDn2;
    v1 += weight * varianceDn2 * levelDn;
  }
  if (intercept !== null) {
    return {
      intercept,
      slope: (v1 - intercept * w1) / w2,
      slopeVariance: 1 / w2,
      levelDn: w2 / w1,
    };
  }
  const determinant = w0 * w2 - w1 * w1;
  const slope = (w0 * v1 - w1 * v0) / determinant;
  return {
    intercept: (v0 - slope * w1) / w0,
    slope,
    slopeVariance: w0 / determinant,
    levelDn: w2 / w1,
  };
}

function noGain(found: string): NightSkiesError {
  return new NightSkiesError(
    problem('gain-not-measurable', 'the science frames do not show the gain of the camera', {
      found,
      expected: 'noise that grows with the level',
      hint: 'State gainElectronsPerDn of this camera in cameras.json, or EGAIN in the headers.',
    }),
  );
}

/**
 * Gain from noise samples: variance = quiet variance + level / gain, by an iterated weighted line
 * without samples more than 3 sigma off.
 *
 * @param quietVarianceDn2 variance of a pixel without light: read noise, rounding to whole DN and the
 *   noise of the masters, DN^2; null fits it as well.
 * @throws NightSkiesError `gain-not-measurable` with fewer than 30 samples or no positive slope.
 */
export function gainOfSamples(
  samples: readonly NoiseSample[],
  quietVarianceDn2: number | null,
): MeasuredGain {
  let kept = samples.filter(({ levelDn, varianceDn2 }) => levelDn > 0 && varianceDn2 > 0);
  if (kept.length < fewestSamples) throw noGain(`${kept.length} usable blocks`);
  const slopes = Float64Array.from(
    kept,
    ({ levelDn, varianceDn2 }) => (varianceDn2 - (quietVarianceDn2 ?? 0)) / levelDn,
  );
  let line: Line = {
    intercept: quietVarianceDn2 ?? 1,
    slope: Math.max(medianInPlace(slopes), 1e-3),
    slopeVariance: 0,
    levelDn: 0,
  };
  let scatter = 0;
  for (let pass = 0; pass < 12; pass++) {
    line = fitLine(kept, line, quietVarianceDn2);
    if (!(line.slope > 0)) throw noGain(`a slope of ${line.slope}`);
    line = { ...line, intercept: Math.max(line.intercept, roundingVarianceDn2) };
    const off = ({ levelDn, varianceDn2 }: NoiseSample): number =>
      varianceDn2 / (line.intercept + line.slope * levelDn) - 1;
    const deviations = Float64Array.from(kept, (sample) => Math.abs(off(sample)));
    scatter = 1.4826 * medianInPlace(deviations);
    const reach = 3 * scatter;
    const next = kept.filter((sample) => Math.abs(off(sample)) <= reach);
    if (next.length === kept.length || next.length < fewestSamples) break;
    kept = next;
  }
  // A weight is pixels over a squared variance: scatter^2 times pixels is what its unit stands for.
  const meanPixels = kept.reduce((sum, { pixels }) => sum + pixels, 0) / kept.length;
  return {
    electronsPerDn: 1 / line.slope,
    uncertainty: (scatter * Math.sqrt(meanPixels * line.slopeVariance)) / line.slope ** 2,
    quietVarianceDn2: line.intercept,
    levelDn: line.levelDn,
    samples: kept.length,
  };
}
