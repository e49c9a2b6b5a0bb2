import { ChanceDensity, starLogOdds } from '../solving/log-odds.js';
import type { PictureSize } from '../solving/pose.js';
import type { SolverSources } from '../solving/solver-stars.js';
import type { PixelPoint } from '../wcs/tan-sip.js';
import { evenOrder, PointGrid } from '../solving/source-field.js';
import { firstRadial, fitFisheye, type Expectation } from './fit-fisheye.js';
import { FisheyeCamera, type EastNorthUp, type FisheyeModel } from './fisheye-model.js';
import { usualBend } from './hypothesis.js';
import { angleBetween } from './sky-patterns.js';

/** Sources a hypothesis is proved with: the brightest of each part of the picture. */
const proofSources = 300;

/** A guess errs by this share of the angle from what it was made of. */
const guessError = 0.04;
const hopeless = -6;
/** A first test is given up earlier: another triangle will do as well. */
const quicklyHopeless = -3;
const fallen = 12;

/** What stars are measured to, with all the faults of a simple model, px. */
export function proofNoisePx({ width, height }: PictureSize): number {
  return Math.max(1, Math.min(width, height) / 1200);
}

/** The sources of a picture as the proof needs them. */
export class ProofField {
  readonly size: PictureSize;
  /** Where the optical axis is thought to fall. */
  readonly middle: PixelPoint;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly grid: PointGrid;
  readonly chance: ChanceDensity;
  /** See `proofNoisePx`. */
  readonly noisePx: number;

  constructor(size: PictureSize, sources: SolverSources, middle: PixelPoint) {
    this.size = size;
    this.middle = middle;
    const order = evenOrder(sources, size, proofSources);
    this.x = Float64Array.from(order, (i) => sources.x[i]);
    this.y = Float64Array.from(order, (i) => sources.y[i]);
    this.grid = new PointGrid(this.x, this.y);
    this.chance = new ChanceDensity(this.x, this.y, size.width, size.height);
    this.noisePx = proofNoisePx(size);
  }
}

/** How far a hypothesis has come. */
export interface Growth {
  readonly model: FisheyeModel;
  /** Greatest log-odds on the way. */
  readonly logOdds: number;
  /** Places among the proof sources, and the stars they are. */
  readonly sources: readonly number[];
  readonly stars: readonly number[];
}

/** A trial of one hypothesis: each star is foretold before it is looked for. */
class Trial {
  odds = 0;
  best = 0;
  readonly sources: number[] = [];
  readonly stars: number[] = [];
  readonly #taken = new Set<number>();
  readonly #field: ProofField;
  readonly #vectors: readonly EastNorthUp[];

  constructor(field: ProofField, vectors: readonly EastNorthUp[]) {
    this.#field = field;
    this.#vectors = vectors;
  }

  /** A pair taken for granted: it proves nothing. */
  grant(source: number, star: number): void {
    this.#taken.add(source);
    this.sources.push(source);
    this.stars.push(star);
  }

  /** Looks for a star; true when a source stands for it. */
  ask(camera: FisheyeCamera, star: number, errorPx: number): boolean {
    const { size, grid, chance, noisePx, x, y } = this.#field;
    const pixel = camera.pixelOfVector(this.#vectors[star]);
    if (pixel === undefined) return false;
    const outside = (at: number, side: number) => at < 0 || at > side - 1;
    if (outside(pixel.x, size.width) || outside(pixel.y, size.height)) return false;
    const sigma = Math.hypot(noisePx, errorPx);
    const source = grid.nearest(pixel.x, pixel.y, 4 * sigma);
    const free = source >= 0 && !this.#taken.has(source);
    const distance2 = free ? (x[source] - pixel.x) ** 2 + (y[source] - pixel.y) ** 2 : Infinity;
    this.odds += starLogOdds(distance2, sigma, chance.at(pixel.x, pixel.y));
    this.best = Math.max(this.best, this.odds);
    if (free) this.grant(source, star);
    return free;
  }
}

/** Angle from one of three stars up to which a hypothesis of a triangle is tested as it stands. */
const firstReach = 0.6;

/**
 * Log-odds of a hypothesis from the stars about the triangle it was made of, without any fit.
 *
 * @param triangle pairs of sources (places in the field) and stars
 * @param from stars to ask for, nearest to the triangle first
 */
export function quickOdds(
  field: ProofField,
  vectors: readonly EastNorthUp[],
  model: FisheyeModel,
  triangle: { readonly sources: readonly number[]; readonly stars: readonly number[] },
  from: readonly number[],
): number {
  const trial = new Trial(field, vectors);
  triangle.stars.forEach((star, i) => {
    trial.grant(triangle.sources[i], star);
  });
  const camera = new FisheyeCamera(model);
  const middle = vectors[triangle.stars[0]];
  for (const star of from) {
    const away = angleBetween(vectors[star], middle);
    if (away > firstReach) break;
    if (triangle.stars.includes(star)) continue;
    trial.ask(camera, star, guessError * away * model.radialPx[0]);
    if (trial.odds < quicklyHopeless) break;
  }
  return trial.best;
}

/**
 * Grows a hypothesis outward star by star, fitting again whenever a quarter more stars are found. A
 * star's place is always foretold from the stars asked before it, so the product of the factors keeps
 * its meaning (see `starLogOdds`): by chance it exceeds K anywhere with probability at most 1/K.
 */
export function grow(
  field: ProofField,
  vectors: readonly EastNorthUp[],
  start: FisheyeModel,
  triangle: { readonly sources: readonly number[]; readonly stars: readonly number[] },
  from: readonly number[],
): Growth {
  const trial = new Trial(field, vectors);
  triangle.stars.forEach((star, i) => {
    trial.grant(triangle.sources[i], star);
  });
  const middle = vectors[triangle.stars[0]];
  const expected = expectations(start, field);
  let model = start;
  let camera = new FisheyeCamera(model);
  let fittedWith = 3;
  let reach = 0;
  for (const star of from) {
    if (triangle.stars.includes(star)) continue;
    const away = angleBetween(vectors[star], middle);
    // Between the stars a fit rests on, it errs by little of the distance, beyond them by more.
    const beyond = Math.max(0, away - reach) + 0.1 * Math.min(away, reach);
    trial.ask(camera, star, guessError * beyond * model.radialPx[0]);
    if (trial.odds < trial.best - fallen || trial.odds < hopeless) break;
    if (trial.stars.length < Math.max(5, 1.25 * fittedWith)) continue;
    const refitted = fitTrial(field, vectors, trial, model, expected);
    if (refitted === undefined) continue;
    model = refitted;
    camera = new FisheyeCamera(model);
    fittedWith = trial.stars.length;
    reach = away;
  }
  const last = fitTrial(field, vectors, trial, model, expected) ?? model;
  return { model: last, logOdds: trial.best, sources: trial.sources, stars: trial.stars };
}

function fitTrial(
  field: ProofField,
  vectors: readonly EastNorthUp[],
  { sources, stars }: Trial,
  start: FisheyeModel,
  expected: readonly Expectation[],
): FisheyeModel | undefined {
  const pairs = {
    x: sources.map((source) => field.x[source]),
    y: sources.map((source) => field.y[source]),
    vectors: stars.map((star) => vectors[star]),
    weight: new Float64Array(stars.length).fill(1 / field.noisePx ** 2),
  };
  return fitFisheye(pairs, start, expected)?.model;
}

/** What any whole-sky camera is like, loosely: it lets few stars fix what they can. */
function expectations(start: FisheyeModel, { size, middle }: ProofField): Expectation[] {
  const half = Math.min(size.width, size.height) / 2;
  const scale = start.radialPx[0];
  return [
    { parameter: 0, value: middle.x, sigma: 0.1 * half },
    { parameter: 1, value: middle.y, sigma: 0.1 * half },
    { parameter: 3, value: 0, sigma: 10 },
    { parameter: 4, value: 0, sigma: 10 },
    { parameter: firstRadial + 1, value: usualBend * scale, sigma: 0.04 * scale },
  ];
}
