import { degree } from '@nightskies/sky';
import type { Parity } from '../solving/solution.js';
import { grow, quickOdds, type Growth, type ProofField } from './growth.js';
import { cameraOfTriangle, type FisheyeBounds } from './hypothesis.js';
import type { SkyPatterns } from './sky-patterns.js';
import { triangleShape, type SeenTriangle, type SkyTriangle } from './triangle-index.js';

/** Sources that patterns are made of: the brightest about the middle of the picture. */
const patternSources = 32;
/** Half the shorter side of the picture times this is the radius about its middle they lie in. */
const patternReach = 0.62;
const worthGrowing = 9;

/** How much the angle of a triangle from the axis may be misjudged at first, degrees. */
const guessErrorDeg = 6;

export interface SearchOptions extends FisheyeBounds {
  readonly parity?: Parity;
  /** Log-odds at which a solution is taken. */
  readonly acceptLogOdds: number;
  readonly maxHypotheses: number;
}

export interface Found {
  /** The hypothesis that was taken. */
  readonly growth: Growth | undefined;
  readonly bestLogOdds: number;
  readonly hypotheses: number;
  readonly exhausted: boolean;
}

/** Looks for the camera by triangles, those of the brightest sources first. */
export function searchFisheye(
  field: ProofField,
  patterns: SkyPatterns,
  options: SearchOptions,
): Found {
  const { vectors, index } = patterns;
  const places = patternPlaces(field);
  let hypotheses = 0;
  let best = 0;
  let found: Growth | undefined;
  const agreement = {
    lowScale: 0.85 * options.lowScale,
    highScale: 1.2 * options.highScale,
    farthest: (options.searchTiltDeg + guessErrorDeg) * degree,
  };
  const visit = (seen: SeenTriangle, like: SkyTriangle): boolean => {
    const at = seen.corners.map((source) => ({ x: field.x[source], y: field.y[source] }));
    const stars = like.corners.map((star) => vectors[star]);
    const model = cameraOfTriangle(field.size, field.middle, at, stars, options);
    if (model === undefined) return false;
    if (options.parity !== undefined && model.parity !== options.parity) return false;
    hypotheses += 1;
    const triangle = { sources: seen.corners, stars: like.corners };
    const from = patterns.proofFrom(like.corners[0]);
    const quick = quickOdds(field, vectors, model, triangle, from);
    best = Math.max(best, quick);
    if (quick >= worthGrowing) {
      const grown = grow(field, vectors, model, triangle, from);
      best = Math.max(best, grown.logOdds);
      if (grown.logOdds >= options.acceptLogOdds) {
        found = grown;
        return true;
      }
    }
    return hypotheses >= options.maxHypotheses;
  };
  visitTriangles(field, places, options, (seen) =>
    index.visitLike(seen, agreement, (like) => visit(seen, like)),
  );
  return {
    growth: found,
    bestLogOdds: best,
    hypotheses,
    exhausted: hypotheses >= options.maxHypotheses,
  };
}

/** The brightest sources about the middle, as places in the field. */
function patternPlaces({ size, middle, x, y }: ProofField): number[] {
  const radius = (patternReach * Math.min(size.width, size.height)) / 2;
  const places: number[] = [];
  for (let i = 0; i < x.length && places.length < patternSources; i += 1) {
    if (Math.hypot(x[i] - middle.x, y[i] - middle.y) < radius) places.push(i);
  }
  return places;
}

/** Triangles of the given places, those of early places first, until a visit says true. */
function visitTriangles(
  { middle, x, y }: ProofField,
  places: readonly number[],
  { lowScale, highScale }: FisheyeBounds,
  visit: (shape: SeenTriangle) => boolean,
): void {
  const side = (a: number, b: number) => Math.hypot(x[a] - x[b], y[a] - y[b]);
  const fits = (px: number) => px > 0.08 * lowScale && px < 0.9 * highScale;
  for (let k = 2; k < places.length; k += 1) {
    for (let j = 1; j < k; j += 1) {
      const kj = side(places[k], places[j]);
      if (!fits(kj)) continue;
      for (let i = 0; i < j; i += 1) {
        const [ji, ik] = [side(places[j], places[i]), side(places[i], places[k])];
        if (!fits(ji) || !fits(ik)) continue;
        const corners = [places[i], places[j], places[k]] as const;
        const shape = triangleShape(corners, [kj, ik, ji]);
        if (shape.middle + shape.shortest < thinnest) continue;
        const sum = (along: Float64Array) => corners.reduce((total, at) => total + along[at], 0);
        const [dx, dy] = [sum(x) / 3 - middle.x, sum(y) / 3 - middle.y];
        if (visit({ ...shape, fromMiddle: Math.hypot(dx, dy) })) return;
      }
    }
  }
}

/** Flatter triangles hardly show which way round they are. */
const thinnest = 1.12;
