import { degree } from '@nightskies/sky';
import type { TanSip } from '../wcs/tan-sip.js';
import { separationDeg, vectorOf, type IcrsVector } from '../wcs/tangent-plane.js';
import { visitQuads, type SourceQuad } from './field-quads.js';
import { judge, type TestField } from './hypothesis.js';
import { arcsecOf, axisOf, lift, poseOfBaseline, type PictureSize, type Pose } from './pose.js';
import { codeOfDirections, exchange, normalise, reverse, type QuadCode } from './quad-code.js';
import { bandRatio, type QuadIndex } from './quad-index.js';
import { searchMessage } from './refusals.js';
import { longestShare, shortestShare, type ScaleRange } from './search-plan.js';
import type { NoSolution, SolveHints, SolveOptions } from './solution.js';
import type { StarField } from './star-field.js';

const codeTolerance = 0.015;
const lifted = new Float64Array(12);
const code = new Float64Array(4);

export interface Found {
  readonly wcs: TanSip;
  readonly logOdds: number;
}

/** One picture's search: the hypotheses tested so far and the best odds seen. */
export class QuadSearch {
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
    const message = searchMessage(reason, this.hypotheses, this.#best, this.#accept);
    return {
      solved: false,
      reason,
      message,
      bestLogOdds: this.#best,
      hypotheses: this.hypotheses,
    };
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
        if (found !== undefined) return;
        for (const hit of index.quadsLike(code, codeTolerance)) {
          found ??= this.#test4(index, hit, members, guess, mirrored, scale);
        }
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
