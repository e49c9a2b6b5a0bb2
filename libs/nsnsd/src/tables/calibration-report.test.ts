import { readXlsx, writeXlsx, type Sheet, type Workbook } from 'hucre/xlsx';
import { describe, expect, it, vi } from 'vitest';
import { NightSkiesError, type TypedFields } from '@nightskies/contracts';
import { calibrationReport } from './calibration-report.js';
import { nightWorkbook } from './night-workbook.js';
import { readTypedFields } from './read-typed-fields.js';
import { smallNight } from './test-support/sample-night.js';
import { sampleReport } from './test-support/sample-report.js';

const night = 'SIMA261101';
const typed: TypedFields = {
  format: 1,
  night,
  fields: [
    { sheet: 'NIGHT METADATA', set: null, column: 'BORTLE', value: 3 },
    { sheet: 'NIGHT METADATA', set: null, column: 'NARRATIVE', value: 'Clear.\nFrost at the end.' },
    { sheet: 'NIGHT METADATA', set: null, column: 'ZLM', value: 6.8 },
    { sheet: 'Report', set: null, column: 'COLLECTION_NOTES', value: 'Two sets' },
    { sheet: 'Report', set: null, column: 'DATA_QUALITY', value: 'good' },
  ],
};
const picture = {
  type: 'png',
  data: new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 1, 2, 3]),
} as const;

function cellOf(sheet: Sheet, address: string): unknown {
  const [, letter = '', row = ''] = /^([A-Z])(\d+)$/.exec(address) ?? [];
  return sheet.rows[Number(row) - 1]?.[letter.charCodeAt(0) - 65] ?? null;
}

async function sheetOf(bytes: Uint8Array): Promise<Sheet> {
  const [sheet] = (await readXlsx(bytes, { readStyles: true })).sheets;
  if (sheet === undefined) throw new Error('no sheet');
  return sheet;
}

async function edited(bytes: Uint8Array, change: (sheet: Sheet) => void): Promise<Uint8Array> {
  const workbook: Workbook = await readXlsx(bytes);
  const [sheet] = workbook.sheets;
  if (sheet === undefined) throw new Error('no sheet');
  change(sheet);
  return writeXlsx({
    sheets: [{ name: sheet.name, rows: sheet.rows }],
    ...(workbook.properties === undefined ? {} : { properties: workbook.properties }),
  });
}

function type(sheet: Sheet, row: number, column: number, value: string | number): void {
  const cells = sheet.rows[row - 1];
  if (cells === undefined) throw new Error(`no row ${row}`);
  cells[column - 1] = value;
}

describe('the calibration report', () => {
  it('has its values where the old one has them', async () => {
    const sheet = await sheetOf(await calibrationReport(sampleReport(), typed));
    expect(sheet.name).toBe('Report');
    const expected: Readonly<Record<string, unknown>> = {
      B3: '11/21/2026',
      D3: 'A Person',
      G3: night,
      C4: 'Simulated Park',
      C5: 'Mesa Top',
      C6: -111.5125,
      C7: 36.25,
      C8: 1480,
      C9: new Date('2026-11-02T00:00:00Z'),
      C11: 'good',
      H4: 'ML3, Nikon 50mm f/2',
      H5: 'A Observer, B Observer',
      H6: 38.2,
      H7: 41,
      H8: 2.5,
      H9: -20,
      H10: 15,
      H11: 3,
      J11: 6.8,
      C12: 'Two sets',
      A13: 'Clear.\nFrost at the end.',
      C15: 'ML3_flat_V.fit',
      C16: 'ML3',
      C17: 'combias.fit',
      C18: 'corthermal.fit',
      B21: 'Start 21.50',
      B22: 'End 21.90',
      C21: 14.78,
      D21: 14.7812,
      E21: 0.152,
      F21: 0.031,
      G21: 311,
      H21: 95.81,
      I21: 9.907,
      J21: 0.31,
      K21: 21.71,
      L21: 18.22,
      M21: 21.93,
      N21: 21.44,
      B23: 'Start 22.50',
      N23: 21.44,
    };
    for (const [address, value] of Object.entries(expected)) {
      expect(cellOf(sheet, address), address).toEqual(value);
    }
    const headings = sheet.rows[19]?.map((heading) => String(heading).split(/[ ,]/)[0]);
    expect(headings).toHaveLength(14);
    expect(headings?.slice(10)).toEqual(['Zenith', 'Brightest', 'Faintest', 'Synthetic']);
  });

  it('puts set 3 into its own rows when there is no set 2', async () => {
    const sheet = await sheetOf(await calibrationReport(sampleReport([1, 3]), null));
    expect([cellOf(sheet, 'B23'), cellOf(sheet, 'B25')]).toEqual([null, 'Start 23.50']);
    expect(sheet.merges).toContainEqual({ startRow: 24, startCol: 2, endRow: 25, endCol: 2 });
  });

  it('shows the sky map at K4, 280 pixels wide and high', async () => {
    const { images, columns } = await sheetOf(
      await calibrationReport(sampleReport([1], picture), null),
    );
    expect(images).toMatchObject([
      { type: 'png', width: 280, height: 280, anchor: { from: { row: 3, col: 10 } } },
    ]);
    expect(images?.[0]?.data).toEqual(picture.data);
    // Seven pixels a character.
    expect(columns?.slice(10, 14).map(({ width }) => 7 * (width ?? 0))).toEqual([70, 70, 70, 70]);
    expect(images?.[0]?.anchor.to?.col).toBe(14);
  });

  it('gives back what was typed, and shares it with the tables of the night', async () => {
    const report = await readTypedFields(
      await calibrationReport(sampleReport(), typed),
      'calibreport.xlsx',
      night,
    );
    const byColumn = (a: { column: string; sheet: string }, b: { column: string; sheet: string }) =>
      a.sheet.localeCompare(b.sheet) || a.column.localeCompare(b.column);
    expect([...report.fields].sort(byColumn)).toEqual(
      typed.fields.map((field) => ({ ...field, isEdited: false })),
    );
    expect(report.problems).toEqual([]);
    const tables = await readXlsx(await nightWorkbook(smallNight(), typed));
    const row = tables.sheets[0]?.rows[4];
    expect([row?.[23], row?.[24], row?.[31]]).toEqual([6.8, 3, 'Clear.\nFrost at the end.']);
  });

  it('tells an edit from what we wrote, and complains of changed results', async () => {
    const written = await calibrationReport(sampleReport(), typed);
    const bytes = await edited(written, (sheet) => {
      type(sheet, 11, 8, 4);
      type(sheet, 23, 11, 20.5);
    });
    const { fields, problems } = await readTypedFields(bytes, 'calibreport.xlsx', night);
    expect(fields.filter(({ isEdited }) => isEdited)).toMatchObject([
      { sheet: 'NIGHT METADATA', column: 'BORTLE', value: 4 },
    ]);
    expect(problems).toMatchObject([
      { code: 'computed-cell-changed', file: 'calibreport.xlsx', found: '20.5' },
    ]);
    expect(problems[0]?.message).toContain('K23');
  });

  it('has the notes of the headers until a person writes others', async () => {
    const written = await calibrationReport(sampleReport(), null);
    expect(cellOf(await sheetOf(written), 'C12')).toBe('As the header notes');
    const read = (bytes: Uint8Array) => readTypedFields(bytes, 'calibreport.xlsx', night);
    expect((await read(written)).fields).toEqual([]);
    const bytes = await edited(written, (sheet) => {
      type(sheet, 12, 3, 'Better notes');
    });
    expect((await read(bytes)).fields).toMatchObject([
      { sheet: 'Report', column: 'COLLECTION_NOTES', value: 'Better notes', isEdited: true },
    ]);
  });

  it('of another night is refused', async () => {
    const bytes = await calibrationReport(sampleReport(), typed);
    await expect(readTypedFields(bytes, 'calibreport.xlsx', 'ROMO241004')).rejects.toMatchObject({
      code: 'workbook-other-night',
    });
  });

  it('that is damaged is refused, or read as it was written', async () => {
    const written = await calibrationReport(sampleReport(), typed);
    const { fields } = await readTypedFields(written, 'calibreport.xlsx', night);
    let refused = 0;
    for (let at = 5; at < written.length; at += Math.ceil(written.length / 40)) {
      const damaged = Uint8Array.from(written);
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      try {
        const reading = await readTypedFields(damaged, 'calibreport.xlsx', night);
        expect(reading.fields, `byte ${at}`).toEqual(fields);
      } catch (error) {
        expect(error, `byte ${at}`).toBeInstanceOf(NightSkiesError);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(10);
  });

  it('has the same bytes whenever it is written', async () => {
    const first = await calibrationReport(sampleReport([1, 2], picture), typed);
    vi.useFakeTimers({ now: new Date('2031-05-06T07:08:09Z'), toFake: ['Date'] });
    const later = await calibrationReport(sampleReport([1, 2], picture), typed);
    vi.useRealTimers();
    expect(Buffer.from(later).equals(Buffer.from(first))).toBe(true);
  });
});
