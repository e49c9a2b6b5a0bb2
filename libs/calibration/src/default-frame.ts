import { pixelFlags } from '@nightskies/contracts';
import { type Image, image } from '@nightskies/pixels';
import { linearityLookup } from './linearity.js';
import { type CalibrationMasters, masterVariance } from './masters.js';
import { roundingVarianceDn2 } from './read-noise.js';

export interface DefaultFrame {
  /** Calibrated signal, DN, signed. */
  readonly value: Image;
  /** 1 sigma of it, DN: random only, the error of the drift common to all pixels is not in it. */
  readonly uncertainty: Image;
  /** Bits of `pixelFlags`. */
  readonly flags: Image<Uint8Array>;
  readonly counts: Readonly<Record<keyof typeof pixelFlags, number>>;
}

export interface FrameCircumstances {
  readonly driftDn: number;
  readonly exposureSeconds: number;
  /** Raw pixels from here on are saturated, DN. */
  readonly saturationDn: number;
  /** Noise of a read-out without rounding, DN rms; pixel and row parts. */
  readonly readNoiseDn: number;
  readonly rowNoiseDn: number;
  readonly gainElectronsPerDn: number;
}

/** Random variance of a pixel that does not depend on its signal, before the flat, DN^2. */
export function quietVariance(
  masters: CalibrationMasters,
  frame: Omit<FrameCircumstances, 'driftDn' | 'saturationDn'>,
): number {
  return (
    frame.readNoiseDn ** 2 +
    frame.rowNoiseDn ** 2 +
    roundingVarianceDn2 +
    masterVariance(masters, frame.exposureSeconds)
  );
}

/**
 * One frame, calibrated: ((S - B - d) L(S - B - d) - D t / t_D) / F with raw S, master bias B, drift
 * d, linearity factor L, dark D of exposure t_D and flat F (image-stages 3.1), float32, signed, not
 * clamped.
 *
 * Its variance is (q L^2 + max(b, 0) / g) / F^2 with the linear signal b above the bias in DN, the
 * gain g in e-/DN and q of `quietVariance`: Poisson noise of light and dark, read noise, row noise,
 * rounding, and the random errors of master bias and dark.
 *
 * Flags: saturated in the raw frame; signal outside the linearity curve (below its first node only
 * by more than 5 times the read noise, which is where noise about zero ends); bad pixel; no data
 * where a master is not finite or the flat is not positive: value and uncertainty are NaN there.
 */
export function calibrateDefault(
  raw: Image<Uint16Array>,
  masters: CalibrationMasters,
  frame: FrameCircumstances,
): DefaultFrame {
  const { width, height } = raw;
  const count = raw.data.length;
  const factorAt = linearityLookup(masters.linearity);
  const { data: bias } = masters.bias;
  const { data: dark } = masters.dark;
  const { data: flat } = masters.flat;
  const { data: bad } = masters.badPixels;
  const nodes = masters.linearity.adu;
  const lowest = nodes[0] - 5 * Math.hypot(frame.readNoiseDn, frame.rowNoiseDn);
  const highest = nodes[nodes.length - 1];
  const darkScale = frame.exposureSeconds / masters.darkSeconds;
  const quiet = quietVariance(masters, frame);
  const value = new Float32Array(count);
  const uncertainty = new Float32Array(count);
  const flags = new Uint8Array(count);
  const counts = { saturated: 0, nonlinear: 0, bad: 0, noData: 0 };
  for (let k = 0; k < count; k++) {
    const signal = raw.data[k] - bias[k] - frame.driftDn;
    const factor = factorAt(signal);
    const linear = signal * factor;
    const result = (linear - dark[k] * darkScale) / flat[k];
    let bits = 0;
    if (raw.data[k] >= frame.saturationDn) {
      bits |= pixelFlags.saturated.bit;
      counts.saturated++;
    }
    if (signal < lowest || signal > highest) {
      bits |= pixelFlags.nonlinear.bit;
      counts.nonlinear++;
    }
    if (bad[k] !== 0) {
      bits |= pixelFlags.bad.bit;
      counts.bad++;
    }
    if (flat[k] > 0 && Number.isFinite(result)) {
      value[k] = result;
      const variance = quiet * factor * factor + Math.max(linear, 0) / frame.gainElectronsPerDn;
      uncertainty[k] = Math.sqrt(variance) / flat[k];
    } else {
      value[k] = Number.NaN;
      uncertainty[k] = Number.NaN;
      bits |= pixelFlags.noData.bit;
      counts.noData++;
    }
    flags[k] = bits;
  }
  return {
    value: image(width, height, value),
    uncertainty: image(width, height, uncertainty),
    flags: image(width, height, flags),
    counts,
  };
}
