import type { SolverSources } from '../solving/solver-stars.js';
import { evenOrder } from '../solving/source-field.js';
import { firstRadial, fitFisheye, type FisheyeFit, type FisheyePairs } from './fit-fisheye.js';
import { FisheyeCamera, type EastNorthUp, type FisheyeModel } from './fisheye-model.js';
import { StarMatcher, type StarPairs } from './match-stars.js';

/** Beyond so many the sources are fainter than the stars asked for. */
const sourcesMatched = 2500;
const faintestV = 5;
/** sin of 4 deg: lower down refraction and the lens's rim take over. */
const lowestUp = 0.07;
const mostRadialTerms = 4;
const fewestPairs = 10;
const folds = 5;
/** An order must lower the mean square error of prediction by this factor to be worth its term. */
const worthItsTerm = 0.998;
/** Median distance of a plane Gaussian in units of its sigma along one axis. */
const medianOfRayleigh = 1.1774;
/** Tukey's constant: 95 per cent efficiency for Gaussian errors. */
const tukey = 4.685;

export interface RefinedFisheye {
  readonly model: FisheyeModel;
  readonly pairs: StarPairs;
  /** In units of px and degrees, n x n by rows. */
  readonly covariance: Float64Array;
  readonly rmsPx: number;
  readonly medianPx: number;
}

/**
 * Pairs all stars to V 5 with the sources again and again while the fit settles, chooses the number of
 * radial terms by cross-validation, and leaves out what does not fit (Tukey's biweight).
 * Undefined when too few stars remain.
 */
export function refineFisheye(
  sources: SolverSources,
  vectors: readonly EastNorthUp[],
  v: ArrayLike<number>,
  start: FisheyeModel,
  noisePx: number,
): RefinedFisheye | undefined {
  const order = evenOrder(sources, start, sourcesMatched);
  const ranks = vectors.map((_, i) => i);
  const asked = ranks.filter((i) => v[i] <= faintestV && vectors[i][2] > lowestUp);
  const matcher = new StarMatcher(sources.x, sources.y, order, vectors, asked);
  let model = withTerms(start, 3);
  let radius = 6 * noisePx;
  let fitted: { pairs: StarPairs; fit: FisheyeFit; weight: Float64Array } | undefined;
  for (let round = 0; round < rounds; round += 1) {
    const pairs = matcher.pairs(new FisheyeCamera(model), radius);
    if (pairs.stars.length < fewestPairs) return undefined;
    const scatter = scatterOf(pairs);
    const weight = tukeyWeights(pairs, scatter);
    const measured = measuredPairs(pairs, sources, vectors, weight);
    if (round === choosingRound) {
      model = withTerms(model, chooseTerms(measured, model, scatter));
    }
    const fit = fitFisheye(measured, model);
    if (fit === undefined) return undefined;
    ({ model } = fit);
    fitted = { pairs, fit, weight };
    radius = Math.min(radius, Math.max(tukey * scatter, noisePx));
  }
  return fitted === undefined
    ? undefined
    : finished(fitted.pairs, fitted.fit, fitted.weight, vectors, sources);
}

const rounds = 7;
const choosingRound = 3;

function withTerms(model: FisheyeModel, terms: number): FisheyeModel {
  const radialPx = Array.from({ length: terms }, (_, i) => model.radialPx[i] ?? 0);
  return { ...model, radialPx };
}

const distances = ({ residualX, residualY }: StarPairs): number[] =>
  residualX.map((dx, i) => Math.hypot(dx, residualY[i]));

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1];

function scatterOf(pairs: StarPairs): number {
  return Math.max(0.02, medianOf(distances(pairs)) / medianOfRayleigh);
}

function tukeyWeights(pairs: StarPairs, scatter: number): Float64Array {
  return Float64Array.from(distances(pairs), (distance) => {
    const share = distance / (tukey * scatter);
    return share < 1 ? (1 - share * share) ** 2 : 0;
  });
}

function measuredPairs(
  { sources: found, stars }: StarPairs,
  sources: SolverSources,
  vectors: readonly EastNorthUp[],
  weight: Float64Array,
): FisheyePairs {
  return {
    x: found.map((i) => sources.x[i]),
    y: found.map((i) => sources.y[i]),
    vectors: stars.map((i) => vectors[i]),
    weight,
  };
}

/** The number of radial terms whose fit to four fifths of the pairs best predicts the fifth. */
function chooseTerms(pairs: FisheyePairs, model: FisheyeModel, scatter: number): number {
  let [best, least] = [1, Infinity];
  for (let terms = 1; terms <= mostRadialTerms; terms += 1) {
    const error = predictionError(pairs, withTerms(model, terms), 3 * scatter);
    if (error < least * worthItsTerm) [best, least] = [terms, error];
  }
  return best;
}

function predictionError(pairs: FisheyePairs, start: FisheyeModel, capPx: number): number {
  let [sum, weights] = [0, 0];
  for (let fold = 0; fold < folds; fold += 1) {
    const weight = Float64Array.from(pairs.weight, (w, i) => (i % folds === fold ? 0 : w));
    const fit = fitFisheye({ ...pairs, weight }, start);
    if (fit === undefined) return Infinity;
    const camera = new FisheyeCamera(fit.model);
    for (let i = fold; i < pairs.vectors.length; i += folds) {
      const pixel = camera.pixelOfVector(pairs.vectors[i]);
      const away =
        pixel === undefined ? capPx : Math.hypot(pairs.x[i] - pixel.x, pairs.y[i] - pixel.y);
      sum += pairs.weight[i] * Math.min(away, capPx) ** 2;
      weights += pairs.weight[i];
    }
  }
  return sum / weights;
}

function finished(
  pairs: StarPairs,
  { model, covariance }: FisheyeFit,
  weight: Float64Array,
  vectors: readonly EastNorthUp[],
  sources: SolverSources,
): RefinedFisheye | undefined {
  const camera = new FisheyeCamera(model);
  const kept = pairs.stars
    .map((star, i) => {
      const source = pairs.sources[i];
      const pixel = camera.pixelOfVector(vectors[star]) ?? { x: NaN, y: NaN };
      const [dx, dy] = [sources.x[source] - pixel.x, sources.y[source] - pixel.y];
      return { star, source, dx, dy, weight: weight[i] };
    })
    .filter((pair) => pair.weight > 0 && Number.isFinite(pair.dx));
  if (kept.length < fewestPairs) return undefined;
  const chiSquare = kept.reduce((sum, { dx, dy, weight: w }) => sum + w * (dx * dx + dy * dy), 0);
  const perAxis = chiSquare / (2 * kept.length - firstRadial - model.radialPx.length);
  const squares = kept.reduce((sum, { dx, dy }) => sum + dx * dx + dy * dy, 0);
  return {
    model,
    pairs: {
      sources: kept.map(({ source }) => source),
      stars: kept.map(({ star }) => star),
      residualX: kept.map(({ dx }) => dx),
      residualY: kept.map(({ dy }) => dy),
    },
    covariance: covariance.map((value) => value * perAxis),
    rmsPx: Math.sqrt(squares / kept.length),
    medianPx: medianOf(kept.map(({ dx, dy }) => Math.hypot(dx, dy))),
  };
}
