import { searchDomes } from './dome-search.js';
import type { Pull } from './held-priors.js';
import { minimise, type Minimum } from './minimise.js';
import { binsPerIndependent, restsOf, structureFractions, type BinRest } from './residuals.js';
import type { SkyBin } from './sky-bins.js';
import { structureBandsDeg } from './structure.js';
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
  structure: structureBandsDeg.map(() => 0.03),
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
  const measured = (): NoiseModel => ({
    ...firstNoise,
    structure,
  });
  const goOn = (noise: NoiseModel, from: (problem: SkyProblem) => Minimum): void => {
    problem = { ...problem, noise };
    minimum = from(problem);
    rests = restsOf(bins, minimum.state);
    structure = structureFractions(rests);
  };
  // Search on with the scatter that was found, then settle with the correlation too: rests without
  // all domes would look correlated for want of them.
  goOn(measured(), (found) => searchDomes(found, minimum.state));
  const numbers = pulls.filter(({ sigma }) => sigma > 0).length + minimum.state.glow.length;
  const together = binsPerIndependent(rests, measured(), numbers);
  const noise = {
    ...measured(),
    binsPerIndependent: Math.max(fewestBinsPerIndependent, together),
  };
  goOn(noise, (found) => minimise(found, minimum.state));
  return { minimum, problem, rests, structure };
}
