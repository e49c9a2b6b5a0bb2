import type { Image } from '../image.js';
import type { LinearityTable } from './linearity-table.js';

/** Planes of the size of the frame that are the same for many frames. Float64 is rounded. */
export interface CalibrationPlanes {
  /** Master bias, DN. */
  readonly bias: Image | Image<Float64Array>;
  /** Dark, linear DN at its own exposure time. */
  readonly dark: Image | Image<Float64Array>;
  /** Flat, relative; where it is not positive there are no data. */
  readonly flat: Image | Image<Float64Array>;
  /** Bad where not 0. */
  readonly badPixels: Image<Uint8Array>;
}

/** What is the same for all pixels of a frame; every number is used as float32. */
export interface FrameTerms {
  readonly linearity: LinearityTable;
  /** Bias of this frame above the master's, DN. */
  readonly driftDn: number;
  /** Exposure time of the frame over that of the dark. */
  readonly darkScale: number;
  /** Raw pixels from here on are saturated, DN. */
  readonly saturationDn: number;
  /** Signals below or above are flagged as outside the linearity curve, DN. */
  readonly lowestDn: number;
  readonly highestDn: number;
  /** Random variance independent of the signal, before linearity and flat, DN^2. */
  readonly quietVarianceDn2: number;
  readonly gainElectronsPerDn: number;
  /** Variance of the flat over its square; 0 leaves it out. */
  readonly flatRelativeVariance: number;
}

/** A calibrated frame. */
export interface CalibratedPlanes {
  /** Signal, DN, signed; NaN where there are no data. */
  readonly value: Image;
  /** 1 sigma of it, DN. */
  readonly sigma: Image;
  /** Bits of `pixelFlags`. */
  readonly flags: Image<Uint8Array>;
  /** Pixels that carry each flag. */
  readonly counts: {
    readonly saturated: number;
    readonly nonlinear: number;
    readonly bad: number;
    readonly noData: number;
  };
}

/** The float32 numbers of a frame as kernel and twin use them. */
export interface RoundedTerms {
  readonly drift: number;
  readonly darkScale: number;
  readonly origin: number;
  readonly lastPlace: number;
  readonly lowest: number;
  readonly highest: number;
  readonly saturation: number;
  readonly quietVariance: number;
  readonly signalVariance: number;
  readonly flatVariance: number;
}

/** @throws RangeError when a term is not finite, a variance negative or the gain not positive */
export function roundedTerms(terms: FrameTerms): RoundedTerms {
  const finite = (name: string, value: number, least = -Infinity): number => {
    if (!Number.isFinite(value) || value < least) {
      throw new RangeError(`${name} is ${value}: a finite number is needed, at least ${least}`);
    }
    return Math.fround(value);
  };
  const gain = finite('gainElectronsPerDn', terms.gainElectronsPerDn, 0);
  if (gain === 0) throw new RangeError('gainElectronsPerDn is 0: a positive number is needed');
  return {
    drift: finite('driftDn', terms.driftDn),
    darkScale: finite('darkScale', terms.darkScale, 0),
    origin: finite('linearity.originDn', terms.linearity.originDn),
    lastPlace: terms.linearity.factors.length - 1,
    lowest: finite('lowestDn', terms.lowestDn),
    highest: finite('highestDn', terms.highestDn),
    saturation: finite('saturationDn', terms.saturationDn),
    quietVariance: finite('quietVarianceDn2', terms.quietVarianceDn2, 0),
    signalVariance: Math.fround(1 / gain),
    flatVariance: finite('flatRelativeVariance', terms.flatRelativeVariance, 0),
  };
}

/** @throws RangeError when a plane does not have the shape of the frame */
export function requireFrameShape(raw: Image<Uint16Array>, planes: CalibrationPlanes): void {
  const { width, height } = raw;
  for (const [name, plane] of [
    ['bias', planes.bias],
    ['dark', planes.dark],
    ['flat', planes.flat],
    ['badPixels', planes.badPixels],
  ] as const) {
    if (plane.width !== width || plane.height !== height) {
      throw new RangeError(
        `${name} of ${plane.width} x ${plane.height} does not fit a frame of ${width} x ${height}`,
      );
    }
  }
}
