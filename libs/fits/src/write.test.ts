import type { PixelArray } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { firstImage, Header, imageNamed, readFits, verifyChecksums, writeFits } from './index.js';

const extremes: readonly (readonly [name: string, bitpix: number, data: PixelArray])[] = [
  ['uint8', 8, new Uint8Array([0, 1, 127, 128, 255])],
  ['int8', 8, new Int8Array([-128, -1, 0, 1, 127])],
  ['int16', 16, new Int16Array([-32768, -1, 0, 1, 32767])],
  ['uint16', 16, new Uint16Array([0, 1, 32767, 32768, 65535])],
  ['int32', 32, new Int32Array([-(2 ** 31), -1, 0, 1, 2 ** 31 - 1])],
  ['uint32', 32, new Uint32Array([0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1])],
  ['int64', 64, new BigInt64Array([-(2n ** 63n), -1n, 0n, 1n, 2n ** 63n - 1n])],
  ['uint64', 64, new BigUint64Array([0n, 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n])],
  ['float32', -32, new Float32Array([NaN, -Infinity, -0, 1.5e-45, 3.4e38])],
  ['float64', -64, new Float64Array([NaN, Infinity, -0, 5e-324, 1.7e308])],
];

describe('an image written and read again', () => {
  it.each(extremes)('keeps type and every value of %s', (_, bitpix, data) => {
    const image = firstImage(readFits(writeFits([{ shape: [data.length], data }]), 'x.fits'));
    expect(image.bitpix).toBe(bitpix);
    expect(image.values()).toStrictEqual(data);
    expect(image.float64()).toStrictEqual(Float64Array.from(data, Number));
    expect(image.float32()).toStrictEqual(Float32Array.from(data, Number));
  });

  it('has the same bytes when its values are made while it is written', () => {
    const data = Float32Array.from({ length: 20_001 }, (_, i) => Math.sqrt(i) - 7);
    const made = {
      length: data.length,
      make(out: Float32Array, start: number) {
        out.set(data.subarray(start, start + out.length));
      },
    };
    const write = (pixels: Float32Array | typeof made): Uint8Array =>
      writeFits([{ shape: [20_001], data: pixels, header: Header.of([['EXPTIME', 12]]) }]);
    expect(Buffer.compare(write(made), write(data))).toBe(0);
  });

  it('keeps several images under their names, with right checksums', () => {
    const bytes = writeFits([
      { shape: [3, 2], data: new Float32Array(6).fill(2.5), header: Header.of([['EXPTIME', 12]]) },
      { shape: [3, 2], data: new Float32Array(6).fill(0.1), name: 'UNCERT' },
      { shape: [3, 2], data: new Uint8Array([0, 1, 2, 3, 4, 5]), name: 'FLAGS' },
    ]);
    const file = readFits(bytes, 'frame.fits');
    expect(bytes.length % 2880).toBe(0);
    expect(firstImage(file).header.requireNumber('EXPTIME')).toBe(12);
    expect(imageNamed(file, 'flags')?.values()).toStrictEqual(new Uint8Array([0, 1, 2, 3, 4, 5]));
    expect(verifyChecksums(bytes).map((hdu) => [hdu.checksum, hdu.datasum])).toStrictEqual(
      Array.from({ length: 3 }, () => ['right', 'right']),
    );
  });
});
