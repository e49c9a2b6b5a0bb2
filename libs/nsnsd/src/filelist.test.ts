import { describe, expect, it } from 'vitest';
import { writeXlsx } from 'hucre/xlsx';
import { readFilelist } from './filelist.js';

const header =
  'Dataset,Process,V_band,B_band,Flat_V,Flat_B,Curve,Zeropoint,Processor,Central_AZ,Location';
const romo =
  'ROMO241004,Yes,Yes,Yes,ML3Flat_V_2023.fit,ML3Flat_B_2023.fit,ML3,14.78,J Doe,0,Rocky Mountain NP';
const text = (...lines: string[]): Uint8Array => new TextEncoder().encode(lines.join('\n'));

const parsedRomo = {
  row: 2,
  dataset: 'ROMO241004',
  process: true,
  bands: { V: true, B: true },
  flats: { V: 'ML3Flat_V_2023.fit', B: 'ML3Flat_B_2023.fit' },
  curve: 'ML3',
  zeropointMag: 14.78,
  zeropointBMag: null,
  processor: 'J Doe',
  centralAzimuthDeg: 0,
  location: 'Rocky Mountain NP',
};

describe('a file list', () => {
  it('is read from text with commas', async () => {
    expect(await readFilelist(text(header, romo, ''), 'filelist.csv')).toEqual({
      rows: [parsedRomo],
      problems: [],
    });
  });

  it('is read as a Windows spreadsheet writes it: mark, CRLF, semicolons, decimal comma, quotes', async () => {
    const lines = [header, romo].map((line) => line.replaceAll(',', ';').replace('14.78', '14,78'));
    const quoted = lines.join('\r\n').replace('Rocky Mountain NP', '"Rocky ""Mountain""; NP"');
    const list = await readFilelist(text(`\uFEFF${quoted}\r\n`), 'filelist.csv');
    expect(list).toEqual({
      rows: [{ ...parsedRomo, location: 'Rocky "Mountain"; NP' }],
      problems: [],
    });
  });

  it('is read in the old Windows code page and as Unicode text with tabs', async () => {
    const written = [header, romo.replace('Rocky Mountain', 'Cañón')].join('\r\n');
    const latin = Uint8Array.from(written, (character) => character.charCodeAt(0));
    const tabbed = `\uFEFF${written.replaceAll(',', '\t')}`;
    const wide = new Uint8Array(Uint16Array.from(tabbed, (unit) => unit.charCodeAt(0)).buffer);
    for (const bytes of [latin, wide]) {
      const list = await readFilelist(bytes, 'filelist.csv');
      expect(list).toEqual({ rows: [{ ...parsedRomo, location: 'Cañón NP' }], problems: [] });
    }
  });

  it('is read from a workbook, numbers as numbers', async () => {
    const bytes = await writeXlsx({
      sheets: [
        {
          name: 'Sheet1',
          rows: [
            header.split(','),
            romo
              .split(',')
              .map((cell, index) => (index === 7 || index === 9 ? Number(cell) : cell)),
          ],
        },
      ],
    });
    expect(await readFilelist(bytes, 'filelist.xlsx')).toEqual({
      rows: [parsedRomo],
      problems: [],
    });
  });

  it('takes columns in any case and order, ignores others, and knows Zeropoint_B', async () => {
    const names = [...header.toUpperCase().split(','), 'Remark', 'zeropoint_b'].reverse();
    const cells = [...romo.split(','), 'fog later', '14.50'].reverse();
    const list = await readFilelist(text(names.join(','), cells.join(',')), 'filelist.csv');
    expect(list).toEqual({ rows: [{ ...parsedRomo, zeropointBMag: 14.5 }], problems: [] });
  });

  it('has all its faults listed at once, each with row and column', async () => {
    const list = await readFilelist(
      text(
        header,
        romo,
        '',
        'NIOB240830,Yes,perhaps,No,,,ML3,bright,J Doe,400,Niobrara',
        'ROMO241004,Yes,Yes,No,../secret.fit,,ML3,14.78,J Doe,0,Rocky Mountain NP',
      ),
      'filelist.csv',
    );
    expect(list.rows).toEqual([parsedRomo]);
    expect(list.problems.map((item) => [item.code, item.message, item.found])).toEqual([
      ['filelist-bad-value', 'row 4, column V_band: neither Yes nor No', 'perhaps'],
      ['filelist-cell-empty', 'row 4, column Flat_V: nothing is written here', 'an empty cell'],
      ['filelist-bad-value', 'row 4, column Zeropoint: not a number in range', 'bright'],
      ['filelist-bad-value', 'row 4, column Central_AZ: not a number in range', '400'],
      ['filelist-bad-name', 'row 5, column Flat_V: not a plain file name', '../secret.fit'],
      ['filelist-duplicate', 'row 5, column Dataset: listed before in row 2', 'ROMO241004'],
    ]);
    expect(list.problems.every((item) => item.hint !== null && item.file === 'filelist.csv')).toBe(
      true,
    );
  });

  it('may hold unfinished rows that are not to be processed', async () => {
    const list = await readFilelist(
      text(header, romo, 'GRCA990101,No,,,,,,,,,', 'GRCA990102,No,Yes,No,f.fit,,ML3,14.7,,0,'),
      'filelist.csv',
    );
    expect(list.problems).toEqual([]);
    expect(list.rows.map((row) => [row.dataset, row.process])).toEqual([
      ['ROMO241004', true],
      ['GRCA990102', false],
    ]);
  });

  it('names every missing column', async () => {
    const list = await readFilelist(
      text(header.replace('Curve,', '').replace(',Location', ''), romo),
      'filelist.csv',
    );
    expect(list.rows).toEqual([]);
    expect(list.problems.map((item) => item.expected)).toEqual(['Curve', 'Location']);
  });

  it.each([
    ['an empty file', new Uint8Array(), 'filelist-empty'],
    ['blank lines', text('', '  ', ',,'), 'filelist-empty'],
    ['an open quotation mark', text(header, '"ROMO'), 'filelist-unreadable'],
    ['a broken workbook', text('PK\u0003\u0004 not a workbook'), 'filelist-unreadable'],
  ])('that is %s is a problem with a hint, not a crash', async (_, bytes, code) => {
    const list = await readFilelist(bytes, 'filelist.csv');
    expect(list.rows).toEqual([]);
    expect(list.problems.map((item) => item.code)).toEqual([code]);
    expect(list.problems[0]?.hint).toBeTruthy();
  });
});
