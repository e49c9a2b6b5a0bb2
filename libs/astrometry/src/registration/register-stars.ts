import { acceptedChance, poissonTail } from '../sequence/chance.js';
import { nearestPairs, type Places } from '../sequence/nearest-pairs.js';
import { PointGrid } from '../solving/source-field.js';
import {
  fitPlaneMap,
  fitSimplestMap,
  type PlaneMapFit,
  type PlaneMapKind,
  type WeightedPairs,
} from './fit-plane-map.js';
import { chainMaps, identityMap, mapPoint, viewOfMap, type PlaneMap } from './plane-map.js';
import { trianglesOf, type Triangles } from './triangles.js';

/** Stars of a frame, the brightest first; all arrays of one length. */
export interface RegistrationStars extends Places {
  /** Light above the background. */
  readonly flux: ArrayLike<number>;
  /** Standard error of a place per axis, px; NaN where unknown. */
  readonly positionError: ArrayLike<number>;
}

export interface RegisterOptions {
  /** Kind of map; by default the simplest that explains the stars. */
  readonly kind?: PlaneMapKind | undefined;
  /** Whether one frame may be the mirror image of the other. */
  readonly allowMirrored?: boolean;
  /** Stars this near where they are expected are the same, px. */
  readonly radiusPx?: number;
}

/** How a frame lies on another. */
export interface Registration extends PlaneMapFit {
  readonly isRegistered: true;
  /** Pairs of the same stars: number in the one and in the other list. */
  readonly fromStar: Int32Array;
  readonly toStar: Int32Array;
}

export const registrationRefusals = ['too-few-stars', 'no-match', 'mirrored'] as const;

export interface NoRegistration {
  readonly isRegistered: false;
  readonly reason: (typeof registrationRefusals)[number];
  /** What was found, in words. */
  readonly found: string;
}

/** Fewer stars than this carry no pattern that chance could not make. */
const fewestStars = 4;
/** How much is searched, the cheapest first. */
const searches = [
  { stars: 60, brightest: 14, neighbours: 5 },
  { stars: 120, brightest: 30, neighbours: 7 },
  { stars: 200, brightest: 40, neighbours: 9 },
] as const;
/** Triangles smaller than this tell scale and turn too badly, px. */
const smallestTrianglePx = 20;
/** Error of a length between two stars that is allowed for in comparing triangles, px. */
const lengthErrorPx = 1.2;
/** One frame shows lengths at most so many times as long as the other. */
const largestScale = 4;
/** Beyond this no further positions are tried. */
const certainChance = 1e-12;
/** A position is judged by so many of the brightest stars. */
const judgedStars = 80;
/** A position under which so few of the first stars that fall inside are hits is not looked at further. */
const glanceStars = 20;
const glanceHits = 4;
/** No place is known better, px: pixels differ in their response. */
const leastErrorPx = 0.03;
const unknownErrorPx = 0.3;

/**
 * How the stars of one frame lie in another, whatever the shift, turn, scale and overlap: triangles
 * of one shape in both lists propose similarities; the one under which most of the brightest stars
 * fall on stars wins, if so many do not come together by chance (Poisson, for uniformly scattered
 * stars and all positions tried). The map is fitted to all stars that then fall within `radiusPx`.
 */
export function registerStars(
  from: RegistrationStars,
  to: RegistrationStars,
  options: RegisterOptions = {},
): Registration | NoRegistration {
  const counts = `${from.x.length} stars against ${to.x.length} of the reference`;
  if (Math.min(from.x.length, to.x.length) < fewestStars) {
    return { isRegistered: false, reason: 'too-few-stars', found: counts };
  }
  const found = findPosition(from, to);
  if (found === undefined) return { isRegistered: false, reason: 'no-match', found: counts };
  if (options.allowMirrored !== true && viewOfMap(found.map, 0, 0).isMirrored) {
    const words = `${found.stars} of ${counts} agree when the frame is mirrored`;
    return { isRegistered: false, reason: 'mirrored', found: words };
  }
  const refined = refine(found.map, from, to, options);
  return refined ?? { isRegistered: false, reason: 'no-match', found: counts };
}

interface Position {
  readonly map: PlaneMap;
  readonly stars: number;
  readonly chance: number;
}

function findPosition(from: Places, to: Places): Position | undefined {
  let best: Position | undefined;
  for (const search of searches) {
    const found = positionOf(first(from, search.stars), first(to, search.stars), search);
    if (found !== undefined && (best === undefined || found.chance < best.chance)) best = found;
    if (best !== undefined && best.chance < certainChance) break;
  }
  return best !== undefined && best.chance < acceptedChance ? best : undefined;
}

function first({ x, y }: Places, count: number): Places {
  const length = Math.min(count, x.length);
  return {
    x: Float64Array.from({ length }, (_, k) => x[k]),
    y: Float64Array.from({ length }, (_, k) => y[k]),
  };
}

function positionOf(
  from: Places,
  to: Places,
  { brightest, neighbours }: { brightest: number; neighbours: number },
): Position | undefined {
  const own = trianglesOf(from, brightest, neighbours, smallestTrianglePx);
  const theirs = trianglesOf(to, brightest, neighbours, smallestTrianglePx);
  const grid = new PointGrid(to.x, to.y);
  const judged = Math.min(judgedStars, from.x.length);
  const density = to.x.length / areaOf(to);
  const hit = new Int32Array(to.x.length);
  let best: { map: PlaneMap; stars: number; inside: number; score: number } | undefined;
  let tried = 0;
  for (const [a, b] of alike(own, theirs)) {
    const map = similarityOf(from, own, a, to, theirs, b);
    if (map === undefined) continue;
    tried += 1;
    // Errors of the first frame's places shrink with its scale.
    const radiusPx = Math.max(1.5, Math.min(3, 3 * viewOfMap(map, 0, 0).scale));
    const { stars, inside } = countOn(map, from, judged, to, grid, radiusPx, hit, tried);
    if (stars < 3) continue;
    const expected = Math.max(0.02, (inside - 3) * Math.min(1, density * Math.PI * radiusPx ** 2));
    const score = poissonTail(stars - 3, expected);
    if (best === undefined || score < best.score || (score === best.score && stars > best.stars)) {
      best = { map, stars, inside, score };
    }
    if (best.score < certainChance * 1e-6 && best.stars >= 0.5 * best.inside) break;
  }
  if (best === undefined) return undefined;
  return { map: best.map, stars: best.stars, chance: Math.min(1, tried * best.score) };
}

/** Pairs of triangles of one shape, by a grid over the ratios of their sides. */
function* alike(own: Triangles, theirs: Triangles): Generator<readonly [number, number]> {
  const cell = 0.01;
  const cells = new Map<number, number[]>();
  const key = (i: number, j: number): number => i * 1000 + j;
  for (let b = 0; b < theirs.count; b += 1) {
    const at = key(Math.floor(theirs.middle[b] / cell), Math.floor(theirs.shortest[b] / cell));
    const list = cells.get(at);
    if (list === undefined) cells.set(at, [b]);
    else list.push(b);
  }
  for (let a = 0; a < own.count; a += 1) {
    const [i, j] = [Math.floor(own.middle[a] / cell), Math.floor(own.shortest[a] / cell)];
    for (let di = -1; di <= 1; di += 1) {
      for (let dj = -1; dj <= 1; dj += 1) {
        for (const b of cells.get(key(i + di, j + dj)) ?? []) {
          const reach = Math.min(
            cell,
            lengthErrorPx / own.longestPx[a] + lengthErrorPx / theirs.longestPx[b],
          );
          if (Math.abs(own.middle[a] - theirs.middle[b]) > reach) continue;
          if (Math.abs(own.shortest[a] - theirs.shortest[b]) > reach) continue;
          yield [a, b];
        }
      }
    }
  }
}

/** The similarity by least squares from three corners to three, mirrored where their senses differ. */
function similarityOf(
  from: Places,
  own: Triangles,
  a: number,
  to: Places,
  theirs: Triangles,
  b: number,
): PlaneMap | undefined {
  const sign = own.sense[a] === theirs.sense[b] ? 1 : -1;
  let [fx, fy, tx, ty] = [0, 0, 0, 0];
  for (let k = 0; k < 3; k += 1) {
    const [p, q] = [own.corners[3 * a + k], theirs.corners[3 * b + k]];
    fx += from.x[p] / 3;
    fy += (sign * from.y[p]) / 3;
    tx += to.x[q] / 3;
    ty += to.y[q] / 3;
  }
  let [real, imaginary, norm] = [0, 0, 0];
  for (let k = 0; k < 3; k += 1) {
    const [p, q] = [own.corners[3 * a + k], theirs.corners[3 * b + k]];
    const [u, v] = [from.x[p] - fx, sign * from.y[p] - fy];
    const [s, t] = [to.x[q] - tx, to.y[q] - ty];
    real += u * s + v * t;
    imaginary += u * t - v * s;
    norm += u * u + v * v;
  }
  const [c, d] = [real / norm, imaginary / norm];
  const scale = Math.hypot(c, d);
  if (!(scale > 1 / largestScale && scale < largestScale)) return undefined;
  return [c, -d * sign, tx - c * fx + d * fy, d, c * sign, ty - d * fx - c * fy, 0, 0, 1];
}

/**
 * Stars that are fallen upon, each once, and those of the first frame that fall within the other.
 *
 * @param hit room for marks of the other frame's stars, `mark` one that was not used before
 */
function countOn(
  map: PlaneMap,
  from: Places,
  judged: number,
  to: Places,
  grid: PointGrid,
  radiusPx: number,
  hit: Int32Array,
  mark: number,
): { stars: number; inside: number } {
  const box = boxOf(to);
  let [stars, inside] = [0, 0];
  for (let star = 0; star < judged; star += 1) {
    const x = map[0] * from.x[star] + map[1] * from.y[star] + map[2];
    const y = map[3] * from.x[star] + map[4] * from.y[star] + map[5];
    if (x < box.x0 || x > box.x1 || y < box.y0 || y > box.y1) continue;
    inside += 1;
    const nearest = grid.nearest(x, y, radiusPx);
    if (nearest >= 0 && hit[nearest] !== mark) {
      hit[nearest] = mark;
      stars += 1;
    }
    // The corners of the triangle fall on stars whatever the position.
    if (inside === glanceStars && stars < glanceHits) break;
  }
  return { stars, inside };
}

const boxes = new WeakMap<Places, { x0: number; x1: number; y0: number; y1: number }>();

function boxOf(places: Places): { x0: number; x1: number; y0: number; y1: number } {
  const known = boxes.get(places);
  if (known !== undefined) return known;
  const [x, y] = [Array.from(places.x), Array.from(places.y)];
  const box = { x0: Math.min(...x), x1: Math.max(...x), y0: Math.min(...y), y1: Math.max(...y) };
  boxes.set(places, box);
  return box;
}

function areaOf(places: Places): number {
  const { x0, x1, y0, y1 } = boxOf(places);
  return (x1 - x0 + 1) * (y1 - y0 + 1);
}

/** The map fitted to all stars: wide at first, then as near as they fit. */
function refine(
  rough: PlaneMap,
  from: RegistrationStars,
  to: RegistrationStars,
  { kind, radiusPx = 3 }: RegisterOptions,
): Registration | undefined {
  // A mirrored frame is turned over first: shifts and similarities cannot do that.
  const turn = viewOfMap(rough, 0, 0).isMirrored ? turnedOver : identityMap;
  const own = { ...from, x: Array.from(from.x, (x) => turn[0] * x) };
  let map = chainMaps(turn, rough);
  let result: Registration | undefined;
  for (const [round, radius] of [2 * radiusPx, radiusPx, radiusPx].entries()) {
    const pairs = pairsUnder(map, own, to, radius);
    const count = pairs.fromStar.length;
    const wanted = round === 0 && kind !== 'shift' ? 'similarity' : kind;
    const fit =
      wanted === undefined ? fitSimplestMap(pairs) : fitPlaneMap(pairs, able(wanted, count));
    if (fit === undefined || fit.kept.length < fewestStars) return undefined;
    map = fit.map;
    result = {
      ...fit,
      map: chainMaps(turn, fit.map),
      isRegistered: true,
      fromStar: Int32Array.from(fit.kept, (pair) => pairs.fromStar[pair]),
      toStar: Int32Array.from(fit.kept, (pair) => pairs.toStar[pair]),
    };
  }
  return result;
}

const turnedOver: PlaneMap = [-1, 0, 0, 0, 1, 0, 0, 0, 1];

/** The kind asked for, or a simpler one where the stars are too few to hold it. */
function able(kind: PlaneMapKind, count: number): PlaneMapKind {
  if (kind === 'homography' && count < 6) return able('affine', count);
  return kind === 'affine' && count < 5 ? 'similarity' : kind;
}

interface StarPairs extends WeightedPairs {
  readonly fromStar: Int32Array;
  readonly toStar: Int32Array;
}

function pairsUnder(
  map: PlaneMap,
  from: RegistrationStars,
  to: RegistrationStars,
  radiusPx: number,
): StarPairs {
  const mapped = Array.from({ length: from.x.length }, (_, k) =>
    mapPoint(map, from.x[k], from.y[k]),
  );
  const partner = nearestPairs(
    { x: mapped.map(({ x }) => x), y: mapped.map(({ y }) => y) },
    to,
    radiusPx,
  );
  const fromStar = Int32Array.from(partner.keys()).filter((star) => partner[star] >= 0);
  const toStar = fromStar.map((star) => partner[star]);
  const scale = viewOfMap(map, 0, 0).scale;
  const error = (value: number): number => (Number.isFinite(value) ? value : unknownErrorPx);
  return {
    fromStar,
    toStar,
    fromX: Float64Array.from(fromStar, (star) => from.x[star]),
    fromY: Float64Array.from(fromStar, (star) => from.y[star]),
    toX: Float64Array.from(toStar, (star) => to.x[star]),
    toY: Float64Array.from(toStar, (star) => to.y[star]),
    variance: Float64Array.from(
      fromStar,
      (star, pair) =>
        leastErrorPx ** 2 +
        (scale * error(from.positionError[star])) ** 2 +
        error(to.positionError[toStar[pair]]) ** 2,
    ),
  };
}
