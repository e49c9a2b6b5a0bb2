import type { Band } from '@nightskies/contracts';
import type { Image } from '@nightskies/pixels';
import type { LinearityCurve } from './linearity.js';

/** A number of the camera with its error and where it comes from. */
export interface CameraNumber {
  readonly value: number;
  /** 1 sigma; null when the source does not say. */
  readonly uncertainty: number | null;
  /** `header EGAIN`, `cameras.json`, `measured: bias pairs`, `assumed` ... */
  readonly origin: string;
}

/** All it takes to calibrate the frames of one set and band: the artifact `calibration-masters`. */
export interface CalibrationMasters {
  /** Where bias and dark come from. */
  readonly mode: 'standard' | 'night';
  /** Whose arithmetic made them; frames are calibrated with the same. */
  readonly compat: 'none' | 'nsnsd';
  readonly band: Band;
  /** DN; float64 only in compat, where a float64 master file decides how sums are rounded. */
  readonly bias: Image | Image<Float64Array>;
  /** Linear DN collected in `darkSeconds`; in compat as used, never scaled. */
  readonly dark: Image | Image<Float64Array>;
  readonly darkSeconds: number;
  /** Exposure time of the frames these masters were made for, s. */
  readonly referenceSeconds: number;
  readonly flat: Image | Image<Float64Array>;
  /** 1 = bad. */
  readonly badPixels: Image<Uint8Array>;
  readonly linearity: LinearityCurve;
  /** e-/DN; null only in compat. */
  readonly gain: CameraNumber | null;
  /** e-, rms, without the rounding to whole DN; null when no bias pair was given. */
  readonly readNoise: CameraNumber | null;
  /** Noise shared by the pixels of a row, DN rms. */
  readonly rowNoiseDn: number;
  /** Random variance of a pixel of the master bias, DN^2. */
  readonly biasVarianceDn2: number;
  /** Random variance of a pixel of the dark at `darkSeconds`, DN^2. */
  readonly darkVarianceDn2: number;
  /** Their covariance: negative in night masters, where the same biases enter both. */
  readonly biasDarkCovarianceDn2: number;
  /** Frames that entered; null when the master's header does not say (NCOMBINE). */
  readonly biasFrames: number | null;
  readonly darkFrames: number | null;
}

/**
 * Random variance that master bias and scaled dark bring into a pixel of a frame, before the flat,
 * DN^2.
 */
export function masterVariance(masters: CalibrationMasters, exposureSeconds: number): number {
  const scale = exposureSeconds / masters.darkSeconds;
  return (
    masters.biasVarianceDn2 +
    scale * scale * masters.darkVarianceDn2 +
    2 * scale * masters.biasDarkCovarianceDn2
  );
}
