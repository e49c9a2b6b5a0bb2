import {
  type Band,
  type CameraConstants,
  NightSkiesError,
  problem,
  type Problem,
} from '@nightskies/contracts';
import { badPixels } from './bad-pixels.js';
import type { LinearityCurve } from './linearity.js';
import type { CalibrationMasters, CameraNumber } from './masters.js';
import { darkSecondsOf, nightBias, nightDark, pairDarks, requirePairs } from './night-masters.js';
import { meanOf } from './noise-statistics.js';
import {
  nsnsdDarkOfBand,
  nsnsdDarkOfThermal,
  nsnsdNightBias,
  nsnsdNightDark,
} from './nsnsd-masters.js';
import { pixelToPixelNoise } from './pixel-noise.js';
import {
  exposureSeconds,
  type MasterPicture,
  narrow,
  type RawFrame,
  requireSameShape,
} from './raw-frame.js';
import { type ReadNoise, readNoiseOfBiases, roundingVarianceDn2 } from './read-noise.js';
import { darkOfThermal } from './standard-masters.js';

export interface MastersInput {
  /** First frame of the band: its exposure time and shape are those of the set. */
  readonly reference: RawFrame;
  /**
   * zenith1, whose exposure time the old pipeline takes for every frame; null when it is the
   * reference itself. Compat only.
   */
  readonly zenith: RawFrame | null;
  readonly masterBias: MasterPicture | null;
  readonly masterThermal: MasterPicture | null;
  readonly biases: readonly RawFrame[];
  readonly darks: readonly RawFrame[];
  readonly flat: MasterPicture;
  readonly linearity: LinearityCurve;
  readonly camera: CameraConstants;
  readonly band: Band;
  readonly compat: 'none' | 'nsnsd';
  readonly mode: 'standard' | 'night';
  readonly badPixelSigma: number;
}

/** Masters that may still lack their gain, with what its measurement needs. */
export interface DraftMasters {
  /** `gain` is null when nothing states it, `readNoise` until the gain is known. */
  readonly masters: CalibrationMasters;
  /** Of the bias pairs; null with fewer than two biases. */
  readonly measuredReadNoise: ReadNoise | null;
  readonly statedReadNoise: CameraNumber | null;
  /** Mean of the night's biases minus the master bias, DN; null without biases. */
  readonly biasOffsetDn: number | null;
  readonly problems: readonly Problem[];
}

interface Frames {
  readonly bias: CalibrationMasters['bias'];
  readonly dark: CalibrationMasters['dark'];
  readonly darkSeconds: number;
  readonly biasVarianceDn2: number;
  readonly darkVarianceDn2: number;
  readonly biasDarkCovarianceDn2: number;
  readonly biasFrames: number | null;
  readonly darkFrames: number | null;
  readonly problems: readonly Problem[];
}

const missingStandard = (what: string, reference: RawFrame): NightSkiesError =>
  new NightSkiesError(
    problem('standard-masters-missing', `there is no standard ${what} for this camera`, {
      file: reference.name,
      found: `no ${what}`,
      expected: `a ${what} in Images/Master`,
      hint: 'Give the folder of masters with --calibration, or process with --param masters=night.',
    }),
  );

function standardFrames(input: MastersInput): Frames {
  const { masterBias, masterThermal, reference, linearity } = input;
  if (masterBias === null) throw missingStandard('master bias', reference);
  if (masterThermal === null) throw missingStandard('thermal frame', reference);
  requireSameShape(masterBias, reference);
  requireSameShape(masterThermal, reference);
  const referenceSeconds = exposureSeconds(reference);
  const shared = {
    biasVarianceDn2: pixelToPixelNoise(masterBias.image, 1) ** 2,
    darkVarianceDn2: pixelToPixelNoise(masterThermal.image, referenceSeconds) ** 2,
    biasDarkCovarianceDn2: 0,
    biasFrames: masterBias.header.integer('NCOMBINE') ?? null,
    darkFrames: masterThermal.header.integer('NCOMBINE') ?? null,
  };
  if (input.compat === 'none') {
    return {
      ...shared,
      bias: narrow(masterBias.image),
      dark: darkOfThermal(masterThermal.image, referenceSeconds, linearity),
      darkSeconds: referenceSeconds,
      problems: [],
    };
  }
  const timed = input.zenith ?? reference;
  const zenithSeconds = exposureSeconds(timed);
  return {
    ...shared,
    bias: masterBias.image,
    dark: nsnsdDarkOfBand(
      nsnsdDarkOfThermal(masterThermal.image, zenithSeconds, linearity),
      input.band,
    ),
    darkSeconds: zenithSeconds,
    problems: /^zenith1\b/i.test(timed.name) ? [] : [zenithMissing(timed)],
  };
}

const zenithMissing = (timed: RawFrame): Problem =>
  problem('compat-zenith-missing', 'the thermal frame is scaled by this frame, not by zenith1', {
    file: timed.name,
    found: 'no zenith1',
    expected: 'zenith1.fit, whose exposure time the old pipeline uses',
    hint: 'Restore zenith1.fit of the set for exact agreement with the old pipeline.',
  });

function nightFrames(input: MastersInput, readNoise: ReadNoise | null): Frames {
  const { reference, linearity } = input;
  const { pairs, problems } = pairDarks(input.darks, input.biases);
  requirePairs(pairs);
  requireSameShape(pairs[0].dark, reference);
  const darkSeconds = darkSecondsOf(pairs);
  const biases = pairs.map(({ bias }) => bias);
  const variance =
    readNoise === null ? 0 : readNoise.pixelDn ** 2 + readNoise.rowDn ** 2 + roundingVarianceDn2;
  const shared = {
    darkSeconds,
    biasVarianceDn2: variance / pairs.length,
    darkVarianceDn2: (2 * variance) / pairs.length,
    biasDarkCovarianceDn2: -variance / pairs.length,
    biasFrames: pairs.length,
    darkFrames: pairs.length,
    problems: [...problems, ...exposureCaveat(input, pairs[0].dark, darkSeconds)],
  };
  if (input.compat === 'nsnsd') {
    return {
      ...shared,
      bias: nsnsdNightBias(biases),
      dark: nsnsdDarkOfBand(nsnsdNightDark(pairs, linearity), input.band),
    };
  }
  // With a single pair there is nothing to reject, so any positive noise will do.
  const noise = Math.max(Math.sqrt(variance), 1);
  const gain = statedGain(input)?.value ?? 1;
  return {
    ...shared,
    bias: nightBias(biases, noise),
    dark: nightDark(pairs, linearity, noise, gain),
  };
}

function exposureCaveat(input: MastersInput, dark: RawFrame, darkSeconds: number): Problem[] {
  const seconds = exposureSeconds(input.reference);
  if (Math.abs(darkSeconds - seconds) <= 0.01 * seconds) return [];
  const handled =
    input.compat === 'none'
      ? 'the dark is scaled in proportion'
      : input.band === 'B'
        ? 'the old pipeline takes 1.5 times the V dark'
        : 'the old pipeline does not scale it';
  return [
    problem('dark-exposure-differs', `the darks were not exposed as the frames; ${handled}`, {
      file: dark.name,
      found: `${darkSeconds} s`,
      expected: `${seconds} s as ${input.reference.name}`,
      hint: 'Take darks with the exposure time of the frames, or use the standard masters.',
    }),
  ];
}

/** Gain from the header (EGAIN above 0), else from the constants of the camera. */
function statedGain(input: MastersInput): CameraNumber | null {
  const egain = input.reference.header.number('EGAIN');
  if (egain !== undefined && egain > 0 && Number.isFinite(egain)) {
    return { value: egain, uncertainty: null, origin: 'header EGAIN' };
  }
  return input.camera.gainElectronsPerDn;
}

/** Mean of the biases minus mean of the master bias. */
function offsetOf(biases: readonly RawFrame[], master: CalibrationMasters['bias']): number | null {
  if (biases.length === 0) return null;
  const level = meanOf(biases.map((bias) => meanOf(bias.image.data)));
  return level - meanOf(master.data);
}

/**
 * Master frames of a set and band, but for a gain that nothing states: that is measured from the
 * science frames afterwards (`completeMasters`).
 *
 * @throws NightSkiesError `standard-masters-missing`, `night-masters-missing`, `shape-differs`,
 *   `dark-exposures-differ`, `exposure-time-missing`.
 */
export function makeMasters(input: MastersInput): DraftMasters {
  requireSameShape(input.flat, input.reference);
  for (const bias of input.biases) requireSameShape(bias, input.reference);
  const readNoise = readNoiseOfBiases(input.biases.map((bias) => bias.image));
  const frames = input.mode === 'standard' ? standardFrames(input) : nightFrames(input, readNoise);
  const { problems, ...rest } = frames;
  return {
    masters: {
      ...rest,
      mode: input.mode,
      compat: input.compat,
      band: input.band,
      referenceSeconds: exposureSeconds(input.reference),
      flat: input.compat === 'none' ? narrow(input.flat.image) : input.flat.image,
      badPixels: badPixels(frames.dark, input.badPixelSigma),
      linearity: input.linearity,
      gain: statedGain(input),
      readNoise: null,
      rowNoiseDn: readNoise?.rowDn ?? 0,
    },
    measuredReadNoise: readNoise,
    statedReadNoise: input.camera.readNoiseElectrons,
    biasOffsetDn: offsetOf(input.biases, frames.bias),
    problems,
  };
}
