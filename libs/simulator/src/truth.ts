import type { Band } from '@nightskies/contracts';
import {
  degree,
  type CameraModel,
  type CameraPose,
  type EquatorialDirection,
  type HorizontalDirection,
  type PlanePoint,
} from '@nightskies/sky';
import type { LinearityRow } from './camera/detector.js';
import type { ComponentTruth } from './component-sums.js';
import { encircledLight, psfParts, type PsfOptions, type PsfPart } from './camera/psf.js';
import type { NightOptions } from './options.js';
import type { Scene } from './sky/scene.js';

/** A light frame as it really was, at the middle of the exposure; altitudes are apparent. */
export interface FrameTruth {
  readonly name: string;
  readonly band: Band;
  readonly startJd: number;
  readonly exposureSeconds: number;
  /** Commanded, as in the header. */
  readonly commanded: HorizontalDirection;
  /** Of the optical axis. */
  readonly pose: CameraPose;
  /** Where the middle of the frame looks; right ascension and declination in ICRS. */
  readonly centre: HorizontalDirection & EquatorialDirection;
  /** Bias of this frame minus the master bias, DN. */
  readonly driftDn: number;
  /** Dimming by clouds in the direction of the middle of the frame, mag. */
  readonly cloudMag: number;
  /** By how much the stars are wider than in focus. */
  readonly widthFactor: number;
}

/** A star's picture at the optical axis. */
export interface PsfTruth {
  readonly parts: readonly PsfPart[];
  /** Part of the light within radii about the star. */
  readonly encircled: readonly { readonly radiusPx: number; readonly fraction: number }[];
}

/**
 * Sums over the diffuse light of a night with its terrain, without stars and clouds. The mean light of
 * the stars fainter than the catalogue's belongs to it, as the sky stands in the middle of the set.
 */
export interface MetricsTruth {
  /** Linear mean within 1 deg of the zenith, cd/m2. */
  readonly zenithLuminanceCdM2: number;
  /** Mean over the hemisphere, weighted by solid angle, cd/m2. */
  readonly meanLuminanceCdM2: number;
  /** On a horizontal plate, lux. */
  readonly horizontalIlluminanceLux: number;
}

/** Everything a measurement of the night should find. Plain data, fit for JSON. */
export interface NightTruth {
  readonly options: NightOptions;
  readonly camera: string;
  readonly size: number;
  readonly binning: number;
  /** Scale at the optical axis, arcsec per pixel of the frames. */
  readonly pixelScaleArcsec: number;
  /**
   * Scale to which brightness refers: root of the mean solid angle in the middle of the array, where
   * flats are 1, arcsec per pixel of the frames.
   */
  readonly referenceScaleArcsec: number;
  /** The camera as a plate solution should find it; null for the nominal law. */
  readonly cameraModel: CameraModel | null;
  /** Where the optical axis meets the array, px, the centre of the first pixel being (0, 0). */
  readonly principalPoint: PlanePoint;
  readonly gainElectronsPerDn: number;
  readonly readNoiseElectrons: number;
  /**
   * `-2.5 log10(DN/s) = m + colourTerm (B-V) + k X - zeropoint` of a star, DN over the flat and times the
   * solid angle of its pixel over that of the middle; X by `airmassFormula` at the apparent altitude.
   */
  readonly zeropointMag: Readonly<Record<Band, number>>;
  readonly extinctionMagPerAirmass: Readonly<Record<Band, number>>;
  readonly colourTerm: Readonly<Record<Band, number>>;
  readonly airmassFormula: string;
  /** Of the frames in focus. */
  readonly psf: PsfTruth;
  /** Stars fainter than the catalogue's, of the whole sky; not in the star table. */
  readonly faintStars: number;
  /** B minus V of the diffuse light, mag. */
  readonly diffuseColourMag: number;
  /** Rows (DN above bias, factor to linear DN), straight lines between. */
  readonly linearity: readonly LinearityRow[];
  readonly frames: readonly FrameTruth[];
  readonly metrics: MetricsTruth;
  /** Null for a sky that is not made of components. */
  readonly components: ComponentTruth | null;
}

const psfRadiiPx = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 18, 20, 25, 30, 40, 60];

export function psfTruthOf(psf: PsfOptions): PsfTruth {
  return {
    parts: psfParts(psf),
    encircled: psfRadiiPx.map((radiusPx) => ({
      radiusPx,
      fraction: encircledLight(psf, radiusPx),
    })),
  };
}

const ringStepDeg = 0.25;

/** Sums over rings of equal altitude, their middles 0.25 deg apart, sampled every 0.5 deg of azimuth. */
export function metricsOf(scene: Scene): MetricsTruth {
  let light = 0;
  let onPlate = 0;
  let solidAngle = 0;
  let zenithLight = 0;
  let zenithArea = 0;
  for (let ring = 0; ring < 90 / ringStepDeg; ring++) {
    const altitude = (ring + 0.5) * ringStepDeg * degree;
    const area = Math.cos(altitude) * ringStepDeg * degree * 2 * Math.PI;
    const mean = ringMean(scene, altitude);
    light += mean * area;
    onPlate += mean * area * Math.sin(altitude);
    solidAngle += area;
    if (altitude > 89 * degree) {
      zenithLight += mean * area;
      zenithArea += area;
    }
  }
  return {
    zenithLuminanceCdM2: zenithLight / zenithArea,
    meanLuminanceCdM2: light / solidAngle,
    horizontalIlluminanceLux: onPlate,
  };
}

function ringMean(scene: Scene, altitude: number): number {
  const count = 720;
  const up = Math.sin(altitude);
  const flat = Math.cos(altitude);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const azimuth = ((i + 0.5) / count) * 2 * Math.PI;
    sum += scene.luminance(flat * Math.sin(azimuth), flat * Math.cos(azimuth), up);
  }
  return sum / count;
}
