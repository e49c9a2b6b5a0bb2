import { type Image, image } from '@nightskies/pixels';
import { linearityLookup, type LinearityCurve } from './linearity.js';
import type { DarkBiasPair } from './night-masters.js';
import type { RawFrame } from './raw-frame.js';

/**
 * The masters of the old pipeline, defects included (image-stages 3.2, 3.5, 3.7). Its arrays are
 * float32, its linearity factors float64; each step is rounded as NumPy 1 rounds it.
 */

/** Exposure of B frames over V frames, hard-coded in the old pipeline (D4). */
const bandBThermalFactor = 1.5;

/** A dark for V as it is, for B 1.5 times it, whatever the exposure times are. */
export function nsnsdDarkOfBand(dark: Image<Float64Array>, band: 'V' | 'B'): Image<Float64Array> {
  if (band === 'V') return dark;
  return image(
    dark.width,
    dark.height,
    dark.data.map((value) => bandBThermalFactor * value),
  );
}

/** D0 L(D0) with D0 = max(0, thermal_1sec x EXPTIME of zenith1). */
export function nsnsdDarkOfThermal(
  thermal: Image | Image<Float64Array>,
  zenithSeconds: number,
  linearity: LinearityCurve,
): Image<Float64Array> {
  const factorAt = linearityLookup(linearity);
  const narrow = thermal.data instanceof Float32Array;
  const seconds = narrow ? Math.fround(zenithSeconds) : zenithSeconds;
  const dark = new Float64Array(thermal.data.length);
  for (let k = 0; k < dark.length; k++) {
    const product = thermal.data[k] * seconds;
    const collected = Math.max(0, narrow ? Math.fround(product) : product);
    dark[k] = collected * factorAt(collected);
  }
  return image(thermal.width, thermal.height, dark);
}

/** Plain mean of max(0, dark - bias) L(...) over the pairs, clipped before averaging (D8). */
export function nsnsdNightDark(
  pairs: readonly DarkBiasPair[],
  linearity: LinearityCurve,
): Image<Float64Array> {
  const factorAt = linearityLookup(linearity);
  const { width, height } = pairs[0].dark.image;
  const sum = new Float64Array(width * height);
  for (const { dark, bias } of pairs) {
    for (let k = 0; k < sum.length; k++) {
      const collected = Math.max(0, dark.image.data[k] - bias.image.data[k]);
      sum[k] += collected * factorAt(collected);
    }
  }
  return image(
    width,
    height,
    sum.map((value) => value / pairs.length),
  );
}

/** Plain mean of the bias frames in float32. */
export function nsnsdNightBias(biases: readonly RawFrame[]): Image {
  const { width, height } = biases[0].image;
  const mean = new Float32Array(width * height);
  for (const bias of biases) {
    for (let k = 0; k < mean.length; k++) mean[k] += bias.image.data[k];
  }
  for (let k = 0; k < mean.length; k++) mean[k] /= biases.length;
  return image(width, height, mean);
}
