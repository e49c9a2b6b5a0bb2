import type { FlatErrors } from './camera/flat-errors.js';
import { realisticLens, type LensOptions } from './camera/lens.js';
import { realisticPsf, type PsfOptions } from './camera/psf.js';
import { realisticMount, type MountOptions } from './mount.js';
import type { Cloud } from './sky/clouds.js';
import type { ComponentSky } from './sky/components/options.js';
import { realisticFaintStars, type FaintStarOptions } from './sky/faint-stars.js';
import { usualPhotometry, type PhotometricLaws } from './sky/photometry.js';
import type { StarName, VariableStar } from './star-names.js';

/** A sky that stands still all night. */
export type StandingSky =
  { readonly kind: 'scene' } | { readonly kind: 'flat'; readonly luminanceCdM2: number };

/**
 * What shines: `scene` is an invented, smooth night sky behind a skyline; `flat` is the same
 * luminance in every direction, below the horizon as well, without skyline; `components` is made of
 * known parts and turns (`usualComponents`, `drawnSky`).
 */
export type Sky = StandingSky | ComponentSky;

/** Frames whose stars are wider than in focus. */
export interface Defocus {
  /** Names, `ib012`. */
  readonly frames: readonly string[];
  readonly widthFactor: number;
}

export interface NightOptions {
  readonly seed: number;
  /** Folder name `PARKYYMMDD`; its date is the UTC date of the night. */
  readonly night: string;
  /** Start of the first calibration frame, hours UTC. */
  readonly startHourUtc: number;
  /** Side of the square frames, px. */
  readonly size: number;
  /**
   * XBINNING of the headers. Null: 1024 / size, so that frames of any size show the whole chip; less
   * than that cuts the middle out of it, pixels staying as fine as they are.
   */
  readonly binning: number | null;
  /** Numbers (1..45) of the pointings that have a B frame; empty for a night in V alone. */
  readonly bFrames: readonly number[];
  readonly sky: Sky;
  /** False: neither stars of the catalogue nor fainter ones. */
  readonly stars: boolean;
  /** Stars of the catalogue of V up to and with this shine, if stars do. */
  readonly faintestV: number;
  /** Only these of them; null for all. */
  readonly onlyStars: readonly StarName[] | null;
  /** Stars fainter than `faintestV`, not in the star table; null for none. */
  readonly faintStars: FaintStarOptions | null;
  readonly variableStars: readonly VariableStar[];
  readonly photometry: PhotometricLaws;
  /**
   * Standard deviation of the light of a star at airmass 1 in 12 s, a share (`scintillationSigma`);
   * stars of the catalogue only.
   */
  readonly scintillation: number;
  readonly clouds: readonly Cloud[];
  readonly psf: PsfOptions;
  readonly defocus: readonly Defocus[];
  readonly lens: LensOptions;
  readonly mount: MountOptions;
  /** Photon and read noise, and the small noise of the masters. */
  readonly noise: boolean;
  /** Bias structure and drift, dark current, vignetting, pixel response, nonlinearity. */
  readonly detectorStructure: boolean;
  /** Of the master flats; that of single pixels only where there is noise. */
  readonly flatErrors: FlatErrors;
  /** Exposure of V frames, s; B frames take 1.5 times as long. Null: 12 s / sqrt(binning). */
  readonly exposureSeconds: number | null;
}

/** A camera and a mount as they are in the field. */
export const realisticNight: Pick<NightOptions, 'lens' | 'mount'> = {
  lens: realisticLens,
  mount: realisticMount,
};

/**
 * Stars and flats as they are in the field, for frames as fine as those of the camera: all stars of
 * the catalogue, fainter ones, wings, scintillation, errors of the flats.
 */
export const realisticStars: Pick<
  NightOptions,
  'faintestV' | 'faintStars' | 'psf' | 'scintillation' | 'flatErrors'
> = {
  faintestV: 10,
  faintStars: realisticFaintStars,
  psf: realisticPsf,
  scintillation: 0.008,
  flatErrors: { pixel: 7e-4, smooth: 0 },
};

/**
 * A night for trials of photometry by the dozen: pixels and stars of the real camera on the middle
 * quarter of its chip, so that a set takes a quarter of the time.
 */
export const photometricTrial: Partial<NightOptions> = {
  ...realisticNight,
  ...realisticStars,
  size: 512,
  binning: 1,
};

export const defaultNight: NightOptions = {
  seed: 1,
  night: 'DEMO261107',
  startHourUtc: 3.5,
  size: 256,
  binning: null,
  bFrames: [],
  sky: { kind: 'scene' },
  stars: true,
  faintestV: 6.5,
  onlyStars: null,
  faintStars: null,
  variableStars: [],
  photometry: usualPhotometry,
  scintillation: 0.008,
  clouds: [],
  psf: { fwhmPx: 1.2, growth: 0.1 },
  defocus: [],
  noise: true,
  detectorStructure: true,
  flatErrors: { pixel: 4e-4, smooth: 0 },
  exposureSeconds: null,
  ...realisticNight,
};
