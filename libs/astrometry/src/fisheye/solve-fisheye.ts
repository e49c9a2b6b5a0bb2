import { degree } from '@nightskies/sky';
import type { PictureSize } from '../solving/pose.js';
import type { SolverSources } from '../solving/solver-stars.js';
import type { PixelPoint } from '../wcs/tan-sip.js';
import { contradictionOf } from './contradiction.js';
import { fisheyeParameters, modelOf, parametersOf } from './fit-fisheye.js';
import { FisheyeCamera, type EastNorthUp, type FisheyeModel } from './fisheye-model.js';
import type { FisheyeHints, FisheyeOutcome, FisheyeSolution } from './fisheye-solution.js';
import { ProofField, proofNoisePx } from './growth.js';
import { refineFisheye, type RefinedFisheye } from './refine-fisheye.js';
import type { FisheyeStars } from './reference-stars.js';
import { refusal } from './refusal.js';
import { searchFisheye, type Found } from './search.js';
import { SkyPatterns } from './sky-patterns.js';

const fewestSources = 12;
const fewestStars = 20;

/** The search allows more tilt than a solution may have: so a wrong clock is seen and named. */
const searchTiltDeg = 25;

const defaults = {
  scaleShare: { low: 0.3, high: 1.3 },
  maxTiltDeg: 2.5,
  acceptLogOdds: 30,
  maxHypotheses: 1e6,
  maxZenithSigmaPx: 1,
};

/**
 * Solves a whole-sky fisheye picture taken at a known time and place: triangles of its bright sources
 * are met with those of the sky over the place, a hypothesis is grown outward star by star while the
 * odds against chance are kept, and a zenithal polynomial about a free axis is fitted to all stars to
 * V 5. Nothing is asked of the camera but that the optical axis falls within about a quarter of the
 * shorter side of the middle of the picture, or of its sources, and that half the shorter side spans
 * 44 to 190 deg of sky.
 *
 * A clock wrong by minutes, or a place wrong by a degree, looks like a tilt of the camera of the same
 * size (15 deg an hour times the cosine of the latitude, so none at the poles) and is not noticed below
 * `maxTiltDeg`: every star stays at its pixel, but azimuth and altitude are those of the place and time
 * given. Stated errors are those of the centroids; what a lens departs from a zenithal law, and the air
 * from the refraction assumed, comes on top (0.1 px from night to night with one real camera).
 *
 * @param size of the picture, px
 * @param sources array positions, brightest first
 * @param stars reference stars in apparent azimuth and altitude at mid-exposure, brightest first
 */
export function solveFisheye(
  size: PictureSize,
  sources: SolverSources,
  stars: FisheyeStars,
  hints: FisheyeHints = {},
): FisheyeOutcome {
  const set = { ...defaults, ...hints };
  const count = sources.x.length;
  if (count < fewestSources) return refusal('too-few-sources', { found: count });
  if (stars.v.length < fewestStars) return refusal('too-few-stars', { found: stars.v.length });
  const half = Math.min(size.width, size.height) / 2;
  const patterns = new SkyPatterns(stars);
  const options = {
    lowScale: set.scaleShare.low * half,
    highScale: set.scaleShare.high * half,
    searchTiltDeg: Math.max(searchTiltDeg, set.maxTiltDeg),
    acceptLogOdds: set.acceptLogOdds,
    ...(hints.parity === undefined ? {} : { parity: hints.parity }),
  };
  let found: Found = { growth: undefined, bestLogOdds: 0, hypotheses: 0, exhausted: false };
  for (const middle of likelyMiddles(size, sources)) {
    const maxHypotheses = set.maxHypotheses - found.hypotheses;
    const field = new ProofField(size, sources, middle);
    const next = searchFisheye(field, patterns, { ...options, maxHypotheses });
    found = {
      ...next,
      bestLogOdds: Math.max(found.bestLogOdds, next.bestLogOdds),
      hypotheses: found.hypotheses + next.hypotheses,
    };
    if (found.growth !== undefined || found.exhausted) break;
  }
  const { bestLogOdds, hypotheses } = found;
  const search = { bestLogOdds, hypotheses };
  if (found.growth === undefined) {
    if (found.exhausted) return refusal('search-exhausted', search);
    return refusal(bestLogOdds > 0 ? 'log-odds-too-low' : 'no-pattern', search);
  }
  const { vectors } = patterns;
  const { model: grown } = found.growth;
  const refined = refineFisheye(sources, vectors, stars.v, grown, proofNoisePx(size));
  if (refined === undefined) return refusal('too-little-sky', search);
  const { model } = refined;
  const solution: FisheyeSolution = {
    solved: true,
    ...summary(refined),
    brightShare: brightShare(refined, vectors, stars, size),
    logOdds: found.growth.logOdds,
    hypotheses,
    chanceBound: Math.min(1, hypotheses * Math.exp(-set.acceptLogOdds)),
  };
  const { zenithSigmaPx, tiltDeg } = solution;
  const sigma = Math.max(zenithSigmaPx.x, zenithSigmaPx.y);
  if (!(sigma <= set.maxZenithSigmaPx)) {
    return refusal('too-little-sky', { ...search, zenithSigmaPx: sigma });
  }
  if (tiltDeg > set.maxTiltDeg) {
    const contradiction = contradictionOf(model, hints.latitudeDeg);
    return refusal('contradiction', { ...search, contradiction, maxTiltDeg: set.maxTiltDeg });
  }
  return solution;
}

/** A second guess of the middle is worth a search when it is this share of half the side away. */
const worthAnotherSearch = 0.12;

/**
 * Where the optical axis may fall: the middle of the picture; where the circle of the sky lies to one
 * side of it, the middle of the sources.
 */
function likelyMiddles({ width, height }: PictureSize, { x, y }: SolverSources): PixelPoint[] {
  const middle = { x: (width - 1) / 2, y: (height - 1) / 2 };
  const medianOf = (places: ArrayLike<number>) => {
    const inside = Float64Array.from(places).filter(Number.isFinite).sort();
    return inside[inside.length >> 1];
  };
  const crowd = { x: medianOf(x), y: medianOf(y) };
  const apart = Math.hypot(crowd.x - middle.x, crowd.y - middle.y);
  return apart > (worthAnotherSearch * Math.min(width, height)) / 2 ? [middle, crowd] : [middle];
}

const zenith: EastNorthUp = [0, 0, 1];
const outside: PixelPoint = { x: NaN, y: NaN };

/** What is told about a fit: the zenith, its scale and errors. */
function summary(refined: RefinedFisheye) {
  const { model, pairs, covariance, rmsPx, medianPx } = refined;
  const parameters = fisheyeParameters(model.radialPx.length);
  const n = parameters.length;
  const rows = parameters.map((_, i) => [...covariance.subarray(i * n, (i + 1) * n)]);
  const zenithSigmaPx = {
    x: propagated(model, rows, (one) => zenithOf(one).x),
    y: propagated(model, rows, (one) => zenithOf(one).y),
  };
  const tiltOf = (one: FisheyeModel) => Math.hypot(one.tiltEastDeg, one.tiltNorthDeg);
  return {
    model,
    parameters,
    covariance: rows,
    matches: pairs.sources.map((source, i) => ({
      source,
      star: pairs.stars[i],
      residualX: pairs.residualX[i],
      residualY: pairs.residualY[i],
    })),
    rmsPx,
    medianPx,
    zenith: zenithOf(model),
    zenithSigmaPx,
    zenithScaleArcmin: zenithScaleArcmin(model),
    tiltDeg: tiltOf(model),
    tiltSigmaDeg: propagated(model, rows, tiltOf),
  };
}

const zenithOf = (model: FisheyeModel): PixelPoint =>
  new FisheyeCamera(model).pixelOfVector(zenith) ?? outside;

/** Standard error of a quantity of a model, from the covariance of its parameters. */
function propagated(
  model: FisheyeModel,
  covariance: readonly (readonly number[])[],
  quantity: (model: FisheyeModel) => number,
): number {
  const parameters = parametersOf(model);
  const slopes = covariance.map((row, k) => {
    const step = Math.max(1e-3 * Math.sqrt(row[k]), 1e-9);
    const moved = (by: number) => {
      const shifted = parameters.slice();
      shifted[k] += by;
      return quantity(modelOf(model, shifted));
    };
    return (moved(step) - moved(-step)) / (2 * step);
  });
  const variance = covariance.reduce(
    (sum, row, i) => sum + slopes[i] * row.reduce((part, value, j) => part + value * slopes[j], 0),
    0,
  );
  return Math.sqrt(Math.max(variance, 0));
}

/** Mean scale along the two principal vertical circles at the zenith. */
function zenithScaleArcmin(model: FisheyeModel): number {
  const camera = new FisheyeCamera(model);
  const step = 0.25 * degree;
  const at = (east: number, north: number) =>
    camera.pixelOfVector([east, north, Math.sqrt(1 - east * east - north * north)]) ?? outside;
  const away = Math.sin(step);
  const [e, w, n, s] = [at(away, 0), at(-away, 0), at(0, away), at(0, -away)];
  const px = (Math.hypot(e.x - w.x, e.y - w.y) + Math.hypot(n.x - s.x, n.y - s.y)) / 2;
  return (2 * step * 60) / degree / px;
}

/** Share of stars to V 4 above 15 deg, inside the picture, that were found. */
function brightShare(
  { model, pairs }: RefinedFisheye,
  vectors: readonly EastNorthUp[],
  { v }: FisheyeStars,
  { width, height }: PictureSize,
): number {
  const camera = new FisheyeCamera(model);
  const found = new Set(pairs.stars);
  let [seen, there] = [0, 0];
  for (let i = 0; i < vectors.length; i += 1) {
    if (v[i] >= 4 || vectors[i][2] < Math.sin(15 * degree)) continue;
    const { x, y } = camera.pixelOfVector(vectors[i]) ?? outside;
    if (!(x >= 0 && y >= 0 && x <= width - 1 && y <= height - 1)) continue;
    there += 1;
    if (found.has(i)) seen += 1;
  }
  return there === 0 ? 0 : seen / there;
}
