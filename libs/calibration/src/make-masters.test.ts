import type { CameraConstants } from '@nightskies/contracts';
import { Header } from '@nightskies/fits';
import { describe, expect, test } from 'vitest';
import { completeMasters, noScienceNoise } from './complete-masters.js';
import { linearityCurve } from './linearity.js';
import { makeMasters, type MastersInput } from './make-masters.js';
import { picture, rawFrame } from './test-support/pictures.js';
import { problemFrom } from './test-support/problem-from.js';

const camera: CameraConstants = {
  camera: 'SIM1',
  band: 'V',
  zeropointMag: { value: 14.7, uncertainty: null, origin: 'test' },
  gainElectronsPerDn: { value: 2.5, uncertainty: 0.1, origin: 'cameras.json' },
  readNoiseElectrons: { value: 11, uncertainty: null, origin: 'cameras.json' },
  plateScaleArcsec: { value: 96, uncertainty: null, origin: 'test' },
};

const side = 16;
const master = (name: string, value: number) => ({
  name,
  header: Header.of([['NCOMBINE', 100]]),
  image: picture(side, side, () => value),
});
const raw = (name: string, seconds: number, value = 1000) =>
  rawFrame(name, side, side, () => value, [['EXPTIME', seconds]]);

const input: MastersInput = {
  reference: raw('ib001.fit', 18),
  zenith: null,
  masterBias: master('SIM1bias.fit', 1000),
  masterThermal: master('SIM1thermal_1sec.fit', 50),
  biases: [],
  darks: [],
  flat: master('SIM1Flat_V.fit', 1),
  linearity: linearityCurve([0, 1000], [1, 2], 'curve'),
  camera,
  band: 'V',
  compat: 'none',
  mode: 'standard',
  badPixelSigma: 12,
};

describe('standard masters', () => {
  test('scale the thermal frame to the exposure before they make it linear', () => {
    const { masters } = makeMasters(input);
    // 50 DN/s x 18 s = 900 DN, factor 1.9.
    expect(masters.dark.data[0]).toBeCloseTo(1710, 3);
    expect(masters.darkSeconds).toBe(18);
    expect(masters.biasFrames).toBe(100);
  });

  test('that are not there are a named error with the way out', () => {
    const refused = problemFrom(() => makeMasters({ ...input, masterBias: null }));
    expect(refused?.code).toBe('standard-masters-missing');
    expect(refused?.hint).toContain('masters=night');
  });

  test('of another size are refused by name', () => {
    const flat = { ...input.flat, image: picture(8, 8, () => 1) };
    expect(problemFrom(() => makeMasters({ ...input, flat }))).toMatchObject({
      code: 'shape-differs',
      file: 'SIM1Flat_V.fit',
      found: '8 x 8',
    });
  });

  test('of the old arithmetic warn when zenith1 is missing', () => {
    const { problems, masters } = makeMasters({ ...input, compat: 'nsnsd', band: 'B' });
    expect(problems).toMatchObject([{ code: 'compat-zenith-missing' }]);
    expect(masters.dark.data[0]).toBeCloseTo(1.5 * 1710, 9);
  });

  test('of the old arithmetic take the exposure of zenith1, given apart or as the reference', () => {
    const zenith = raw('zenith1.fit', 12);
    const apart = makeMasters({ ...input, compat: 'nsnsd', band: 'B', zenith });
    expect(apart.problems).toEqual([]);
    // 50 DN/s x 12 s = 600 DN, factor 1.6.
    expect(apart.masters.dark.data[0]).toBeCloseTo(1.5 * 960, 9);
    const same = makeMasters({ ...input, compat: 'nsnsd', reference: zenith });
    expect(same.problems).toEqual([]);
    expect(same.masters.dark.data[0]).toBeCloseTo(960, 9);
  });
});

describe('night masters', () => {
  const darks = [raw('dark1.fit', 12, 1100), raw('dark2.fit', 12, 1100)];
  const biases = [raw('mbias1.fit', 0), raw('mbias2.fit', 0)];
  const night: MastersInput = { ...input, mode: 'night', darks, biases };

  test('say when the darks were exposed for another time than the frames', () => {
    const { masters, problems } = makeMasters(night);
    expect(problems).toMatchObject([
      { code: 'dark-exposure-differs', file: 'dark1.fit', found: '12 s' },
    ]);
    expect(masters.darkSeconds).toBe(12);
    // 100 DN above the bias, factor 1.1.
    expect(masters.dark.data[0]).toBeCloseTo(110, 4);
  });

  test('do not complain about half a percent', () => {
    const reference = raw('ib001.fit', 12.06);
    expect(makeMasters({ ...night, reference }).problems).toEqual([]);
  });
});

describe('the gain of a camera', () => {
  test('is that of the header before any other', () => {
    const reference = rawFrame('ib001.fit', side, side, () => 1000, [
      ['EXPTIME', 18],
      ['EGAIN', 1.6],
    ]);
    const { masters } = completeMasters(makeMasters({ ...input, reference }), noScienceNoise);
    expect(masters.gain).toEqual({ value: 1.6, uncertainty: null, origin: 'header EGAIN' });
  });

  test('is that of the camera when the header says 0 or nothing', () => {
    const reference = rawFrame('ib001.fit', side, side, () => 1000, [
      ['EXPTIME', 18],
      ['EGAIN', 0],
    ]);
    const { masters } = completeMasters(makeMasters({ ...input, reference }), noScienceNoise);
    expect(masters.gain).toEqual(camera.gainElectronsPerDn);
    expect(masters.readNoise).toEqual(camera.readNoiseElectrons);
  });

  test('is assumed, and said so, when nothing states or shows it', () => {
    const unknown = { ...camera, gainElectronsPerDn: null, readNoiseElectrons: null };
    const { masters, problems } = completeMasters(
      makeMasters({ ...input, camera: unknown }),
      noScienceNoise,
    );
    expect(masters.gain).toEqual({ value: 1, uncertainty: null, origin: 'assumed' });
    expect(masters.readNoise).toBeNull();
    expect(problems).toMatchObject([{ code: 'gain-assumed' }]);
  });

  test('comes with the read noise of the bias pairs when there are some', () => {
    const biases = [raw('mbias1.fit', 0), raw('mbias2.fit', 0)];
    const { masters } = completeMasters(makeMasters({ ...input, biases }), noScienceNoise);
    expect(masters.readNoise?.origin).toBe('measured: bias pairs');
  });
});
