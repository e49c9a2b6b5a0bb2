import {
  equatorialOf,
  equatorialVector,
  observerFrame,
  separationDeg,
  starDirection,
} from '@nightskies/sky';
import type { EquatorialDirection, Site, StandardStar } from '@nightskies/sky';
import { oldAperture, type OldImage } from './old-aperture.js';
import { oldGaussianFit } from './old-gaussian.js';

/** A solved frame as the old pipeline met it. */
export interface OldFrame {
  /** File name, `ib001.fit`, of a B frame `ib001.fit` or `ib001b.fit`. */
  readonly name: string;
  /** Calibrated frame under compat, DN as they were stored. */
  readonly image: OldImage;
  readonly band: 'V' | 'B';
  /** JD of the header, taken as UTC, and EXPTIME. */
  readonly jdUtc: number;
  readonly exposureSeconds: number;
  /** CRVAL1, CRVAL2. */
  readonly centre: EquatorialDirection;
  /** CDELT1, CDELT2, deg per px. */
  readonly cdelt: readonly [number, number];
  /**
   * Array position of an ICRS place through the whole solution, SIP included; undefined where it
   * does not invert.
   */
  readonly skyToPixel: (
    place: EquatorialDirection,
  ) => { readonly x: number; readonly y: number } | undefined;
}

/** A star of the list in one frame: a row of `extinction_stars_F_k.txt`. */
export interface OldStar {
  /** Tail of the file name, `001.fit`. */
  readonly frame: string;
  readonly hip: number;
  /** Magnitude of the catalogue in the band: V, or V + (B-V). */
  readonly magnitude: number;
  /** Without refraction. The old list has no azimuth. */
  readonly elevationDeg: number;
  readonly azimuthDeg: number;
  readonly bv: number;
  /** Array position of the second fit, px. */
  readonly x: number;
  readonly y: number;
  /** Of the second fit, px. */
  readonly sigma: number;
  /** Volume of the second fit and light in the aperture, DN/s. */
  readonly psfFlux: number;
  readonly apertureFlux: number;
}

/** Why a star of the list that lies in the frame was not taken. */
export type OldRejection = 'off-centre' | 'low' | 'saturated' | 'faint' | 'no-fit' | 'no-light';

export interface OldFrameStars {
  readonly name: string;
  /** Standard stars in the image; with none the frame does not count for the plate scale. */
  readonly starsInImage: number;
  readonly cdelt: readonly [number, number];
  readonly stars: readonly OldStar[];
  readonly rejected: readonly { readonly hip: number; readonly reason: OldRejection }[];
}

/** Pixel the radius is measured from; not the middle of the frame, as the old pipeline had it. */
const centrePx = 512;
const radiusPx = 490;
const nearDeg = 17;
const lowestDeg = 12;
const peakLimits = { least: 4000, most: 55000 };
const start = { sigma: 0.6, volume: 50000 };

/**
 * Standard stars of one frame, selected and measured exactly as the old pipeline did (image-stages
 * 6.2), defects included: limits on calibrated DN (D30), aperture about the first fit and position
 * from the second (D41). Places are moved from the epoch of the list, J2000, to the date. A star the
 * solution has no pixel for is not in the frame (the old program ended there: D40).
 *
 * @param site of ib001 of the band
 * @throws NightSkiesError `bad-time`, `bad-site`
 */
export function measureOldFrame(
  frame: OldFrame,
  standards: readonly StandardStar[],
  site: Site,
): OldFrameStars {
  const observer = observerFrame({ ...site, jdUtc: frame.jdUtc, refraction: null });
  const centre = equatorialVector(frame.centre);
  const stars: OldStar[] = [];
  const rejected: { hip: number; reason: OldRejection }[] = [];
  let starsInImage = 0;
  for (const standard of standards) {
    const direction = starDirection(
      {
        ...standard,
        properMotionRaMas: standard.motionRaMas,
        properMotionDecMas: standard.motionDecMas,
      },
      observer.times.jdTt,
    );
    if (!(separationDeg(direction, centre) < nearDeg)) continue;
    const place = frame.skyToPixel(equatorialOf(direction));
    if (place === undefined || !isInside(place, frame.image)) continue;
    starsInImage += 1;
    const { altitudeDeg, azimuthDeg } = observer.icrsVectorToAltAz(direction);
    const measured = measureStar(frame, place, altitudeDeg);
    if (typeof measured === 'string') {
      rejected.push({ hip: standard.hip, reason: measured });
    } else {
      const magnitude = frame.band === 'V' ? standard.v : standard.v + standard.bv;
      stars.push({
        frame: oldFrameTail(frame.name),
        hip: standard.hip,
        magnitude,
        elevationDeg: altitudeDeg,
        azimuthDeg,
        bv: standard.bv,
        ...measured,
      });
    }
  }
  return { name: frame.name, starsInImage, cdelt: frame.cdelt, stars, rejected };
}

/** `001.fit` of `ib001.fit`, and of `ib001b.fit`: calibrated B frames lost their `b`. */
export function oldFrameTail(name: string): string {
  return name.replace(/b(?=\.fit$)/, '').slice(-7);
}

function isInside(
  { x, y }: { readonly x: number; readonly y: number },
  { width, height }: OldImage,
): boolean {
  return x > 0 && x < width && y > 0 && y < height;
}

function measureStar(
  { image, exposureSeconds }: OldFrame,
  place: { readonly x: number; readonly y: number },
  altitudeDeg: number,
): Pick<OldStar, 'x' | 'y' | 'sigma' | 'psfFlux' | 'apertureFlux'> | OldRejection {
  const distance = Math.sqrt((place.x - centrePx) ** 2 + (place.y - centrePx) ** 2);
  if (!(distance < radiusPx)) return 'off-centre';
  if (!(altitudeDeg >= lowestDeg)) return 'low';
  const first = oldGaussianFit(image, place, { ...place, ...start });
  if (first.peak > peakLimits.most) return 'saturated';
  if (first.peak < peakLimits.least) return 'faint';
  if (typeof first.fit === 'string') return 'no-fit';
  const { fit } = oldGaussianFit(image, first.fit, first.fit);
  if (typeof fit === 'string') return 'no-fit';
  const apertureFlux = oldAperture(image, first.fit).net / exposureSeconds;
  if (!(fit.volume > 0 && apertureFlux > 0)) return 'no-light';
  const { x, y, sigma, volume } = fit;
  return { x, y, sigma, psfFlux: volume / exposureSeconds, apertureFlux };
}
