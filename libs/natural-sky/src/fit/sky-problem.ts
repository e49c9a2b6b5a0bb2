import {
  dome,
  domeCount,
  domesIn,
  far,
  farCount,
  GlowLaw,
  zenithFarGlow,
  type TownDirection,
} from './glow-model.js';
import { naturalOfCell } from './natural-model.js';
import { NormalSums } from './normal-sums.js';
import { at, naturalNames } from './parameters.js';
import { structureAt } from './structure.js';
import type { SkyBin } from './sky-bins.js';

/** The numbers of a fit: `naturalNames` in their order, and those of the glow (empty: no domes). */
export interface SkyState {
  readonly natural: Float64Array;
  readonly glow: Float64Array;
}

/** How far a bin may lie from a perfect fit, besides the noise of its light. */
export interface NoiseModel {
  /** Structure of the natural sky the model does not have, as a fraction of it, by altitude band. */
  readonly structure: readonly number[];
  /** Errors of the form of domes, as a fraction of the artificial light. */
  readonly artificialFraction: number;
  readonly floorNl: number;
  /** Bins that err together: what is left over is correlated over several degrees. */
  readonly binsPerIndependent: number;
}

/** What the numbers are to agree with. */
export interface SkyProblem {
  readonly bins: readonly SkyBin[];
  /** In the order of `naturalNames`; sigma 0 holds a number at its value. */
  readonly priors: readonly { readonly value: number; readonly sigma: number }[];
  /** Far glow at the zenith, nL, when a person gave it; 0 or null: none, or to be found. */
  readonly farGlowNl: number | null;
  readonly noise: NoiseModel;
}

/** Pulls of the glow's numbers: middle, 1 sigma, and the limits of what makes sense. */
const glowPriors = {
  [far.lnHorizon]: { value: 0, sigma: Infinity, low: -5, high: 9 },
  [far.lnHeight]: { value: Math.log(35), sigma: 0.35, low: Math.log(12), high: Math.log(90) },
  [far.flatness]: { value: 0.3, sigma: 0.4, low: -0.3, high: 1.3 },
  [far.lnSkirt]: { value: 0, sigma: 1, low: -5, high: 4 },
  [far.lnSkirtHeight]: { value: Math.log(7), sigma: 0.35, low: Math.log(2.5), high: Math.log(18) },
  [far.contrast]: { value: 0.3, sigma: 0.3, low: -0.4, high: 0.95 },
} as const;

const domePriors = {
  [dome.azimuth]: { value: 0, sigma: Infinity, low: -Infinity, high: Infinity },
  [dome.lnWidth]: { value: Math.log(0.4), sigma: 0.6, low: Math.log(0.07), high: Math.log(1.75) },
  [dome.lnHeight]: { value: Math.log(6), sigma: 0.45, low: Math.log(1.5), high: Math.log(20) },
  [dome.lnAmplitude]: { value: 3, sigma: 5, low: -5, high: 14 },
} as const;

/**
 * Far glow at the zenith over the light of the domes at the horizon: about 0.5 %, within a factor of
 * 4. Garstang (1986, PASP 98, 364) and Duriscoe et al. (2018, JQSRT 214, 133): zenith glow falls as
 * r^-2.5 while the dome at the horizon falls more slowly, so that towns at 30 to 150 km span 0.1 to 5 %.
 */
const zenithOverDomes = { lnValue: Math.log(0.005), sigma: 1.4 };

/** A person's far glow is held as tightly as this, as a fraction. */
const heldFraction = 1e-3;

export function glowPrior(index: number): {
  readonly value: number;
  readonly sigma: number;
  readonly low: number;
  readonly high: number;
} {
  return index < farCount
    ? glowPriors[index as keyof typeof glowPriors]
    : domePriors[((index - farCount) % domeCount) as keyof typeof domePriors];
}

/** Steady loss and its weight for a misfit in sigmas: Student's, with a longer tail towards light no dome explains. */
export function lossOf(sigmas: number): { readonly loss: number; readonly weight: number } {
  const freedom = sigmas > 0 ? 3 : 6;
  const square = sigmas * sigmas;
  return {
    loss: ((freedom + 1) / 2) * Math.log1p(square / freedom),
    weight: (freedom + 1) / (freedom + square),
  };
}

/** Below the first altitude the way scattered light is counted rules the form of the sky, from the second on it does not, deg. */
const lowSkyDeg = [15, 30] as const;

/** 1 in the low sky, 0 high up: the share of the error of scattered light that is noise to a fit of forms. */
function lowSky(altitudeDeg: number): number {
  const [low, high] = lowSkyDeg;
  return Math.min(1, Math.max(0, (high - altitudeDeg) / (high - low)));
}

/** 1 sigma of a bin, nL, given the natural light that is thought to be in it. */
export function binSigma(bin: SkyBin, naturalNl: number, noise: NoiseModel): number {
  const natural = structureAt(noise.structure, bin.altitudeDeg) * naturalNl;
  // Light above the natural counts as artificial, whether a dome explains it yet or not.
  const artificial = noise.artificialFraction * Math.max(0, bin.observed - naturalNl);
  const scattering = lowSky(bin.altitudeDeg) * bin.scatteringError;
  return Math.sqrt(
    scattering * scattering +
      bin.sigma * bin.sigma +
      noise.floorNl * noise.floorNl +
      natural * natural +
      artificial * artificial,
  );
}

/** The model of a state, bin by bin. */
class BinModel {
  /** Derivatives of the last bin by some of the natural numbers, and then by those of the glow. */
  readonly row: Float64Array;
  private readonly naturalRow = new Float64Array(naturalNames.length);
  private readonly glowRow: Float64Array;
  private readonly law: GlowLaw;

  /** @param naturals places of the natural numbers that are to be in the row */
  constructor(
    private readonly state: SkyState,
    towns: TownDirection,
    private readonly naturals: readonly number[],
  ) {
    this.row = new Float64Array(naturals.length + state.glow.length);
    this.glowRow = this.row.subarray(naturals.length);
    this.law = new GlowLaw(state.glow, towns);
  }

  lightOf(bin: SkyBin): number {
    const { naturals, naturalRow, row } = this;
    const natural = naturalOfCell(bin, this.state.natural, naturalRow);
    for (let i = 0; i < naturals.length; i += 1) row[i] = naturalRow[naturals[i]];
    const { far: farNl, domes } = this.law.towards(bin, this.glowRow);
    return natural + farNl + domes;
  }
}

/** Natural light of every bin. */
export function naturalOfBins(bins: readonly SkyBin[], natural: Float64Array): Float64Array {
  const row = new Float64Array(naturalNames.length);
  return Float64Array.from(bins, (bin) => naturalOfCell(bin, natural, row));
}

/** Places of the natural numbers that may move. */
export function freeNaturals({ priors }: SkyProblem): number[] {
  return allNaturals.filter((place) => priors[place].sigma > 0);
}

/** Places of all natural numbers, those that are held as well. */
export const allNaturals: readonly number[] = naturalNames.map((_, place) => place);

/** Normal matrix (lower triangle), its right side (towards smaller misfit), and the misfit: half a chi2. */
export interface NormalEquations {
  readonly size: number;
  readonly matrix: Float64Array;
  readonly right: Float64Array;
  readonly misfit: number;
}

/**
 * Collects data and priors at a state, with the errors of the bins as given.
 *
 * @param naturals places of the natural numbers that are to be in the equations, before all of the glow
 */
export function normalEquations(
  problem: SkyProblem,
  state: SkyState,
  sigmas: Float64Array,
  towns: TownDirection,
  naturals: readonly number[],
): NormalEquations {
  const model = new BinModel(state, towns, naturals);
  const { row } = model;
  const size = row.length;
  const sums = new NormalSums(size, Math.min(size, naturals.length + farCount));
  const { matrix, right } = sums;
  const share = 1 / problem.noise.binsPerIndependent;
  let misfit = 0;
  problem.bins.forEach((bin, i) => {
    const rest = bin.observed - model.lightOf(bin);
    const { loss, weight } = lossOf(rest / sigmas[i]);
    misfit += share * loss;
    const scaled = (share * weight) / (sigmas[i] * sigmas[i]);
    sums.add(row, rest, scaled);
  });
  const pull = (place: number, rest: number, sigma: number): void => {
    if (!Number.isFinite(sigma) || sigma <= 0) return;
    matrix[place * size + place] += 1 / (sigma * sigma);
    right[place] += rest / (sigma * sigma);
    misfit += (0.5 * rest * rest) / (sigma * sigma);
  };
  naturals.forEach((place, i) => {
    const { value, sigma } = problem.priors[place];
    pull(i, value - state.natural[place], sigma);
  });
  state.glow.forEach((number, i) => {
    const { value, sigma } = glowPrior(i);
    pull(naturals.length + i, value - number, sigma);
  });
  if (state.glow.length > 0) misfit += addFarLink(problem, state, sums);
  return { size, matrix, right, misfit };
}

/**
 * Pull on every number when the observed light has something in it the model does not know:
 * matrix^-1 of it is the response of the fit.
 *
 * @param light of it in a bin, nL
 */
export function pullOf(
  { bins, noise }: SkyProblem,
  state: SkyState,
  sigmas: Float64Array,
  towns: TownDirection,
  light: (bin: SkyBin) => number,
): Float64Array {
  const model = new BinModel(state, towns, allNaturals);
  const { row } = model;
  const pull = new Float64Array(row.length);
  bins.forEach((bin, i) => {
    const { weight } = lossOf((bin.observed - model.lightOf(bin)) / sigmas[i]);
    const scaled = (light(bin) * weight) / (noise.binsPerIndependent * sigmas[i] * sigmas[i]);
    for (let j = 0; j < row.length; j += 1) pull[j] += scaled * row[j];
  });
  return pull;
}

/** The tie of the far glow at the zenith: to the domes, or to what a person gave. Returns its misfit. */
function addFarLink({ farGlowNl }: SkyProblem, { glow }: SkyState, sums: NormalSums): number {
  const row = new Float64Array(sums.size);
  const first = sums.size - glow.length;
  const zenithRow = new Float64Array(glow.length);
  const zenith = zenithFarGlow(glow, zenithRow);
  for (let i = 0; i < farCount; i += 1) row[first + i] = zenithRow[i] / zenith;
  if (farGlowNl !== null) {
    const rest = Math.log(Math.max(farGlowNl, 1e-3) / zenith);
    sums.add(row, rest, 1 / heldFraction ** 2);
    return (0.5 * rest * rest) / heldFraction ** 2;
  }
  let total = 0;
  for (let k = 0; k < domesIn(glow); k += 1) {
    total += Math.exp(glow[farCount + k * domeCount + dome.lnAmplitude]);
  }
  for (let k = 0; k < domesIn(glow); k += 1) {
    const place = farCount + k * domeCount + dome.lnAmplitude;
    row[first + place] = -Math.exp(glow[place]) / total;
  }
  const rest = zenithOverDomes.lnValue - Math.log(zenith / total);
  sums.add(row, rest, 1 / zenithOverDomes.sigma ** 2);
  return (0.5 * rest * rest) / zenithOverDomes.sigma ** 2;
}

/** Numbers kept where they make sense. */
export function withinLimits(state: SkyState): SkyState {
  const natural = Float64Array.from(state.natural);
  for (const place of [at.airglow, at.diffuse, at.zodiacal, at.galactic]) {
    natural[place] = Math.max(0, natural[place]);
  }
  const glow = Float64Array.from(state.glow, (number, i) => {
    const { low, high } = glowPrior(i);
    return Math.min(Math.max(number, low), high);
  });
  return { natural, glow };
}
