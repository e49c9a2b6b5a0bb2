import { vectorOf } from '../wcs/tangent-plane.js';
import { TestField } from './hypothesis.js';
import type { PictureSize } from './pose.js';
import { QuadIndex } from './quad-index.js';
import { QuadSearch } from './quad-search.js';
import { refine, type Orders } from './refine.js';
import { fewestSources, refusedInput, scaleOutOfReach, tooFewSources } from './refusals.js';
import { anyScaleOf, schedule, wholeSkySideDeg } from './search-plan.js';
import type { PlateSolution, SolveHints, SolveOptions, SolveOutcome } from './solution.js';
import type { SolverSources, SolverStars } from './solver-stars.js';
import { evenOrder } from './source-field.js';
import { StarField } from './star-field.js';
import { uncertaintyOf, viewOf } from './view.js';

const sourcesTested = 250;

/** Beyond so many the sources are fainter than any catalogue star. */
const sourcesMatched = 4000;

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
    const refused = refusedInput(size, hints);
    if (refused !== undefined) return refused;
    const order = evenOrder(sources, size, sourcesMatched);
    if (order.length < fewestSources) return tooFewSources(order.length, sources.x.length);
    const test = new TestField(size, sources, order.subarray(0, sourcesTested));
    const search = new QuadSearch(this.#field, size, test, hints, options);
    const scale = hints.scaleArcsec ?? anyScaleOf(size);
    const steps = schedule(scale, size);
    if (steps.length === 0) return scaleOutOfReach(scale, size);
    const indexes = new Map<number, QuadIndex>();
    for (const { sideDeg, from, upTo } of steps) {
      if (from >= test.x.length || search.exhausted) continue;
      const index = indexes.get(sideDeg) ?? this.#index(sideDeg, size, hints);
      indexes.set(sideDeg, index);
      const found = search.tryQuads(index, from, upTo, scale);
      if (found === undefined) continue;
      const refined = refine(found.wcs, this.#field, sources, order, size, orders(options));
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

/** The orders asked for, whole and within what a fit can do. */
function orders({ maxOrder = 5, order }: SolveOptions): Orders {
  const bounded = (value: number): number => Math.max(1, Math.min(5, Math.floor(value)));
  return { highest: bounded(order ?? maxOrder), fixed: order !== undefined };
}

function solution(
  refined: NonNullable<ReturnType<typeof refine>>,
  size: PictureSize,
  logOdds: number,
  hypotheses: number,
): PlateSolution {
  const view = viewOf(refined.wcs, size);
  const covariance = refined.covariance ?? null;
  const uncertainty = covariance === null ? null : uncertaintyOf(covariance, view, size);
  return { solved: true, ...refined, ...view, covariance, uncertainty, logOdds, hypotheses };
}
