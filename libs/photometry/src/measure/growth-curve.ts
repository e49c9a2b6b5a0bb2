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

/** The curve and the width over the field each need the other. */
const rounds = 4;

/** A star's ring this many errors off is left out. */
const outlierSigma = 6;

/** How the light of stars is spread, and how this changes over the field. */
export interface StarShape {
  /** In the middle of the field. */
  readonly growth: GrowthCurve;
  readonly width: FieldWidth;
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
  for (let round = 0; round < rounds; round++) {
    const spread: PointSpread | null = growth === null ? null : new PointSpread(growth);
    const spreads = starSpreads(samples, stars, spread, width);
    const parts: RingPart[] = [];
    for (let ring = 0; ring < rings; ring++) {
      const list = ringOf(samples, ring, spreads);
      parts.push(meanPart(list, ring > lastNearRing, round === rounds - 1));
    }
    growth = curveOf(radiusPx, parts, stars);
    width = fieldWidth(samples, new PointSpread(growth), width);
  }
  return growth === null ? null : { growth, width };
}

/** All stars of all samples under a spread of light; stars without one have a total of 0. */
interface StarSpreads {
  /** All light, DN. */
  readonly total: Float64Array;
  /** Part of it within each radius, ring by ring for star by star; none in the first round. */
  readonly within: Float64Array | null;
  /** The same in the middle of the field. */
  readonly withinInMiddle: Float64Array;
  /** Part of it that a pixel of the annulus of the background gets; by sample, near and far rings. */
  readonly ownPerPx: readonly (readonly [number, number])[];
}

function starSpreads(
  samples: readonly GrowthStars[],
  stars: number,
  spread: PointSpread | null,
  width: FieldWidth,
): StarSpreads {
  const [{ radiusPx }] = samples;
  const rings = radiusPx.length;
  const total = new Float64Array(stars);
  const within = spread === null ? null : new Float64Array(stars * rings);
  let at = 0;
  for (const sample of samples) {
    for (let i = 0; i < sample.count; i++, at++) {
      const wide = relativeWidth(width, sample.x[i], sample.y[i]);
      const light = wholeLight(sample, i, spread, wide);
      if (!(light > 0)) continue;
      total[at] = light;
      if (spread === null || within === null) continue;
      for (let ring = 0; ring < rings; ring++) {
        within[at * rings + ring] = spread.encircled(radiusPx[ring], wide);
      }
    }
  }
  return {
    total,
    within,
    withinInMiddle: radiusPx.map((radius) => spread?.encircled(radius) ?? 0),
    ownPerPx: samples.map(({ annulusPx }) =>
      spread === null
        ? [0, 0]
        : [ownBackground(annulusPx, spread), ownBackground(farAnnulusPx(radiusPx), spread)],
    ),
  };
}

/** One ring of many stars; element k of each array belongs to the same star. */
interface Ring {
  readonly count: number;
  /** Number of the star among all. */
  readonly star: Int32Array;
  readonly total: Float64Array;
  readonly light: Float64Array;
  readonly weight: Float64Array;
}

/** Light of a ring of all stars, as it would be in the middle of the field, with their whole light. */
function ringOf(samples: readonly GrowthStars[], ring: number, spreads: StarSpreads): Ring {
  const { total, within, withinInMiddle, ownPerPx } = spreads;
  const list = {
    count: 0,
    star: new Int32Array(total.length),
    total: new Float64Array(total.length),
    light: new Float64Array(total.length),
    weight: new Float64Array(total.length),
  };
  const middle = withinInMiddle[ring] - (ring === 0 ? 0 : withinInMiddle[ring - 1]);
  let before = 0;
  for (let s = 0; s < samples.length; s++) {
    const { count, radiusPx, light, lightError } = samples[s];
    const rings = radiusPx.length;
    const outer = radiusPx[ring];
    const inner = ring === 0 ? 0 : radiusPx[ring - 1];
    const area = Math.PI * (outer * outer - inner * inner);
    const own = ownPerPx[s][ring <= lastNearRing ? 0 : 1] * area;
    for (let i = 0; i < count; i++) {
      const star = before + i;
      let part = light[i * rings + ring];
      if (Number.isNaN(part) || total[star] === 0) continue;
      let square = lightError[i * rings + ring] ** 2;
      if (within !== null) {
        const at = star * rings + ring;
        const here = within[at] - (ring === 0 ? 0 : within[at - 1]);
        part += total[star] * (own - (here - middle));
        // No two stars are alike by more: pixels are large for them.
        square += (0.02 * total[star] * middle) ** 2;
      }
      const at = list.count++;
      list.star[at] = star;
      list.total[at] = total[star];
      list.light[at] = part;
      list.weight[at] = 1 / square;
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
  /** By how much each star draws the part towards its own, and which; only where it was asked for. */
  readonly stars: Int32Array;
  readonly pulls: Float64Array;
  /** Error by the stated errors of the stars alone. */
  readonly statedError: number;
  /** Error that comes from no star. */
  readonly priorError: number;
}

const nobody = { stars: new Int32Array(0), pulls: new Float64Array(0) };

/** Weighted mean part of the light in a ring. @param withPulls whether its errors are needed */
function meanPart(ring: Ring, wing: boolean, withPulls: boolean): RingPart {
  const prior = wing ? 1 / wingPrior.error ** 2 : 0;
  const first = weightedPart(ring, Infinity, 0, prior);
  if (Number.isNaN(first.part)) return { part: 0, ...nobody, statedError: 0, priorError: 0 };
  const limit = outlierSigma ** 2 * Math.max(first.squares / Math.max(first.count, 1), 1);
  const { part, below } = weightedPart(ring, limit, first.part, prior);
  if (Number.isNaN(part)) return { part: 0, ...nobody, statedError: 0, priorError: 0 };
  return {
    part,
    ...(withPulls ? pullsOf(ring, limit, first.part, part, below) : nobody),
    statedError: Math.sqrt(below - prior) / below,
    priorError: Math.sqrt(prior) / below,
  };
}

/** How far a star's ring is from a part of its light, in squares of its error. */
function squareOff({ total, light, weight }: Ring, k: number, part: number): number {
  const off = light[k] - part * total[k];
  return weight[k] * off * off;
}

/** The part by the stars that are less than `limit` from `from`; NaN by none. */
function weightedPart(
  ring: Ring,
  limit: number,
  from: number,
  prior: number,
): { readonly part: number; readonly below: number; squares: number; count: number } {
  const { total, light, weight } = ring;
  let above = prior * wingPrior.share;
  let below = prior;
  let count = 0;
  for (let k = 0; k < ring.count; k++) {
    if (!(squareOff(ring, k, from) < limit)) continue;
    above += weight[k] * total[k] * light[k];
    below += weight[k] * total[k] * total[k];
    count += 1;
  }
  const part = below > 0 ? above / below : NaN;
  let squares = 0;
  for (let k = 0; k < ring.count; k++) {
    if (squareOff(ring, k, from) < limit) squares += squareOff(ring, k, part);
  }
  return { part, below, squares, count };
}

/**
 * A star that outweighs the others draws the mean to itself, and scatters the less about it: J. G.
 * MacKinnon and H. White 1985, Journal of Econometrics 29, 305, HC2.
 */
function pullsOf(
  ring: Ring,
  limit: number,
  from: number,
  part: number,
  below: number,
): Pick<RingPart, 'stars' | 'pulls'> {
  const { total, light, weight } = ring;
  const stars = new Int32Array(ring.count);
  const pulls = new Float64Array(ring.count);
  let count = 0;
  for (let k = 0; k < ring.count; k++) {
    if (!(squareOff(ring, k, from) < limit)) continue;
    const rest = Math.max(1 - (weight[k] * total[k] * total[k]) / below, leastRest);
    stars[count] = ring.star[k];
    pulls[count++] =
      (weight[k] * total[k] * (light[k] - part * total[k])) / (below * Math.sqrt(rest));
  }
  return { stars: stars.subarray(0, count), pulls: pulls.subarray(0, count) };
}

/**
 * The curve through the rings' parts. Its errors follow each star through all its rings, whose common
 * background makes them err together.
 */
function curveOf(radiusPx: Float64Array, parts: readonly RingPart[], stars: number): GrowthCurve {
  const rings = parts.length;
  const lastRing = parts[rings - 1];
  const beyond = Math.max(lastRing.part, 0) / 2;
  const scatter = Math.sqrt(lastRing.pulls.reduce((sum, pull) => sum + pull * pull, 0));
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
    for (let each = 0; each < rings; each++) {
      const { stars: drawing, pulls, statedError, priorError } = parts[each];
      const slope = each <= ring ? 1 - fraction[ring] : -fraction[ring];
      for (let k = 0; k < pulls.length; k++) pullOfStar[drawing[k]] += slope * pulls[k];
      stated += (slope * statedError) ** 2;
      square += (slope * priorError) ** 2;
    }
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
  const row = new Float64Array(terms);
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
      row[0] = 1;
      row[1] = u;
      row[2] = v;
      row[3] = u * u;
      row[4] = u * v;
      row[5] = v * v;
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
  let narrow = 0.5;
  let wide = 2;
  if (!(coreExcess(spread, part, corePx, aperturePx, narrow) > 0)) return NaN;
  if (!(coreExcess(spread, part, corePx, aperturePx, wide) < 0)) return NaN;
  for (let round = 0; round < 24; round++) {
    const middle = (narrow + wide) / 2;
    if (coreExcess(spread, part, corePx, aperturePx, middle) > 0) narrow = middle;
    else wide = middle;
  }
  return (narrow + wide) / 2;
}

/** Part of the aperture's light that falls into the core of a star so wide, above a part given. */
function coreExcess(
  spread: PointSpread,
  part: number,
  corePx: number,
  aperturePx: number,
  width: number,
): number {
  return spread.encircled(corePx, width) / spread.encircled(aperturePx, width) - part;
}
