import { readFits, verifyChecksums, writeFits } from '@nightskies/fits';
import { image } from '@nightskies/pixels';
import { expect, test } from 'vitest';
import { linearityCurve } from './linearity.js';
import { readMasters, requireGain, writeMasters } from './masters-file.js';
import { idealMasters, picture } from './test-support/pictures.js';
import { problemFrom } from './test-support/problem-from.js';

const curve = linearityCurve([0, 250, 65535], [1, 1.00120001, 1.045], 'curve');

test('masters come back from their file as they were', () => {
  const masters = idealMasters(5, 3, {
    mode: 'night',
    band: 'B',
    bias: picture(5, 3, (x, y) => 1000.25 + x * y),
    dark: picture(5, 3, (x) => x - 2.5),
    badPixels: image(
      5,
      3,
      Uint8Array.from({ length: 15 }, (_, k) => k % 2),
    ),
    linearity: curve,
    darkSeconds: 12,
    referenceSeconds: 18,
    gain: { value: 3.12, uncertainty: 0.01, origin: 'measured: noise against level' },
    readNoise: null,
    rowNoiseDn: 0.45,
    biasVarianceDn2: 0.1,
    darkVarianceDn2: 0.2,
    biasDarkCovarianceDn2: -0.1,
    biasFrames: 5,
    darkFrames: 5,
  });
  const bytes = writeMasters(masters);
  expect(readMasters(bytes, 'masters.fits')).toEqual(masters);
  expect(writeMasters(masters)).toEqual(bytes);
  expect(
    verifyChecksums(readFits(bytes, 'masters.fits')).every(({ checksum }) => checksum === 'right'),
  ).toBe(true);
});

test('masters of the old arithmetic keep their float64 dark to the last bit', () => {
  const dark = image(2, 1, Float64Array.of(0.1, 1 / 3));
  const masters = idealMasters(2, 1, { compat: 'nsnsd', dark, gain: null });
  expect(readMasters(writeMasters(masters), 'masters.fits').dark).toEqual(dark);
});

test('another file is refused with what it lacks', () => {
  const other = writeFits([{ shape: [2, 1], data: Float32Array.of(1, 2) }]);
  expect(problemFrom(() => readMasters(other, 'other.fits'))).toMatchObject({
    code: 'masters-unreadable',
    file: 'other.fits',
  });
  expect(
    problemFrom(() => requireGain(idealMasters(1, 1, { gain: null }), 'masters.fits')),
  ).toMatchObject({ found: 'no GAIN' });
});
