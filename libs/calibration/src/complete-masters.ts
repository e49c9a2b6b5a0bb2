import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import { type GainMeasurementMasters, gainOfSamples, type NoiseSample } from './gain.js';
import type { DraftMasters } from './make-masters.js';
import { type CalibrationMasters, type CameraNumber, masterVariance } from './masters.js';
import { roundingVarianceDn2 } from './read-noise.js';

/** Noise against level in science frames, and how well the zero of the level is known, DN. */
export interface ScienceNoise {
  readonly samples: readonly NoiseSample[];
  readonly levelUncertaintyDn: number;
}

export const noScienceNoise: ScienceNoise = { samples: [], levelUncertaintyDn: 0 };

/** What `noiseSamples` needs of the masters to measure the noise of a science frame. */
export function gainMeasurementMasters(draft: DraftMasters): GainMeasurementMasters {
  const { masters } = draft;
  return { ...masters, darkScale: masters.referenceSeconds / masters.darkSeconds };
}

/**
 * Gain by noise against level. Without bias pairs of the night neither the read noise nor the level
 * of the bias is known well enough, so the intercept is fitted too.
 */
function measuredGain(
  draft: DraftMasters,
  { samples, levelUncertaintyDn }: ScienceNoise,
): CameraNumber {
  const { masters, measuredReadNoise } = draft;
  const quiet =
    measuredReadNoise === null
      ? null
      : measuredReadNoise.pixelDn ** 2 +
        roundingVarianceDn2 +
        masterVariance(masters, masters.referenceSeconds);
  const { electronsPerDn, uncertainty, levelDn } = gainOfSamples(samples, quiet);
  // With a free intercept an error of the level does not reach the slope.
  const ofLevel = quiet === null ? 0 : (electronsPerDn * levelUncertaintyDn) / levelDn;
  return {
    value: electronsPerDn,
    uncertainty: Math.hypot(uncertainty, ofLevel),
    origin: 'measured: noise against level',
  };
}

function assumedGain(reason: string): { gain: CameraNumber; caveat: Problem } {
  return {
    gain: { value: 1, uncertainty: null, origin: 'assumed' },
    caveat: problem(
      'gain-assumed',
      'the gain of the camera is not known: 1 e-/DN is assumed, so the stated errors are only rough',
      {
        found: reason,
        expected: 'EGAIN in the headers, or gainElectronsPerDn in cameras.json',
        hint: 'State the gain of the camera in cameras.json.',
      },
    ),
  };
}

function completeGain(
  draft: DraftMasters,
  noise: ScienceNoise,
): { gain: CameraNumber; problems: readonly Problem[] } {
  if (draft.masters.gain !== null) return { gain: draft.masters.gain, problems: [] };
  try {
    return { gain: measuredGain(draft, noise), problems: [] };
  } catch (error) {
    if (!(error instanceof NightSkiesError)) throw error;
    const { gain, caveat } = assumedGain(error.problem.found ?? error.message);
    return { gain, problems: [caveat] };
  }
}

/** Read noise in electrons: from the bias pairs, else as stated, else left open. */
function completeReadNoise(draft: DraftMasters, gain: CameraNumber): CameraNumber | null {
  const measured = draft.measuredReadNoise;
  if (measured === null) return draft.statedReadNoise;
  const relative = Math.hypot(
    (gain.uncertainty ?? 0) / gain.value,
    measured.uncertaintyDn / Math.max(measured.pixelDn, 1e-9),
  );
  const value = measured.pixelDn * gain.value;
  return { value, uncertainty: value * relative, origin: 'measured: bias pairs' };
}

/**
 * Masters with gain and read noise. The gain is the stated one, else measured from noise samples of
 * science frames, else assumed with the caveat `gain-assumed`.
 */
export function completeMasters(
  draft: DraftMasters,
  noise: ScienceNoise,
): { readonly masters: CalibrationMasters; readonly problems: readonly Problem[] } {
  // The old arithmetic knows no noise: nothing is measured or assumed for it.
  if (draft.masters.compat === 'nsnsd') return { masters: draft.masters, problems: draft.problems };
  const { gain, problems } = completeGain(draft, noise);
  return {
    masters: { ...draft.masters, gain, readNoise: completeReadNoise(draft, gain) },
    problems: [...draft.problems, ...problems],
  };
}
