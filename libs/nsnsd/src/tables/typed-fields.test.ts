import { readXlsx, writeXlsx, type Workbook } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import {
  NightSkiesError,
  typedFieldsSchema,
  type TypedField,
  type TypedFields,
} from '@nightskies/contracts';
import { mergeTypedFields } from './merge-typed-fields.js';
import { nightWorkbook } from './night-workbook.js';
import { readTypedFields } from './read-typed-fields.js';
import { smallNight } from './test-support/sample-night.js';
import type { TypedReading } from './typed-reading.js';

const night = 'SIMA261101';

/** Every field a person types, of a night with sets 1 and 2. */
const everything: TypedFields = {
  format: 1,
  night,
  fields: [
    ...['BORTLE', 'NARRATIVE', 'SQM', 'ZLM'].map((column) => field('NIGHT METADATA', null, column)),
    ...[1, 2].flatMap((set) => [
      ...['BAD_FRAMES', 'CALIB_NOTES'].map((column) => field('CALIBRATION', set, column)),
      ...[
        'GLARE',
        'ATMOSPHERE',
        'COLLECTION',
        'PROCESSING',
        'REFERENCE',
        'USEABLE',
        'CLOUDS',
        'PLUMES',
        'PCT20',
        'COLLECTION_NOTES',
      ].map((column) => field('SET METADATA', set, column)),
      ...['FIT_QUALITY', 'NATSKY_FIT_NOTES'].map((column) => field('NATSKY', set, column)),
      ...[
        'ALLSKY_GLARE_MAGS',
        'ALLSKY_GLARE_MLX',
        'MAXVERT_GLARE_MLX',
        'MEANVERT_GLARE_MLX',
        'MINVERT_GLARE_MLX',
        'HORIZ_GLARE_MLX',
      ].map((column) => field('GLARE', set, column)),
    ]),
  ],
};

function field(sheet: string, set: number | null, column: string): TypedField {
  const value = column.endsWith('NOTES') ? `typed of ${column} ${set ?? ''}` : column.length / 4;
  return { sheet, set, column, value };
}

const sorted = ({ fields }: { fields: readonly TypedField[] }): string[] =>
  fields.map(({ sheet, set, column, value }) => JSON.stringify([sheet, set, column, value])).sort();

/** Types into cells of a workbook, as a person in a spreadsheet program, and saves it. */
async function edited(
  bytes: Uint8Array,
  cells: readonly (readonly [
    sheet: string,
    row: number,
    column: string,
    value: string | number | null,
  ])[],
  change: (workbook: Workbook) => void = () => undefined,
): Promise<Uint8Array> {
  const workbook = await readXlsx(bytes);
  for (const [name, row, column, value] of cells) {
    const sheet = workbook.sheets.find((one) => one.name === name);
    const place = sheet?.rows[3]?.indexOf(column) ?? -1;
    const line = sheet?.rows[row - 1];
    if (line === undefined || place < 0) throw new Error(`no cell ${name} ${row} ${column}`);
    line[place] = value;
  }
  change(workbook);
  return writeXlsx({
    sheets: workbook.sheets.map(({ name, rows }) => ({ name, rows })),
    ...(workbook.properties === undefined ? {} : { properties: workbook.properties }),
  });
}

const read = (bytes: Uint8Array, of = night): Promise<TypedReading> =>
  readTypedFields(bytes, 'tables.xlsx', of);

async function codeOf(reading: Promise<unknown>): Promise<string> {
  const thrown: unknown = await reading.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(thrown instanceof NightSkiesError)) throw new Error(`not refused: ${String(thrown)}`);
  expect(thrown.hint).not.toBeNull();
  expect(thrown.problem.file).toBe('tables.xlsx');
  return thrown.code;
}

describe('fields a person types', () => {
  it('survive being written and read, every one of them, and nothing else is taken for typed', async () => {
    const reading = await read(await nightWorkbook(smallNight(), everything));
    expect(everything.fields).toHaveLength(44);
    expect(sorted(reading)).toEqual(sorted(everything));
    expect(reading.fields.every(({ isEdited }) => !isEdited)).toBe(true);
    expect(reading.problems).toEqual([]);
    const untouched = await read(await nightWorkbook(smallNight(), null));
    expect(untouched).toMatchObject({ fields: [], problems: [] });
  });

  it('survive a second run with other results and other sets', async () => {
    const first = await edited(await nightWorkbook(smallNight(), null), [
      ['SET METADATA', 6, 'COLLECTION_NOTES', 'Headlights at 2 h'],
      ['NATSKY', 5, 'FIT_QUALITY', 4],
    ]);
    const { typed } = mergeTypedFields(night, null, [await read(first)]);
    const again = await nightWorkbook(smallNight([3, 2]), typed);
    const reading = await read(again);
    expect(sorted(reading)).toEqual([
      '["NATSKY",1,"FIT_QUALITY",4]',
      '["SET METADATA",2,"COLLECTION_NOTES","Headlights at 2 h"]',
    ]);
    const { typed: kept } = mergeTypedFields(night, typed, [reading]);
    expect(kept).toEqual(typed);
    expect(typedFieldsSchema.parse(kept)).toEqual(kept);
  });

  it('are found by set and header wherever rows and columns were moved', async () => {
    const bytes = await edited(await nightWorkbook(smallNight(), everything), [], (workbook) => {
      const sheet = workbook.sheets.find(({ name }) => name === 'SET METADATA');
      const [title, blank, third, header, first, second] = sheet?.rows ?? [];
      if (sheet === undefined || !title || !blank || !third || !header || !first || !second) {
        throw new Error('not the sheet expected');
      }
      const turned = (row: (typeof header)[number][]) => [
        ...row.slice(0, 2),
        ...row.slice(2).reverse(),
      ];
      sheet.rows = [title, blank, third, turned(header), turned(second), turned(first)];
    });
    expect(sorted(await read(bytes))).toEqual(sorted(everything));
  });

  it('may be chosen from the drop-downs in place of what the headers say', async () => {
    const bytes = await edited(await nightWorkbook(smallNight(), null), [
      ['NIGHT METADATA', 5, 'LENS', 'Nikon 1.2'],
    ]);
    const { typed } = mergeTypedFields(night, null, [await read(bytes)]);
    expect(typed.fields).toEqual([
      { sheet: 'NIGHT METADATA', set: null, column: 'LENS', value: 'Nikon 1.2' },
    ]);
    const again = await read(await nightWorkbook(smallNight(), typed));
    expect(again.fields).toMatchObject([{ column: 'LENS', isEdited: false }]);
  });

  it('keep what a person wrote as a date as text', async () => {
    const bytes = await edited(await nightWorkbook(smallNight(), null), [], (workbook) => {
      const row = workbook.sheets.find(({ name }) => name === 'SET METADATA')?.rows[4];
      if (row !== undefined) row[14] = new Date('2026-03-12T00:00:00Z');
    });
    expect((await read(bytes)).fields).toMatchObject([{ column: 'PCT20', value: '2026-03-12' }]);
  });

  it('of a workbook without seals, as the old pipeline made, all count as new', async () => {
    const bytes = await edited(await nightWorkbook(smallNight(), everything), [], (workbook) => {
      delete workbook.properties;
    });
    const reading = await read(bytes);
    expect(sorted(reading)).toEqual(sorted(everything));
    expect(reading.fields.every(({ isEdited }) => isEdited)).toBe(true);
    expect(reading.problems).toEqual([]);
  });
});

describe('a computed cell that was changed by hand', () => {
  it('is a problem that names the cell, and is never kept', async () => {
    const bytes = await edited(await nightWorkbook(smallNight(), null), [
      ['LP', 6, 'SQI_ALLSKY', 99],
      ['NIGHT METADATA', 5, 'ALBEDO', 0.2],
      ['CITIES', 6, 'POPULATION', 5],
    ]);
    const { fields, problems } = await read(bytes);
    expect(fields).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(Array(3).fill('computed-cell-changed'));
    expect(problems.map(({ message, found }) => [message.split(':')[0], found])).toEqual([
      ['sheet NIGHT METADATA, column ALBEDO', '0.2'],
      ['sheet CITIES, column POPULATION', 'another value in the column'],
      ['sheet LP, set 2, column SQI_ALLSKY', '99'],
    ]);
    expect(problems.every(({ hint, file }) => hint !== null && file === 'tables.xlsx')).toBe(true);
  });
});

describe('a workbook that cannot be used', () => {
  it('is refused with a remedy when it is broken, foreign or of another night', async () => {
    const good = await nightWorkbook(smallNight(), everything);
    expect(await codeOf(read(good.slice(0, good.length / 2)))).toBe('workbook-unreadable');
    expect(await codeOf(read(new TextEncoder().encode('no workbook')))).toBe('workbook-unreadable');
    const foreign = await writeXlsx({ sheets: [{ name: 'Budget', rows: [['a', 1]] }] });
    expect(await codeOf(read(foreign))).toBe('workbook-foreign');
    expect(await codeOf(read(good, 'ROMO241004'))).toBe('workbook-other-night');
  });

  it('is refused when a typed column or its sheet has lost its name: the text would be lost', async () => {
    const good = await nightWorkbook(smallNight(), everything);
    const renamed = await edited(good, [['NATSKY', 4, 'NATSKY_FIT_NOTES', 'Notes']]);
    expect(await codeOf(read(renamed))).toBe('workbook-column-missing');
    const removed = await edited(good, [], (workbook) => {
      workbook.sheets = workbook.sheets.filter(({ name }) => name !== 'CALIBRATION');
    });
    expect(await codeOf(read(removed))).toBe('workbook-column-missing');
  });

  it('says which rows it could not place', async () => {
    const bytes = await edited(await nightWorkbook(smallNight(), everything), [
      ['GLARE', 6, 'DSET', 'two'],
      ['CALIBRATION', 6, 'DSET', 1],
      ['NATSKY', 6, 'DNIGHT', 'ROMO241004'],
    ]);
    const { problems } = await read(bytes);
    expect(problems.map(({ code, message }) => `${code} ${message.split(':')[0] ?? ''}`)).toEqual([
      'typed-row-repeated sheet CALIBRATION, row 6',
      'typed-row-without-set sheet GLARE, row 6',
      'workbook-other-night sheet NATSKY, row 6',
    ]);
  });
});

describe('typed fields of several workbooks', () => {
  const reading = (file: string, fields: TypedReading['fields']): TypedReading => ({
    file,
    fields,
    problems: [],
  });
  const bortle = (value: number | null, isEdited: boolean) => ({
    ...{ sheet: 'NIGHT METADATA', set: null, column: 'BORTLE' },
    value,
    isEdited,
  });
  const recorded: TypedFields = {
    format: 1,
    night,
    fields: [{ sheet: 'NIGHT METADATA', set: null, column: 'BORTLE', value: 3 }],
  };

  it('an edit counts, an old copy does not', () => {
    const { typed, problems } = mergeTypedFields(night, recorded, [
      reading('a.xlsx', [bortle(2, false)]),
      reading('b.xlsx', [bortle(4, true)]),
    ]);
    expect(typed.fields.map(({ value }) => value)).toEqual([4]);
    expect(problems).toEqual([]);
  });

  it('what the catalog never saw is taken from an old copy', () => {
    const { typed } = mergeTypedFields(night, null, [reading('a.xlsx', [bortle(2, false)])]);
    expect(typed.fields.map(({ value }) => value)).toEqual([2]);
  });

  it('an emptied cell stays empty although an old copy has the text', async () => {
    const written = await nightWorkbook(smallNight(), recorded);
    const emptied = await edited(written, [['NIGHT METADATA', 5, 'BORTLE', null]]);
    const { typed } = mergeTypedFields(night, recorded, [await read(emptied)]);
    expect(typed.fields).toMatchObject([{ column: 'BORTLE', value: null }]);
    const later = mergeTypedFields(night, typed, [await read(written)]);
    expect(later.typed).toEqual(typed);
    expect((await read(await nightWorkbook(smallNight(), typed))).fields).toEqual([]);
  });

  it('two different edits are a problem, and the first counts', () => {
    const { typed, problems } = mergeTypedFields(night, recorded, [
      reading('a.xlsx', [bortle(2, true)]),
      reading('b.xlsx', [bortle(4, true)]),
    ]);
    expect(typed.fields.map(({ value }) => value)).toEqual([2]);
    expect(problems).toMatchObject([
      {
        code: 'typed-field-disagrees',
        file: 'b.xlsx',
        found: '4',
        expected: '2 as in a.xlsx, which is kept',
      },
    ]);
  });
});
