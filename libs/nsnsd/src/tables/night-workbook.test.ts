import { readXlsx, type Workbook } from 'hucre/xlsx';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { TypedFields } from '@nightskies/contracts';
import { nightWorkbook } from './night-workbook.js';
import { expectedSheets } from './test-support/expected-sheets.js';
import { sampleNight, sampleSet, smallNight } from './test-support/sample-night.js';

const typed: TypedFields = {
  format: 1,
  night: 'SIMA261101',
  fields: [
    { sheet: 'GLARE', set: 2, column: 'HORIZ_GLARE_MLX', value: 0.012 },
    { sheet: 'NIGHT METADATA', set: null, column: 'BORTLE', value: 3 },
    { sheet: 'NIGHT METADATA', set: null, column: 'LENS', value: 'Nikon 1.2' },
    { sheet: 'SET METADATA', set: 2, column: 'CLOUDS', value: null },
    { sheet: 'SET METADATA', set: 2, column: 'COLLECTION_NOTES', value: 'Headlights & <haze>' },
    { sheet: 'SET METADATA', set: 7, column: 'COLLECTION_NOTES', value: 'Cut short by rain' },
  ],
};

const open = (bytes: Uint8Array): Promise<Workbook> => readXlsx(bytes, { readStyles: true });

function sheetOf(workbook: Workbook, name: string) {
  const sheet = workbook.sheets.find((one) => one.name === name);
  if (sheet === undefined) throw new Error(`no sheet ${name}`);
  return sheet;
}

/** Data rows of a sheet by header. */
function recordsOf(workbook: Workbook, name: string): Readonly<Record<string, unknown>>[] {
  const { rows } = sheetOf(workbook, name);
  const headers = (rows[3] ?? []).map(String);
  return rows
    .slice(4)
    .map((row) => Object.fromEntries(headers.map((header, index) => [header, row[index] ?? null])));
}

const rangeOf = (workbook: Workbook, name: string): string | undefined =>
  workbook.namedRanges?.find((range) => range.name === name)?.range;

describe('the workbook of a night', () => {
  let workbook: Workbook;
  beforeAll(async () => {
    workbook = await open(await nightWorkbook(sampleNight(), typed));
  });

  it('has the sixteen sheets in their order, with their titles, headers and widths', () => {
    expect(expectedSheets).toHaveLength(16);
    expect(workbook.sheets.map(({ name }) => name)).toEqual(expectedSheets.map(({ name }) => name));
    for (const { name, title, columns } of expectedSheets) {
      const sheet = sheetOf(workbook, name);
      const titleRow = name === 'NIGHT METADATA' ? 1 : 0;
      expect(sheet.rows[titleRow]?.[0], name).toBe(title);
      expect(sheet.rows[3], name).toEqual(columns.map((column) => column.name));
      expect(
        sheet.columns?.map(({ width }) => width),
        name,
      ).toEqual(columns.map(({ width }) => width));
    }
  });

  it('names the range of header and data of every sheet, by which databases import', () => {
    const rows: Readonly<Record<string, number>> = {
      'NIGHT METADATA': 1,
      CITIES: 100,
      'SET METADATA': 3,
      'IMG COORDS': 90,
      GLARE: 1,
    };
    for (const { name, range, columns } of expectedSheets) {
      const { length } = columns;
      const letters =
        (length > 26 ? String.fromCharCode(64 + Math.floor((length - 1) / 26)) : '') +
        String.fromCharCode(65 + ((length - 1) % 26));
      expect(rangeOf(workbook, range), name).toBe(
        `'${name}'!$A$4:$${letters}$${4 + (rows[name] ?? 2)}`,
      );
    }
  });

  it('says who processed the night and when, by the clock of the request', () => {
    const { rows } = sheetOf(workbook, 'NIGHT METADATA');
    expect(rows[0]?.[0]).toBe('NPS Night Skies Program All Sky Imaging Data Report');
    expect([rows[0]?.[6], rows[0]?.[7]]).toEqual(['Processed by:', 'Date generated:']);
    expect([rows[1]?.[6], rows[1]?.[7]]).toEqual(['A Person', '11/21/26 09:05']);
  });

  it('prints numbers in the formats of the old tables, dates as dates and times as times', () => {
    const formats: readonly [sheet: string, cell: string, format: string][] = [
      ['NIGHT METADATA', '4,7', 'd-mmm-yy'],
      ['NIGHT METADATA', '4,8', 'h:mm:ss'],
      ['NIGHT METADATA', '4,20', '0.000'],
      ['CITIES', '4,3', '0.0000'],
      ['CITIES', '4,4', '#,###'],
      ['SET METADATA', '4,5', '0.00'],
      ['EXTINCTION', '4,10', '0.00'],
      ['V4 PHOTOMETRY', '4,12', '####'],
      ['V4 PHOTOMETRY', '4,21', '0.0000'],
      ['NATSKY', '4,5', '#,###'],
      ['LP', '4,17', '0.00'],
      ['LP70', '4,13', '####'],
      ['ZONES', '4,16', '0.0'],
      ['V4 PERCENTILES LP', '4,12', '0.00'],
    ];
    for (const [sheet, cell, format] of formats) {
      expect(sheetOf(workbook, sheet).cells?.get(cell)?.style?.numFmt, `${sheet} ${cell}`).toBe(
        format,
      );
    }
    const [night] = recordsOf(workbook, 'NIGHT METADATA');
    expect(night?.['DATE_START_UT']).toEqual(new Date('2026-11-02T00:00:00Z'));
    const time = night?.['TIME _START_UT'];
    expect(time instanceof Date ? time.toISOString().slice(11) : time).toBe('04:12:33.250Z');
  });

  it('sets headers in bold over a line, data in Courier, centred but for long text', () => {
    const { cells } = sheetOf(workbook, 'SET METADATA');
    const header = cells?.get('3,0')?.style;
    expect(header?.font).toMatchObject({ name: 'Calibri', size: 11, bold: true });
    expect(header?.border?.bottom?.style).toBe('thin');
    expect(header?.alignment?.horizontal).toBe('center');
    expect(cells?.get('3,15')?.style?.alignment?.horizontal).toBe('left');
    const data = cells?.get('4,0')?.style;
    expect(data?.font).toMatchObject({ name: 'Courier', size: 10 });
    expect(data?.alignment?.horizontal).toBe('center');
    expect(cells?.get('4,15')?.style?.alignment?.horizontal).toBe('left');
    const narrative = sheetOf(workbook, 'NIGHT METADATA').cells?.get('4,31')?.style;
    expect(narrative?.font?.name).toBe('Calibri');
    expect(narrative?.alignment).toMatchObject({ horizontal: 'left', wrapText: true });
  });

  it('offers camera, lens, filter, mount and observers in drop-downs', () => {
    const lists = new Map(
      sheetOf(workbook, 'NIGHT METADATA').dataValidations?.map(({ range, values, formula1 }) => [
        range,
        values?.join(',') ?? formula1?.replaceAll('"', ''),
      ]),
    );
    expect([...lists.keys()]).toEqual(['M5', 'O5', 'P5', 'Q5', 'R5', 'AB5', 'AC5', 'AD5', 'AE5']);
    expect(lists.get('O5')).toBe('Nikon 1.2,Nikon 1.8');
    expect(lists.get('Q5')).toBe('5541,5728,6084,7706,8582,8525,9047,9776');
    expect(lists.get('AB5')).toBe('A Observer,B Observer');
  });

  it('writes every value below its header, night and set in front', () => {
    const set = sampleSet(2);
    const expected = {
      EXTINCTION: set.extinction,
      'V2 PHOTOMETRY': set.v2Photometry,
      'V4 PHOTOMETRY': set.v4Photometry,
      NATSKY: set.naturalSky,
      LP: set.skyglow,
      LP80: set.skyglow80,
      LP70: set.skyglow70,
      ZONES: set.zones,
      'V4 PERCENTILES ALL': set.percentilesAll,
      'V4 PERCENTILES LP': set.percentilesSkyglow,
    };
    for (const [sheet, values] of Object.entries(expected)) {
      const record = recordsOf(workbook, sheet)[1];
      expect(record, sheet).toMatchObject({ DNIGHT: 'SIMA261101', DSET: 2 });
      for (const [name, value] of Object.entries(values ?? {})) {
        const written = record?.[name];
        if (typeof value !== 'number') expect(written, `${sheet} ${name}`).toBe(value);
        else expect(written, `${sheet} ${name}`).toBeCloseTo(value, 12);
      }
    }
  });

  it('lists a hundred places and every picture', () => {
    expect(recordsOf(workbook, 'CITIES')).toHaveLength(100);
    expect(recordsOf(workbook, 'CITIES')[99]).toMatchObject({ PLACE: 'Town 100', WALKERS: 0.01 });
    const images = recordsOf(workbook, 'IMG COORDS');
    expect(images.map((image) => [image['DSET'], image['IMG_NUM']])).toEqual(
      [1, 2].flatMap((set) => Array.from({ length: 45 }, (_, index) => [set, index + 1])),
    );
  });

  it('leaves what is unknown empty', () => {
    expect(recordsOf(workbook, 'V4 PHOTOMETRY')[0]?.['SCALAR_ILL_V4']).toBeNull();
    expect(recordsOf(workbook, 'NIGHT METADATA')[0]?.['ALBEDO']).toBeNull();
  });

  it('holds what people typed, of a set that was not processed too, and no row of glare without', () => {
    const night = recordsOf(workbook, 'NIGHT METADATA')[0];
    expect(night).toMatchObject({ BORTLE: 3, LENS: 'Nikon 1.2', CAMERA: 'ML 3', ZLM: null });
    expect(
      recordsOf(workbook, 'SET METADATA').map((row) => [row['DSET'], row['COLLECTION_NOTES']]),
    ).toEqual([
      [1, null],
      [2, 'Headlights & <haze>'],
      [7, 'Cut short by rain'],
    ]);
    expect(
      recordsOf(workbook, 'GLARE').map((row) => [row['DSET'], row['HORIZ_GLARE_MLX']]),
    ).toEqual([[2, 0.012]]);
  });

  it('without anything typed has a header of glare and no row', async () => {
    const untouched = await open(await nightWorkbook(smallNight(), null));
    expect(rangeOf(untouched, 'GLAREPHOTOMETRY')).toBe("'GLARE'!$A$4:$H$4");
    expect(recordsOf(untouched, 'GLARE')).toEqual([]);
  });

  it('keeps a gap in the numbers of sets out of the rows, and in them under compat', async () => {
    const night = sampleNight([3, 1]);
    const ours = await open(await nightWorkbook(night, null));
    const old = await open(await nightWorkbook(night, null, { compat: 'nsnsd' }));
    const setsOf = (of: Workbook): unknown[] => recordsOf(of, 'LP').map((row) => row['DSET']);
    expect(setsOf(ours)).toEqual([1, 3]);
    expect(setsOf(old)).toEqual([1, null, 3]);
    expect(rangeOf(old, 'SKYGLOWALLSKY')).toBe("'LP'!$A$4:$V$7");
    expect(recordsOf(old, 'IMG COORDS')[90]).toMatchObject({ DSET: 3, IMG_NUM: 1 });
    expect(rangeOf(old, 'IMAGECOORDS')).toBe("'IMG COORDS'!$A$4:$K$94");
  });

  it('has microcandela in ZONES as the header says, nanolamberts under compat', async () => {
    const old = await open(await nightWorkbook(smallNight(), null, { compat: 'nsnsd' }));
    const values = (of: Workbook): unknown[] =>
      [1, 2, 3, 4, 5].map((zone) => recordsOf(of, 'ZONES')[0]?.[`ZONE${zone}_MCCD`]);
    expect(values(workbook)).toEqual([31.831, 63.662, 95.493, 127.324, 159.155]);
    expect(values(old)).toEqual([10, 20, 30, 40, 50]);
    expect(recordsOf(old, 'ZONES')[0]?.['ZONE2_MLX']).toBe(0.042);
  });

  it('has the same bytes whenever it is written', async () => {
    const first = await nightWorkbook(smallNight(), typed);
    vi.useFakeTimers({ now: new Date('2031-05-06T07:08:09Z'), toFake: ['Date'] });
    const later = await nightWorkbook(smallNight(), typed);
    vi.useRealTimers();
    expect(Buffer.from(later).equals(Buffer.from(first))).toBe(true);
  });
});
