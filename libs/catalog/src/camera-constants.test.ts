import { describe, expect, it } from 'vitest';
import type { CamerasFile } from '@nightskies/contracts';
import type { FilelistRow } from '@nightskies/nsnsd';
import { chooseConstants, type ConstantsRequest } from './camera-constants.js';
import { readCamerasFile } from './cameras-file.js';

const row: FilelistRow = {
  row: 2,
  dataset: 'ROMO241004',
  process: true,
  bands: { V: true, B: true },
  flats: { V: 'v.fit', B: 'b.fit' },
  curve: 'ML3',
  zeropointMag: 14.77,
  zeropointBMag: null,
  processor: 'J Doe',
  centralAzimuthDeg: 0,
  location: 'Rocky Mountain NP',
};
const cameras: CamerasFile = {
  cameras: [
    { camera: 'ML3', validUntil: '2020-12-31', gainElectronsPerDn: 9 },
    {
      camera: 'ml3',
      validFrom: '2021-01-01',
      gainElectronsPerDn: 1.5,
      readNoiseElectrons: 12,
      plateScaleArcsec: 95.5,
      bands: {
        V: { zeropointMag: 14.7, zeropointUncertaintyMag: 0.02 },
        B: { zeropointMag: 14.4 },
      },
    },
  ],
};

const choose = (changes: Partial<ConstantsRequest>): ReturnType<typeof chooseConstants> =>
  chooseConstants({
    camera: 'ML3',
    band: 'V',
    date: '2024-10-04',
    filelist: null,
    cameras: null,
    compat: false,
    ...changes,
  });
const zeropoint = (changes: Partial<ConstantsRequest>): unknown => {
  const { constants, caveats } = choose(changes);
  const chosen = constants?.zeropointMag;
  return [chosen?.value, chosen?.origin, ...caveats.map(({ code }) => code)];
};

describe('the zeropoint', () => {
  it('of V comes from the file list, else cameras.json, else the table of cameras', () => {
    expect(zeropoint({ filelist: row, cameras })).toEqual([14.77, 'filelist']);
    expect(zeropoint({ cameras })).toEqual([14.7, 'cameras.json']);
    expect(zeropoint({})).toEqual([14.78, 'default']);
  });

  it('of B has a column of its own, then cameras.json', () => {
    const withB = { ...row, zeropointBMag: 14.5 };
    expect(zeropoint({ band: 'B', filelist: withB, cameras })).toEqual([14.5, 'filelist']);
    expect(zeropoint({ band: 'B', filelist: row, cameras })).toEqual([14.4, 'cameras.json']);
  });

  it('of B, where nothing states it, is that of V, and the product says so', () => {
    expect(zeropoint({ band: 'B', filelist: row })).toEqual([
      14.77,
      'filelist, of the V band',
      'zeropoint-missing',
    ]);
    expect(zeropoint({ band: 'B' })).toEqual([
      14.78,
      'default, of the V band',
      'zeropoint-missing',
    ]);
  });

  it('in compat is that of the file list for both bands, with a warning for B', () => {
    const withB = { ...row, zeropointBMag: 14.5 };
    const compat = { filelist: withB, cameras, compat: true };
    expect(zeropoint(compat)).toEqual([14.77, 'filelist']);
    expect(zeropoint({ ...compat, band: 'B' })).toEqual([14.77, 'filelist', 'zeropoint-missing']);
  });

  it('of the file list is compared with the usual one of the camera', () => {
    expect(zeropoint({ filelist: { ...row, zeropointMag: 14.7 } })).toEqual([
      14.7,
      'filelist',
      'zeropoint-unusual',
    ]);
    expect(zeropoint({ camera: 'SIM1', filelist: { ...row, zeropointMag: 14.7 } })).toEqual([
      14.7,
      'filelist',
    ]);
  });

  it('of an unknown camera is a problem, not a guess', () => {
    const { constants, problems } = choose({ camera: 'SIM1' });
    expect(constants).toBeNull();
    expect(problems.map(({ code }) => code)).toEqual(['zeropoint-missing']);
  });
});

it('gain, read noise and plate scale are those valid on the date of the night, or unknown', () => {
  expect(choose({ cameras }).constants).toEqual({
    camera: 'ML3',
    band: 'V',
    zeropointMag: { value: 14.7, uncertainty: 0.02, origin: 'cameras.json' },
    gainElectronsPerDn: { value: 1.5, uncertainty: null, origin: 'cameras.json' },
    readNoiseElectrons: { value: 12, uncertainty: null, origin: 'cameras.json' },
    plateScaleArcsec: { value: 95.5, uncertainty: null, origin: 'cameras.json' },
  });
  expect(choose({ cameras, date: '2019-06-01' }).constants?.gainElectronsPerDn?.value).toBe(9);
  const unknown = choose({}).constants;
  expect([unknown?.gainElectronsPerDn, unknown?.readNoiseElectrons]).toEqual([null, null]);
  expect(unknown?.plateScaleArcsec.value).toBeCloseTo(96.07, 2);
});

describe('cameras.json', () => {
  it('is read with or without a byte order mark', () => {
    expect(readCamerasFile(`\uFEFF${JSON.stringify(cameras)}`, 'cameras.json')).toEqual({
      cameras,
      problems: [],
    });
  });

  it('has all its faults named with their place', () => {
    const text = '{"cameras":[{"camera":"","gainElectronsPerDn":-1},{"validFrom":"soon"}]}';
    const { cameras: none, problems } = readCamerasFile(text, 'cameras.json');
    expect(none).toBeNull();
    expect(problems.map(({ message }) => message.split(':')[0])).toEqual([
      'cameras.0.camera',
      'cameras.0.gainElectronsPerDn',
      'cameras.1.camera',
      'cameras.1.validFrom',
    ]);
    expect(
      readCamerasFile('{"cameras": [', 'cameras.json').problems.map(({ code }) => code),
    ).toEqual(['cameras-file-unreadable']);
  });
});
