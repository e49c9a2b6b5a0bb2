import { describe, expect, it } from 'vitest';
import type { FilelistRow } from '@nightskies/nsnsd';
import type { MasterFile, MasterRole } from './check-master.js';
import { digestOf } from './fingerprint.js';
import {
  selectCalibration,
  type CalibrationLibrary,
  type Selection,
  type SelectionRequest,
} from './select-calibration.js';
import { madeUpSet } from './test-support/made-up-set.js';

function master(name: string, role: MasterRole, changes: Partial<MasterFile> = {}): MasterFile {
  return {
    path: `/ccd/Images/Master/${name}`,
    name,
    role,
    width: 1024,
    height: 1024,
    camera: 'ML3',
    band: role === 'flat' ? 'V' : null,
    date: null,
    digest: digestOf(name),
    bad: false,
    ...changes,
  };
}

const flatV = master('ML3Flat_V_2023.fit', 'flat', { date: '2023-01-01' });
const flatB = master('ML3Flat_B_2023.fit', 'flat', { band: 'B', date: '2023-01-01' });
const bias = master('ML3bias.fit', 'bias');
const thermal = master('ML3thermal_1sec.fit', 'thermal');
const library: CalibrationLibrary = {
  masters: [flatV, flatB, bias, thermal],
  curves: [{ path: '/ccd/Images/Linearity Curves/ML3.txt', digest: digestOf('curve'), bad: false }],
  cameras: null,
};
const row: FilelistRow = {
  row: 2,
  dataset: 'ROMO241004',
  process: true,
  bands: { V: true, B: true },
  flats: { V: 'ml3flat_v_2023.FIT', B: 'ML3Flat_B_2023.fit' },
  curve: 'ML3',
  zeropointMag: 14.78,
  zeropointBMag: 14.5,
  processor: 'J Doe',
  centralAzimuthDeg: 0,
  location: 'Rocky Mountain NP',
};
const { night, set, frames } = madeUpSet();

const select = (changes: Partial<SelectionRequest> = {}): Selection =>
  selectCalibration({
    set: { night, set, frames },
    band: 'V',
    filelist: row,
    library,
    compat: false,
    masters: 'standard',
    ...changes,
  });
const withMasters = (...masters: MasterFile[]): Partial<SelectionRequest> => ({
  library: { ...library, masters },
});
const codes = ({ problems }: Selection): string[] => problems.map(({ code }) => code);

describe('with a file list', () => {
  it('takes the files it names, without regard to case', () => {
    const { calibration, problems, caveats } = select();
    expect([...problems, ...caveats]).toEqual([]);
    expect(calibration).toMatchObject({
      flat: { name: 'ML3Flat_V_2023.fit', digest: flatV.digest },
      linearity: { name: 'ML3.txt' },
      masterBias: { digest: bias.digest },
      masterThermal: { digest: thermal.digest },
      camera: { camera: 'ML3', band: 'V', zeropointMag: { value: 14.78 } },
    });
    expect(select({ band: 'B' }).calibration?.flat.digest).toBe(flatB.digest);
  });

  it('stops the band for each missing file, and lists what is there', () => {
    const selection = select({ library: { masters: [flatB], curves: [], cameras: null } });
    expect(selection.calibration).toBeNull();
    expect(codes(selection)).toEqual([
      'flat-missing',
      'linearity-missing',
      'bias-missing',
      'thermal-missing',
    ]);
    expect(selection.problems.at(0)).toMatchObject({
      found: 'only ML3Flat_B_2023.fit',
      expected: 'ml3flat_v_2023.FIT',
    });
    expect(selection.problems.at(1)?.found).toBe('none at all');
  });

  it('never falls back to another master for one that is marked bad', () => {
    const selection = select(withMasters({ ...flatV, bad: true }, flatB, bias, thermal));
    expect(selection.calibration).toBeNull();
    expect(codes(selection)).toEqual(['master-marked-bad']);
  });

  it('with a B flat of another size, makes B impossible and leaves V alone', () => {
    const small = withMasters(flatV, { ...flatB, width: 512, height: 512 }, bias, thermal);
    expect(select(small).calibration).not.toBeNull();
    const selection = select({ ...small, band: 'B' });
    expect(selection.calibration).toBeNull();
    expect(selection.problems).toEqual([
      expect.objectContaining({
        code: 'flat-wrong-size',
        file: '/ccd/Images/Master/ML3Flat_B_2023.fit',
        found: '512 x 512 pixels',
        expected: '1024 x 1024 pixels',
      }),
    ]);
    expect(codes(select(withMasters(flatV, { ...bias, width: 512 }, thermal)))).toEqual([
      'master-wrong-size',
    ]);
  });

  it('that names no flat for the band says which cell to fill', () => {
    const filelist = { ...row, flats: { V: null, B: null } };
    expect(select({ filelist }).problems.at(0)).toMatchObject({
      code: 'flat-missing',
      found: 'an empty cell Flat_V in row 2',
    });
  });

  it('uses a flat of another camera, with a caveat', () => {
    const selection = select(withMasters({ ...flatV, camera: 'ML4' }, bias, thermal));
    expect(selection.calibration).not.toBeNull();
    expect(selection.caveats.map(({ code }) => code)).toEqual(['other-camera']);
  });

  it('needs no standard bias and thermal frame when the masters are those of the night', () => {
    const { calibration, problems } = select({ ...withMasters(flatV), masters: 'night' });
    expect(problems).toEqual([]);
    expect([calibration?.masterBias, calibration?.masterThermal]).toEqual([null, null]);
  });
});

describe('without a file list', () => {
  const flat = (date: string | null, changes: Partial<MasterFile> = {}): MasterFile =>
    master(`flat ${date ?? 'undated'}.fit`, 'flat', { date, ...changes });
  const chosen = (...flats: MasterFile[]): [string | undefined, string[]] => {
    const selection = select({ filelist: null, ...withMasters(...flats, bias, thermal) });
    return [selection.calibration?.flat.name, selection.caveats.map(({ code }) => code)];
  };

  it('takes the newest master that is not younger than the night', () => {
    expect(chosen(flat('2020-01-01'), flat('2024-10-04'), flat('2024-10-05'))).toEqual([
      'flat 2024-10-04.fit',
      [],
    ]);
  });

  it('else the nearest younger one, with a caveat', () => {
    expect(chosen(flat('2026-01-01'), flat('2025-01-01'))).toEqual([
      'flat 2025-01-01.fit',
      ['later-master'],
    ]);
  });

  it('skips those marked bad, of another camera or of another filter', () => {
    expect(
      chosen(
        flat('2024-09-01', { bad: true }),
        flat('2024-08-01', { camera: 'ML4' }),
        flat('2024-07-01', { band: 'B' }),
        flat(null),
      ),
    ).toEqual(['flat undated.fit', []]);
  });

  it('says which masters are there when none fits', () => {
    const selection = select({
      filelist: null,
      ...withMasters({ ...flatV, camera: 'ML4' }, bias, thermal),
    });
    expect(selection.problems).toEqual([
      expect.objectContaining({
        code: 'flat-missing',
        found: 'only ML3Flat_V_2023.fit (ML4)',
        expected: 'V master flat of camera ML3',
      }),
    ]);
  });
});
