import type { MissingInput } from '@nightskies/contracts';
import { cropOfFrame, firstCrop, lastCrop } from '@nightskies/nsnsd';
import type { PlannedTask, UsableFrame } from './plan-types.js';
import { outputOf, plannedTask, type InputOf } from './planned-task.js';
import {
  artifact,
  filesOfRole,
  framesOfBand,
  inputName,
  reasonOfAbsence,
  scopeOf,
  type SetBand,
} from './set-band.js';

/** Frames the gain is measured from when nothing states it: enough levels, bounded work. */
const framesForGain = 9;

export interface CalibrationTasks {
  readonly masters: PlannedTask;
  /** One for every science and zenith frame of the band, in the order they were taken. */
  readonly frames: readonly { readonly frame: UsableFrame; readonly task: PlannedTask }[];
}

/**
 * Masters of a set and band, and a calibrated frame for every raw one. The caller has made sure
 * that the band has frames and the masters its mode needs.
 */
export function planCalibration(work: SetBand): CalibrationTasks {
  const masters = planMasters(work);
  return {
    masters,
    frames: work.frames.map((frame) => ({ frame, task: planFrame(work, frame, masters) })),
  };
}

function planMasters(work: SetBand): PlannedTask {
  const { set, band, calibration, parameters, frames } = work;
  const compat = parameters.compat === 'nsnsd';
  const standard = parameters.masters === 'standard';
  const inputs: InputOf<'calibration.masters'>[] = [];
  const add = (
    role: InputOf<'calibration.masters'>['role'],
    files: readonly UsableFrame[],
  ): void => {
    for (const file of files) {
      inputs.push({ role, name: inputName(file), from: artifact(file.digest) });
    }
  };
  const missing: (MissingInput & { role: InputOf<'calibration.masters'>['role'] })[] = [];
  add('reference', frames.slice(0, 1));
  if (compat && band === 'B') {
    const reference = framesOfBand(set, 'V').slice(0, 1);
    add('compatReference', reference);
    if (reference.length === 0) {
      missing.push({
        role: 'compatReference',
        name: 'zenith1.fit',
        reason: reasonOfAbsence(set, 'zenith1'),
      });
    }
  }
  if (standard) {
    for (const [role, file] of [
      ['masterBias', calibration.masterBias],
      ['masterThermal', calibration.masterThermal],
    ] as const) {
      if (file !== null) inputs.push({ role, name: file.name, from: artifact(file.digest) });
    }
  }
  // With standard masters the bias frames of the night still give the read noise, which the old
  // arithmetic has no use for; bad pixels are measured in the standard thermal frame.
  if (!standard || !compat) add('bias', filesOfRole(set, 'bias'));
  if (!standard) add('dark', filesOfRole(set, 'dark'));
  inputs.push(
    { role: 'flat', name: calibration.flat.name, from: artifact(calibration.flat.digest) },
    {
      role: 'linearity',
      name: calibration.linearity.name,
      from: artifact(calibration.linearity.digest),
    },
    { role: 'camera', name: 'camera.json', from: artifact(work.camera) },
  );
  if (!compat && !gainIsStated(work)) {
    const science = spread(scienceFrames(frames), framesForGain);
    add('science', science);
    // Their own bias levels: those of the biases taken before the set bias the gain by 2 to 3 %.
    add('crop', [...new Set(science.flatMap((frame) => cropsFor(work, frame).crops))]);
  }
  return plannedTask(
    'calibration.masters',
    { scope: scopeOf(work, null), arguments: { band }, inputs, missing },
    parameters,
  );
}

function gainIsStated(work: SetBand): boolean {
  const reference = work.frames.at(0);
  return (
    work.calibration.camera.gainElectronsPerDn !== null ||
    (reference !== undefined && reference.gainElectronsPerDn !== null)
  );
}

export function scienceFrames(frames: readonly UsableFrame[]): readonly UsableFrame[] {
  return frames.filter((frame) => frame.role === 'science');
}

/** At most `count` items, evenly spread, the first and the last among them. */
function spread<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  const chosen = new Set<number>();
  for (let index = 0; index < count; index += 1) {
    chosen.add(Math.round((index * (items.length - 1)) / (count - 1)));
  }
  return items.filter((_, index) => chosen.has(index));
}

function planFrame(work: SetBand, frame: UsableFrame, masters: PlannedTask): PlannedTask {
  const { crops, missing } = cropsFor(work, frame);
  return plannedTask(
    'calibration.frame',
    {
      scope: scopeOf(work, frame.stem),
      arguments: { band: work.band },
      inputs: [
        { role: 'raw', name: inputName(frame), from: artifact(frame.digest) },
        {
          role: 'masters',
          name: 'masters.fits',
          from: outputOf('calibration.masters', masters, 'masters'),
        },
        ...crops.map((crop) => ({
          role: 'crop' as const,
          name: inputName(crop),
          from: artifact(crop.digest),
        })),
      ],
      missing,
    },
    work.parameters,
  );
}

/**
 * The bias crop of a frame, by number; where it is missing, the nearest one before and the nearest
 * one after it, and a word about that. A B frame has the crop of the V frame of its number.
 */
function cropsFor(
  work: SetBand,
  frame: UsableFrame,
): {
  readonly crops: readonly UsableFrame[];
  readonly missing: readonly (MissingInput & { role: 'crop' })[];
} {
  const wanted = cropOfFrame({
    role: frame.role === 'zenith' ? 'zenith' : 'science',
    number: frame.number,
  });
  const crops = filesOfRole(work.set, 'bias-crop').filter(
    ({ number }) => number >= firstCrop && number <= lastCrop,
  );
  const own = crops.find(({ number }) => number === wanted);
  if (own !== undefined) return { crops: [own], missing: [] };
  const before = crops.findLast(({ number }) => number < wanted);
  const after = crops.find(({ number }) => number > wanted);
  const stem = `biasc${wanted}`;
  return {
    crops: [before, after].filter((crop) => crop !== undefined),
    missing: [{ role: 'crop', name: `${stem}.fit`, reason: reasonOfAbsence(work.set, stem) }],
  };
}
