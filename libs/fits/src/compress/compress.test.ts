import type { PixelArray } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import {
  firstImage,
  Header,
  imageNamed,
  memorySource,
  openFits,
  readFits,
  verifyChecksums,
  writeFits,
  type ImageToWrite,
  type TileCompression,
} from '../index.js';
import { ditherSequence } from './dither.js';
import { thirdOrderNoise } from './quantize.js';

const [width, height] = [67, 43];
const wave = Array.from({ length: width * height }, (_, i) => ((i * 7919) % 1009) - 400);
const header = Header.of([
  ['EXPTIME', 12.5, '[s]'],
  ['OBJECT', "O'Hara's night ".repeat(9)],
]).withHistory('what was done');

const exact: readonly (readonly [name: string, data: PixelArray])[] = [
  ['uint8', Uint8Array.from(wave)],
  ['int8', Int8Array.from(wave)],
  ['int16', Int16Array.from(wave)],
  ['uint16', Uint16Array.from(wave, (value) => value + 32_700)],
  ['int32', Int32Array.from(wave, (value) => value * 5_000_011)],
  ['uint32', Uint32Array.from(wave, (value) => 4e9 + value)],
  ['float32', Float32Array.from(wave, (value) => (value === 0 ? NaN : value / 7))],
  ['float64', Float64Array.from(wave, (value) => (value === 0 ? -0 : Math.sin(value)))],
];

const settings: readonly (readonly [name: string, TileCompression | 'rice' | 'gzip'])[] = [
  ['rice', 'rice'],
  ['gzip', 'gzip'],
  ['rice in blocks of 16', { algorithm: 'rice', blockSize: 16 }],
  ['rice in odd tiles and blocks', { algorithm: 'rice', tile: [30, 9], blockSize: 41 }],
  ['gzip in odd tiles', { algorithm: 'gzip', tile: [30, 9] }],
  ['rice in one tile', { algorithm: 'rice', tile: [1000, 1000] }],
];

const image = (data: PixelArray, rest: Partial<ImageToWrite> = {}): ImageToWrite => ({
  shape: [width, height],
  data,
  header,
  ...rest,
});

/** Equal type and bytes; the same as `toStrictEqual`, and quicker. */
function expectSame(found: PixelArray, expected: PixelArray): void {
  expect(found.constructor).toBe(expected.constructor);
  const bytes = ({ buffer, byteOffset, byteLength }: PixelArray): Buffer =>
    Buffer.from(buffer, byteOffset, byteLength);
  expect(Buffer.compare(bytes(found), bytes(expected))).toBe(0);
}

describe.each(settings)('an image compressed with %s', (_, compression) => {
  it.each(exact)('of %s comes back bit for bit, with the header it would have', (_name, data) => {
    const plain = firstImage(readFits(writeFits([image(data)]), 'plain.fits'));
    const bytes = writeFits([image(data, { compression })]);
    const file = readFits(bytes, 'packed.fits.fz');
    const packed = firstImage(file);
    expectSame(packed.values(), data);
    expectSame(packed.stored(), plain.stored());
    expectSame(packed.float32(), plain.float32());
    expectSame(packed.float64(), plain.float64());
    expect(packed.header.text).toBe(plain.header.text);
    expect([packed.shape, packed.bitpix, packed.scaling]).toStrictEqual([
      plain.shape,
      plain.bitpix,
      plain.scaling,
    ]);
    expect(verifyChecksums(file)).toMatchObject([
      { checksum: 'right', datasum: 'right' },
      { checksum: 'right', datasum: 'right', pixels: 'right' },
    ]);
    expect(Buffer.compare(bytes, writeFits([image(data, { compression })]))).toBe(0);
  });

  it('is read in bands of rows as it is read whole', () => {
    for (const [, data] of exact) {
      const bytes = writeFits([image(data, { compression, name: 'MAP' }), { shape: [] }]);
      const whole = firstImage(readFits(bytes, 'x.fits.fz'));
      const open = imageNamed(openFits(memorySource(bytes), 'x.fits.fz'), 'MAP');
      if (open === undefined) throw new Error('no MAP');
      for (const [first, count] of [
        [0, height],
        [0, 5],
        [5, 5],
        [10, 1],
        [30, 13],
        [3, 20],
        [4, 0],
      ]) {
        const part = [first * width, (first + count) * width] as const;
        expectSame(open.readRows(first, count), whole.float32().slice(...part));
        expectSame(open.readStoredRows(first, count), whole.stored().slice(...part));
      }
      expect(() => open.readRows(40, 4)).toThrow(RangeError);
    }
  });
});

describe('compressed images of every form', () => {
  it.each([
    ['one axis', [2881], undefined],
    ['three axes', [67, 1, 43], undefined],
    ['three axes in tiles', [43, 67, 1], [10, 20, 1]],
    ['a cube in cubes', [67, 43, 1].map((axis, i) => (i === 2 ? 1 : axis)), [7, 5, 3]],
    ['a cube', [11, 13, 17], [4, 5, 6]],
  ] as const)('come back: %s', (_, shape, tile) => {
    const count = shape.reduce((product, axis) => product * axis, 1);
    const data = Int16Array.from({ length: count }, (_value, i) => wave[i % wave.length]);
    const compression = { algorithm: 'rice', ...(tile === undefined ? {} : { tile }) } as const;
    const bytes = writeFits([{ shape, data, compression }]);
    expectSame(firstImage(readFits(bytes, 'x')).values(), data);
    const rows = count / shape[0];
    const open = firstImage(openFits(memorySource(bytes), 'x'));
    for (let first = 0; first < rows; first += 7) {
      const part = open.readStoredRows(first, Math.min(7, rows - first));
      expectSame(part, data.slice(first * shape[0], (first + 7) * shape[0]));
    }
  });

  it('come back where tiles are like the one before, and where they are not', () => {
    const [columns, rows] = [300, 900];
    const data = new Uint8Array(columns * rows).fill(255);
    // Tiles of gzip have 218 rows of these.
    data.fill(7, 230 * columns, 231 * columns);
    const bytes = writeFits([{ shape: [columns, rows], data, compression: 'gzip' }]);
    expectSame(firstImage(readFits(bytes, 'x')).values(), data);
    expectSame(writeFits([{ shape: [columns, rows], data, compression: 'gzip' }]), bytes);
  });

  it('come back with scaling and BLANK', () => {
    const scaling = { bscale: 0.25, bzero: -3, blank: 7 };
    const given = image(Int16Array.from(wave), { scaling });
    const plain = firstImage(readFits(writeFits([given]), 'x'));
    const packed = firstImage(readFits(writeFits([{ ...given, compression: 'rice' }]), 'x'));
    expectSame(packed.float32(), plain.float32());
    expect(packed.float32().some(Number.isNaN)).toBe(true);
    expect(packed.header.text).toBe(plain.header.text);
  });

  it('are made while they are written, as others', () => {
    const data = Float32Array.from(wave);
    const made = {
      length: data.length,
      make: (out: Float32Array, start: number) => {
        out.set(data.subarray(start, start + out.length));
      },
    };
    const write = (pixels: Float32Array | typeof made): Uint8Array =>
      writeFits([{ shape: [width, height], data: pixels, compression: 'gzip' }]);
    expect(Buffer.compare(write(made), write(data))).toBe(0);
  });

  it('stand beside plain ones, under their names', () => {
    const data = Uint8Array.from(wave);
    const file = readFits(
      writeFits([
        { shape: [width, height], data: Float32Array.from(wave) },
        { shape: [width, height], data, name: 'FLAGS', compression: 'rice' },
      ]),
      'x.fits',
    );
    expect(file.hdus).toHaveLength(2);
    expect(imageNamed(file, 'FLAGS')?.values()).toStrictEqual(data);
  });

  it('cannot be of 64-bit integers, nor in tiles that cannot be', () => {
    const data = new BigInt64Array(4);
    expect(() => writeFits([{ shape: [4], data, compression: 'gzip' }])).toThrow(RangeError);
    for (const wrong of [{ tile: [0, 1] }, { tile: [2.5] }, { blockSize: 0 }]) {
      const compression = { algorithm: 'rice', ...wrong } as const;
      expect(() => writeFits([image(Int16Array.from(wave), { compression })])).toThrow(RangeError);
    }
  });
});

/** A slope with noise of about 1, holes and zeros; Mulberry32 and the sum of twelve. */
function noisySlope(count: number): Float32Array {
  let state = 5;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return Float32Array.from({ length: count }, (_, i) => {
    const noise = Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
    return i % 97 === 5 ? NaN : i % 89 === 3 ? 0 : 500 + 0.01 * (i % 200) + noise;
  });
}

describe('floats that are quantised', () => {
  const data = noisySlope(200 * 150);
  const step = 0.25;
  const written = (quantize: TileCompression['quantize'], pixels = data): Uint8Array =>
    writeFits([
      {
        shape: [200, 150],
        data: pixels,
        ...(quantize === undefined ? {} : { compression: { algorithm: 'rice', quantize } }),
      },
    ]);
  const read = (bytes: Uint8Array): Float32Array => firstImage(readFits(bytes, 'x')).float32();

  it.each([0, 1, 2] as const)('are right to half a step, dither %d', (dither) => {
    const back = read(written({ step, dither, seed: 9999 }));
    let [most, sum, count] = [0, 0, 0];
    data.forEach((value, i) => {
      if (Number.isNaN(value) !== Number.isNaN(back[i])) most = Infinity;
      if (Number.isNaN(value)) return;
      most = Math.max(most, Math.abs(back[i] - value));
      sum += back[i] - value;
      count++;
      if (dither === 2 && value === 0 && back[i] !== 0) most = Infinity;
    });
    // Float32 near 500 has steps of 3e-5.
    expect(most).toBeLessThan(step / 2 + 1e-4);
    expect(most).toBeGreaterThan(step * 0.45);
    // The mean of errors even over a step.
    expect(Math.abs(sum / count)).toBeLessThan((4 * step) / Math.sqrt(12 * count));
  });

  it('take a part of the noise as step, and much less room', () => {
    // Holes and zeros are no noise.
    const sound = data.map((value, i) => (value > 0 ? value : data[i > 0 ? i - 1 : 1]));
    expect(Math.abs(thirdOrderNoise(sound, 200) - 1)).toBeLessThan(0.03);
    const bytes = written({ stepsPerNoise: 4 });
    const most = read(bytes).reduce(
      (worst, value, i) =>
        Number.isNaN(value) ? worst : Math.max(worst, Math.abs(value - data[i])),
      0,
    );
    expect(most).toBeGreaterThan(0.1);
    expect(most).toBeLessThan(0.2);
    const without = written({ stepsPerNoise: 4 }, sound).length;
    expect(without).toBeLessThan(written(undefined).length / 4);
  });

  it('give equal bytes for equal seeds, and others for others', () => {
    const bytes = written({ step, seed: 3 });
    expect(Buffer.compare(bytes, written({ step, seed: 3 }))).toBe(0);
    expect(Buffer.compare(bytes, written({ step, seed: 4 }))).not.toBe(0);
  });

  it('stay as they are in tiles that cannot be quantised', () => {
    const odd = data.slice();
    odd.fill(7, 200, 400);
    odd[450] = Infinity;
    odd[650] = 3e38;
    const back = read(written({ stepsPerNoise: 4 }, odd));
    expectSame(back.subarray(200, 800), odd.subarray(200, 800));
    expect(back.subarray(800)).not.toStrictEqual(odd.subarray(800));
  });

  it.each([{ step: 0 }, { stepsPerNoise: -1 }, { seed: 0 }, { seed: 10_001 }, { step: NaN }])(
    'refuse %o',
    (quantize) => {
      expect(() => written(quantize)).toThrow(RangeError);
    },
  );

  it('use the random sequence of the standard', () => {
    // FITS 4.0, appendix I: the seed after 10000 steps.
    const sequence = ditherSequence();
    expect(sequence).toHaveLength(10_000);
    expect(sequence[9999]).toBe(Math.fround(1_043_618_065 / 2_147_483_647));
  });
});
