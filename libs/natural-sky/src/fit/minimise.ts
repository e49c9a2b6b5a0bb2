import { townDirection } from './glow-model.js';
import { cholesky, solveCholesky } from './normal-matrix.js';
import {
  binSigma,
  freeNaturals,
  naturalOfBins,
  normalEquations,
  withinLimits,
  type NormalEquations,
  type SkyProblem,
  type SkyState,
} from './sky-problem.js';

export interface Minimum {
  readonly state: SkyState;
  /** Half a chi2 of independent patches, priors included. */
  readonly misfit: number;
  readonly converged: boolean;
  readonly sigmas: Float64Array;
}

const mostSteps = 40;

/** A step that gains less, of half a chi2, ends the descent. */
const leastGain = 5e-3;

/**
 * Least misfit from a start, by damped Gauss-Newton steps (Levenberg-Marquardt). Errors of bins and
 * the direction of the towns follow the state at which a round begins; `rounds` of them settle both.
 */
export function minimise(problem: SkyProblem, start: SkyState, rounds = 2): Minimum {
  let minimum = descend(problem, withinLimits(start));
  for (let round = 1; round < rounds; round += 1) minimum = descend(problem, minimum.state);
  return minimum;
}

function descend(problem: SkyProblem, start: SkyState): Minimum {
  const natural = naturalOfBins(problem.bins, start.natural);
  const sigmas = Float64Array.from(problem.bins, (bin, i) =>
    binSigma(bin, natural[i], problem.noise),
  );
  const towns = townDirection(start.glow);
  let state = start;
  const naturals = freeNaturals(problem);
  let equations = normalEquations(problem, state, sigmas, towns, naturals);
  let damping = 1e-3;
  let converged = false;
  for (let step = 0; step < mostSteps && !converged; step += 1) {
    const tried = stepFrom(equations, state, naturals, damping);
    if (tried === undefined) {
      damping *= 10;
      continue;
    }
    const next = normalEquations(problem, tried, sigmas, towns, naturals);
    if (next.misfit <= equations.misfit) {
      converged = equations.misfit - next.misfit < leastGain;
      state = tried;
      equations = next;
      damping = Math.max(damping / 10, 1e-9);
    } else {
      damping *= 10;
      converged = damping > 1e6;
    }
  }
  return { state, misfit: equations.misfit, converged, sigmas };
}

/** @param naturals places of the natural numbers in the equations */
function stepFrom(
  { matrix, right, size }: NormalEquations,
  state: SkyState,
  naturals: readonly number[],
  damping: number,
): SkyState | undefined {
  const damped = Float64Array.from(matrix);
  for (let i = 0; i < size; i += 1) damped[i * size + i] *= 1 + damping;
  const lower = cholesky(damped, size);
  if (lower === undefined) return undefined;
  const step = solveCholesky(lower, size, right);
  const natural = Float64Array.from(state.natural);
  const glow = Float64Array.from(state.glow);
  naturals.forEach((place, i) => {
    if (Number.isFinite(step[i])) natural[place] += step[i];
  });
  glow.forEach((_, i) => {
    const long = step[naturals.length + i];
    // The glow is in logarithms: a longer step than this leaves the range where it is straight.
    if (Number.isFinite(long)) glow[i] += Math.min(Math.max(long, -0.7), 0.7);
  });
  return withinLimits({ natural, glow });
}
