import { inverseOf, timesVector } from '@nightskies/pixels';
import type { GrowthCurve, GrowthStars } from '../measured-stars.js';
import { evenWidth, PointSpread, relativeWidth, type FieldWidth } from './point-spread.js';

/** Radii of a growth curve in units of the aperture's. */
const radiiPerAperture = [
  ...[1 / 6, 1 / 4, 1 / 3, 5 / 12, 1 / 2, 2 / 3, 5 / 6],
  ...[1, 7 / 6, 4 / 3, 3 / 2, 5 / 3, 11 / 6, 2],
  ...[2.5, 3, 4, 16 / 3, 22 / 3, 10],
];
/** Index of the aperture itself, of the core whose share tells the width, of the last near ring. */
export const apertureRing = 7;
const coreRing = 2;
export const lastNearRing = 13;

/** Radii of the growth curve of an aperture, px: to twice the aperture closely, then to ten times. */
export function growthRadiiPx(aperturePx: number): number[] {
  return radiiPerAperture.map((factor) => factor * aperturePx);
}

/** The background of the rings beyond twice the aperture: from the last radius to 4/3 of it. */
export function farAnnulusPx(radiusPx: Float64Array): readonly [number, number] {
  const last = radiusPx[radiusPx.length - 1];
  return [last, (4 / 3) * last];
}

/**
 * What is taken of a ring of the wings before any star is looked at: part of the light, and its
 * error. A few bright stars outweigh it.
 */
const wingPrior = { share: 0.001, error: 0.0015 };

/** Where one star is nearly all of a mean, the rest is taken to weigh at least so much of it. */
const leastRest = 0.05;

/** A star's ring this many errors off is left out. */
const outlierSigma = 6;

/** How the light of stars is spread, and how this changes over the field. */
export interface StarShape {
  /** In the middle of the field. */
  readonly growth: GrowthCurve;
  readonly width: FieldWidth;
}

interface Ring {
  /** Number of the star among all. */
  readonly star: number;
  readonly total: number;
  readonly light: number;
  readonly weight: number;
}

/**
 * Growth curve and field dependence from bright stars of one frame or of many: part of the light
 * within each radius in the middle of the field, stars elsewhere being the same with another width.
 *
 * Each ring's part is the weighted mean over the stars; its error comes from the scatter of the stars
 * about it, at least what is stated of each, so that faint unseen neighbours are counted. Beyond twice the aperture only stars of
 * known total light (too bright to be measured in the aperture) and the brightest others tell much.
 * What lies beyond the last radius is taken to be half of the last ring, with that as its error.
 *
 * @param samples frames of one camera measured with the same aperture
 * @returns null with fewer than three stars measured in the aperture
 */
export function growthCurve(samples: readonly GrowthStars[]): StarShape | null {
  const [first] = samples;
  if (first === undefined) return null;
  const { radiusPx } = first;
  const rings = radiusPx.length;
  let width = evenWidth(first.width, first.height);
  let measured = 0;
  let stars = 0;
  for (const { count, expected } of samples) {
    stars += count;
    for (let i = 0; i < count; i++) if (Number.isNaN(expected[i])) measured += 1;
  }
  if (measured < 3) return null;
  let growth: GrowthCurve | null = null;
  for (let round = 0; round < 4; round++) {
    const spread: PointSpread | null = growth === null ? null : new PointSpread(growth);
    const parts: RingPart[] = [];
    for (let ring = 0; ring < rings; ring++) {
      parts.push(meanPart(ringOf(samples, ring, spread, width), ring > lastNearRing));
    }
    growth = curveOf(radiusPx, parts, stars);
    width = fieldWidth(samples, new PointSpread(growth), width);
  }
  return growth === null ? null : { growth, width };
}

/** Light of a ring of all stars, as it would be in the middle of the field, with their whole light. */
function ringOf(
  samples: readonly GrowthStars[],
  ring: number,
  spread: PointSpread | null,
  width: FieldWidth,
): Ring[] {
  const list: Ring[] = [];
  let before = 0;
  for (const sample of samples) {
    const { count, x, y, radiusPx, light, lightError } = sample;
    const rings = radiusPx.length;
    const outer = radiusPx[ring];
    const inner = ring === 0 ? 0 : radiusPx[ring - 1];
    const annulusPx = ring <= lastNearRing ? sample.annulusPx : farAnnulusPx(radiusPx);
    const ownPerPx = spread === null ? 0 : ownBackground(annulusPx, spread);
    for (let i = 0; i < count; i++) {
      const value = light[i * rings + ring];
      if (Number.isNaN(value)) continue;
      const wide = relativeWidth(width, x[i], y[i]);
      const total = wholeLight(sample, i, spread, wide);
      if (!(total > 0)) continue;
      let part = value;
      let error = lightError[i * rings + ring];
      if (spread !== null) {
        part += total * ownPerPx * Math.PI * (outer ** 2 - inner ** 2);
        const here = spread.encircled(outer, wide) - spread.encircled(inner, wide);
        const middle = spread.encircled(outer) - spread.encircled(inner);
        part -= total * (here - middle);
        // No two stars are alike by more: pixels are large for them.
        error = Math.hypot(error, 0.02 * total * middle);
      }
      list.push({ star: before + i, total, light: part, weight: 1 / (error * error) });
    }
    before += count;
  }
  return list;
}

/** Part of a star's light that one pixel of the annulus of its background gets. */
function ownBackground([inner, outer]: readonly [number, number], spread: PointSpread): number {
  const own = spread.encircled(outer) - spread.encircled(inner);
  return own / (Math.PI * (outer * outer - inner * inner));
}

/** All light of a star, DN. */
function wholeLight(
  sample: GrowthStars,
  star: number,
  spread: PointSpread | null,
  wide: number,
): number {
  const { expected, light, radiusPx } = sample;
  if (!Number.isNaN(expected[star])) return expected[star];
  let sum = 0;
  for (let ring = 0; ring <= apertureRing; ring++) sum += light[star * radiusPx.length + ring];
  if (spread === null) return sum;
  const aperture = radiusPx[apertureRing];
  const own = ownBackground(sample.annulusPx, spread) * Math.PI * aperture * aperture;
  return sum / (spread.encircled(aperture, wide) - own);
}

/** Part of the light in a ring. */
interface RingPart {
  readonly part: number;
  /** By how much each star draws the part towards its own. */
  readonly pulls: readonly { readonly star: number; readonly pull: number }[];
  /** Error by the stated errors of the stars alone. */
  readonly statedError: number;
  /** Error that comes from no star. */
  readonly priorError: number;
}

/** Weighted mean part of the light in a ring. */
function meanPart(list: readonly Ring[], wing: boolean): RingPart {
  const prior = wing ? 1 / wingPrior.error ** 2 : 0;
  let kept = list;
  for (let pass = 0; ; pass++) {
    let above = prior * wingPrior.share;
    let below = prior;
    for (const { total, light, weight } of kept) {
      above += weight * total * light;
      below += weight * total * total;
    }
    if (!(below > 0)) return { part: 0, pulls: [], statedError: 0, priorError: 0 };
    const part = above / below;
    let squares = 0;
    for (const { total, light, weight } of kept) squares += weight * (light - part * total) ** 2;
    if (pass === 1) {
      // A star that outweighs the others draws the mean to itself, and scatters the less about it:
      // J. G. MacKinnon and H. White 1985, Journal of Econometrics 29, 305, HC2.
      const pulls = kept.map(({ star, total, light, weight }) => ({
        star,
        pull:
          (weight * total * (light - part * total)) /
          (below * Math.sqrt(Math.max(1 - (weight * total * total) / below, leastRest))),
      }));
      return {
        part,
        pulls,
        statedError: Math.sqrt(below - prior) / below,
        priorError: Math.sqrt(prior) / below,
      };
    }
    const limit = outlierSigma ** 2 * Math.max(squares / Math.max(kept.length, 1), 1);
    kept = list.filter(({ total, light, weight }) => weight * (light - part * total) ** 2 < limit);
  }
}

/**
 * The curve through the rings' parts. Its errors follow each star through all its rings, whose common
 * background makes them err together.
 */
function curveOf(radiusPx: Float64Array, parts: readonly RingPart[], stars: number): GrowthCurve {
  const rings = parts.length;
  const lastRing = parts[rings - 1];
  const beyond = Math.max(lastRing.part, 0) / 2;
  const scatter = Math.hypot(...lastRing.pulls.map(({ pull }) => pull));
  const lastError = Math.hypot(lastRing.priorError, Math.max(scatter, lastRing.statedError));
  const beyondError = Math.max(beyond, lastError / 2);
  let all = beyond;
  for (const { part } of parts) all += part;
  const fraction = new Float64Array(rings);
  const fractionError = new Float64Array(rings);
  let sum = 0;
  for (let ring = 0; ring < rings; ring++) {
    sum += parts[ring].part;
    fraction[ring] = sum / all;
  }
  for (let ring = 0; ring < rings; ring++) {
    const pullOfStar = new Float64Array(stars);
    let square = (fraction[ring] * beyondError) ** 2;
    let stated = 0;
    let scattered = 0;
    parts.forEach(({ pulls, statedError, priorError }, each) => {
      const slope = each <= ring ? 1 - fraction[ring] : -fraction[ring];
      for (const { star, pull } of pulls) pullOfStar[star] += slope * pull;
      stated += (slope * statedError) ** 2;
      square += (slope * priorError) ** 2;
    });
    for (const pull of pullOfStar) scattered += pull * pull;
    // Few stars scatter little by chance.
    fractionError[ring] = Math.sqrt(square + Math.max(scattered, stated)) / all;
  }
  return {
    radiusPx,
    fraction,
    fractionError,
    wings: beyond / all,
    wingsError: beyondError / all,
  };
}

/** Width over the field from the part of the aperture's light that falls into the core. */
function fieldWidth(
  samples: readonly GrowthStars[],
  spread: PointSpread,
  before: FieldWidth,
): FieldWidth {
  const terms = 6;
  const normal = new Float64Array(terms * terms);
  const right = new Float64Array(terms);
  for (const { count, x, y, expected, light, lightError, radiusPx } of samples) {
    const rings = radiusPx.length;
    const [core, aperture] = [radiusPx[coreRing], radiusPx[apertureRing]];
    for (let i = 0; i < count; i++) {
      if (!Number.isNaN(expected[i])) continue;
      let inCore = 0;
      let whole = 0;
      let noise = 0;
      for (let ring = 0; ring <= apertureRing; ring++) {
        whole += light[i * rings + ring];
        if (ring <= coreRing) inCore = whole;
        noise += lightError[i * rings + ring] ** 2;
      }
      const wide = widthOfCore(spread, inCore / whole, core, aperture);
      if (Number.isNaN(wide)) continue;
      const u = (x[i] - before.centreX) / before.halfPx;
      const v = (y[i] - before.centreY) / before.halfPx;
      // A fortieth of the width: what the place of a star within its pixel does to the core.
      const weight = 1 / ((5 * Math.sqrt(noise)) ** 2 / whole ** 2 + 0.025 ** 2);
      const row = [1, u, v, u * u, u * v, v * v];
      for (let a = 0; a < terms; a++) {
        right[a] += weight * row[a] * wide;
        for (let b = 0; b < terms; b++) normal[a * terms + b] += weight * row[a] * row[b];
      }
    }
  }
  // A frame of few stars does not tell all terms: each is held near 0 as if known to 0.3.
  for (let a = 1; a < terms; a++) normal[a * terms + a] += 1 / 0.3 ** 2;
  const inverse = inverseOf(normal, terms);
  if (inverse === undefined) return before;
  const [middle, a, b, c, d, e] = timesVector(inverse, right);
  return {
    ...before,
    coefficients: [a / middle, b / middle, c / middle, d / middle, e / middle],
  };
}

/** The width at which the core has this part of the aperture's light; NaN beyond a factor of two. */
function widthOfCore(
  spread: PointSpread,
  part: number,
  corePx: number,
  aperturePx: number,
): number {
  let [narrow, wide] = [0.5, 2];
  const excess = (width: number): number =>
    spread.encircled(corePx, width) / spread.encircled(aperturePx, width) - part;
  if (!(excess(narrow) > 0 && excess(wide) < 0)) return NaN;
  for (let round = 0; round < 24; round++) {
    const middle = (narrow + wide) / 2;
    if (excess(middle) > 0) narrow = middle;
    else wide = middle;
  }
  return (narrow + wide) / 2;
}
