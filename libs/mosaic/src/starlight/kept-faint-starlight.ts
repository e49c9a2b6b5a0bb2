import { image, type Image } from '@nightskies/pixels';
import { degree, type ObserverFrame } from '@nightskies/sky';
import { luminanceOfUnitRate, type PhotometricScale } from '../products/brightness.js';
import { smallColumns, smallRows, smallStepDeg } from '../products/small-map.js';
import { PixelLight, usualPicture, type PicturePart, type StarCrowd } from './pixel-light.js';
import {
  catalogueLimitV,
  growthErrorDex,
  starCounts,
  type CatalogueDensity,
} from './star-counts.js';

export interface StarlightOptions extends PhotometricScale {
  /** The star-free small map, cd/m2, 288 x 72, first row highest. */
  readonly small: Image;
  /** The sky over the camera in the middle of the set. */
  readonly sky: ObserverFrame;
  readonly density: CatalogueDensity;
  /** mag per airmass */
  readonly extinction: number;
  readonly airmassAt: (apparentAltitudeDeg: number) => number;
  /** Of the frames. */
  readonly exposureSeconds: number;
  readonly binningX: number;
  readonly binningY: number;
  readonly gainElectronsPerDn: number;
  readonly readNoiseElectrons: number;
  /** Of the disk of the filter. */
  readonly radiusDeg: number;
  /** Mean magnitude of faint stars in the band of the map minus V: 0 in V, their B-V in B. */
  readonly colourMag: number;
  /** Where faint stars end, V; 20, where what is left is less than a hundredth of their light, unless told. */
  readonly faintestV?: number;
  /** Of the frames' own pixels; `usualPicture` over the binning unless told. */
  readonly picture?: readonly PicturePart[];
}

/**
 * Light of stars fainter than the catalogue that a star-free map still has: 288 x 72 cells, first row
 * highest altitude. NaN where the small map has no data.
 */
export interface KeptStarlight {
  /** By how much all stars together raise the map, cd/m2, apparent. */
  readonly kept: Image;
  readonly keptError: Image;
  /** Mean light of all stars beyond the catalogue, cd/m2, apparent: what a map without filter had. */
  readonly faint: Image;
  /** kept / faint. Above 1 where stars of the catalogue leave more than faint ones lose. */
  readonly share: Image;
  readonly shareError: Image;
}

/** Mean B-V of the stars about V 11. */
export const faintStarColourMag = 0.72;

/** Crowds are computed for so many steps of the sine of galactic latitude, and mixed for finer ones. */
const computedSteps = 4;
const mixedSteps = 32;

/**
 * By which a place differs in its faint stars from what its bright ones let expect, relative: the stars
 * of the catalogue from V 9 to 10 do so beside those to V 9 by 6 %, within 17 deg of the plane by 10 %,
 * in cells of 16 square degrees, Poisson's scatter taken off.
 */
const placeError = 0.1;
/** Of the share by the picture of stars: focus and place in the field change it by 15 %. */
const pictureError = 0.06;
/** The kept light grows a little faster than the number of stars. */
const crowdingPower = 1.15;

const arcsecPerDegree = 3600;

/**
 * How much starlight a disk median leaves in a map, from the stars of the catalogue and counts beyond.
 *
 * The local number of stars is that of the catalogue to V 10; how it is shared among magnitudes, and
 * goes on beyond, `starCounts` says. What of it the filter keeps follows from the filter's own
 * statistics: the median of pixels with the light of randomly scattered stars and noise (`PixelLight`).
 * It is not a constant share: where stars stand close or seem faint beside the noise the median keeps
 * nearly all of the faint ones and some of those of the catalogue; in a dark, empty sky less.
 *
 * Errors: number of stars that the local density comes from; faint stars beside the law, 10 %; growth
 * by 0.02 dex per magnitude; picture of the stars, 6 %; and the few stars that happen to be in a cell.
 * In the share the mean number of stars nearly cancels, those in the cell do not.
 */
export function keptFaintStarlight(options: StarlightOptions): KeptStarlight {
  const { small, sky, density, exposureSeconds, binningX, binningY } = options;
  const faintestV = options.faintestV ?? 20;
  const binning = Math.sqrt(binningX * binningY);
  const picture =
    options.picture ??
    usualPicture.map(({ share, sigmaPx }) => ({ share, sigmaPx: sigmaPx / binning }));
  const crowds = crowdsOf(picture, faintestV);
  const dnPerLuminance = (exposureSeconds * binning ** 2) / luminanceOfUnitRate(options);
  const pixelDeg2 = ((options.plateScaleArcsec * binning) / arcsecPerDegree) ** 2;
  const gain = options.gainElectronsPerDn;
  const planes = {
    kept: emptyPlane(),
    keptError: emptyPlane(),
    faint: emptyPlane(),
    share: emptyPlane(),
    shareError: emptyPlane(),
  };
  for (let row = 0; row < smallRows; row++) {
    const altitudeDeg = 90 - (row + 0.5) * smallStepDeg;
    // Near the zenith cells are smaller than the disk whose stars they show.
    const cellDeg2 = Math.max(
      smallStepDeg ** 2 * Math.cos(altitudeDeg * degree),
      Math.PI * options.radiusDeg ** 2,
    );
    const dimmed = options.colourMag + options.extinction * options.airmassAt(altitudeDeg);
    const mag = catalogueLimitV + dimmed - options.zeropointMag;
    const starDn = exposureSeconds * 10 ** (-0.4 * mag);
    let usual = 0;
    for (let column = 0; column < smallColumns; column++) {
      const cell = row * smallColumns + column;
      const skyDn = small.data[cell] * dnPerLuminance;
      if (!(skyDn > 0)) continue;
      const azimuthDeg = -180 + (column + 0.5) * smallStepDeg;
      const place = sky.altAzToIcrsVector({ azimuthDeg, altitudeDeg });
      const stars = density.at(place);
      const number = stars.perDeg2 * pixelDeg2;
      const sigma = Math.sqrt(skyDn * gain + options.readNoiseElectrons ** 2) / gain;
      const { crowd, faintLight, growthError, poisson } =
        crowds[Math.round(Math.abs(stars.sine) * mixedSteps)];
      const faint = faintLight * number * starDn;
      // The neighbour's share is near to this one: fewer rounds.
      const kept = crowd.medianShift(number, starDn, sigma, usual * faint);
      const share = kept / faint;
      usual = share;
      const counted = Math.hypot(stars.relativeError, placeError);
      const ofCell = Math.hypot(
        growthError,
        pictureError,
        poisson / Math.sqrt(stars.perDeg2 * cellDeg2),
      );
      planes.kept[cell] = kept / dnPerLuminance;
      planes.keptError[cell] =
        (Math.hypot(crowdingPower * counted, ofCell) * kept) / dnPerLuminance;
      planes.faint[cell] = faint / dnPerLuminance;
      planes.share[cell] = share;
      planes.shareError[cell] = Math.hypot((crowdingPower - 1) * counted, ofCell) * share;
    }
  }
  return {
    kept: plane(planes.kept),
    keptError: plane(planes.keptError),
    faint: plane(planes.faint),
    share: plane(planes.share),
    shareError: plane(planes.shareError),
  };
}

/** Stars of a galactic latitude, one of the catalogue per pixel, the light of V 10 being 1. */
interface Crowd {
  readonly crowd: StarCrowd;
  /** Mean light of those beyond the catalogue. */
  readonly faintLight: number;
  /** Relative error of it by that of the growth. */
  readonly growthError: number;
  /** Relative scatter of it where a catalogue star is expected: sqrt(sum n f^2) / sum n f. */
  readonly poisson: number;
}

function crowdsOf(picture: readonly PicturePart[], faintestV: number): Crowd[] {
  const pixelLight = new PixelLight(picture);
  const faintSum = (sine: number, shift: number, power: number): number => {
    const { v, stars } = starCounts(sine, faintestV, shift);
    return v.reduce(
      (sum, mag, k) => sum + (mag > catalogueLimitV ? lightOf(mag) ** power * stars[k] : 0),
      0,
    );
  };
  const computed = Array.from({ length: computedSteps + 1 }, (_, k) => {
    const sine = k / computedSteps;
    const { v, stars } = starCounts(sine, faintestV);
    const faintLight = faintSum(sine, 0, 1);
    return {
      crowd: pixelLight.crowd({ light: v.map(lightOf), perPixel: stars }),
      faintLight,
      growthError: faintSum(sine, growthErrorDex, 1) / faintLight - 1,
      poisson: Math.sqrt(faintSum(sine, 0, 2)) / faintLight,
    };
  });
  return Array.from({ length: mixedSteps + 1 }, (_, k) => {
    const place = (k / mixedSteps) * computedSteps;
    const first = Math.min(Math.floor(place), computedSteps - 1);
    const [a, b, part] = [computed[first], computed[first + 1], place - first];
    return {
      crowd: a.crowd.towards(b.crowd, part),
      faintLight: a.faintLight + part * (b.faintLight - a.faintLight),
      growthError: a.growthError + part * (b.growthError - a.growthError),
      poisson: a.poisson + part * (b.poisson - a.poisson),
    };
  });
}

function lightOf(mag: number): number {
  return 10 ** (-0.4 * (mag - catalogueLimitV));
}

function emptyPlane(): Float32Array {
  return new Float32Array(smallColumns * smallRows).fill(Number.NaN);
}

function plane(data: Float32Array): Image {
  return image(smallColumns, smallRows, data);
}
