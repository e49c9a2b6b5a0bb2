import { domeCount, domesIn, GlowLaw, townDirection, usualFarGlow } from './glow-model.js';
import { minimise, type Minimum } from './minimise.js';
import type { SkyBin } from './sky-bins.js';
import {
  freeNaturals,
  naturalOfBins,
  normalEquations,
  type SkyProblem,
  type SkyState,
} from './sky-problem.js';

/** More domes than this cannot be told apart in the low sky. */
const mostDomes = 8;

/** Domes added in vain, one upon another, before the search ends. */
const mostVain = 2;

/** What a far glow counts for: its brightness and its direction, the rest is ruled by what is believed. */
const farNumbers = 2;

const trialWidthsRad = [0.2, 0.45, 0.9] as const;
const trialHeightDeg = 6;
const trialStepDeg = 5;
const lowSkyDeg = 20;

/**
 * Domes added one after another where the low sky is brightest against the model, for as long as each
 * lowers chi2 by more than its numbers are worth (Bayesian information criterion, Schwarz 1978, over
 * the independent patches).
 */
export function searchDomes(problem: SkyProblem, start: SkyState): Minimum {
  let best = minimise(problem, start);
  let tried = best;
  const worth = Math.log(Math.max(2, problem.bins.length / problem.noise.binsPerIndependent)) / 2;
  for (let alone = 0; alone < mostVain && domesIn(tried.state.glow) < mostDomes; alone += 1) {
    const candidate = brightestPlace(problem, tried);
    if (candidate === undefined) break;
    const { natural, glow } = tried.state;
    const before = glow.length === 0 ? usualFarGlow(candidate.amplitudeNl / 30) : glow;
    tried = minimise(
      problem,
      { natural, glow: Float64Array.of(...before, ...domeNumbers(candidate)) },
      1,
    );
    // Two towns may pay together where neither does alone.
    const domes = domesIn(tried.state.glow) - domesIn(best.state.glow);
    const numbers = domes * domeCount + (best.state.glow.length === 0 ? farNumbers : 0);
    if (misfitWith(tried.sigmas, problem, best.state) - tried.misfit < numbers * worth) continue;
    best = tried;
    alone = -1;
  }
  return best;
}

/** The misfit of a state with the errors another was found with: only such compare. */
function misfitWith(sigmas: Float64Array, problem: SkyProblem, state: SkyState): number {
  const towns = townDirection(state.glow);
  return normalEquations(problem, state, sigmas, towns, freeNaturals(problem)).misfit;
}

interface Candidate {
  readonly azimuthRad: number;
  readonly widthRad: number;
  readonly amplitudeNl: number;
}

function domeNumbers({ azimuthRad, widthRad, amplitudeNl }: Candidate): number[] {
  return [azimuthRad, Math.log(widthRad), Math.log(trialHeightDeg), Math.log(amplitudeNl)];
}

/** What is left over in the low sky in one direction, laid along a dome's fall with altitude. */
interface LowSector {
  readonly azimuthRad: number;
  along: number;
  square: number;
}

const sectors = 90;

/** Where a dome of usual height explains most of what is left in the low sky. */
function brightestPlace({ bins }: SkyProblem, { state, sigmas }: Minimum): Candidate | undefined {
  const low = lowSectors(bins, state, sigmas);
  let best: Candidate | undefined;
  let bestScore = 0;
  for (const widthRad of trialWidthsRad) {
    for (let azimuthDeg = 0; azimuthDeg < 360; azimuthDeg += trialStepDeg) {
      const azimuthRad = (azimuthDeg * Math.PI) / 180;
      let along = 0;
      let square = 0;
      for (const sector of low) {
        const near = Math.exp(
          (Math.cos(sector.azimuthRad - azimuthRad) - 1) / (widthRad * widthRad),
        );
        along += near * sector.along;
        square += near * near * sector.square;
      }
      const score = square > 0 ? along / Math.sqrt(square) : 0;
      if (score > bestScore) {
        bestScore = score;
        best = { azimuthRad, widthRad, amplitudeNl: along / square };
      }
    }
  }
  return best;
}

function lowSectors(
  bins: readonly SkyBin[],
  state: SkyState,
  sigmas: Float64Array,
): readonly LowSector[] {
  const law = new GlowLaw(state.glow, townDirection(state.glow));
  const natural = naturalOfBins(bins, state.natural);
  const low = Array.from({ length: sectors }, (_, i): LowSector => {
    return { azimuthRad: ((i + 0.5) / sectors) * 2 * Math.PI, along: 0, square: 0 };
  });
  bins.forEach((bin, i) => {
    if (bin.altitudeDeg > lowSkyDeg) return;
    const glow = law.towards(bin);
    const rest = bin.observed - natural[i] - glow.far - glow.domes;
    const fall = Math.exp(-bin.altitudeDeg / trialHeightDeg);
    const weight = 1 / (sigmas[i] * sigmas[i]);
    const turn = (bin.azimuthDeg / 360 + 1) % 1;
    const sector = low[Math.min(sectors - 1, Math.floor(turn * sectors))];
    sector.along += weight * fall * rest;
    sector.square += weight * fall * fall;
  });
  return low;
}
