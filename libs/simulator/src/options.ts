import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import { parseNightName } from '@nightskies/nsnsd';
import { realisticLens, type LensOptions } from './camera/lens.js';
import type { PsfOptions } from './camera/star-light.js';
import { realisticMount, type MountOptions } from './mount.js';

/**
 * What shines: `scene` is an invented, smooth night sky behind a skyline; `flat` is the same
 * luminance in every direction, below the horizon as well, without skyline.
 */
export type Sky =
  { readonly kind: 'scene' } | { readonly kind: 'flat'; readonly luminanceCdM2: number };

export interface NightOptions {
  readonly seed: number;
  /** Folder name `PARKYYMMDD`; its date is the UTC date of the night. */
  readonly night: string;
  /** Side of the square frames, px; XBINNING of the headers is 1024 / size. */
  readonly size: number;
  /** Numbers (1..45) of the pointings that have a B frame; empty for a night in V alone. */
  readonly bFrames: readonly number[];
  readonly sky: Sky;
  readonly stars: boolean;
  /** Stars of V up to and with this shine, if stars do. */
  readonly faintestV: number;
  readonly psf: PsfOptions;
  readonly lens: LensOptions;
  readonly mount: MountOptions;
  /** Photon and read noise, and the small noise of the masters. */
  readonly noise: boolean;
  /** Bias structure and drift, dark current, vignetting, pixel response, nonlinearity. */
  readonly detectorStructure: boolean;
  /** Exposure of V frames, s; B frames take 1.5 times as long. Null: 12 s / sqrt(binning). */
  readonly exposureSeconds: number | null;
}

/** A camera and a mount as they are in the field. */
export const realisticNight: Pick<NightOptions, 'lens' | 'mount'> = {
  lens: realisticLens,
  mount: realisticMount,
};

export const defaultNight: NightOptions = {
  seed: 1,
  night: 'DEMO261107',
  size: 256,
  bFrames: [],
  sky: { kind: 'scene' },
  stars: true,
  faintestV: 6.5,
  psf: { fwhmPx: 1.2, growth: 0.1 },
  noise: true,
  detectorStructure: true,
  exposureSeconds: null,
  ...realisticNight,
};

/** The options in full; throws `simulation-options` naming the first unusable one. */
export function completeOptions(options: Partial<NightOptions>): NightOptions {
  const all = { ...defaultNight, ...options };
  const wrong = faultOf(all);
  if (wrong !== null) throw new NightSkiesError(wrong);
  return all;
}

function faultOf(options: NightOptions): Problem | null {
  const fault = (name: string, found: unknown, expected: string): Problem =>
    problem('simulation-options', `a night cannot be simulated with this ${name}`, {
      found: String(found),
      expected,
      hint: `Give another ${name}, or leave it out for the default.`,
    });
  if (!Number.isSafeInteger(options.seed)) return fault('seed', options.seed, 'a whole number');
  if (parseNightName(options.night) === null) {
    return fault('night', options.night, 'four letters and a date, as in DEMO261107');
  }
  if (!Number.isInteger(options.size) || options.size < 64 || options.size > 4096) {
    return fault('size', options.size, 'a whole number of pixels, 64 to 4096');
  }
  const badFrame = options.bFrames.find((n) => !Number.isInteger(n) || n < 1 || n > 45);
  if (badFrame !== undefined) return fault('bFrames', badFrame, 'frame numbers 1 to 45');
  const exposure = options.exposureSeconds;
  if (exposure !== null && !(exposure > 0 && exposure <= 3600)) {
    return fault('exposureSeconds', exposure, 'above 0 and at most 3600 s');
  }
  if (!Number.isFinite(options.faintestV)) {
    return fault('faintestV', options.faintestV, 'a V magnitude');
  }
  const { fwhmPx, growth } = options.psf;
  if (!(fwhmPx >= 0.1 && fwhmPx <= 20)) return fault('psf', fwhmPx, 'a width of 0.1 to 20 px');
  if (!(growth >= 0 && growth <= 5)) return fault('psf', growth, 'a growth of 0 to 5');
  const lens = faultOfLens(options.lens);
  if (lens !== null) return fault('lens', lens, 'finite numbers and a scale above 0');
  const { mount } = options;
  const angles = [
    ...[mount.azimuthZeroDeg, mount.altitudeZeroDeg, mount.flexureDeg, mount.tiltDeg],
    ...[mount.tiltAzimuthDeg, mount.sigmaDeg, mount.rollZeroDeg, mount.rollSigmaDeg],
  ];
  const wild = angles.find((angle) => !(Math.abs(angle) <= 360));
  if (wild !== undefined) return fault('mount', wild, 'angles of at most 360 deg');
  if (options.sky.kind === 'flat' && !(options.sky.luminanceCdM2 >= 0)) {
    return fault('sky', options.sky.luminanceCdM2, 'a luminance of 0 cd/m2 or more');
  }
  return null;
}

function faultOfLens(lens: LensOptions): string | null {
  if (lens.kind === 'nominal') return null;
  const { scaleArcsec, offCentrePx, radial, decentering, affinity } = lens;
  const numbers = [scaleArcsec, ...offCentrePx, ...radial, ...decentering, ...affinity];
  const usable = scaleArcsec > 0 && numbers.every(Number.isFinite);
  return usable ? null : JSON.stringify(lens);
}
