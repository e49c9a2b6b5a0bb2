import { searchDomes } from './dome-search.js';
import type { Pull } from './held-priors.js';
import { minimise, type Minimum } from './minimise.js';
import { binsPerIndependent, restsOf, structureFractions, type BinRest } from './residuals.js';
import type { SkyBin } from './sky-bins.js';
import type { NoiseModel, SkyProblem } from './sky-problem.js';

/** A minimum whose noise agrees with what it leaves over. */
export interface SettledFit {
  readonly minimum: Minimum;
  readonly problem: SkyProblem;
  readonly rests: readonly BinRest[];
  /** Structure beyond the model by altitude band. */
  readonly structure: readonly number[];
}

/** What is left over at first thought; the sky itself replaces all but the form of domes and the floor. */
const firstNoise: NoiseModel = {
  naturalFraction: 0.03,
  artificialFraction: 0.08,
  floorNl: 0.5,
  binsPerIndependent: 12,
};

/** Even white rests of a fit are not taken for more independent patches than this allows. */
const fewestBinsPerIndependent = 4;

/**
 * Finds domes with a first thought of the noise, measures noise and correlation of what is left over,
 * and goes on from there with those.
 */
export function settleFit(
  bins: readonly SkyBin[],
  pulls: readonly Pull[],
  farGlowNl: number | null,
): SettledFit {
  let problem: SkyProblem = { bins, priors: pulls, farGlowNl, noise: firstNoise };
  const natural = Float64Array.from(pulls, ({ value }) => value);
  let minimum = searchDomes(problem, { natural, glow: new Float64Array(0) });
  let rests = restsOf(bins, minimum.state);
  let structure = structureFractions(rests);
  for (let round = 0; round < 2; round += 1) {
    const numbers = pulls.filter(({ sigma }) => sigma > 0).length + minimum.state.glow.length;
    const naturalFraction =
      structure.reduce((sum, fraction) => sum + fraction, 0) / structure.length;
    const noise = { ...firstNoise, naturalFraction };
    const together = binsPerIndependent(rests, noise, numbers);
    problem = {
      ...problem,
      noise: { ...noise, binsPerIndependent: Math.max(fewestBinsPerIndependent, together) },
    };
    minimum = round === 0 ? searchDomes(problem, minimum.state) : minimise(problem, minimum.state);
    rests = restsOf(bins, minimum.state);
    structure = structureFractions(rests);
  }
  return { minimum, problem, rests, structure };
}
