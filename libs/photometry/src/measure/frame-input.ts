import type { Image } from '@nightskies/pixels';
import type { CameraModel, CameraPose, ObserverFrame, StarSelection } from '@nightskies/sky';
import type { AirmassFormula } from '../airmass/index.js';

/** How stars of a frame are measured. Radii and distances in px. */
export interface MeasureOptions {
  readonly airmassFormula: AirmassFormula;
  readonly apertureRadiusPx: number;
  /** Background: the mean between these radii. */
  readonly annulusPx: readonly [number, number];
  /**
   * Faintest catalogue magnitude measured, in the band of the frame. Single faint stars say little, all
   * of them a lot: they average the scintillation, which is the same for faint and bright.
   */
  readonly faintestMagnitude: number;
  /** Stars lower than this are measured and flagged, deg of apparent altitude. */
  readonly lowestAltitudeDeg: number;
  /** Below this a star that is not there is taken to be behind terrain, deg. */
  readonly highestTerrainDeg: number;
  /** Light of catalogue neighbours in the aperture over that of the star above which it is flagged. */
  readonly neighbourLimit: number;
  /** Relative error of the light, by noise and confusion, above which a star is flagged. */
  readonly noisiest: number;
  /** A star farther than this from its place is flagged. */
  readonly displacementPx: number;
  /** Relative scintillation at the zenith in one second. */
  readonly scintillationAtZenith: number;
  /** Least part of the light in the aperture; less, and the frame is out of focus. */
  readonly leastApertureFraction: number;
}

/**
 * Defaults are for pixels of about 95 arcsec and stars of a FWHM of 2 px.
 *
 * Scintillation: 0.8 % in 12 s at the zenith, what Young's formula gives for a lens of 28 mm at 1200 m
 * (`scintillationCoefficient`).
 */
export const measureDefaults: MeasureOptions = {
  airmassFormula: 'pickering-2002',
  apertureRadiusPx: 6,
  annulusPx: [9, 18],
  faintestMagnitude: 8.5,
  lowestAltitudeDeg: 10,
  highestTerrainDeg: 20,
  neighbourLimit: 0.01,
  noisiest: 1,
  displacementPx: 0.7,
  scintillationAtZenith: 0.008 * Math.sqrt(12),
  leastApertureFraction: 0.95,
};

/** One calibrated frame with all that is known of it. */
export interface FrameToMeasure {
  /** Stem of the raw file, `ib001`. */
  readonly frame: string;
  readonly band: 'V' | 'B';
  /** Calibrated, DN in the exposure, divided by a flat of uniform radiance. */
  readonly pixels: Image;
  /** 1 sigma of each pixel, DN; null: from gain and read noise. */
  readonly uncertainty: Image | null;
  readonly gainElectronsPerDn: number | null;
  readonly readNoiseElectrons: number | null;
  /** Bits of `pixelFlags`; null when nothing is known against any pixel. */
  readonly flags: Image<Uint8Array> | null;
  readonly exposureSeconds: number;
  readonly middleJdUtc: number;
  readonly camera: CameraModel;
  readonly pose: CameraPose;
  /** The sky over the camera at the middle of the exposure. */
  readonly sky: ObserverFrame;
  /** All catalogue stars to about V 10 that may stand in the field, at the epoch of the frame. */
  readonly catalogue: StarSelection;
  readonly options?: Partial<MeasureOptions>;
}
