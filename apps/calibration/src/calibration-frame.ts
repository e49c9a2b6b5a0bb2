import {
  biasDrift,
  type BiasDrift,
  calibrateNsnsd,
  type CalibrationMasters,
  type CameraNumber,
  compatDriftOfCrop,
  type CropDrift,
  driftOfCrop,
  exposureSeconds,
  frameTime,
  type RawFrame,
  readMasters,
  readNoiseOfCrops,
  readRawFrame,
  requireSameShape,
  requireGain,
  roundedDrift,
  withDefaultFrame,
  writeDefaultFrame,
  writeNsnsdFrame,
} from '@nightskies/calibration';
import { problem, type Problem } from '@nightskies/contracts';
import { fileRoom } from '@nightskies/fits';
import type { TaskContext, TaskHandler, TaskInput, TaskOutcome } from '@nightskies/platform';

type Context = TaskContext<'calibration.frame'>;
type Outcome = TaskOutcome<'calibration.frame'>;

/** Highest value of a 16-bit converter, DN; a SATURATE card may state a lower one. */
const converterLimitDn = 65535;

async function cropDrifts(context: Context, masters: CalibrationMasters): Promise<CropDrift[]> {
  const drifts: CropDrift[] = [];
  for await (const input of context.each('crop')) {
    const crop = readRawFrame(input.bytes, input.name);
    const drift = driftOfCrop(crop, masters.bias);
    drifts.push(
      masters.compat === 'none'
        ? drift
        : { ...drift, driftDn: compatDriftOfCrop(crop, masters.bias) },
    );
  }
  return drifts;
}

/** A single crop with none missing is the frame's own; otherwise what came are its neighbours. */
function driftOfFrame(context: Context, raw: RawFrame, crops: readonly CropDrift[]): BiasDrift {
  const complete = !context.missing.some(({ role }) => role === 'crop');
  const own = crops.at(0);
  return own !== undefined && complete && crops.length === 1
    ? biasDrift(frameTime(raw), { own })
    : biasDrift(frameTime(raw), { neighbours: crops });
}

function exposureCaveats(raw: RawFrame, masters: CalibrationMasters): Problem[] {
  const seconds = exposureSeconds(raw);
  if (Math.abs(seconds - masters.referenceSeconds) <= 0.01 * masters.referenceSeconds) return [];
  return [
    problem(
      'exposure-differs',
      masters.compat === 'none'
        ? 'the frame was not exposed as the others of its set; its dark is scaled in proportion'
        : 'the frame was not exposed as the others of its set; the old pipeline does not scale its dark',
      {
        file: raw.name,
        found: `${seconds} s`,
        expected: `${masters.referenceSeconds} s`,
        hint: 'Check the EXPTIME of this frame.',
      },
    ),
  ];
}

const fileName = (name: string): string => name.replace(/\.gz$/i, '');

function nsnsdOutcome(raw: RawFrame, masters: CalibrationMasters, drift: BiasDrift): Outcome {
  const driftDn = masters.band === 'B' ? roundedDrift(drift.driftDn) : drift.driftDn;
  const frame = calibrateNsnsd(raw.image, masters, driftDn);
  const wrapped: Problem[] =
    frame.wrappedPixels === 0
      ? []
      : [
          problem(
            'pixels-wrapped',
            'pixels of 65536 DN and more are stored modulo 65536, as the old pipeline did in B',
            {
              file: raw.name,
              found: `${frame.wrappedPixels} pixels`,
              hint: 'Process without --compat nsnsd for correct values.',
            },
          ),
        ];
  const record = {
    masters,
    driftDn,
    driftUncertaintyDn: drift.uncertaintyDn,
    gain: masters.gain,
    readNoise: masters.readNoise,
  };
  return {
    outputs: [
      {
        role: 'frame',
        name: fileName(raw.name),
        bytes: writeNsnsdFrame(raw.header, frame, record),
        facts: {
          biasDriftDn: driftDn,
          biasDriftUncertaintyDn: drift.uncertaintyDn,
          wrappedPixels: frame.wrappedPixels,
        },
      },
    ],
    problems: [...drift.problems, ...exposureCaveats(raw, masters), ...wrapped],
  };
}

/** Noise of a read-out: the masters', else that of the frame's bias crops. */
function readOutNoise(
  masters: CalibrationMasters,
  gain: number,
  crops: readonly CropDrift[],
): { pixelDn: number; rowDn: number; electrons: CameraNumber } {
  if (masters.readNoise !== null) {
    return {
      pixelDn: masters.readNoise.value / gain,
      rowDn: masters.rowNoiseDn,
      electrons: masters.readNoise,
    };
  }
  const noise = readNoiseOfCrops(crops, masters.biasVarianceDn2);
  return {
    ...noise,
    electrons: {
      value: noise.pixelDn * gain,
      uncertainty: null,
      origin: 'measured: bias crop',
    },
  };
}

function defaultOutcome(
  raw: RawFrame,
  masters: CalibrationMasters,
  gain: CameraNumber,
  drift: BiasDrift,
  crops: readonly CropDrift[],
): Outcome {
  const noise = readOutNoise(masters, gain.value, crops);
  const circumstances = {
    driftDn: drift.driftDn,
    exposureSeconds: exposureSeconds(raw),
    saturationDn: raw.header.number('SATURATE') ?? converterLimitDn,
    readNoiseDn: noise.pixelDn,
    rowNoiseDn: noise.rowDn,
    gainElectronsPerDn: gain.value,
  };
  const record = {
    masters,
    driftDn: drift.driftDn,
    driftUncertaintyDn: drift.uncertaintyDn,
    gain,
    readNoise: noise.electrons,
  };
  const { bytes, counts } = withDefaultFrame(raw.image, masters, circumstances, (frame) => ({
    bytes: writeDefaultFrame(raw.header, frame, record, fileRoom),
    counts: frame.counts,
  }));
  return {
    outputs: [
      {
        role: 'frame',
        name: fileName(raw.name),
        // A function, as the next frame on this thread is written over this one.
        bytes: () => bytes,
        facts: {
          biasDriftDn: drift.driftDn,
          biasDriftUncertaintyDn: drift.uncertaintyDn,
          saturatedPixels: counts.saturated,
          nonlinearPixels: counts.nonlinear,
          badPixels: counts.bad,
          noDataPixels: counts.noData,
          gainElectronsPerDn: gain.value,
          readNoiseElectrons: noise.electrons.value,
        },
      },
    ],
    problems: [...drift.problems, ...exposureCaveats(raw, masters)],
  };
}

// The worker hands out the same bytes for all frames of a set as long as it keeps them.
const decoded = new WeakMap<Uint8Array, CalibrationMasters>();

function mastersOf({ bytes, name }: TaskInput): CalibrationMasters {
  const masters = decoded.get(bytes) ?? readMasters(bytes, name);
  decoded.set(bytes, masters);
  return masters;
}

/** `calibration.frame`: one raw frame into a calibrated one. */
export const calibrationFrame: TaskHandler<'calibration.frame'> = async (context) => {
  const mastersInput = await context.one('masters');
  const masters = mastersOf(mastersInput);
  const rawInput = await context.one('raw');
  const raw = readRawFrame(rawInput.bytes, rawInput.name);
  requireSameShape(raw, { name: mastersInput.name, image: masters.bias });
  const crops = await cropDrifts(context, masters);
  const drift = driftOfFrame(context, raw, crops);
  return masters.compat === 'nsnsd'
    ? nsnsdOutcome(raw, masters, drift)
    : defaultOutcome(raw, masters, requireGain(masters, mastersInput.name), drift, crops);
};
