import { cameraConstantsSchema, readDocument } from '@nightskies/contracts';
import {
  biasDrift,
  completeMasters,
  type CropDrift,
  type DraftMasters,
  driftOfCrop,
  frameTime,
  gainMeasurementMasters,
  makeMasters,
  type MasterPicture,
  type NoiseSample,
  noiseSamples,
  noScienceNoise,
  parseLinearityCurve,
  type RawFrame,
  readMasterPicture,
  readRawFrame,
  requireSameShape,
  type ScienceNoise,
  writeMasters,
} from '@nightskies/calibration';
import type { TaskContext, TaskHandler, TaskInput } from '@nightskies/platform';

type Context = TaskContext<'calibration.masters'>;

/** Frames enough for a gain to 0.2 %; more would only take time. */
const framesForGain = 9;

const picture = (input: TaskInput): MasterPicture => readMasterPicture(input.bytes, input.name);
const raw = (input: TaskInput): RawFrame => readRawFrame(input.bytes, input.name);
const text = (input: TaskInput): string => new TextDecoder().decode(input.bytes);

async function frames(context: Context, role: 'bias' | 'dark'): Promise<readonly RawFrame[]> {
  const all: RawFrame[] = [];
  for await (const input of context.each(role)) all.push(raw(input));
  return all;
}

/** How far the bias may have moved from the bias frames of the night to a science frame, DN. */
const unfollowedDriftDn = 2;
/** The same, followed by bias crops. */
const followedDriftDn = 0.2;

/** Noise against level in up to nine science frames spread over the set. */
async function scienceNoise(
  context: Context,
  draft: DraftMasters,
  reference: RawFrame,
): Promise<ScienceNoise> {
  const names = context.names('science');
  const stride = Math.max(Math.ceil(names.length / framesForGain), 1);
  const chosen = new Set(names.filter((_, index) => index % stride === 0));
  const masters = gainMeasurementMasters(draft);
  const crops: CropDrift[] = [];
  for await (const input of context.each('crop')) {
    crops.push(driftOfCrop(raw(input), draft.masters.bias));
  }
  const samples: NoiseSample[] = [];
  for await (const input of context.each('science', (name) => chosen.has(name))) {
    const frame = raw(input);
    requireSameShape(frame, reference);
    const drift =
      crops.length === 0
        ? (draft.biasOffsetDn ?? 0)
        : biasDrift(frameTime(frame), { neighbours: crops }).driftDn;
    samples.push(...noiseSamples(frame.image, masters, drift));
  }
  return { samples, levelUncertaintyDn: crops.length === 0 ? unfollowedDriftDn : followedDriftDn };
}

function sumOf(bytes: Uint8Array): number {
  let sum = 0;
  for (const byte of bytes) sum += byte;
  return sum;
}

/** `calibration.masters`: bias, dark, flat, bad pixels, gain and read noise of a set and band. */
export const calibrationMasters: TaskHandler<'calibration.masters'> = async (context) => {
  const { band } = context.arguments;
  const { compat, masters: mode } = context.parameters;
  const curve = await context.one('linearity');
  const zenith = await context.maybe('compatReference');
  const masterBias = await context.maybe('masterBias');
  const masterThermal = await context.maybe('masterThermal');
  const reference = raw(await context.one('reference'));
  const draft = makeMasters({
    reference,
    zenith: zenith === undefined ? null : raw(zenith),
    masterBias: masterBias === undefined ? null : picture(masterBias),
    masterThermal: masterThermal === undefined ? null : picture(masterThermal),
    biases: await frames(context, 'bias'),
    darks: mode === 'night' ? await frames(context, 'dark') : [],
    flat: picture(await context.one('flat')),
    linearity: parseLinearityCurve(text(curve), curve.name),
    camera: readDocument(cameraConstantsSchema, await context.one('camera'), 'camera constants'),
    band,
    compat,
    mode,
    badPixelSigma: context.parameters['bad-pixel-sigma'],
  });
  const toMeasure = compat === 'none' && draft.masters.gain === null;
  const noise = toMeasure ? await scienceNoise(context, draft, reference) : noScienceNoise;
  const { masters, problems } = completeMasters(draft, noise);
  return {
    outputs: [
      {
        role: 'masters',
        name: `masters-${band}.fits`,
        bytes: writeMasters(masters),
        facts: {
          masters: mode,
          darkSeconds: masters.darkSeconds,
          badPixels: sumOf(masters.badPixels.data),
          gainElectronsPerDn: masters.gain === null ? null : { ...masters.gain },
          readNoiseElectrons: masters.readNoise === null ? null : { ...masters.readNoise },
          rowNoiseDn: masters.rowNoiseDn,
        },
      },
    ],
    problems,
  };
};
