import type { pixelFlags } from '@nightskies/contracts';
import {
  type Image,
  linearityTable,
  type LinearityTable,
  withCalibratedFrame,
} from '@nightskies/pixels';
import { type LinearityCurve, linearityLookup } from './linearity.js';
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
  return withDefaultFrame(raw, masters, frame, ({ value, uncertainty, flags, counts }) => ({
    value: { ...value, data: value.data.slice() },
    uncertainty: { ...uncertainty, data: uncertainty.data.slice() },
    flags: { ...flags, data: flags.data.slice() },
    counts,
  }));
}

// The frames of a set share a curve, and its table takes as long as a fifth of a frame.
const tables = new WeakMap<LinearityCurve, LinearityTable>();

function tableOf(curve: LinearityCurve): LinearityTable {
  const known = tables.get(curve);
  if (known !== undefined) return known;
  const { adu: nodes } = curve;
  const table = linearityTable(linearityLookup(curve), nodes[0], nodes[nodes.length - 1]);
  tables.set(curve, table);
  return table;
}

/**
 * `calibrateDefault` without the copy: lends the frame to `use`, which encodes or measures it. The
 * next frame overwrites its arrays, so nothing of them may be kept.
 */
export function withDefaultFrame<R>(
  raw: Image<Uint16Array>,
  masters: CalibrationMasters,
  frame: FrameCircumstances,
  use: (frame: DefaultFrame) => R,
): R {
  const { adu: nodes } = masters.linearity;
  const lowest = nodes[0];
  const highest = nodes[nodes.length - 1];
  return withCalibratedFrame(
    raw,
    masters,
    {
      linearity: tableOf(masters.linearity),
      driftDn: frame.driftDn,
      darkScale: frame.exposureSeconds / masters.darkSeconds,
      saturationDn: frame.saturationDn,
      lowestDn: lowest - 5 * Math.hypot(frame.readNoiseDn, frame.rowNoiseDn),
      highestDn: highest,
      quietVarianceDn2: quietVariance(masters, frame),
      gainElectronsPerDn: frame.gainElectronsPerDn,
      flatRelativeVariance: 0,
    },
    ({ value, sigma, flags, counts }) => use({ value, uncertainty: sigma, flags, counts }),
  );
}
