import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  biasDrift,
  calibrateDefault,
  completeMasters,
  driftOfCrop,
  exposureSeconds,
  frameTime,
  makeMasters,
  noScienceNoise,
  parseLinearityCurve,
  readMasterPicture,
  readRawFrame,
  writeDefaultFrame,
  type CalibrationMasters,
  type RawFrame,
} from '@nightskies/calibration';
import type { Band } from '@nightskies/contracts';
import type { Placement } from '@nightskies/mosaic';
import { z } from 'zod';

/** Numbers of the frames with a B frame beside the V frame. */
export const bNumbers = [2, 8, 13, 18, 24, 29, 33, 38, 41, 44];

export const stemOf = (number: number, band: Band): string =>
  `ib${String(number).padStart(3, '0')}${band === 'B' ? 'b' : ''}`;

const truthSchema = z.object({
  site: z.object({ lat: z.number(), lon: z.number(), elevation_m: z.number() }),
  photometry: z.object({
    V: z.object({ zeropoint: z.number(), extinction: z.number() }),
    B: z.object({ zeropoint: z.number(), extinction: z.number() }),
  }),
  camera: z.object({
    ...{ f_px: z.number(), xc: z.number(), yc: z.number() },
    ...{ k1: z.number(), k2: z.number(), p1: z.number(), p2: z.number() },
    ...{ a1: z.number(), a2: z.number(), effective_scale_arcsec_px: z.number() },
  }),
});
export type NightParameters = z.infer<typeof truthSchema>;

/** What the simulator of the independent night was told. */
export function nightParameters(night: string): NightParameters {
  return truthSchema.parse(JSON.parse(readFileSync(join(night, 'truth', 'params.json'), 'utf8')));
}

/** A row of `truth/frames.csv`, by its column. */
export function frameTruth(night: string): (stem: string) => (column: string) => number {
  const [head, ...lines] = readFileSync(join(night, 'truth', 'frames.csv'), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  return (stem) => {
    const line = lines.find(([file]) => file === `${stem}.fit`);
    if (line === undefined) throw new Error(`no truth of ${stem}`);
    return (column) => {
      const at = head.indexOf(column);
      if (at < 0) throw new Error(`no column ${column} in ${head.join()}`);
      return Number(line[at]);
    };
  };
}

/** Where each frame really looked, and through which lens: the map is judged apart from astrometry. */
export function truePlacements(night: string): (stem: string) => Placement {
  const { camera } = nightParameters(night);
  const lens = {
    kind: 'measured',
    camera: {
      width: 1024,
      height: 1024,
      focalLengthPx: camera.f_px,
      principalPoint: { x: camera.xc - 1, y: camera.yc - 1 },
      radial: [camera.k1, camera.k2, 0],
      decentering: [camera.p1, camera.p2],
      affinity: [camera.a1, camera.a2],
    },
  } as const;
  const truth = frameTruth(night);
  return (stem) => {
    const value = truth(stem);
    const pose = {
      azimuthDeg: value('axis_az'),
      altitudeDeg: value('axis_alt'),
      rollDeg: value('roll'),
    };
    return { pose, lens };
  };
}

/** Gain and read noise of the camera, as a person would state them. */
const noise = { gainElectronsPerDn: 3.12, readNoiseElectrons: 13.4, rowNoiseDn: 0.45 };

/** Calibrated frames of the night in one band, with UNCERT and FLAGS, made one at a time. */
export function calibratedFrames(night: string, band: Band): (stem: string) => Uint8Array {
  const inSet = (name: string): RawFrame =>
    readRawFrame(readFileSync(join(night, 'Data', 'fielddata', 'SIMA261101', '1st', name)), name);
  const masters = mastersOf(night, band, inSet);
  return (stem) => {
    const raw = inSet(`${stem}.fit`);
    const crop = inSet(`biasc${cropNumber(stem)}.fit`);
    const { driftDn } = biasDrift(frameTime(raw), { own: driftOfCrop(crop, masters.bias) });
    const frame = calibrateDefault(raw.image, masters, {
      driftDn,
      exposureSeconds: exposureSeconds(raw),
      saturationDn: 65535,
      readNoiseDn: noise.readNoiseElectrons / noise.gainElectronsPerDn,
      rowNoiseDn: noise.rowNoiseDn,
      gainElectronsPerDn: noise.gainElectronsPerDn,
    });
    const record = { masters, driftDn, driftUncertaintyDn: 0.13, gain: null, readNoise: null };
    return writeDefaultFrame(raw.header, frame, record);
  };
}

/** Crops 6 and 52 are of the zenith; that of a B frame is that of the V frame of the same number. */
function cropNumber(stem: string): number {
  if (stem === 'zenith1') return 6;
  return stem === 'zenith2' ? 52 : Number(stem.slice(2, 5)) + 6;
}

function mastersOf(
  night: string,
  band: Band,
  inSet: (name: string) => RawFrame,
): CalibrationMasters {
  const master = (name: string): ReturnType<typeof readMasterPicture> =>
    readMasterPicture(readFileSync(join(night, 'Images', 'Master', name)), name);
  const stated = (value: number) => ({ value, uncertainty: null, origin: 'test' });
  const five = (kind: string): RawFrame[] =>
    [1, 2, 3, 4, 5].map((number) => inSet(`${kind}${number}.fit`));
  const draft = makeMasters({
    reference: inSet(band === 'V' ? 'ib001.fit' : 'ib002b.fit'),
    zenith: null,
    masterBias: master('SIM1bias.fit'),
    masterThermal: master('SIM1thermal_1sec.fit'),
    biases: five('mbias'),
    darks: five('dark'),
    flat: master(`SIM1Flat_${band}_2026.fit`),
    linearity: parseLinearityCurve(
      readFileSync(join(night, 'Images', 'Linearity Curves', 'SIM1.txt'), 'utf8'),
      'SIM1.txt',
    ),
    camera: {
      camera: 'SIM1',
      band,
      zeropointMag: stated(band === 'V' ? 14.74 : 14.06),
      gainElectronsPerDn: stated(noise.gainElectronsPerDn),
      readNoiseElectrons: stated(noise.readNoiseElectrons),
      plateScaleArcsec: stated(96.07),
    },
    band,
    compat: 'none',
    mode: 'standard',
    badPixelSigma: 12,
  });
  return completeMasters(draft, noScienceNoise).masters;
}
