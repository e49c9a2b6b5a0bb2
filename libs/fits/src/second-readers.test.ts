import type { PixelArray } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import {
  readWithFitsjs,
  readWithFitsjsNg,
  type SecondReading,
} from '../../../tools/testing/second-fits-readers.js';
import { Header, writeFits } from './index.js';

const header = Header.of([
  ['OBJECT', 'Milky Way', 'what was seen'],
  ['EXPTIME', 12.5, '[s]'],
  ['XBINNING', 2],
  ['COOLED', true],
]).withHistory('written for second readers');

const pixels = (count: number, of: (i: number) => number): number[] =>
  Array.from({ length: count }, (_, i) => of(i));

const easy: readonly (readonly [name: string, data: PixelArray])[] = [
  ['uint8', Uint8Array.from(pixels(35, (i) => i * 7))],
  ['int16', Int16Array.from(pixels(35, (i) => i * 1900 - 32_000))],
  ['uint16', Uint16Array.from(pixels(35, (i) => i * 1900))],
  ['int32', Int32Array.from(pixels(35, (i) => i * 120_000_000 - 2_000_000_000))],
  ['float32', Float32Array.from(pixels(35, (i) => (i === 3 ? NaN : i / 7 - 1)))],
];
const harder: readonly (readonly [name: string, data: PixelArray])[] = [
  ['int8', Int8Array.from(pixels(35, (i) => i * 7 - 120))],
  ['uint32', Uint32Array.from(pixels(35, (i) => i * 120_000_000))],
  [
    'int64',
    BigInt64Array.from(
      pixels(35, (i) => i - 17),
      BigInt,
    ),
  ],
  ['float64', Float64Array.from(pixels(35, (i) => Math.exp(i - 17)))],
];

async function expectSame(reading: SecondReading, data: PixelArray): Promise<void> {
  expect(reading.keyword(1, 'OBJECT')).toBe('Milky Way');
  expect(reading.keyword(1, 'EXPTIME')).toBe(12.5);
  expect(reading.keyword(1, 'XBINNING')).toBe(2);
  expect(reading.keyword(1, 'NAXIS2')).toBe(5);
  expect(await reading.pixels(1)).toStrictEqual(Array.from(data, Number));
}

describe('files we write, read by other programs', () => {
  const file = (data: PixelArray) =>
    writeFits([{ shape: [] }, { shape: [7, 5], data, header, name: 'SCIENCE' }]);

  it.each(easy)('fitsjs reads our %s', async (_, data) => {
    await expectSame(await readWithFitsjs(file(data)), data);
  });

  it.each([...easy, ...harder])('fitsjs-ng reads our %s', async (_, data) => {
    await expectSame(readWithFitsjsNg(file(data)), data);
  });
});
