import { townDirection, usualGlow, zenithFarGlow } from './glow-model.js';
import type { Pull } from './held-priors.js';
import type { Minimum } from './minimise.js';
import { inverseOf } from './normal-matrix.js';
import { naturalNames } from './parameters.js';
import type { SkyBin } from './sky-bins.js';
import { unseenLight, unseenNames, unseenSigmas } from './unseen-light.js';
import {
  allNaturals,
  freeNaturals,
  normalEquations,
  pullOf,
  type NormalEquations,
  type SkyProblem,
} from './sky-problem.js';

/** Names of the covariance a fit reports: what the natural model depends on, and what it is traded for. */
export const covarianceNames = [...naturalNames, 'farGlowNl', 'zeropoint', ...unseenNames] as const;
export const farPlace = naturalNames.length;
export const zeropointPlace = farPlace + 1;
export const firstUnseenPlace = zeropointPlace + 1;

export interface FitCovariance {
  /** Row by row, of `covarianceNames`. */
  readonly reported: Float64Array;
  /** 1 sigma of the numbers of the glow, in their order. */
  readonly glowSigmas: Float64Array;
}

/** Glow at the zenith of towns that stand out nowhere near the horizon, 1 sigma, nL. */
const unseenGlowNl = 0.5;

/** A far glow known to less than a factor of 3 is held to be known to that. */
const greatestLogVariance = 1.2;

/**
 * Errors of a fit. Three causes, all linear: the noise of independent patches and the priors (inverse
 * normal matrix); the zeropoint, one factor common to all light; the errors of maps whose factor was
 * held. The last two are not fitted, yet everything fitted responds to them (a consider covariance,
 * Schmidt 1966). Undefined when the equations do not determine the numbers.
 */
export function fitCovariance(
  problem: SkyProblem,
  { state, sigmas }: Minimum,
  pulls: readonly Pull[],
  zeropointSigma: number,
): FitCovariance | undefined {
  const towns = townDirection(state.glow);
  const equations = normalEquations(problem, state, sigmas, towns, allNaturals);
  const { size } = equations;
  const places = [...freeNaturals(problem), ...state.glow.map((_, i) => naturalNames.length + i)];
  const inverse = inverseOf(reduced(equations, places), places.length);
  if (inverse === undefined) return undefined;
  // More rows and columns than the equations have: the zeropoint, and light the model does not know.
  const wide = size + 1 + unseenNames.length;
  const full = new Float64Array(wide * wide);
  places.forEach((row, i) => {
    places.forEach((column, j) => {
      full[row * wide + column] = inverse[i * places.length + j];
    });
  });
  if (state.glow.length > 0) widenFarGlow(full, wide, state.glow);
  const respond = (pull: (place: number) => number): Float64Array => {
    const response = new Float64Array(wide);
    places.forEach((row, i) => {
      places.forEach((column, j) => {
        response[row] += inverse[i * places.length + j] * pull(column);
      });
    });
    return response;
  };
  const toLight = (light: (bin: SkyBin) => number): Float64Array => {
    const pull = pullOf(problem, state, sigmas, towns, light);
    return respond((place) => pull[place]);
  };
  const toZeropoint = toLight((bin) => bin.observed);
  toZeropoint[size] = 1;
  addOuter(full, toZeropoint, zeropointSigma);
  addOuter(
    full,
    toLight((bin) => usualGlow(bin.altitudeDeg)),
    unseenGlowNl,
  );
  pulls.forEach(({ sigma, unseenSigma }, held) => {
    if (sigma > 0 || unseenSigma === 0) return;
    const toMap = respond((place) => {
      const [row, column] = place > held ? [place, held] : [held, place];
      return equations.matrix[row * size + column];
    });
    toMap[held] = -1;
    addOuter(full, toMap, unseenSigma);
  });
  const lights = new Float64Array(unseenNames.length);
  unseenSigmas(problem.bins).forEach((sigma, i) => {
    if (sigma === 0) return;
    const toForm = toLight((bin) => {
      unseenLight(bin, lights, 0);
      return lights[i];
    });
    toForm[size + 1 + i] = -1;
    addOuter(full, toForm, sigma);
  });
  const glowSigmas = Float64Array.from(state.glow, (_, i) => {
    const place = naturalNames.length + i;
    return Math.sqrt(full[place * wide + place]);
  });
  return { reported: report(full, size, wide, state.glow), glowSigmas };
}

/** The lower triangle of the matrix for the numbers at `places`. */
function reduced(equations: NormalEquations, places: readonly number[]): Float64Array {
  const size = places.length;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      matrix[i * size + j] = equations.matrix[places[i] * equations.size + places[j]];
    }
  }
  return matrix;
}

/**
 * The far glow is positive and often known to a factor only: its errors are those of a lognormal
 * number. Taken as straight about its likeliest value they would be too small, so what goes with it
 * is widened to the standard deviation of that distribution.
 */
function widenFarGlow(full: Float64Array, wide: number, glow: Float64Array): void {
  const zenithRow = new Float64Array(glow.length);
  const zenith = zenithFarGlow(glow, zenithRow);
  const along = new Float64Array(wide);
  for (let i = 0; i < wide; i += 1) {
    for (let j = 0; j < glow.length; j += 1) {
      along[i] += (full[i * wide + naturalNames.length + j] * zenithRow[j]) / zenith;
    }
  }
  let variance = 0;
  for (let j = 0; j < glow.length; j += 1) {
    variance += (along[naturalNames.length + j] * zenithRow[j]) / zenith;
  }
  if (!(variance > 0)) return;
  const growth = Math.exp(Math.min(variance, greatestLogVariance));
  const extra = growth * (growth - 1) - variance;
  if (extra > 0) addOuter(full, along, Math.sqrt(extra) / variance);
}

function addOuter(full: Float64Array, vector: Float64Array, sigma: number): void {
  const size = vector.length;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) full[i * size + j] += sigma * sigma * vector[i] * vector[j];
  }
}

/** From the numbers of the equations to `covarianceNames`. */
function report(full: Float64Array, size: number, wide: number, glow: Float64Array): Float64Array {
  const zenithRow = new Float64Array(glow.length);
  if (glow.length > 0) zenithFarGlow(glow, zenithRow);
  const count = covarianceNames.length;
  const turn = new Float64Array(count * wide);
  naturalNames.forEach((_, i) => {
    turn[i * wide + i] = 1;
  });
  turn.set(zenithRow, farPlace * wide + naturalNames.length);
  turn[zeropointPlace * wide + size] = 1;
  unseenNames.forEach((_, i) => {
    turn[(firstUnseenPlace + i) * wide + size + 1 + i] = 1;
  });
  const reported = new Float64Array(count * count);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0;
      for (let k = 0; k < wide; k += 1) {
        const left = turn[i * wide + k];
        if (left === 0) continue;
        for (let l = 0; l < wide; l += 1) {
          sum += left * full[k * wide + l] * turn[j * wide + l];
        }
      }
      reported[i * count + j] = sum;
      reported[j * count + i] = sum;
    }
  }
  return reported;
}
