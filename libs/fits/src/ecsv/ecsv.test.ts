import { readFileSync } from 'node:fs';
import { NightSkiesError } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { readEcsv, unknownLogical, writeEcsv, type Table, type TableColumn } from '../index.js';

function fixture(name: string): string {
  return readFileSync(new URL(`test-support/${name}`, import.meta.url), 'utf8');
}

const everything: Table = {
  rows: 3,
  columns: [
    { kind: 'numbers', name: 'u8', data: Uint8Array.of(0, 7, 255) },
    { kind: 'numbers', name: 'i8', data: Int8Array.of(-128, 0, 5), nullValue: -128 },
    { kind: 'numbers', name: 'u16', data: Uint16Array.of(0, 65535, 5), nullValue: 65535 },
    { kind: 'numbers', name: 'i16', data: Int16Array.of(1, -2, 3) },
    { kind: 'numbers', name: 'i32', data: Int32Array.of(-(2 ** 31), 0, 5), unit: 'mag / arcsec2' },
    { kind: 'numbers', name: 'u32', data: Uint32Array.of(0, 2 ** 32 - 1, 5) },
    { kind: 'numbers', name: 'i64', data: BigInt64Array.of(-(2n ** 63n), 0n, 5n) },
    { kind: 'numbers', name: 'u64', data: BigUint64Array.of(0n, 2n ** 64n - 1n, 5n) },
    {
      kind: 'numbers',
      name: 'f32',
      data: Float32Array.of(0.1, NaN, -0),
      description: 'it\'s "x": #1',
    },
    { kind: 'numbers', name: 'f64', data: Float64Array.of(0.1, -Infinity, 1e-300) },
    {
      kind: 'numbers',
      name: 'pair',
      shape: [2],
      data: Float64Array.of(1, NaN, Infinity, 4, 5, 1e-7),
    },
    {
      kind: 'numbers',
      name: 'cube',
      shape: [2, 1, 2],
      data: Int16Array.from({ length: 12 }, (_, i) => i),
    },
    { kind: 'texts', name: 'a name, or two', data: ['Sirius', 'a "b", c', ''] },
    { kind: 'texts', name: 'words', shape: [2], data: ['a', 'b"c', 'd,ef', '', '', 'é'] },
    { kind: 'logicals', name: 'seen', data: Uint8Array.of(1, 0, unknownLogical) },
    {
      kind: 'logicals',
      name: 'both',
      shape: [2],
      data: Uint8Array.of(1, 0, unknownLogical, 1, 1, 1),
    },
    { kind: 'complex', name: 'c', data: Float64Array.of(1, -1, 0, 2, 3, 1e-9) },
    {
      kind: 'lists',
      of: 'numbers',
      name: 'series',
      cells: [BigInt64Array.of(2n ** 62n + 1n), new BigInt64Array(0), BigInt64Array.of(-1n, 0n)],
    },
    {
      kind: 'lists',
      of: 'logicals',
      name: 'answers',
      cells: [Uint8Array.of(1, 0), new Uint8Array(0), Uint8Array.of(unknownLogical)],
    },
  ],
};

const meta = {
  OBJECT: 'M 67',
  tiny: 1e-7,
  zero: -0,
  big: 2n ** 64n,
  list: [1, 'two', null, true, ['yes', '1e5', '0x10', '', '~', '- a', "it's"]],
  nested: { a: { b: 'line\nbreak "q" \\ back' }, 'c: d': Infinity },
  empty: { list: [], map: {} },
};

describe.each([' ', ','] as const)('an ECSV table parted by "%s"', (delimiter) => {
  it('comes back as it was written, with every kind of column and all of its header', () => {
    const back = readEcsv(writeEcsv(everything, { delimiter, meta }), 'table.ecsv');
    for (const [i, column] of everything.columns.entries()) {
      expect(back.table.columns[i]).toStrictEqual(column);
    }
    expect(back).toStrictEqual({ table: everything, meta });
  });

  it('is read with the line ends of Windows and a byte order mark', () => {
    const text = writeEcsv(everything, { delimiter, meta });
    const windows = Buffer.from(`\ufeff${text.replaceAll('\n', '\r\n')}`);
    expect(readEcsv(windows, 'table.ecsv')).toStrictEqual({ table: everything, meta });
  });

  it('may have no rows', () => {
    const columns: TableColumn[] = [{ kind: 'numbers', name: 'x', data: new Float64Array(0) }];
    const text = writeEcsv({ rows: 0, columns }, { delimiter });
    expect(readEcsv(text, 'empty.ecsv')).toStrictEqual({ table: { rows: 0, columns }, meta: {} });
  });
});

describe.each(['blanks.ecsv', 'commas.ecsv'])('the table astropy wrote as %s', (name) => {
  const { table, meta: found } = readEcsv(fixture(name), name);

  it('is read column by column', () => {
    const description =
      'a rather long description: it has a colon, a # hash and many words so that the YAML dumper has to wrap it over lines';
    const lowest = -(2n ** 63n);
    expect(table).toStrictEqual({
      rows: 3,
      columns: [
        { kind: 'numbers', name: 'i4', unit: 'adu', description, data: Int32Array.of(1, -2, 3) },
        { kind: 'numbers', name: 'mi', data: BigInt64Array.of(1n, lowest, 3n), nullValue: lowest },
        { kind: 'numbers', name: 'mf', data: Float64Array.of(1.5, NaN, 3) },
        { kind: 'texts', name: 'ms', data: ['x y', '', 'c,d'] },
        { kind: 'logicals', name: 'b', data: Uint8Array.of(1, 0, 1) },
        { kind: 'numbers', name: 'f', data: Float32Array.of(NaN, Infinity, -0.1) },
        { kind: 'complex', name: 'c', data: Float32Array.of(1, 2, -0, -1e-9, 3, 0) },
        {
          kind: 'numbers',
          name: 'arr',
          shape: [2, 2],
          data: Int16Array.from({ length: 12 }, (_, i) => i),
        },
        {
          kind: 'lists',
          of: 'numbers',
          name: 'va',
          cells: [Float64Array.of(1, 2), Float64Array.of(3), new Float64Array(0)],
        },
        { kind: 'texts', name: 'vb', data: ['[{"a":1}]', '["x",2]', 'null'] },
        {
          kind: 'numbers',
          name: 'marr',
          shape: [2],
          data: Float64Array.of(0, NaN, 2, 3, NaN, NaN),
        },
        { kind: 'numbers', name: 'flux', unit: 'mag / arcsec2', data: Float64Array.of(1, 2, 3) },
      ],
    });
  });

  it('keeps what its header says of the whole', () => {
    expect(found).toStrictEqual({
      OBJECT: 'M 67',
      comments: ['first: line', 'second # line', ''],
      n: 12345678901234567890n,
      x: 1e-7,
      yes: 'no',
      date: '2026-11-01',
      multi: 'line one\nline \'two\'\n\nline "four" \\ end',
      long: `${'word '.repeat(40)}end`,
      longq: "it's: ".repeat(30),
      nested: { a: { b: [1, 2.5, null, true, { c: 'd' }] }, e: [] },
      od: { z: 1, y: 2 },
      uni: 'é ☆ 🔭 '.repeat(12),
      tuple: [1, 2],
    });
  });
});

describe('a text that is no ECSV table', () => {
  const head = '# %ECSV 1.0\n# ---\n# datatype:\n# - {name: a, datatype: int8}\n';
  it.each([
    ['plain CSV', 'a,b\n1,2\n', /no ECSV/],
    ['without columns', '# %ECSV 1.0\n# ---\n# meta: {}\na\n', /does not tell/],
    [
      'a column without a type',
      '# %ECSV 1.0\n# ---\n# datatype: [{name: a}]\na\n',
      /does not tell/,
    ],
    ['an unknown type', head.replace('int8', 'int7') + 'a\n1\n', /not of its type/],
    ['a header that does not close', '# %ECSV 1.0\n# ---\n# datatype: [{name: a\na\n', /header/],
    ['an alias', `${head}# meta: *one\na\n1\n`, /header/],
    ['deep nesting', `${head}# meta: ${'['.repeat(9999)}${']'.repeat(9999)}\na\n1\n`, /header/],
    ['another delimiter', `${head}# delimiter: ';'\na\n1\n`, /delimiter/],
    ['other names', `${head}b\n1\n`, /names/],
    ['a number beyond its type', `${head}a\n128\n`, /not of its type/],
    ['a word for a number', `${head}a\none\n`, /not of its type/],
    ['too many cells', `${head}a\n1 2\n`, /line 6: .*number of cells/],
    ['an open quote', `${head}a\n"1\n`, /line 6: .*no end/],
    ['text behind quotes', `${head}a\n"1"2\n`, /line 6: .*goes on/],
    [
      'an array of another shape',
      head.replace('int8', "string, subtype: 'int8[2]'") + 'a\n[1,2,3]\n',
      /not of its type/,
    ],
  ])('is refused with file and place: %s', (_what, text, message) => {
    const read = () => readEcsv(text, 'broken.ecsv');
    expect(read).toThrow(NightSkiesError);
    expect(read).toThrow(message);
    expect(read).toThrow(expect.objectContaining({ code: 'ecsv-unreadable' }));
  });

  it('is refused by name or read, whatever is done to a good one', () => {
    const good = [fixture('blanks.ecsv'), fixture('commas.ecsv')];
    let state = 9;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const letters = '"\'{}[]:,#!&*|>- \n\\0aé';
    const outcomes = { read: 0, refused: 0 };
    for (let i = 0; i < 500; i++) {
      let text = good[i % 2];
      for (let n = 0; n <= i % 3; n++) {
        const at = random(text.length);
        const cut = random(3);
        text = text.slice(0, at) + letters.charAt(random(letters.length)) + text.slice(at + cut);
      }
      try {
        readEcsv(text, 'damaged.ecsv');
        outcomes.read++;
      } catch (error) {
        expect(error).toMatchObject({ code: 'ecsv-unreadable', problem: { file: 'damaged.ecsv' } });
        outcomes.refused++;
      }
    }
    expect(outcomes.read).toBeGreaterThan(50);
    expect(outcomes.refused).toBeGreaterThan(50);
  });
});

describe('a table ECSV has no form for', () => {
  it.each<[string, TableColumn]>([
    ['line ends in a text', { kind: 'texts', name: 't', data: ['a\nb'] }],
    ['complex arrays', { kind: 'complex', name: 'c', shape: [2], data: new Float64Array(4) }],
    ['complex lists', { kind: 'lists', of: 'complex', name: 'c', cells: [new Float32Array(2)] }],
  ])('is refused with the column named: %s', (_what, column) => {
    expect(() => writeEcsv({ rows: 1, columns: [column] })).toThrow(`column ${column.name}`);
  });
});
