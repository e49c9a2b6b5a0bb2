import type { StarPlanes } from '@nightskies/pixels';
import { pixelSolidAngleSr, starFlag, type CameraModel } from '@nightskies/sky';
import { measurementFlags, type MeasuredStars } from '../measured-stars.js';
import { annulusBackgrounds } from './annulus-background.js';
import { windowedCentroid } from './centroid.js';
import type { FrameToMeasure, MeasureOptions } from './frame-input.js';
import { badBits, cosmicBit, saturatedBits } from './frame-planes.js';
import { Neighbours } from './neighbours.js';
import { PointSpread, relativeWidth } from './point-spread.js';
import { flagsWithin, isInside, leastWingDn, levelAt, type Scene } from './scene.js';
import { scintillation } from './scintillation.js';
import { magnitudeError, type PlacedStars } from './star-places.js';

/** A star whose place is measured rather than taken from the catalogue stands out by so much. */
const centroidOverNoise = 30;
/** Less than this part of the expected light: the star is not there. */
const missingShare = 0.4;
/** The core, in which a filled pixel cannot stand for the one lost, in parts of the aperture. */
const coreShare = 0.42;

/** Stars of which neighbours are so many times more than may be: half of all to V 8.5. */
const crowdedFactor = 10;

/**
 * The catalogue stars on the array down to the faintest asked for, with what speaks against each; but
 * those left out whose neighbours, by the catalogue, add ten times what they may.
 */
export function measureStars(
  input: FrameToMeasure,
  options: MeasureOptions,
  placed: PlacedStars,
  mass: Float64Array,
  planes: StarPlanes,
  scene: Scene,
): MeasuredStars {
  const { width, height } = planes;
  const { apertureRadiusPx: aperture, annulusPx } = options;
  const spread = new PointSpread(scene.shape.growth);
  const neighbours = new Neighbours(placed, scene.light, scene.model, aperture, leastWingDn);
  const most = crowdedFactor * options.neighbourLimit;
  const chosen: number[] = [];
  for (let star = 0; star < placed.count; star++) {
    if (
      placed.magnitude[star] <= options.faintestMagnitude &&
      placed.altitudeDeg[star] > 0 &&
      isInside(placed, star, width, height, 0) &&
      neighbours.lightAt(star, placed.x[star], placed.y[star]) <= most * scene.light[star]
    ) {
      chosen.push(star);
    }
  }
  const stars = emptyStars(chosen.length);
  const away = new Float64Array(chosen.length);
  const pixels = { width, height, data: planes.pixels };
  const { variance } = planes;
  // Plain loops and functions of the module here: closures would be compiled anew for every frame.
  for (let k = 0; k < chosen.length; k++) {
    const star = chosen[k];
    const x = placed.x[star];
    const y = placed.y[star];
    const at = Math.round(y) * width + Math.round(x);
    const visible =
      scene.light[star] >
      centroidOverNoise * Math.sqrt(Math.PI) * aperture * Math.sqrt(variance[at] ?? 0);
    const centre = visible ? windowedCentroid(pixels, x, y, levelAt(pixels, x, y)) : null;
    away[k] = centre === null ? (visible ? Infinity : 0) : Math.hypot(centre.x - x, centre.y - y);
    const found = centre !== null && away[k] < options.displacementPx ? centre : { x, y };
    stars.x[k] = found.x;
    stars.y[k] = found.y;
    stars.sigmaPx[k] = centre?.sigmaPx ?? NaN;
  }
  const [sums] = planes.circleSums('pixels', stars, [aperture]);
  const owners = chosen.map((star) => star + 1);
  const background = annulusBackgrounds(scene.sky, stars, owners, annulusPx);
  const { flags } = planes;
  const central = centralSolidAngle(input.camera);
  const area = Math.PI * aperture * aperture;
  for (let k = 0; k < chosen.length; k++) {
    const star = chosen[k];
    const x = stars.x[k];
    const y = stars.y[k];
    const others = neighbours.lightAt(star, x, y);
    const flux = sums.sum[k] - sums.area[k] * background.mean[k] - others;
    const error = Math.sqrt(sums.error[k] ** 2 + area * area * background.variance[k]);
    const width2 = relativeWidth(scene.shape.width, x, y);
    const index = placed.index[star];
    const { bv, hip, row, flags: known } = input.catalogue;
    stars.row[k] = row[index];
    stars.hip[k] = hip[index];
    stars.magnitude[k] = placed.known[star] === 1 ? placed.magnitude[star] : NaN;
    stars.bv[k] = bv[index];
    stars.magnitudeError[k] = magnitudeError(known[index], hip[index], input.band);
    stars.azimuthDeg[k] = placed.azimuthDeg[star];
    stars.altitudeDeg[k] = placed.altitudeDeg[star];
    stars.airmass[k] = mass[star];
    stars.flux[k] = flux;
    stars.fluxError[k] = error;
    stars.background[k] = background.mean[k];
    stars.peak[k] = sums.peak[k];
    stars.apertureFraction[k] = spread.encircled(aperture, width2);
    const solidAngle = pixelSolidAngleSr(input.camera, x, y);
    stars.relativeSolidAngle[k] = solidAngle === null ? NaN : solidAngle / central;
    stars.scintillation[k] = scintillation(
      options.scintillationAtZenith,
      mass[star],
      input.exposureSeconds,
    );
    // By the expected light: errors that follow what was measured would prefer stars measured bright.
    stars.confusion[k] = Math.sqrt(scene.confusion.varianceAt(x, y)) / scene.light[star];
    stars.neighbourShare[k] = others / scene.light[star];
    // The catalogue's V of a multiple star is the light of all components: no reason to leave it out.
    stars.flags[k] =
      flagsOf(
        stars,
        k,
        { awayPx: away[k], light: scene.light[star] },
        { width, height, flags },
        options,
      ) |
      raised('border', background.pixels[k] === 0) |
      raised('variable', (known[index] & (starFlag.variable | starFlag.poorMagnitude)) !== 0);
  }
  return stars;
}

/** The bit of a flag where it is to be raised. */
function raised(name: keyof typeof measurementFlags, when: boolean): number {
  return when ? measurementFlags[name].bit : 0;
}

/** What speaks against a star by its measurement, its place and the pixels around it. */
function flagsOf(
  stars: MeasuredStars,
  k: number,
  { awayPx, light }: { readonly awayPx: number; readonly light: number },
  { width, height, flags }: Pick<StarPlanes, 'width' | 'height' | 'flags'>,
  options: MeasureOptions,
): number {
  const { apertureRadiusPx: aperture, annulusPx } = options;
  const x = stars.x[k];
  const y = stars.y[k];
  const altitude = stars.altitudeDeg[k];
  const inAperture = flagsWithin(flags, width, height, x, y, aperture + 1);
  const inCore = flagsWithin(flags, width, height, x, y, coreShare * aperture);
  const missing = !(stars.flux[k] > missingShare * light);
  const noise = stars.fluxError[k] / light;
  return (
    raised('saturated', (inAperture & saturatedBits) !== 0) |
    raised('badPixel', (inCore & badBits) !== 0) |
    raised('border', !isInside(stars, k, width, height, annulusPx[1])) |
    raised('neighbour', stars.neighbourShare[k] > options.neighbourLimit) |
    raised('ground', missing && altitude < options.highestTerrainDeg) |
    raised('low', altitude < options.lowestAltitudeDeg) |
    raised('displaced', awayPx > options.displacementPx) |
    raised('noColour', Number.isNaN(stars.bv[k])) |
    raised('faint', !(Math.hypot(noise, stars.confusion[k]) <= options.noisiest)) |
    raised('cosmicRay', (inAperture & cosmicBit) !== 0)
  );
}

/** Mean solid angle of the central 100 x 100 px, to whose mean a flat is normalised, sr. */
function centralSolidAngle(camera: CameraModel): number {
  const side = 10;
  let sum = 0;
  let count = 0;
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const x = (camera.width - 1) / 2 + (column - (side - 1) / 2) * 10;
      const y = (camera.height - 1) / 2 + (row - (side - 1) / 2) * 10;
      const value = pixelSolidAngleSr(camera, x, y);
      if (value === null) continue;
      sum += value;
      count += 1;
    }
  }
  return sum / count;
}

/** The same with keys that may be set. */
type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Arrays for so many stars, all 0. */
export function emptyStars(count: number): Writable<MeasuredStars> {
  const numbers = (): Float64Array => new Float64Array(count);
  return {
    count,
    row: new Int32Array(count),
    hip: new Int32Array(count),
    magnitude: numbers(),
    bv: numbers(),
    magnitudeError: numbers(),
    x: numbers(),
    y: numbers(),
    azimuthDeg: numbers(),
    altitudeDeg: numbers(),
    airmass: numbers(),
    flux: numbers(),
    fluxError: numbers(),
    background: numbers(),
    peak: numbers(),
    apertureFraction: numbers(),
    sigmaPx: numbers(),
    relativeSolidAngle: numbers(),
    scintillation: numbers(),
    confusion: numbers(),
    neighbourShare: numbers(),
    flags: new Uint16Array(count),
  };
}
