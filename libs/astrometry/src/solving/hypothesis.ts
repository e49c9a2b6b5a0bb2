import { fitTanSip } from '../wcs/fit-tan-sip.js';
import type { MatchedPairs } from '../wcs/plane-fit.js';
import type { TanSip } from '../wcs/tan-sip.js';
import { separationDeg, type IcrsVector } from '../wcs/tangent-plane.js';
import { picked } from './picked.js';
import { ChanceDensity, sourceFor, starLogOdds } from './log-odds.js';
import { axisOf, imageOf, tanOfPose, type PictureSize, type Pose } from './pose.js';
import type { QuadIndex } from './quad-index.js';
import type { SolverSources } from './solver-stars.js';
import { PointGrid } from './source-field.js';
import type { StarField } from './star-field.js';

/** The sources a hypothesis is tested on, prepared once for a picture. */
export class TestField {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly grid: PointGrid;
  readonly chance: ChanceDensity;
  /** Number of the hypothesis that last took each source for one of its stars. */
  readonly #takenBy: Int32Array;
  #hypothesis = 0;

  constructor(
    readonly size: PictureSize,
    sources: SolverSources,
    order: Int32Array,
  ) {
    this.x = picked(sources.x, order);
    this.y = picked(sources.y, order);
    this.grid = new PointGrid(this.x, this.y);
    this.chance = new ChanceDensity(this.x, this.y, size.width, size.height);
    this.#takenBy = new Int32Array(this.x.length);
  }

  /** Begins a hypothesis that has these sources for its quad. */
  begin(quad: readonly number[]): void {
    this.#hypothesis += 1;
    for (const source of quad) this.#takenBy[source] = this.#hypothesis;
  }

  /**
   * Takes the source nearest to where a star is expected, -1 without one. A source speaks for one star
   * only: close pairs and clusters of stars would otherwise count the same luck twice.
   */
  take(x: number, y: number, sigma: number): number {
    const source = sourceFor(this.grid, x, y, sigma);
    if (source < 0 || this.#takenBy[source] === this.#hypothesis) return -1;
    this.#takenBy[source] = this.#hypothesis;
    return source;
  }
}

/** A quad of sources taken for a quad of stars. */
export interface Hypothesis {
  readonly pose: Pose;
  /** Places in the test field. */
  readonly sources: readonly number[];
  readonly stars: readonly number[];
  readonly index: QuadIndex;
}

export interface Verdict {
  readonly logOdds: number;
  /** A first solution, when the odds are good enough to be worth it. */
  readonly wcs: TanSip | undefined;
}

/** Odds of the neighbourhood of a quad at which the rest of the picture is asked. */
const worthWhile = Math.log(300);

/** Below this the neighbourhood has spoken against the hypothesis. */
const hopeless = Math.log(0.02);

const starsAsked = 150;

/**
 * Odds of a hypothesis. First the stars around the quad, where the pose is good; if these speak for
 * it, a linear solution through them is asked about the remaining stars of the picture. A star counts
 * once, and none that a prediction was fitted to.
 */
export function judge(
  { pose, sources, stars, index }: Hypothesis,
  field: StarField,
  test: TestField,
): Verdict {
  const { size } = test;
  const catalogue = field.stars;
  const place = new Float64Array(2);
  const [ax, ay] = [test.x[sources[0]], test.y[sources[0]]];
  const [bx, by] = [test.x[sources[1]], test.y[sources[1]]];
  const [mx, my] = [(ax + bx) / 2, (ay + by) / 2];
  const length = Math.hypot(ax - bx, ay - by);
  const sigma0 = 1 + (0.006 * length) ** 2;

  const middle = middleOf(catalogue.x, catalogue.y, catalogue.z, stars[0], stars[1]);
  test.begin(sources);
  const matchedSources = [...sources];
  const matchedStars = [...stars];
  let odds = 0;
  let local = 0;
  const asked = [...stars];
  for (const star of index.starsNear(middle, index.sideDeg * 1.5)) {
    if (stars.includes(star)) continue;
    if (
      !imageOf(pose, size, catalogue.x[star], catalogue.y[star], catalogue.z[star], place) ||
      !inside(place, size)
    )
      continue;
    const away = Math.hypot(place[0] - mx, place[1] - my);
    const sigma = Math.sqrt(sigma0 + (0.01 * away) ** 2);
    const source = test.take(place[0], place[1], sigma);
    asked.push(star);
    odds += oddsOf(test, place, source, sigma);
    if (source >= 0) {
      matchedSources.push(source);
      matchedStars.push(star);
    }
    local = Math.max(local, odds);
    if (odds < hopeless) break;
  }
  if (local < worthWhile) return { logOdds: local, wcs: undefined };

  const start = tanOfPose(pose, size);
  const pairs = pairsOf(test, field, matchedSources, matchedStars);
  const wcs =
    (matchedStars.length < 6
      ? undefined
      : fitTanSip(pairs, {
          order: 1,
          crpix: start.terms.crpix,
          start: start.terms.crval,
          halfSize: Math.max(size.width, size.height) / 2,
        })) ?? start;
  const radius = fieldRadiusDeg(wcs, size);
  const done = new Set(asked);
  let best = odds;
  for (const star of field.near(axisOf(pose), radius, starsAsked)) {
    if (done.has(star)) continue;
    const pixel = wcs.pixelOf({ x: catalogue.x[star], y: catalogue.y[star], z: catalogue.z[star] });
    if (pixel === undefined) continue;
    place[0] = pixel.x;
    place[1] = pixel.y;
    if (!inside(place, size)) continue;
    const away = Math.max(0, Math.hypot(place[0] - mx, place[1] - my) - length / 2);
    const sigma = Math.sqrt(2 + (0.008 * away) ** 2);
    odds += oddsOf(test, place, test.take(place[0], place[1], sigma), sigma);
    best = Math.max(best, odds);
  }
  return { logOdds: Math.max(local, best), wcs };
}

/** Angle from the middle of a picture to its farthest corner, degrees. */
export function fieldRadiusDeg(wcs: TanSip, { width, height }: PictureSize): number {
  const middle = wcs.directionAt({ x: (width - 1) / 2, y: (height - 1) / 2 });
  const corners = [
    { x: -0.5, y: -0.5 },
    { x: width - 0.5, y: -0.5 },
    { x: -0.5, y: height - 0.5 },
    { x: width - 0.5, y: height - 0.5 },
  ];
  return Math.max(...corners.map((corner) => separationDeg(middle, wcs.directionAt(corner))));
}

function oddsOf(test: TestField, place: Float64Array, source: number, sigma: number): number {
  const density = test.chance.at(place[0], place[1]);
  if (source < 0) return starLogOdds(Infinity, sigma, density);
  const dx = test.x[source] - place[0];
  const dy = test.y[source] - place[1];
  return starLogOdds(dx * dx + dy * dy, sigma, density);
}

function inside(place: Float64Array, { width, height }: PictureSize): boolean {
  return place[0] >= 0 && place[1] >= 0 && place[0] <= width - 1 && place[1] <= height - 1;
}

function middleOf(
  x: Float64Array,
  y: Float64Array,
  z: Float64Array,
  a: number,
  b: number,
): IcrsVector {
  const sum = { x: x[a] + x[b], y: y[a] + y[b], z: z[a] + z[b] };
  const length = Math.hypot(sum.x, sum.y, sum.z);
  return { x: sum.x / length, y: sum.y / length, z: sum.z / length };
}

function pairsOf(
  test: TestField,
  { stars }: StarField,
  sources: readonly number[],
  ranks: readonly number[],
): MatchedPairs {
  return {
    x: picked(test.x, sources),
    y: picked(test.y, sources),
    starX: picked(stars.x, ranks),
    starY: picked(stars.y, ranks),
    starZ: picked(stars.z, ranks),
    weight: new Float64Array(sources.length).fill(1),
  };
}
