import { describe, expect, it } from 'vitest';
import {
  columnFloat64,
  columnNamed,
  FitsError,
  Header,
  readFits,
  readTable,
  unknownLogical,
  verifyChecksums,
  writeFits,
  type Table,
  type TableColumn,
} from '../index.js';

/** Every kind of column there is, three rows. */
const everything: Table = {
  rows: 3,
  columns: [
    { kind: 'numbers', name: 'u8', data: Uint8Array.of(0, 7, 255) },
    { kind: 'numbers', name: 'i8', data: Int8Array.of(-128, 0, 127) },
    { kind: 'numbers', name: 'i16', data: Int16Array.of(-32768, 1, 9), nullValue: 9 },
    { kind: 'numbers', name: 'u16', data: Uint16Array.of(0, 65535, 5), nullValue: 65535 },
    { kind: 'numbers', name: 'i32', data: Int32Array.of(-(2 ** 31), 0, 5), unit: 'adu' },
    { kind: 'numbers', name: 'u32', data: Uint32Array.of(0, 2 ** 32 - 1, 5) },
    { kind: 'numbers', name: 'i64', data: BigInt64Array.of(-(2n ** 63n), 0n, 5n), nullValue: 5n },
    {
      kind: 'numbers',
      name: 'u64',
      data: BigUint64Array.of(0n, 2n ** 64n - 1n, 5n),
      nullValue: 0n,
    },
    { kind: 'numbers', name: 'f32', data: Float32Array.of(1.5, NaN, -0), description: 'halves' },
    { kind: 'numbers', name: 'f64', data: Float64Array.of(0.1, Infinity, 1e-300) },
    { kind: 'numbers', name: 'pair', shape: [2], data: Float64Array.of(1, 2, 3, 4, 5, 6) },
    {
      kind: 'numbers',
      name: 'cube',
      shape: [2, 1, 2],
      data: Int16Array.from({ length: 12 }, (_, i) => i),
    },
    { kind: 'numbers', name: 'none', shape: [0], data: new Float32Array(0) },
    { kind: 'texts', name: 'name', data: ['Sirius', '', 'Rigil Kent'] },
    { kind: 'texts', name: 'words', shape: [2], data: ['a', 'bc', 'def', '', '', 'g'] },
    { kind: 'texts', name: 'longest', variable: true, data: ['', 'of any length', 'x'] },
    { kind: 'logicals', name: 'seen', data: Uint8Array.of(1, 0, unknownLogical) },
    {
      kind: 'bits',
      name: 'mask',
      shape: [11],
      data: Uint8Array.from('110000000011111111111101010101010'.slice(0, 33), Number),
    },
    { kind: 'complex', name: 'c', data: Float32Array.of(1, -1, 0, 2, 3, 0.5) },
    {
      kind: 'complex',
      name: 'm',
      shape: [1, 2],
      data: Float64Array.from({ length: 12 }, (_, i) => i / 7),
    },
    {
      kind: 'lists',
      of: 'numbers',
      name: 'series',
      cells: [Float64Array.of(1, 2, 3), new Float64Array(0), Float64Array.of(0.5)],
    },
    {
      kind: 'lists',
      of: 'numbers',
      name: 'counts',
      cells: [Uint16Array.of(65535), Uint16Array.of(1, 2), new Uint16Array(0)],
      nullValue: 2,
    },
    {
      kind: 'lists',
      of: 'logicals',
      name: 'answers',
      cells: [Uint8Array.of(1, 0), new Uint8Array(0), Uint8Array.of(unknownLogical)],
    },
    {
      kind: 'lists',
      of: 'bits',
      name: 'strips',
      cells: [Uint8Array.of(1, 0, 1), new Uint8Array(0), new Uint8Array(9).fill(1)],
    },
    {
      kind: 'lists',
      of: 'complex',
      name: 'waves',
      cells: [Float32Array.of(1, 2), Float32Array.of(3, 4, 5, 6), new Float32Array(0)],
    },
  ],
};

function tableIn(bytes: Uint8Array, index = 1): Table {
  return readTable(readFits(bytes, 'table.fits').hdus[index]);
}

/** A table file with cards and data as told, right or wrong. */
function handMade(
  cards: readonly (readonly [string, string | number])[],
  data: Uint8Array,
  extension = 'BINTABLE',
): Uint8Array {
  const header = Header.of([['XTENSION', extension], ['BITPIX', 8], ['NAXIS', 2], ...cards]).text;
  const end = header + 'END'.padEnd(80);
  const primary = writeFits([{ shape: [] }]);
  return Buffer.concat([
    primary,
    Buffer.from(end.padEnd(Math.ceil(end.length / 2880) * 2880)),
    data,
    Buffer.alloc((2880 - (data.length % 2880)) % 2880),
  ]);
}

describe('a binary table', () => {
  it('comes back as it was written, every kind of column', () => {
    const bytes = writeFits([{ table: everything, name: 'ALL' }]);
    const table = tableIn(bytes);
    expect(table.rows).toBe(3);
    for (const [i, column] of everything.columns.entries()) {
      expect(table.columns[i]).toStrictEqual(column);
    }
    expect(verifyChecksums(bytes)).toMatchObject([
      { checksum: 'right', datasum: 'right' },
      { extname: 'ALL', checksum: 'right', datasum: 'right' },
    ]);
  });

  it('is written the same again from what was read', () => {
    const first = writeFits([{ table: everything }]);
    expect(writeFits([{ table: tableIn(first) }])).toStrictEqual(first);
  });

  it('stands beside images, with the cards given', () => {
    const header = Header.of([
      ['OBJECT', 'M 67'],
      ['TFORM1', 'made elsewhere'],
      ['TELESCOP', 'kept'],
    ]);
    const image = { shape: [2, 2], data: Uint16Array.of(1, 2, 3, 4) };
    const bytes = writeFits([image, { table: everything, header, name: 'STARS' }, image]);
    const { hdus } = readFits(bytes, 'both.fits');
    expect(hdus.map(({ type }) => type)).toEqual(['image', 'binary-table', 'image']);
    expect(hdus[1].header.string('OBJECT')).toBe('M 67');
    expect(hdus[1].header.string('TELESCOP')).toBe('kept');
    expect(hdus[1].header.string('TFORM1')).toBe('1B');
  });

  it('may be without rows or without columns', () => {
    const columns: TableColumn[] = [
      { kind: 'numbers', name: 'x', data: new Float64Array(0) },
      { kind: 'texts', name: 't', data: [] },
    ];
    expect(tableIn(writeFits([{ table: { rows: 0, columns } }]))).toStrictEqual({
      rows: 0,
      columns,
    });
    const nothing = { rows: 0, columns: [] };
    expect(tableIn(writeFits([{ table: nothing }]))).toStrictEqual(nothing);
  });

  it('gives scaled integers as physical values and nulls as NaN', () => {
    const bytes = handMade(
      [
        ['NAXIS1', 3],
        ['NAXIS2', 2],
        ['PCOUNT', 0],
        ['GCOUNT', 1],
        ['TFIELDS', 2],
        ['TFORM1', 'I'],
        ['TTYPE1', 'temperature'],
        ['TSCAL1', 0.5],
        ['TZERO1', -10],
        ['TNULL1', -1],
        ['TFORM2', 'B'],
        ['TNULL2', 9],
      ],
      Buffer.from([0, 21, 9, 255, 255, 4]),
    );
    const table = tableIn(bytes);
    expect(columnNamed(table, 'TEMPERATURE')).toMatchObject({ data: Float64Array.of(0.5, NaN) });
    expect(table.columns[1]).toStrictEqual({
      kind: 'numbers',
      name: 'col2',
      data: Uint8Array.of(9, 4),
      nullValue: 9,
    });
    const [, second] = table.columns;
    expect(second.kind === 'numbers' && columnFloat64(second)).toEqual(Float64Array.of(NaN, 4));
  });

  it('may have a gap before its heap and descriptors of 64 bits', () => {
    const data = Buffer.alloc(16 + 8 + 4);
    data.writeBigInt64BE(2n, 0);
    data.writeBigInt64BE(0n, 8);
    data.writeInt16BE(5, 24);
    data.writeInt16BE(-6, 26);
    const bytes = handMade(
      [
        ['NAXIS1', 16],
        ['NAXIS2', 1],
        ['PCOUNT', 12],
        ['GCOUNT', 1],
        ['THEAP', 24],
        ['TFIELDS', 1],
        ['TFORM1', '1QI(2)'],
      ],
      data,
    );
    expect(tableIn(bytes).columns[0]).toMatchObject({ cells: [Int16Array.of(5, -6)] });
  });

  it('is refused to be written when columns and rows do not fit together', () => {
    const short: TableColumn = { kind: 'numbers', name: 'x', data: new Float32Array(4) };
    expect(() => writeFits([{ table: { rows: 5, columns: [short] } }])).toThrow(/column x has 4/);
    const mixed: TableColumn = {
      kind: 'lists',
      of: 'numbers',
      name: 'mixed',
      cells: [new Float32Array(1), new Int16Array(1)],
    };
    expect(() => writeFits([{ table: { rows: 2, columns: [mixed] } }])).toThrow(RangeError);
    const greek: TableColumn = { kind: 'texts', name: 'star', data: ['α Ori'] };
    expect(() => writeFits([{ table: { rows: 1, columns: [greek] } }])).toThrow(FitsError);
  });
});

describe('a table that contradicts itself', () => {
  const sound = [
    ['NAXIS1', 8],
    ['NAXIS2', 2],
    ['PCOUNT', 4],
    ['GCOUNT', 1],
    ['TFIELDS', 1],
    ['TFORM1', '1PB(2)'],
  ] as const;
  function descriptors(...words: number[]): Uint8Array {
    const bytes = Buffer.alloc(20);
    words.forEach((word, i) => bytes.writeInt32BE(word, i * 4));
    return bytes;
  }
  function changed(keyword: string, value: string | number) {
    return sound.map((card) => (card[0] === keyword ? ([keyword, value] as const) : card));
  }

  it('is read when it does not', () => {
    const table = tableIn(handMade(sound, descriptors(2, 0, 2, 2)));
    expect(table.columns[0]).toMatchObject({ cells: [new Uint8Array(2), new Uint8Array(2)] });
  });

  it.each([
    ['cells outside the heap', sound, descriptors(2, 0, 2, 3)],
    ['cells before the heap', sound, descriptors(2, -1, 2, 0)],
    ['cells of negative length', sound, descriptors(-2, 0, 2, 0)],
    ['a row that the columns do not fill', changed('TFORM1', '1J'), descriptors()],
    ['a form that is none', changed('TFORM1', '5Z'), descriptors()],
    ['an empty form', changed('TFORM1', ''), descriptors()],
    ['two descriptors in a cell', changed('TFORM1', '2PB'), descriptors()],
    ['more columns than FITS knows', changed('TFIELDS', 1000), descriptors()],
    ['a column count that is missing', changed('TFIELDS', 'one'), descriptors()],
    ['rows without bytes', changed('NAXIS1', 0), new Uint8Array(4)],
    ['a heap outside the data', [...sound, ['THEAP', 21] as const], descriptors()],
    ['a heap among the rows', [...sound, ['THEAP', 3] as const], descriptors()],
    ['a scaling that is no number', [...sound, ['TSCAL1', 'half'] as const], descriptors()],
  ])('is refused with file and place: %s', (_what, cards, data) => {
    const { hdus } = readFits(handMade(cards, data), 'broken.fits');
    expect(() => readTable(hdus[1])).toThrow(
      expect.objectContaining({ code: 'fits-bad-table', file: 'broken.fits', offset: 2880 }),
    );
  });

  it('cannot make much memory of few bytes by pointing to them again and again', () => {
    const rows = 2000;
    const heap = 100_000;
    const data = Buffer.alloc(rows * 8 + heap);
    for (let row = 0; row < rows; row++) data.writeInt32BE(heap, row * 8);
    const cards = [
      ['NAXIS1', 8],
      ['NAXIS2', rows],
      ['PCOUNT', heap],
      ['GCOUNT', 1],
      ['TFIELDS', 1],
      ['TFORM1', 'PB'],
    ] as const;
    expect(() => tableIn(handMade(cards, data))).toThrow(/over and over/);
  });

  it('gives columns or a named error, in little memory, whatever stands in its cards and bytes', () => {
    const good = Buffer.from(writeFits([{ table: everything }]));
    const headerEnd = good.indexOf(`END${' '.repeat(77)}`, 2880);
    const dataStart = Math.ceil((headerEnd + 80) / 2880) * 2880;
    const forms = [
      '1PD(9)',
      '1QA',
      '0A',
      '99999A',
      '3X',
      '1PX',
      'Z',
      '2C',
      '4A1',
      '1PB',
      '999999999J',
    ];
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const outcomes = { read: 0, refused: 0 };
    const before = process.memoryUsage();
    for (let i = 0; i < 1000; i++) {
      const bytes = Buffer.from(good);
      if (i % 3 === 0) {
        const column = 1 + random(everything.columns.length);
        const at = bytes.indexOf(`TFORM${column} `.padEnd(8), 2880, 'latin1');
        const lie = `'${forms[random(forms.length)].padEnd(8)}'`;
        bytes.write(lie.padEnd(70), at + 10, 'latin1');
      } else {
        for (let n = 0; n < 3; n++) bytes[dataStart + random(700)] = random(256);
      }
      try {
        expect(tableIn(bytes).columns).toHaveLength(everything.columns.length);
        outcomes.read++;
      } catch (error) {
        expect(error).toMatchObject({ code: 'fits-bad-table', file: 'table.fits', offset: 2880 });
        outcomes.refused++;
      }
    }
    const { heapUsed, external } = process.memoryUsage();
    expect(heapUsed + external - before.heapUsed - before.external).toBeLessThan(256 * 2 ** 20);
    expect(outcomes.read).toBeGreaterThan(100);
    expect(outcomes.refused).toBeGreaterThan(100);
  });

  it('is not asked of an image', () => {
    const { hdus } = readFits(writeFits([{ shape: [] }]), 'image.fits');
    expect(() => readTable(hdus[0])).toThrow(expect.objectContaining({ code: 'fits-not-a-table' }));
  });
});

describe('an ASCII table', () => {
  const cards = [
    ['NAXIS1', 32],
    ['NAXIS2', 2],
    ['PCOUNT', 0],
    ['GCOUNT', 1],
    ['TFIELDS', 5],
    ['TBCOL1', 1],
    ['TFORM1', 'A5'],
    ['TTYPE1', 'object'],
    ['TBCOL2', 6],
    ['TFORM2', 'I5'],
    ['TNULL2', '*'],
    ['TBCOL3', 11],
    ['TFORM3', 'F6.2'],
    ['TUNIT3', 'mag'],
    ['TBCOL4', 17],
    ['TFORM4', 'D5.1'],
    ['TBCOL5', 22],
    ['TFORM5', 'I11'],
  ] as const;
  const data = Buffer.from(
    ['NGC 1', '   12', ' -1.25', '   25', ' 9999999999'].join('') +
      ['     ', '    *', '      ', '1.5D2', '-7         '].join(''),
  );

  it('is read with implied points, blanks as 0 and nulls', () => {
    expect(tableIn(handMade(cards, data, 'TABLE')).columns).toStrictEqual([
      { kind: 'texts', name: 'object', data: ['NGC 1', ''] },
      { kind: 'numbers', name: 'col2', data: Int32Array.of(12, -(2 ** 31)), nullValue: -(2 ** 31) },
      { kind: 'numbers', name: 'col3', unit: 'mag', data: Float64Array.of(-1.25, 0) },
      { kind: 'numbers', name: 'col4', data: Float64Array.of(2.5, 150) },
      { kind: 'numbers', name: 'col5', data: BigInt64Array.of(9999999999n, -7n) },
    ]);
  });

  it.each([
    ['columns over one another', [...cards, ['TFORM6', 'A9'] as const, ['TBCOL6', 1] as const], 6],
    [
      'a column outside the row',
      cards.map((card) => (card[0] === 'TBCOL5' ? (['TBCOL5', 23] as const) : card)),
      5,
    ],
    [
      'a value that is no number',
      cards.map((card) => (card[0] === 'TFORM1' ? (['TFORM1', 'I5'] as const) : card)),
      5,
    ],
  ])('is refused for %s', (_what, broken, fields) => {
    const told = broken.map((card) =>
      card[0] === 'TFIELDS' ? (['TFIELDS', fields] as const) : card,
    );
    expect(() => tableIn(handMade(told, data, 'TABLE'))).toThrow(
      expect.objectContaining({ code: 'fits-bad-table', file: 'table.fits' }),
    );
  });
});
