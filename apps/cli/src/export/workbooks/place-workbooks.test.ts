import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypedFields } from '@nightskies/contracts';
import { readXlsx, writeXlsx, type CellValue } from 'hucre/xlsx';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { utcOf } from './build-workbooks.js';
import type { NightProducts } from './night-products.js';
import { placeWorkbooks, workbookPaths } from './place-workbooks.js';
import { madeUpProducts } from './test-support/made-up-products.js';

let folder: string;
let recorded: TypedFields[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies workbooks '));
  recorded = [];
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const place = (products: NightProducts) =>
  placeWorkbooks(products, {
    folder,
    layout: 'nsnsd',
    record: (typed) => {
      recorded.push(typed);
      return Promise.resolve();
    },
  });

const paths = workbookPaths('SIMA261101', 'nsnsd');
const at = (which: keyof typeof paths): string => join(folder, paths[which]);

async function cell(path: string, sheet: string, column: string): Promise<CellValue> {
  const workbook = await readXlsx(await readFile(path));
  const rows = workbook.sheets.find(({ name }) => name === sheet)?.rows ?? [];
  return rows[4]?.[rows[3]?.indexOf(column) ?? -1] ?? null;
}

/** What a person does in a spreadsheet program: opens, types into the first row of data, saves. */
async function type(sheet: string, column: string, value: CellValue): Promise<void> {
  const workbook = await readXlsx(await readFile(at('tables')));
  const rows = workbook.sheets.find(({ name }) => name === sheet)?.rows;
  const index = rows?.[3]?.indexOf(column) ?? -1;
  const row = rows?.[4];
  if (row === undefined || index < 0) throw new Error(`no column ${column} in ${sheet}`);
  row[index] = value;
  await writeFile(
    at('tables'),
    await writeXlsx({
      sheets: workbook.sheets.map(({ name, rows: all }) => ({ name, rows: all })),
      ...(workbook.properties && { properties: workbook.properties }),
    }),
  );
}

describe('workbooks of an export', () => {
  it('lie where the old pipeline had them, or together with the name of their night', () => {
    expect(paths.tables).toBe('Data/tables/SIMA261101.xlsx');
    expect(paths.calibrationReport).toBe('Data/calibdata/SIMA261101/calibreport.xlsx');
    expect(Object.values(workbookPaths('SIMA261101', 'flat'))).toEqual([
      'tables/SIMA261101.xlsx',
      'tables/SIMA261101_calibreport.xlsx',
      'tables/SIMA261101_natsky_model_params.xlsx',
      'tables/SIMA261101_vert.xlsx',
      'tables/SIMA261101_cities.xlsx',
    ]);
  });

  it('hold what was computed; those nothing is known for are not made', async () => {
    const { files, problems } = await place(madeUpProducts());
    expect(problems).toEqual([]);
    expect(files).toEqual([
      { path: at('tables'), state: 'written' },
      { path: at('calibrationReport'), state: 'written' },
    ]);
    expect(await cell(at('tables'), 'EXTINCTION', 'STARS_REG')).toBe(701);
    expect(await cell(at('tables'), 'EXTINCTION', 'EXTCOEFF')).toBe(0.15);
    expect(await cell(at('tables'), 'CALIBRATION', 'BIAS_DRIFT')).toBe(3);
    expect(await cell(at('tables'), 'SET METADATA', 'MID_TIME_LMT')).toBeCloseTo(19.9988, 3);
    expect(recorded).toEqual([]);
  });

  it('made again from the same are the same', async () => {
    await place(madeUpProducts());
    const { files } = await place(madeUpProducts());
    expect(files.map(({ state }) => state)).toEqual(['unchanged', 'unchanged']);
  });

  it('follow a new run without being forced', async () => {
    await place(madeUpProducts());
    const [first, second] = madeUpProducts().sets;
    if (first === undefined || second === undefined) throw new Error('two sets');
    const { files } = await place(madeUpProducts({ sets: [{ ...first, images: 44 }, second] }));
    expect(files.map(({ state }) => state)).toEqual(['written', 'unchanged']);
    expect(await cell(at('tables'), 'NIGHT METADATA', 'NUM_IMAGES')).toBe(44);
  });
});

describe('what a person typed into a workbook', () => {
  it('is kept through the next export, reaches the catalog and the other workbooks', async () => {
    await place(madeUpProducts());
    await type('NIGHT METADATA', 'NARRATIVE', 'Headlights at 2 h');
    const { problems } = await place(madeUpProducts());
    expect(problems).toEqual([]);
    const field = { sheet: 'NIGHT METADATA', set: null, column: 'NARRATIVE' };
    const typed = { ...field, value: 'Headlights at 2 h' };
    expect(recorded.map(({ fields }) => fields)).toEqual([[typed]]);
    expect(await cell(at('tables'), 'NIGHT METADATA', 'NARRATIVE')).toBe('Headlights at 2 h');
    const report = await readXlsx(await readFile(at('calibrationReport')));
    expect(report.sheets[0]?.rows.flat()).toContain('Headlights at 2 h');
  });

  it('is told to the catalog once, and comes back from it into another folder', async () => {
    await place(madeUpProducts());
    await type('NIGHT METADATA', 'BORTLE', 3);
    await place(madeUpProducts());
    const [known = null] = recorded;
    await place(madeUpProducts({ recorded: known }));
    expect(recorded).toHaveLength(1);
    await rm(folder, { recursive: true });
    await place(madeUpProducts({ recorded: known }));
    expect(await cell(at('tables'), 'NIGHT METADATA', 'BORTLE')).toBe(3);
    expect(recorded).toHaveLength(1);
  });

  it('over a number that was computed does not stay, and that is said', async () => {
    await place(madeUpProducts());
    await type('EXTINCTION', 'STARS_REG', 9);
    const { files, problems } = await place(madeUpProducts());
    expect(files[0]?.state).toBe('written');
    expect(await cell(at('tables'), 'EXTINCTION', 'STARS_REG')).toBe(701);
    expect(problems).toMatchObject([{ code: 'computed-cell-changed', file: at('tables') }]);
    expect(recorded).toEqual([]);
  });

  it('is safe in a workbook that cannot be read: it stays as it is, and that is said', async () => {
    await place(madeUpProducts());
    await writeFile(at('tables'), 'half a workbook');
    const { files, problems } = await place(madeUpProducts());
    expect(files[0]).toEqual({ path: at('tables'), state: 'kept' });
    expect(await readFile(at('tables'), 'utf8')).toBe('half a workbook');
    expect(problems).toMatchObject([{ code: 'workbook-kept', file: at('tables') }]);
  });
});

describe('a time of the workbooks', () => {
  it('is that of the header to a hundredth of a second', () => {
    expect(utcOf(2_461_345.646_759_26)).toBe('2026-11-01T03:31:20.000Z');
    expect(utcOf(null)).toBeNull();
  });
});
