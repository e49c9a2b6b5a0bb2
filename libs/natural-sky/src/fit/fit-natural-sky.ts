import type { NaturalSkyFitDocument } from '@nightskies/contracts';
import type { NaturalComponents } from '../components/natural-components.js';
import type { ObservedSky } from '../observed-sky.js';
import { covarianceNames, fitCovariance } from './covariance.js';
import { caveatsOf } from './fit-caveats.js';
import { describeGlow } from './fitted-glow.js';
import { believedCovariance, describeNumbers, farGlowLimits } from './fitted-numbers.js';
import { gradeOf, type Circumstance } from './goodness.js';
import { pullsOf } from './held-priors.js';
import { medianOf } from './median.js';
import { at, naturalNames, parametersOf, type FixedParameters } from './parameters.js';
import type { NaturalSkyPriors } from './priors.js';
import { residualBands, scatterAbove } from './residual-bands.js';
import { structureBandsDeg } from './structure.js';
import { settleFit } from './settle-fit.js';
import { binSky } from './sky-bins.js';
import { unseenSigmas } from './unseen-light.js';

export interface NaturalSkyFitInput {
  readonly sky: ObservedSky;
  /** nL, means of the sky in each cell; NaN: not seen. */
  readonly observed: Float32Array;
  /** Random 1 sigma of `observed`, nL. */
  readonly sigma: Float32Array;
  /** 1 sigma of what is common to all light (zeropoint, flat), relative; NaN when unknown. */
  readonly systematicFraction: number;
  /** Part of each cell that is sky, 0 to 1. */
  readonly usable: Float32Array;
  readonly components: NaturalComponents;
  readonly fixed: FixedParameters;
  readonly priors: NaturalSkyPriors;
  /** What is known of the set besides: Moon, twilight, cloud. */
  readonly circumstances?: readonly Circumstance[];
}

/** The document of a fit without the names of its set. */
export type NaturalSkyFit = Omit<NaturalSkyFitDocument, 'format' | 'night' | 'set' | 'band'>;

/** Fewer patches than this do not tell airglow from towns. */
const fewestPatches = 150;

/** Structure of an unfitted sky, as a fraction: that of a bad night. */
const unfittedStructure = 0.1;

/**
 * Fits natural sky and artificial light together, so that neither hides in the other: natural
 * components scaled within their priors, domes found one by one near the horizon, and their far glow
 * over the whole sky, tied to the domes. Robust (Student's t, a longer tail towards light); errors
 * allow for correlated rests, map errors and the zeropoint. A sky that does not allow a fit gives the
 * priors with their errors, outcome `not-fitted` and a caveat; nothing is thrown for a bad sky.
 */
export function fitNaturalSky(input: NaturalSkyFitInput): NaturalSkyFit {
  const { sky, components, fixed, systematicFraction } = input;
  const referenceJdUtc = middleOf(sky);
  const { bins, usableCells, cells } = binSky(input, referenceJdUtc);
  const pulls = pullsOf(input.priors, fixed, bins);
  const zeropointSigma = systematicFraction >= 0 ? systematicFraction : 0;
  const settled =
    bins.length < fewestPatches ? undefined : settleFit(bins, pulls, fixed.farGlowNl ?? null);
  const errors = settled && fitCovariance(settled.problem, settled.minimum, pulls, zeropointSigma);
  // Numbers without errors are no result.
  const found = errors === undefined ? undefined : settled;

  const natural = found?.minimum.state.natural ?? Float64Array.from(pulls, ({ value }) => value);
  const glow = found?.minimum.state.glow ?? new Float64Array(0);
  const values = errors?.reported ?? believedCovariance(pulls, zeropointSigma, unseenSigmas(bins));
  const sigmaOf = (place: number): number =>
    Math.sqrt(values[place * covarianceNames.length + place]);
  const parameters = parametersOf(natural, referenceJdUtc);
  const farIsFixed = fixed.farGlowNl !== undefined;
  const glowSigmas = errors?.glowSigmas ?? new Float64Array(0);
  const { domes, farGlow } = describeGlow(glow, glowSigmas, sigmaOf(naturalNames.length));
  const numbers = describeNumbers(natural, pulls, sigmaOf, farGlow, farIsFixed);

  const rests = found?.rests ?? [];
  const scatterNl = scatterAbove(rests, 20);
  const high = rests.filter(({ bin }) => bin.altitudeDeg > 60);
  const facts = {
    usableFraction: cells > 0 ? usableCells / cells : 0,
    scatterNl: scatterNl ?? Infinity,
    airglowZenithNl: parameters.airglowZenithNl,
    airglowSigmaNl: sigmaOf(at.airglow),
    artificialShare:
      high.length > 0 ? medianOf(high.map((rest) => rest.artificialNl / rest.naturalNl)) : 0,
    converged: found?.minimum.converged ?? false,
    atLimit: [
      ...Object.keys(numbers).filter((name) => numbers[name].atLimit),
      ...farGlowLimits(glow),
    ],
  };
  const circumstances = input.circumstances ?? [];
  const structure = {
    fromAltitudeDeg: [...structureBandsDeg],
    fraction: [...(found?.structure ?? structureBandsDeg.map(() => unfittedStructure))],
  };
  const zenithLoss = zenithTransmission(components, sky);
  return {
    outcome: found === undefined ? ('not-fitted' as const) : ('fitted' as const),
    parameters,
    numbers,
    airglowZenithObservedNl: {
      value: parameters.airglowZenithNl * zenithLoss,
      sigma: sigmaOf(at.airglow) * zenithLoss,
    },
    covariance: { names: [...covarianceNames], values: [...values] },
    domes: [...domes],
    farGlow,
    structure,
    residuals: {
      usableFraction: facts.usableFraction,
      patches: bins.length,
      independentPatches:
        found === undefined ? 0 : bins.length / found.problem.noise.binsPerIndependent,
      scatterNl,
      bands: residualBands(rests),
    },
    goodness:
      found === undefined
        ? { grade: 0, reasons: ['the sky did not allow a fit'] }
        : gradeOf(facts, circumstances),
    caveats: [
      ...caveatsOf({
        ...facts,
        fitted: found !== undefined,
        patches: bins.length,
        fewestPatches,
        systematicFraction,
        domes: domes.length,
        fixed,
      }),
      ...circumstances.map(({ code, sentence }) => ({ code, sentence })),
    ],
  };
}

/** The document of a fit, for the set it is of: nothing else a caller may have put beside it. */
export function naturalSkyFitDocument(
  fit: NaturalSkyFit,
  of: Pick<NaturalSkyFitDocument, 'night' | 'set' | 'band'>,
): NaturalSkyFitDocument {
  return {
    format: 1,
    ...of,
    outcome: fit.outcome,
    parameters: fit.parameters,
    numbers: fit.numbers,
    airglowZenithObservedNl: fit.airglowZenithObservedNl,
    covariance: fit.covariance,
    domes: fit.domes,
    farGlow: fit.farGlow,
    structure: fit.structure,
    residuals: fit.residuals,
    goodness: fit.goodness,
    caveats: fit.caveats,
  };
}

/** Mean moment of all cells, JD UTC. */
function middleOf({ startJdUtc, seconds }: ObservedSky): number {
  let sum = 0;
  let count = 0;
  for (const value of seconds) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? startJdUtc : startJdUtc + sum / count / 86400;
}

/** Airglow as observed at the zenith for 1 nL above: mean of the highest row of the grid. */
function zenithTransmission({ airglow }: NaturalComponents, { grid }: ObservedSky): number {
  const row = airglow.subarray((grid.rows - 1) * grid.columns, grid.rows * grid.columns);
  return medianOf([...row].filter(Number.isFinite));
}
