import { describe, expect, it } from 'vitest';
import {
  compressFits,
  Header,
  memorySource,
  openFits,
  readFits,
  verifyChecksums,
  writeFits,
  type ImageToWrite,
} from '../index.js';

const [width, height] = [301, 503];
const numbers = Array.from({ length: width * height }, (_, i) => ((i * 7919) % 3001) - 400);
const header = Header.of([
  ['EXPTIME', 12.5],
  ['OBJECT', 'sky'],
]);
const shape = [width, height];

const files: readonly (readonly [string, readonly ImageToWrite[]])[] = [
  [
    'a map with its planes',
    [
      {
        shape,
        header,
        data: Float32Array.from(numbers, (value) => (value === 0 ? NaN : value / 7)),
      },
      { shape, name: 'FLAGS', data: Uint8Array.from(numbers) },
      { shape, name: 'RAW', header, data: Uint16Array.from(numbers, (value) => value + 4e4) },
    ],
  ],
  [
    'an empty primary before',
    [
      { shape: [], header },
      { shape, name: 'SHORT', data: Int16Array.from(numbers) },
      { shape, name: 'LONG', data: Int32Array.from(numbers, (value) => value * 1e5) },
      { shape, name: 'WIDE', data: Float64Array.from(numbers, Math.cbrt) },
    ],
  ],
  [
    'axes of all numbers, and scaling',
    [
      { shape: [width * 3], data: Int16Array.from(numbers.slice(0, width * 3)) },
      {
        shape: [43, 100, 7],
        name: 'CUBE',
        data: Int16Array.from(numbers.slice(0, 30_100)),
        scaling: { bscale: 0.5, bzero: 3, blank: 7 },
      },
      { shape: [300, 251, 2], name: 'FLOATS', data: Float32Array.from(numbers.slice(0, 150_600)) },
    ],
  ],
];

describe('a file compressed image by image', () => {
  it.each(files)('has the bytes of one written so: %s', (_, images) => {
    const plain = writeFits(images);
    const parts: [number, Buffer][] = [];
    const write = (at: number, bytes: Uint8Array): void => {
      parts.push([at, Buffer.from(bytes)]);
    };
    const done: number[] = [];
    const size = compressFits(openFits(memorySource(plain), 'plain.fits'), { write }, (part) => {
      done.push(part);
    });
    const out = Buffer.alloc(size, 0xee);
    for (const [at, bytes] of parts) out.set(bytes, at);
    const told = writeFits(
      images.map((image) => ({
        ...image,
        compression:
          image.data !== undefined && /Float/.test(image.data.constructor.name) ? 'gzip' : 'rice',
      })),
    );
    expect(out.equals(told)).toBe(true);
    const reports = verifyChecksums(readFits(out, 'packed.fits.fz'));
    expect(
      reports.filter(({ checksum, datasum }) => checksum !== 'right' || datasum !== 'right'),
    ).toEqual([]);
    expect(reports.filter(({ pixels }) => pixels !== undefined && pixels !== 'right')).toEqual([]);
    expect(done.at(-1)).toBe(1);
  });

  it('is refused with tables in it', () => {
    const plain = writeFits([
      { table: { rows: 1, columns: [{ kind: 'numbers', name: 'a', data: new Uint8Array(1) }] } },
    ]);
    const open = openFits(memorySource(plain), 'table.fits');
    expect(() => compressFits(open, { write: () => undefined })).toThrow(
      expect.objectContaining({ code: 'fits-not-only-images', file: 'table.fits' }),
    );
  });
});
