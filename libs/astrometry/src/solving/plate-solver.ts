import { degree } from '@nightskies/sky';
import { pixelScaleArcsec, upPositionAngleDeg } from '../wcs/fit-tan-sip.js';
import { TanSip, type Matrix2 } from '../wcs/tan-sip.js';
import {
  placeOf,
  separationDeg,
  TangentPlane,
  vectorOf,
  type IcrsVector,
} from '../wcs/tangent-plane.js';
import { visitQuads, type SourceQuad } from './field-quads.js';
import { judge, TestField } from './hypothesis.js';
import { arcsecOf, axisOf, lift, poseOfBaseline, type PictureSize, type Pose } from './pose.js';
import { codeOfDirections, exchange, normalise, reverse, type QuadCode } from './quad-code.js';
import { bandRatio, QuadIndex } from './quad-index.js';
import { refine } from './refine.js';
import type {
  NoSolution,
  Parity,
  PlateSolution,
  SolveHints,
  SolveOptions,
  SolveOutcome,
} from './solution.js';
import type { SolverSources, SolverStars } from './solver-stars.js';
import { evenOrder } from './source-field.js';
import { StarField } from './star-field.js';

/** Arcseconds per pixel. */
interface ScaleRange {
  readonly low: number;
  readonly high: number;
}

/** Scales tried when nothing is known, arcseconds per pixel; not beyond a corner 65 deg off. */
const anyScale = { low: 1, high: 800 };
const farthestCornerDeg = 65;

/** AB of the quads looked for, as a share of the geometric mean of the picture's sides. */
const shortestShare = 0.1;
const longestShare = 0.75;
/** Share at which a picture holds enough quads of an index whose stars it all sees. */
const bestShare = 0.28;

/** Greatest ratio of scales that counts as a known scale. */
const knownScaleRatio = 3;

const codeTolerance = 0.015;
const sourcesTested = 250;
const fewestSources = 6;

/** Sources joined into quads, in rounds: most pictures are solved in the first. */
const rounds = [3, 14, 24, 40, 64] as const;

/** Smallest AB for which the catalogue (to V = 10) is dense enough, degrees. */
const finestSideDeg = 0.35;
const coarsestSideDeg = 45;

/** From this length of AB on, an index of the whole sky costs less than a few of its parts, degrees. */
const wholeSkySideDeg = 2.5;

/** A cone with fewer quad cells than this is indexed on its own rather than the whole sky. */
const cellsForLocalIndex = 3000;

/**
 * Finds where in the sky a picture was taken, from the places of its sources alone: geometric hashing
 * of quads (Lang et al. 2010, AJ 139, 1782), a statistical proof, and a fit of TAN-SIP. Indexes of
 * quads are made when first needed and kept; one solver serves any number of pictures.
 */
export class PlateSolver {
  readonly #field: StarField;
  readonly #indexes = new Map<number, QuadIndex>();

  /** @param stars catalogue stars at the epoch of the pictures, brightest first */
  constructor(stars: SolverStars) {
    this.#field = new StarField(stars);
  }

  /**
   * @param size of the picture, px
   * @param sources brightest first
   */
  solve(
    size: PictureSize,
    sources: SolverSources,
    hints: SolveHints = {},
    options: SolveOptions = {},
  ): SolveOutcome {
    if (sources.x.length < fewestSources) {
      return { solved: false, reason: 'too-few-sources', bestLogOdds: 0, hypotheses: 0 };
    }
    const order = evenOrder(sources, size.width, size.height, Infinity);
    const test = new TestField(size, sources, order.subarray(0, sourcesTested));
    const search = new Search(this.#field, size, test, hints, options);
    const scale = hints.scaleArcsec ?? anyScaleOf(size);
    for (const { sideDeg, from, upTo } of schedule(scale, size)) {
      if (from >= test.x.length || search.exhausted) continue;
      const found = search.tryQuads(this.#index(sideDeg, size, hints), from, upTo, scale);
      if (found === undefined) continue;
      const maxOrder = Math.min(5, options.maxOrder ?? 5);
      const refined = refine(found.wcs, this.#field, sources, order, size, maxOrder);
      if (refined !== undefined) return solution(refined, size, found.logOdds, search.hypotheses);
    }
    return search.failure();
  }

  #index(sideDeg: number, size: PictureSize, { centre, scaleArcsec }: SolveHints): QuadIndex {
    const whole = this.#indexes.get(sideDeg);
    if (whole !== undefined) return whole;
    if (centre !== undefined && scaleArcsec !== undefined && sideDeg < wholeSkySideDeg) {
      const half = (Math.hypot(size.width, size.height) / 2) * (scaleArcsec.high / 3600);
      const radiusDeg = centre.radiusDeg + Math.min(half, 70);
      const cells = (radiusDeg / sideDeg) ** 2 * Math.PI;
      if (cells < cellsForLocalIndex && radiusDeg < 40) {
        const cone = { centre: vectorOf(centre), radiusDeg };
        const stars = this.#field.near(cone.centre, radiusDeg + 2 * sideDeg);
        return new QuadIndex(this.#field.stars, sideDeg, stars, cone);
      }
    }
    const index = new QuadIndex(this.#field.stars, sideDeg);
    this.#indexes.set(sideDeg, index);
    return index;
  }
}

interface Found {
  readonly wcs: TanSip;
  readonly logOdds: number;
}

/** One picture's search: the hypotheses tested so far and the best odds seen. */
class Search {
  hypotheses = 0;
  readonly #field: StarField;
  readonly #size: PictureSize;
  readonly #test: TestField;
  readonly #hints: SolveHints;
  readonly #centre: IcrsVector | undefined;
  readonly #accept: number;
  readonly #most: number;
  #best = 0;

  constructor(
    field: StarField,
    size: PictureSize,
    test: TestField,
    hints: SolveHints,
    options: SolveOptions,
  ) {
    this.#field = field;
    this.#size = size;
    this.#test = test;
    this.#hints = hints;
    this.#centre = hints.centre === undefined ? undefined : vectorOf(hints.centre);
    this.#accept = options.acceptLogOdds ?? Math.log(1e9);
    this.#most = options.maxHypotheses ?? 2e5;
  }

  get exhausted(): boolean {
    return this.hypotheses >= this.#most;
  }

  /** Quads of the sources numbered up to `upTo`, the newest of each at least `from`. */
  tryQuads(index: QuadIndex, from: number, upTo: number, scale: ScaleRange): Found | undefined {
    const { x, y } = this.#test;
    const mean = Math.sqrt(this.#size.width * this.#size.height);
    const sideArcsec = index.sideDeg * 3600;
    const shortest = Math.max(sideArcsec / scale.high, shortestShare * mean);
    const longest = Math.min((sideArcsec * bandRatio) / scale.low, longestShare * mean);
    let found: Found | undefined;
    const look = (quad: SourceQuad): boolean => {
      found = this.#tryQuad(index, quad, scale);
      return found !== undefined || this.exhausted;
    };
    for (let newest = from; newest < Math.min(upTo, x.length); newest += 1) {
      if (visitQuads(x, y, newest, shortest, longest, look)) return found;
    }
    return undefined;
  }

  failure(): NoSolution {
    const reason = this.exhausted
      ? 'search-exhausted'
      : this.hypotheses === 0
        ? 'no-pattern'
        : 'log-odds-too-low';
    return { solved: false, reason, bestLogOdds: this.#best, hypotheses: this.hypotheses };
  }

  #tryQuad(index: QuadIndex, quad: SourceQuad, scale: ScaleRange): Found | undefined {
    const { x, y } = this.#test;
    const [a, b] = quad;
    const lengthPx = Math.hypot(x[a] - x[b], y[a] - y[b]);
    const lowest = Math.max(scale.low, (index.sideDeg * 3600) / lengthPx);
    const highest = Math.min(scale.high, (index.sideDeg * 3600 * bandRatio) / lengthPx);
    const guess = (Math.sqrt(lowest * highest) / 3600) * degree;
    quad.forEach((source, at) => {
      lift(x[source], y[source], this.#size, guess, false, lifted, 3 * at);
    });
    let found: Found | undefined;
    for (const mirrored of [false, true]) {
      if (this.#hints.parity !== undefined && (this.#hints.parity === 'mirrored') !== mirrored) {
        continue;
      }
      codeOfDirections(lifted, code);
      if (mirrored) [code[1], code[3]] = [-code[1], -code[3]];
      forEachOrder(code, quad, codeTolerance, (members) => {
        index.forEachLike(code, codeTolerance, (hit) => {
          found ??= this.#test4(index, hit, members, guess, mirrored, scale);
        });
      });
    }
    return found;
  }

  #test4(
    index: QuadIndex,
    hit: number,
    sources: SourceQuad,
    guess: number,
    mirrored: boolean,
    scale: ScaleRange,
  ): Found | undefined {
    const stars = index.starsOf(hit);
    const { x, y, z } = this.#field.stars;
    const vector = (star: number): IcrsVector => ({ x: x[star], y: y[star], z: z[star] });
    const [a, b] = sources;
    const pose = poseOfBaseline(
      {
        ax: this.#test.x[a],
        ay: this.#test.y[a],
        bx: this.#test.x[b],
        by: this.#test.y[b],
        a: vector(stars[0]),
        b: vector(stars[1]),
      },
      this.#size,
      guess,
      mirrored,
    );
    if (pose === undefined || !this.#allowed(pose, scale)) return undefined;
    this.hypotheses += 1;
    const verdict = judge({ pose, sources, stars, index }, this.#field, this.#test);
    this.#best = Math.max(this.#best, verdict.logOdds);
    if (verdict.wcs === undefined || verdict.logOdds < this.#accept) return undefined;
    return { wcs: verdict.wcs, logOdds: verdict.logOdds };
  }

  #allowed(pose: Pose, { low, high }: ScaleRange): boolean {
    const arcsec = arcsecOf(pose.scale);
    if (arcsec < low * 0.97 || arcsec > high * 1.03) return false;
    if (this.#centre === undefined || this.#hints.centre === undefined) return true;
    return separationDeg(this.#centre, axisOf(pose)) <= this.#hints.centre.radiusDeg * 1.02 + 0.1;
  }
}

const lifted = new Float64Array(12);
const code = new Float64Array(4);

/**
 * The code in its normal order, and in the other orders too where it lies so close to the border
 * between them that noise may have put the catalogue's quad on the other side.
 */
function forEachOrder(
  values: QuadCode,
  quad: SourceQuad,
  tolerance: number,
  visit: (members: SourceQuad) => void,
): void {
  const { swapAb, swapCd } = normalise(values);
  let [a, b] = swapAb ? [quad[1], quad[0]] : [quad[0], quad[1]];
  let [c, d] = swapCd ? [quad[3], quad[2]] : [quad[2], quad[3]];
  const nearCd = values[2] - values[0] < 2 * tolerance;
  const nearAb = 1 - values[0] - values[2] < 2 * tolerance;
  visit([a, b, c, d]);
  if (nearCd) {
    exchange(values);
    [c, d] = [d, c];
    visit([a, b, c, d]);
  }
  if (!nearAb) return;
  reverse(values);
  [a, b] = [b, a];
  if (nearCd) visit([a, b, c, d]);
  exchange(values);
  visit([a, b, d, c]);
}

function anyScaleOf({ width, height }: PictureSize): {
  readonly low: number;
  readonly high: number;
} {
  const corner = Math.tan(farthestCornerDeg * degree) / (Math.hypot(width, height) / 2);
  return { low: anyScale.low, high: Math.min(anyScale.high, arcsecOf(corner)) };
}

/** Quads to try: AB's length in one index, and the rank of the newest source from `from` to `upTo`. */
interface Step {
  readonly sideDeg: number;
  readonly from: number;
  readonly upTo: number;
}

/**
 * The order of the search: few sources first, and where the scale is open, long quads before the
 * short ones, whose indexes take longest to make.
 */
function schedule(scale: ScaleRange, size: PictureSize): Step[] {
  const mean = Math.sqrt(size.width * size.height);
  const lowest = Math.max(finestSideDeg, (mean * shortestShare * scale.low) / 3600);
  const highest = Math.min(coarsestSideDeg, (mean * longestShare * scale.high) / 3600);
  const sides: number[] = [];
  for (let side = finestSideDeg; side <= coarsestSideDeg; side *= bandRatio) {
    if (side * bandRatio > lowest && side < highest) sides.push(side);
  }
  const steps = (some: readonly number[], round: number): Step[] =>
    some.map((sideDeg) => ({ sideDeg, from: rounds[round], upTo: rounds[round + 1] }));
  if (scale.high / scale.low > knownScaleRatio) {
    const long = sides.filter((side) => side >= wholeSkySideDeg).reverse();
    const short = sides.filter((side) => side < wholeSkySideDeg).reverse();
    return [
      ...[0, 1, 2].flatMap((round) => steps(long, round)),
      ...[0, 1, 2].flatMap((round) => steps(short, round)),
      ...steps([...long, ...short], 3),
    ];
  }
  const halfPlane = ((Math.sqrt(scale.low * scale.high) / 3600) * degree * mean) / 2;
  const best = ((2 * Math.atan(halfPlane)) / degree) * bestShare;
  const likely = sides
    .map((side) => ({ side, away: Math.abs(Math.log((side * Math.sqrt(bandRatio)) / best)) }))
    .sort((a, b) => a.away - b.away)
    .slice(0, 5)
    .map(({ side }) => side);
  return [0, 1, 2, 3].flatMap((round) => steps(likely, round));
}

function solution(
  refined: NonNullable<ReturnType<typeof refine>>,
  size: PictureSize,
  logOdds: number,
  hypotheses: number,
): PlateSolution {
  const { wcs } = refined;
  const middle = { x: (size.width - 1) / 2, y: (size.height - 1) / 2 };
  const cd = localCd(wcs, middle);
  const parity: Parity = cd[0][0] * cd[1][1] - cd[0][1] * cd[1][0] > 0 ? 'direct' : 'mirrored';
  return {
    solved: true,
    ...refined,
    logOdds,
    parity,
    scaleArcsec: pixelScaleArcsec(cd),
    rotationDeg: upPositionAngleDeg(cd),
    centre: placeOf(wcs.directionAt(middle)),
    hypotheses,
  };
}

/** Degrees per pixel about an array position, in the plane tangent there. */
function localCd(wcs: TanSip, at: { readonly x: number; readonly y: number }): Matrix2 {
  const plane = new TangentPlane(wcs.placeAt(at));
  const step = (dx: number, dy: number): readonly [number, number] => {
    const ahead = plane.project(wcs.directionAt({ x: at.x + dx, y: at.y + dy }));
    const behind = plane.project(wcs.directionAt({ x: at.x - dx, y: at.y - dy }));
    if (ahead === undefined || behind === undefined) return [NaN, NaN];
    return [(ahead.xi - behind.xi) / 2, (ahead.eta - behind.eta) / 2];
  };
  const [xi1, eta1] = step(1, 0);
  const [xi2, eta2] = step(0, 1);
  return [
    [xi1, xi2],
    [eta1, eta2],
  ];
}
