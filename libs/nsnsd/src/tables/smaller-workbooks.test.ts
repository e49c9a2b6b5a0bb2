import { readXlsx, writeXlsx, type Workbook } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import type { TypedFields } from '@nightskies/contracts';
import { citiesWorkbook } from './cities-workbook.js';
import { modelParametersWorkbook, type ModelParametersOfSet } from './model-parameters-workbook.js';
import { readTypedFields } from './read-typed-fields.js';
import { nsnsdWorkbookPaths } from './workbook-paths.js';
import { verticalWorkbook, type VerticalSheet } from './vertical-workbook.js';

const open = (bytes: Uint8Array): Promise<Workbook> => readXlsx(bytes, { readStyles: true });

const night = 'SIMA261101';
const typed: TypedFields = {
  format: 1,
  night,
  fields: [
    { sheet: 'NATSKY', set: 3, column: 'FIT_QUALITY', value: 4 },
    { sheet: 'NATSKY', set: 3, column: 'NATSKY_FIT_NOTES', value: 'Ghost of the Milky Way' },
  ],
};

function modelOf(set: number): ModelParametersOfSet {
  const brightness = {
    'Allsky Average Luminance': 101.25,
    Maximum: 5001,
    '0.5 Degree Percentile': 3002,
    '1.0 Degree Percentile': 2003,
    '99th Percentile': 504,
    '98th Percentile': 405,
    '95th Percentile': 306,
    '90th Percentile': 207,
    '80th Percentile': 158,
    '70th Percentile': 109,
    '60th Percentile': 100,
    Median: 91,
    '1st Percentile': 42,
    Zenith: 63,
  };
  return {
    set,
    parameters: {
      'Emitting Layer Height (km)': 90,
      'Site Elevation (m)': 1480,
      'Extinction Coefficient': 0.152,
      'Zenith Airglow (nL)': 32.9,
      'Airglow Extinction Constant': 0.6,
      'A.D.L. Multiplier': 1.2,
      'Zodiacal Extinction Constant': 0.61,
      'Galactic Extinction Constant': 0.9,
    },
    allSources: { ...brightness, 'Minimum (0.05 Percentile)': 31 },
    artificial: { ...brightness, 'Clipped at 8.6 nL Sum (mlux)': 0.31 },
    proposedQuality: { grade: 3, reason: 'residuals of 9 nL above 20 deg' },
  };
}

describe('the workbook of the natural sky', () => {
  it('has its three sheets, headers on green, a row per set', async () => {
    const { sheets } = await open(await modelParametersWorkbook([modelOf(3), modelOf(1)], typed));
    expect(sheets.map(({ name }) => name)).toEqual([
      'Model_Parameters',
      'Sky_Brightness_All_Sources',
      'Sky_Brightness_Artificial_Only',
    ]);
    const [parameters, all, artificial] = sheets;
    expect(parameters?.rows).toEqual([
      [
        'Data Set',
        'Emitting Layer Height (km)',
        'Site Elevation (m)',
        'Extinction Coefficient',
        'Zenith Airglow (nL)',
        'Airglow Extinction Constant',
        'A.D.L. Multiplier',
        'Zodiacal Extinction Constant',
        'Galactic Extinction Constant',
        'Quality Flag (0-5)',
        'Notes',
      ],
      [1, 90, 1480, 0.152, 32.9, 0.6, 1.2, 0.61, 0.9, null, null],
      [3, 90, 1480, 0.152, 32.9, 0.6, 1.2, 0.61, 0.9, 4, 'Ghost of the Milky Way'],
    ]);
    expect(parameters?.columns?.map(({ width }) => width)).toEqual([
      ...Array.from({ length: 10 }, () => 12),
      90,
    ]);
    const header = parameters?.cells?.get('0,0')?.style;
    expect(header?.font).toMatchObject({ name: 'Calibri', size: 11, bold: true });
    expect(header?.fill).toMatchObject({ type: 'pattern', pattern: 'solid' });
    expect(JSON.stringify(header?.fill)).toContain('CCFFCC');
    expect(header?.border?.left?.style).toBe('thin');
    expect(parameters?.cells?.get('1,3')?.style?.numFmt).toBe('0.000');
    expect(all?.rows[0]?.[2]).toBe('Minimum (0.05 Percentile)');
    expect(all?.rows[1]).toEqual([
      1, 101.25, 31, 5001, 3002, 2003, 504, 405, 306, 207, 158, 109, 100, 91, 42, 63,
    ]);
    expect(artificial?.rows[0]?.[2]).toBe('Clipped at 8.6 nL Sum (mlux)');
    expect(artificial?.rows[2]?.slice(0, 3)).toEqual([3, 101.25, 0.31]);
  });

  it('has set 3 in row 4 under compat', async () => {
    const { sheets } = await open(
      await modelParametersWorkbook([modelOf(3), modelOf(1)], typed, { compat: 'nsnsd' }),
    );
    expect(sheets.map(({ rows }) => rows.map(([set]) => set ?? null).slice(1))).toEqual(
      Array(3).fill([1, null, 3]),
    );
  });

  it('shows the grade the fit proposes beside the cell, never as a person\u2019s', async () => {
    const bytes = await modelParametersWorkbook([modelOf(1)], null);
    const { sheets } = await open(bytes);
    expect(sheets[0]?.rows[1]?.[9] ?? null).toBeNull();
    expect(sheets[0]?.dataValidations).toMatchObject([
      { range: 'J2', inputMessage: 'The fit grades itself 3: residuals of 9 nL above 20 deg' },
    ]);
    expect(await readTypedFields(bytes, 'natsky_model_params.xlsx', night)).toMatchObject({
      fields: [],
      problems: [],
    });
  });

  it('gives grades and notes back by set, and complains of changed parameters', async () => {
    const bytes = await modelParametersWorkbook([modelOf(1), modelOf(3)], typed);
    const workbook = await readXlsx(bytes);
    const rows = workbook.sheets[0]?.rows ?? [];
    const [, first = [], third = []] = rows;
    first[9] = 2;
    third[4] = 40;
    const changed = await writeXlsx({
      sheets: [{ name: 'Model_Parameters', rows: [rows[0] ?? [], third, first] }],
      ...(workbook.properties === undefined ? {} : { properties: workbook.properties }),
    });
    const { fields, problems } = await readTypedFields(changed, 'natsky.xlsx', night);
    expect(fields).toEqual([
      ...typed.fields.map((field) => ({ ...field, isEdited: false })),
      { sheet: 'NATSKY', set: 1, column: 'FIT_QUALITY', value: 2, isEdited: true },
    ]);
    expect(problems.map(({ code, message }) => [code, message.split(':')[0]])).toEqual([
      ['computed-cell-changed', 'sheet Model_Parameters, set 3, column Zenith Airglow (nL)'],
    ]);
  });
});

describe('the workbook of vertical illuminance', () => {
  const sheet = (stepDeg: number, factor: number): VerticalSheet => {
    const azimuthsDeg = Array.from({ length: 360 / stepDeg }, (_, index) => index * stepDeg);
    return {
      azimuthsDeg,
      sets: [1, 3].map((set) => ({
        set,
        minimum: 0.1 * factor,
        maximum: 0.5 * factor,
        mean: 0.3 * factor,
        minimumAzimuthDeg: 90,
        maximumAzimuthDeg: 260,
        horizontal: null,
        values: azimuthsDeg.map((azimuth) => set + azimuth / 1000),
      })),
    };
  };

  it('has four sheets, set n in column n + 1, azimuths from row 11', async () => {
    const { sheets } = await open(
      await verticalWorkbook({
        allSources: sheet(5, 1),
        artificial: sheet(10, 2),
        artificial80: sheet(10, 3),
        artificial70: sheet(10, 4),
      }),
    );
    expect(sheets.map(({ name }) => name)).toEqual([
      'Allsky_All_Sources',
      'Allsky_Artificial',
      'ZA80_Artificial',
      'ZA70_Artificial',
    ]);
    const [all, artificial] = sheets;
    expect(all?.rows.slice(0, 7).map((row) => row.slice(0, 2))).toEqual([
      [' ', 'Set-1'],
      ['Min Vert (mlux)', 0.1],
      ['Max Vert (mlux)', 0.5],
      ['Mean Vert (mlux)', 0.3],
      ['Min Vert Azimuth', 90],
      ['Max Vert Azimuth', 260],
      ['Horiz Illum (mlux)', null],
    ]);
    expect(all?.rows[9]).toEqual(['Azimuth', ...Array<string>(3).fill('Vert Illum (mlux)')]);
    expect(all?.rows.slice(10)).toHaveLength(72);
    expect(all?.rows[12]).toEqual([10, 1.01, null, 3.01]);
    expect(artificial?.rows.slice(10)).toHaveLength(36);
    expect(artificial?.rows[11]).toEqual([10, 1.01, null, 3.01]);
    expect(all?.cells?.get('1,1')?.style?.numFmt).toBe('0.00000');
    expect(JSON.stringify(all?.cells?.get('1,0')?.style?.fill)).toContain('F59067');
    expect(all?.columns?.map(({ width }) => width)).toEqual([20, 12, 12, 12]);
  });
});

describe('the workbook of towns', () => {
  it('has the columns of the old one and a town per row', async () => {
    const place = {
      Place: 'Mesa',
      State: 'AZ',
      Distance: 60.123456789012345,
      Bearing: 355,
      Population: 1234,
      'Walkers Law': 0.1,
      'Half Width (Degrees)': 7,
      'Radius (km)': null,
      'Left Az': 348,
      'Right Az': 362,
      laz1: 348,
      raz1: 362,
      laz2: 0,
      raz2: 2,
      geogaz: -5,
      geoglaz: -12,
      geograz: 2,
    };
    const { sheets } = await open(await citiesWorkbook([place]));
    expect(sheets[0]?.rows).toEqual([
      [
        'Place',
        'State',
        'Distance',
        'Bearing',
        'Population',
        'Walkers Law',
        'Half Width (Degrees)',
        'Radius (km)',
        'Left Az',
        'Right Az',
        'laz1',
        'raz1',
        'laz2',
        'raz2',
        'geogaz',
        'geoglaz',
        'geograz',
      ],
      [
        'Mesa',
        'AZ',
        60.1234567890123,
        355,
        1234,
        0.1,
        7,
        null,
        348,
        362,
        348,
        362,
        0,
        2,
        -5,
        -12,
        2,
      ],
    ]);
  });
});

describe('the workbooks of a night', () => {
  it('lie where the old pipeline has them', () => {
    expect(nsnsdWorkbookPaths('ROMO241004')).toEqual({
      tables: 'Data/tables/ROMO241004.xlsx',
      calibrationReport: 'Data/calibdata/ROMO241004/calibreport.xlsx',
      modelParameters: 'Data/calibdata/ROMO241004/natsky_model_params.xlsx',
      vertical: 'Data/calibdata/ROMO241004/vert.xlsx',
      cities: 'Data/calibdata/ROMO241004/cities.xlsx',
    });
  });
});
