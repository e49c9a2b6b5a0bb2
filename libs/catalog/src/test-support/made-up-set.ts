import {
  parseRunParameters,
  type Band,
  type CameraConstants,
  type RunParameters,
} from '@nightskies/contracts';
import { parseRawFileName, usualPointing } from '@nightskies/nsnsd';
import { digestOf } from '../fingerprint.js';
import type { BandCalibration, PlanRequest, SetToPlan, UsableFrame } from '../plan-types.js';

/** A usable raw file with the facts its name implies and a digest of its own. */
export function usableFrame(name: string, changes: Partial<UsableFrame> = {}): UsableFrame {
  const parsed = parseRawFileName(name);
  if (parsed === null) throw new TypeError(`${name} is no raw file name`);
  const { role, number, band, stem } = parsed;
  const pointing = role === 'science' ? usualPointing(number) : null;
  const size = role === 'bias-crop' ? 50 : 1024;
  return {
    path: `/data/ROMO241004/1st/${name}`,
    name,
    stem,
    role,
    number,
    band,
    width: size,
    height: size,
    binningX: 1,
    binningY: 1,
    exposureSeconds: band === 'B' ? 18 : 12,
    azimuthDeg: pointing?.azimuthDeg ?? null,
    altitudeDeg: pointing?.altitudeDeg ?? null,
    julianDate: 2_460_587.75,
    longitudeDeg: -105.6,
    latitudeDeg: 40.3,
    elevationMetres: 3000,
    camera: 'ML3',
    instrument: 'ML 3, Nikon 50mm',
    filter: band ?? 'V',
    gainElectronsPerDn: null,
    object: null,
    location: 'Rocky Mountain NP',
    digest: digestOf(`content of ${name}`),
    ...changes,
  };
}

const range = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);
const padded = (number: number): string => String(number).padStart(3, '0');

/** Names of all files of a complete set, with some B frames. */
export function namesOfSet(framesOfB: readonly number[] = [2, 8, 13]): readonly string[] {
  return [
    'zenith1.fit',
    ...range(1, 45).map((number) => `ib${padded(number)}.fit`),
    'zenith2.fit',
    ...framesOfB.map((number) => `ib${padded(number)}b.fit`),
    ...range(1, 52).map((number) => `biasc${number}.fit`),
    ...range(1, 5).flatMap((number) => [`dark${number}.fit`, `mbias${number}.fit`]),
  ];
}

export function madeUpConstants(band: Band): CameraConstants {
  return {
    camera: 'ML3',
    band,
    zeropointMag: { value: 14.78, uncertainty: null, origin: 'filelist' },
    gainElectronsPerDn: null,
    readNoiseElectrons: null,
    plateScaleArcsec: { value: 96.07, uncertainty: null, origin: 'default' },
  };
}

export function madeUpCalibration(band: Band): BandCalibration {
  const file = (name: string): { name: string; digest: string } => ({
    name,
    digest: digestOf(`content of ${name}`),
  });
  return {
    flat: file(`ML3Flat_${band}_2023.fit`),
    linearity: file('ML3.txt'),
    masterBias: file('ML3bias.fit'),
    masterThermal: file('ML3thermal_1sec.fit'),
    camera: madeUpConstants(band),
  };
}

/** A complete set without the files named. */
export function madeUpSet(
  options: {
    readonly without?: readonly string[];
    readonly refused?: readonly string[];
    readonly changes?: Partial<SetToPlan>;
  } = {},
): SetToPlan {
  const gone = new Set([...(options.without ?? []), ...(options.refused ?? [])]);
  return {
    night: 'ROMO241004',
    set: 1,
    location: 'Rocky Mountain NP',
    centralAzimuthDeg: 30,
    frames: namesOfSet()
      .filter((name) => !gone.has(name))
      .map((name) => usableFrame(name)),
    refused: (options.refused ?? []).map((name) => ({ name, code: 'fits-truncated' })),
    calibration: { V: madeUpCalibration('V'), B: madeUpCalibration('B') },
    history: {},
    airglowHistory: {},
    given: { sky: {}, tables: {}, mask: null, typed: null },
    choices: {},
    ...options.changes,
  };
}

export function madeUpRequest(
  changes: Partial<Omit<PlanRequest, 'parameters'>> = {},
  parameters: Readonly<Record<string, string>> = {},
): PlanRequest & { readonly parameters: RunParameters } {
  return {
    sets: [madeUpSet()],
    bands: ['V'],
    until: null,
    ...changes,
    parameters: parseRunParameters(parameters),
  };
}
