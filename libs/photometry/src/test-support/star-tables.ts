import { airmass as airmassBy } from '../airmass/index.js';
import type { FramePhotometry, GrowthCurve } from '../measured-stars.js';
import { normal, poisson, poissonLarge, seeded } from './random.js';
import { cameraAt, setCentres, vectorOf, type Place, type Vector } from './set-geometry.js';

/** Errors common to a whole set, drawn from sizes a measurement states or the stars can tell. */
export interface SetSystematics {
  /** Background under the stars too low by this, DN per px. */
  readonly skyDnPerPx: number;
  /** Relative error of the light outside the aperture. */
  readonly aperture: number;
  /** Coefficient of the square of the field term, by which the flat has another shape. */
  readonly fieldSquared: number;
}

/** 1 sigma sizes of what `drawSystematics` draws; the aperture's is stated in the growth curve. */
export const systematicSizes: SetSystematics = {
  skyDnPerPx: 0.4,
  aperture: 0.0025,
  fieldSquared: 0.15,
};

export function drawSystematics(random: () => number): SetSystematics {
  return {
    skyDnPerPx: systematicSizes.skyDnPerPx * normal(random),
    aperture: systematicSizes.aperture * normal(random),
    fieldSquared: systematicSizes.fieldSquared * normal(random),
  };
}

/** The same star tables with errors common to the set. */
export function withSystematics(
  frames: readonly FramePhotometry[],
  { skyDnPerPx, aperture, fieldSquared }: SetSystematics,
): FramePhotometry[] {
  return frames.map((frame) => {
    const { flux, relativeSolidAngle } = frame.stars;
    return {
      ...frame,
      stars: {
        ...frame.stars,
        flux: flux.map((light, i) => {
          const field = 2.5 * Math.log10(relativeSolidAngle[i]);
          const dimmed = 10 ** (-0.4 * fieldSquared * field * field);
          return light * (1 + aperture) * dimmed + skyDnPerPx * apertureArea;
        }),
      },
    };
  });
}

export interface SetOptions {
  readonly seed: number;
  /** Light lost in a frame, mag, by its index; a dipole or a trend enter by `extraExtinction`. */
  readonly lossMag?: (frame: number) => number;
  /** Extinction beyond `truth.extinction`, by azimuth in degrees and hours since the middle. */
  readonly extraExtinction?: (azimuthDeg: number, hours: number) => number;
  /** Frames to keep, by index; all 45 unless given. */
  readonly frames?: readonly number[];
  /** Share of stars that are variable or confused with another. */
  readonly wrongStars?: number;
  readonly density?: number;
}

export const truth = { zeropoint: 14.738, extinction: 0.163, colourTerm: 0.04, fieldTerm: 1 };

const camera = {
  exposure: 12,
  gain: 3.12,
  readNoise: 13.4,
  aperture: 6,
};
const pixelArcsec2 = 9194;
const skyDn = 220;
const lowestAltitude = 12;
/** Stars per square degree that are isolated and bright enough, and their magnitudes. */
const catalogue = { perSquareDegree: 0.1, brightest: 3, faintest: 7, slope: 0.45 };
/** Stars fainter than the catalogue, per square degree of sky, magnitudes 10 to 12. */
const faint = { perSquareDegree: 48, brightest: 10, faintest: 12, slope: 0.42 };
const areaDeg2 = (px: number): number => (px * pixelArcsec2) / 3600 ** 2;
const apertureArea = Math.PI * camera.aperture ** 2;
const annulusArea = Math.PI * (18 ** 2 - 9 ** 2);
const flatError = 0.003;

/** A magnitude with counts growing as 10^(slope m). */
function powerLaw(
  random: () => number,
  { brightest, faintest, slope }: { brightest: number; faintest: number; slope: number },
): number {
  const [low, high] = [10 ** (slope * brightest), 10 ** (slope * faintest)];
  return Math.log10(low + (high - low) * random()) / slope;
}

/** Mean light of a faint star, and of its square, as of a star of magnitude 0. */
const faintMoments = (() => {
  const random = seeded(1);
  let [first, second] = [0, 0];
  const draws = 20000;
  for (let k = 0; k < draws; k += 1) {
    const light = 10 ** (-0.4 * powerLaw(random, faint));
    first += light / draws;
    second += (light * light) / draws;
  }
  return { first, second };
})();

/** Light of faint stars in the aperture above that in the background, magnitude 0 being 1. */
function faintLight(random: () => number): number {
  let sum = 0;
  const inAperture = poisson(random, faint.perSquareDegree * areaDeg2(apertureArea));
  for (let k = 0; k < inAperture; k += 1) sum += 10 ** (-0.4 * powerLaw(random, faint));
  // The annulus holds so many that their sum is as good as Gaussian.
  const inAnnulus = faint.perSquareDegree * areaDeg2(annulusArea);
  const annulus =
    faintMoments.first * inAnnulus + Math.sqrt(faintMoments.second * inAnnulus) * normal(random);
  return sum - (annulus * apertureArea) / annulusArea;
}
const faintError = Math.sqrt(
  faintMoments.second *
    faint.perSquareDegree *
    areaDeg2(apertureArea) *
    (1 + apertureArea / annulusArea),
);

interface SkyStar {
  readonly azimuth: number;
  readonly altitude: number;
  readonly direction: Vector;
  readonly magnitude: number;
  readonly bv: number;
  /** Catalogue minus true magnitude. */
  readonly error: number;
  readonly faintLight: number;
  /** Of a variable or confused star: range of its changes, and what is wrong with it always. */
  readonly wrong: { readonly range: number; readonly offset: number } | null;
}

const catalogueError = 0.015;
const lowestSine = Math.sin((lowestAltitude * Math.PI) / 180);

function drawSky(random: () => number, density: number, wrongStars: number): SkyStar[] {
  const area = 20_626 * (1 - lowestSine);
  const count = poissonLarge(random, area * catalogue.perSquareDegree * density);
  return Array.from({ length: count }, () => {
    const azimuth = 360 * random();
    const altitude = (Math.asin(lowestSine + (1 - lowestSine) * random()) * 180) / Math.PI;
    return {
      azimuth,
      altitude,
      direction: vectorOf(azimuth, altitude),
      magnitude: powerLaw(random, catalogue),
      bv: 0.6 + 0.45 * normal(random),
      error: catalogueError * normal(random),
      faintLight: faintLight(random),
      wrong:
        random() < wrongStars
          ? {
              range: 0.3 * random(),
              offset: random() < 0.3 ? 2 * random() - 1 : 0.1 * normal(random),
            }
          : null,
    };
  });
}

const growth: GrowthCurve = {
  radiusPx: Float64Array.of(2, 4, 6, 12),
  fraction: Float64Array.of(0.909, 0.982, 0.992, 0.996),
  fractionError: Float64Array.of(0.002, 0.001, 0.0006, 0.0005),
  wings: 0.004,
  wingsError: Math.sqrt(systematicSizes.aperture ** 2 - 0.0006 ** 2),
};
const apertureFraction = 0.992;

interface SeenStar {
  readonly place: Place;
  readonly row: number;
  readonly star: SkyStar;
  readonly airmass: number;
  readonly flux: number;
  readonly noise: number;
  readonly scintillation: number;
  readonly confusion: number;
}

/** Star tables of a set of 45 frames whose every parameter is known. */
export function simulateStarTables({
  seed,
  lossMag = () => 0,
  extraExtinction = () => 0,
  frames = setCentres.map((_, k) => k),
  wrongStars = 0.004,
  density = 1,
}: SetOptions): FramePhotometry[] {
  const random = seeded(seed);
  const sky = drawSky(random, density, wrongStars);
  return setCentres.flatMap((centre, index) => {
    const placeOf = cameraAt(centre);
    const middleJd = 2460000 + (index * 35) / 86400;
    const hours = ((index - 22) * 35) / 3600;
    const seen: SeenStar[] = [];
    for (let row = 0; row < sky.length; row += 1) {
      const star = sky[row];
      const place = placeOf(star.direction);
      if (place === undefined) continue;
      const airmass = airmassBy('pickering-2002', star.altitude);
      const field = 2.5 * Math.log10(place.solidAngle);
      const { zeropoint, extinction, colourTerm, fieldTerm } = truth;
      const magnitude =
        star.magnitude +
        colourTerm * star.bv +
        (extinction + extraExtinction(star.azimuth, hours)) * airmass -
        zeropoint +
        fieldTerm * field +
        lossMag(index);
      const dimmed = 10 ** (-0.4 * (magnitude - star.magnitude));
      const light = camera.exposure * 10 ** (-0.4 * magnitude);
      const scintillation = 0.008 * airmass ** 1.75;
      const wrong =
        star.wrong === null ? 0 : star.wrong.offset + star.wrong.range * (2 * random() - 1);
      const electrons =
        light * camera.gain + apertureArea * (skyDn * camera.gain + camera.readNoise ** 2);
      const noise = Math.sqrt(electrons * (1 + 0.15)) / camera.gain;
      const flux =
        light *
          10 ** (-0.4 * wrong) *
          (1 + scintillation * normal(random)) *
          (1 + flatError * normal(random)) *
          apertureFraction +
        noise * normal(random) +
        star.faintLight * dimmed * camera.exposure;
      const relativeFaint = faintError / 10 ** (-0.4 * star.magnitude);
      seen.push({
        place,
        row,
        star,
        airmass,
        flux,
        noise,
        scintillation,
        confusion: relativeFaint,
      });
    }
    if (!frames.includes(index)) return [];
    const by = (pick: (one: SeenStar) => number): Float64Array => Float64Array.from(seen, pick);
    return [
      {
        frame: `ib${String(index + 1).padStart(3, '0')}`,
        band: 'V' as const,
        exposureSeconds: camera.exposure,
        middleJdUtc: middleJd,
        airmassFormula: 'pickering-2002',
        apertureRadiusPx: camera.aperture,
        growth,
        failure: null,
        stars: {
          count: seen.length,
          row: Int32Array.from(seen, ({ row }) => row),
          hip: Int32Array.from(seen, ({ row }) => row + 1),
          magnitude: by(({ star }) => star.magnitude + star.error),
          bv: by(({ star }) => star.bv),
          magnitudeError: by(() => catalogueError),
          x: by(({ place }) => place.x),
          y: by(({ place }) => place.y),
          azimuthDeg: by(({ star }) => star.azimuth),
          altitudeDeg: by(({ star }) => star.altitude),
          airmass: by(({ airmass }) => airmass),
          flux: by(({ flux }) => flux),
          fluxError: by(({ noise }) => noise),
          background: by(() => skyDn),
          peak: by(({ flux }) => 0.25 * flux),
          apertureFraction: by(() => apertureFraction),
          sigmaPx: by(() => 0.75),
          relativeSolidAngle: by(({ place }) => place.solidAngle),
          scintillation: by(({ scintillation }) => scintillation),
          confusion: by(({ confusion }) => confusion),
          neighbourShare: by(() => 0),
          flags: new Uint16Array(seen.length),
        },
      },
    ];
  });
}
