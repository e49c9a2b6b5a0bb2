import { NightSkiesError, problem } from '@nightskies/contracts';
import { blockNoise, type BlockNoise, type Image, medianInPlace } from '@nightskies/pixels';
import { type LinearityCurve, linearityIntervals } from './linearity.js';
import { narrow } from './raw-frame.js';
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

/** Noise and level of the star-free pixels of one block of a frame; the Poisson noise of the level is in the variance. */
export type NoiseSample = BlockNoise;

export interface MeasuredGain {
  readonly electronsPerDn: number;
  readonly uncertainty: number;
  /** Variance of a pixel without light, DN^2: as given, or the intercept of the fit. */
  readonly quietVarianceDn2: number;
  /** Level at which the gain was measured, as the weights of the fit have it, DN. */
  readonly levelDn: number;
  readonly samples: number;
}

/** The darkest part of a block, after smoothing: mostly free of stars even in the Milky Way. */
const starFreeShare = 0.3;
const saturationDn = 60000;
/** Fewer blocks than these do not tell noise from accident. */
const fewestSamples = 30;

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
  const { badPixels, darkScale, linearity } = masters;
  // Masters are float64 in compat only, where no noise is measured.
  const [bias, dark, flat] = [masters.bias, masters.dark, masters.flat].map(narrow);
  return blockNoise(
    raw,
    { bias, dark, flat, badPixels },
    {
      linearity: linearityIntervals(linearity),
      ...{ driftDn, darkScale, saturationDn },
      darkestShare: starFreeShare,
    },
  );
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
