import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Band, CameraConstants } from '@nightskies/contracts';
import { calibrationFrame } from '../calibration-frame.js';
import { calibrationMasters } from '../calibration-masters.js';
import { type GivenFile, inMemoryContext } from '../../../../tools/testing/in-memory-context.js';

const given = (path: string, name: string): GivenFile => ({
  name,
  read: () => readFileSync(path),
});
const textFile = (name: string, text: string): GivenFile => ({
  name,
  read: () => new TextEncoder().encode(text),
});

const number = (stem: string): number => Number(/\d+/.exec(stem)?.[0]);
/** V frames with their crops: zenith1, ib001 to ib045, zenith2. */
export const vFrames = [
  'zenith1',
  ...Array.from({ length: 45 }, (_, k) => `ib${String(k + 1).padStart(3, '0')}`),
  'zenith2',
];
export const bFrames = ['002', '008', '013', '018', '024', '029', '033', '038', '041', '044'].map(
  (digits) => `ib${digits}b`,
);
export function cropOf(stem: string): number {
  if (stem === 'zenith1') return 6;
  return stem === 'zenith2' ? 52 : number(stem) + 6;
}

const statedCamera = (band: Band): CameraConstants => ({
  camera: 'SIM1',
  band,
  zeropointMag: { value: 14.74, uncertainty: null, origin: 'filelist' },
  gainElectronsPerDn: null,
  readNoiseElectrons: null,
  plateScaleArcsec: { value: 96.07, uncertainty: null, origin: 'default' },
});

export interface Choice {
  readonly band: Band;
  readonly compat: 'none' | 'nsnsd';
  readonly masters: 'standard' | 'night';
}

/** Files of the independent night as inputs of the tasks of this service. */
export function independentSet(night: string) {
  const inSet = (name: string): GivenFile =>
    given(join(night, 'Data', 'fielddata', 'SIMA261101', '1st', name), name);
  const inImages = (...parts: readonly [string, string]): GivenFile =>
    given(join(night, 'Images', ...parts), parts[1]);
  const five = (stem: string): GivenFile[] =>
    [1, 2, 3, 4, 5].map((number) => inSet(`${stem}${number}.fit`));

  return {
    inSet,

    /** Runs `calibration.masters`. */
    masters({ band, compat, masters }: Choice) {
      const science = band === 'V' ? vFrames.slice(1, -1) : bFrames;
      return calibrationMasters(
        inMemoryContext('calibration.masters', {
          parameters: { compat, masters, 'bad-pixel-sigma': 12 },
          arguments: { band },
          inputs: {
            reference: [inSet(`${band === 'V' ? 'ib001' : 'ib002b'}.fit`)],
            compatReference: compat === 'nsnsd' ? [inSet('zenith1.fit')] : [],
            masterBias: [inImages('Master', 'SIM1bias.fit')],
            masterThermal: [inImages('Master', 'SIM1thermal_1sec.fit')],
            bias: five('mbias'),
            dark: five('dark'),
            flat: [inImages('Master', `SIM1Flat_${band}_2026.fit`)],
            linearity: [inImages('Linearity Curves', 'SIM1.txt')],
            camera: [textFile('camera.json', JSON.stringify(statedCamera(band)))],
            science: compat === 'none' ? science.map((stem) => inSet(`${stem}.fit`)) : [],
            crop: compat === 'none' ? science.map((stem) => inSet(`biasc${cropOf(stem)}.fit`)) : [],
          },
        }),
      );
    },

    /** Runs `calibration.frame` on one frame with its own crop, or with given neighbours. */
    frame(choice: Choice, masters: Uint8Array, stem: string, neighbours?: readonly number[]) {
      const own = cropOf(stem);
      return calibrationFrame(
        inMemoryContext('calibration.frame', {
          parameters: { compat: choice.compat },
          arguments: { band: choice.band },
          inputs: {
            raw: [inSet(`${stem}.fit`)],
            masters: [{ name: 'masters.fits', read: () => masters }],
            crop: (neighbours ?? [own]).map((crop) => inSet(`biasc${crop}.fit`)),
          },
          missing:
            neighbours === undefined
              ? []
              : [{ role: 'crop', name: `biasc${own}.fit`, reason: 'removed by the test' }],
        }),
      );
    },
  };
}
