import type { Image, StarPlanes } from '@nightskies/pixels';
import type { GrowthCurve, GrowthStars } from '../measured-stars.js';
import { annulusBackgrounds, type SkyPlanes } from './annulus-background.js';
import { windowedCentroid } from './centroid.js';
import { measureConfusion, type Confusion } from './confusion.js';
import type { MeasureOptions } from './frame-input.js';
import { badBits, saturatedBits } from './frame-planes.js';
import { growthCurve, growthRadiiPx, type StarShape } from './growth-curve.js';
import { measureGrowth, type GrowthCandidate } from './growth-stars.js';
import { reaches } from './light-profile.js';
import { Neighbours } from './neighbours.js';
import { PointSpread } from './point-spread.js';
import type { PlacedStars } from './star-places.js';
import { transparencyOf, type Transparency } from './transparency.js';

/** So many of them make the model by which stars are taken out of the sky. */
const forModel = 60;
/** Wings of stars are followed to so little light, DN per px. */
export const leastWingDn = 0.1;
/** Stars tried for the transparency and the growth curve: the brightest so many in the picture. */
const brightest = 150;

/** What the bright stars tell of a frame before all are measured. */
export interface Scene {
  readonly transparency: Transparency;
  readonly shape: StarShape;
  readonly growthStars: GrowthStars;
  /** By which stars were taken out of the sky: what neighbours add to an aperture has to match it. */
  readonly model: PointSpread;
  /** All light expected of each placed star, DN. */
  readonly light: Float64Array;
  readonly sky: SkyPlanes;
  readonly confusion: Confusion;
}

/** Transparency, spread of stars, sky and confusion of a frame; null without a star to be seen. */
export function knowScene(
  planes: StarPlanes,
  placed: PlacedStars,
  mass: Float64Array,
  options: MeasureOptions,
): Scene | null {
  const { width, height } = planes;
  const { apertureRadiusPx: aperture, annulusPx } = options;
  // Before the spread of stars is known discs by magnitude have to do: 3.6 px at mag 10, 8 at 4.
  const firstDiscs = placed.magnitude.map(
    (magnitude) => Math.min(Math.max(0.6 + 0.12 * (10 - magnitude), 0.4), 3) * aperture,
  );
  planes.markDiscs(placed, firstDiscs);
  const firstSky: SkyPlanes = { planes, plane: 'pixels' };
  const tried: number[] = [];
  for (let star = 0; star < placed.count && tried.length < 2 * brightest; star++) {
    if (isInside(placed, star, width, height, aperture) && placed.altitudeDeg[star] > 3) {
      tried.push(star);
    }
  }
  const tries = firstLight(firstSky, placed, tried, aperture, annulusPx);
  const transparency = transparencyOf(
    tries,
    tried.map((star) => placed.magnitude[star]),
    tried.map((star) => mass[star]),
  );
  if (transparency === null) return null;
  const light = placed.magnitude.map((magnitude, star) =>
    Number.isNaN(mass[star]) ? 0 : transparency.lightOf(magnitude, mass[star]),
  );
  const candidates = growthCandidates(planes, placed, light, tried, tries, options);
  const some = candidates.slice(0, forModel);
  const near = measureGrowth(firstSky, some, aperture, annulusPx, false, null, 0);
  const first = growthCurve([near]);
  if (first === null) return null;
  const model = new PointSpread(first.growth);
  const profile = model.profile();
  const reachInDn = reaches(profile, leastWingDn);
  planes.takeStars(placed, light, light.map(reachInDn), profile);
  const noise = typicalNoise(planes.variance);
  const reachInNoise = reaches(profile, 0.15 * noise);
  const discs = light.map((each) => Math.max(reachInNoise(each), each > 0 ? aperture / 2 : 0));
  planes.markDiscs(placed, discs);
  const sky: SkyPlanes = { planes, plane: 'sky' };
  const confusion = measureConfusion(sky, aperture, annulusPx);
  const growthStars = measureGrowth(
    sky,
    candidates,
    aperture,
    annulusPx,
    true,
    { profile, leastDn: leastWingDn },
    confusion.perPx,
  );
  const shape = growthCurve([growthStars]) ?? first;
  return { transparency, shape, model, growthStars, light, sky, confusion };
}

export function isInside(
  { x, y }: Pick<PlacedStars, 'x' | 'y'>,
  star: number,
  width: number,
  height: number,
  border: number,
): boolean {
  return (
    x[star] >= border - 0.5 &&
    y[star] >= border - 0.5 &&
    x[star] <= width - 0.5 - border &&
    y[star] <= height - 0.5 - border
  );
}

/** Light in the aperture, neighbours and all; NaN where saturated or nothing above the noise. */
function firstLight(
  sky: SkyPlanes,
  { x, y }: PlacedStars,
  tried: readonly number[],
  aperture: number,
  annulusPx: readonly [number, number],
): Float64Array {
  const { planes, plane } = sky;
  const at = { x: tried.map((star) => x[star]), y: tried.map((star) => y[star]) };
  const [sums] = planes.circleSums(plane, at, [aperture]);
  const owners = tried.map((star) => star + 1);
  const background = annulusBackgrounds(sky, at, owners, annulusPx);
  const { width, height, flags } = planes;
  return Float64Array.from(tried, (star, k) => {
    const value = sums.sum[k] - sums.area[k] * background.mean[k];
    const bits = flagsWithin(flags, width, height, x[star], y[star], aperture);
    return (bits & saturatedBits) !== 0 || !(value > 5 * sums.error[k]) ? NaN : value;
  });
}

/** All flags within a radius. */
export function flagsWithin(
  flags: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  radius: number,
): number {
  let bits = 0;
  const top = Math.max(Math.ceil(y - radius), 0);
  const bottom = Math.min(Math.floor(y + radius), height - 1);
  const left = Math.max(Math.ceil(x - radius), 0);
  const right = Math.min(Math.floor(x + radius), width - 1);
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const here = flags[row * width + column];
      if (here !== 0 && (row - y) ** 2 + (column - x) ** 2 <= radius * radius) bits |= here;
    }
  }
  return bits;
}

/** Above this altitude the sky brightens towards the horizon slowly, deg. */
const evenSkyDeg = 25;
/** Part of a star's light that neighbours may add to the aperture of a star of the growth curve. */
const growthNeighbours = 0.005;

function growthCandidates(
  { width, height, pixels: data, flags }: StarPlanes,
  placed: PlacedStars,
  light: Float64Array,
  tried: readonly number[],
  first: Float64Array,
  { apertureRadiusPx: aperture, lowestAltitudeDeg }: MeasureOptions,
): GrowthCandidate[] {
  const candidates: GrowthCandidate[] = [];
  const spread = new PointSpread(plainGrowth(aperture));
  const neighbours = new Neighbours(placed, light, spread, aperture, leastWingDn);
  const pixels = { width, height, data };
  tried.forEach((star, k) => {
    const { x, y, altitudeDeg } = placed;
    if (candidates.length >= brightest || altitudeDeg[star] < lowestAltitudeDeg) return;
    const bits = flagsWithin(flags, width, height, x[star], y[star], aperture);
    const wingsOnly = (bits & saturatedBits) !== 0;
    const evenSky = altitudeDeg[star] > evenSkyDeg;
    const base = { owner: star + 1, light: light[star], evenSky };
    if (wingsOnly) {
      candidates.push({ ...base, x: x[star], y: y[star], wingsOnly });
      return;
    }
    if ((bits & badBits) !== 0) return;
    if (!(Math.abs(Math.log(first[k] / light[star])) < 0.4)) return;
    if (neighbours.lightAt(star, x[star], y[star]) > growthNeighbours * light[star]) return;
    const centre = windowedCentroid(pixels, x[star], y[star], levelAt(pixels, x[star], y[star]));
    if (centre === null || Math.hypot(centre.x - x[star], centre.y - y[star]) > 1) return;
    candidates.push({ ...base, x: centre.x, y: centre.y, wingsOnly });
  });
  return candidates;
}

const ringPx = 7;
const ringAngles = Array.from({ length: 16 }, (_, k) => (2 * Math.PI * k) / 16);
const ringX = Float64Array.from(ringAngles, (angle) => ringPx * Math.cos(angle));
const ringY = Float64Array.from(ringAngles, (angle) => ringPx * Math.sin(angle));
const ringValues = new Float64Array(ringAngles.length);

/** Middle pixel of a ring about a star: sky enough for a centroid. */
export function levelAt({ width, height, data }: Image, x: number, y: number): number {
  let count = 0;
  for (let k = 0; k < ringValues.length; k++) {
    const column = Math.round(x + ringX[k]);
    const row = Math.round(y + ringY[k]);
    if (column < 0 || row < 0 || column >= width || row >= height) continue;
    const value = data[row * width + column];
    let at = count++;
    for (; at > 0 && ringValues[at - 1] > value; at--) ringValues[at] = ringValues[at - 1];
    ringValues[at] = value;
  }
  return count === 0 ? 0 : ringValues[count >> 1];
}

/** A growth curve to begin with: Moffat's with an exponent of 3, 0.997 of the light in the aperture. */
function plainGrowth(aperturePx: number): GrowthCurve {
  const radiusPx = Float64Array.from(growthRadiiPx(aperturePx));
  return {
    radiusPx,
    fraction: radiusPx.map((radius) => 1 - (1 + ((4 * radius) / aperturePx) ** 2) ** -2),
    fractionError: radiusPx.map(() => 0.01),
    wings: 0,
    wingsError: 0.01,
  };
}

/** Median of a sample of the noise of the pixels, DN. */
function typicalNoise(variance: Float32Array): number {
  const step = Math.max(Math.floor(variance.length / 4001), 1);
  const sample = Float32Array.from(
    { length: Math.ceil(variance.length / step) },
    (_, k) => variance[k * step],
  ).sort();
  return Math.sqrt(sample[sample.length >> 1] ?? 0);
}
