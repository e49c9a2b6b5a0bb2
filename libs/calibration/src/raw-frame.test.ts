import { Header, writeFits } from '@nightskies/fits';
import { describe, expect, test } from 'vitest';
import { exposureSeconds, readMasterPicture, readRawFrame } from './raw-frame.js';
import { problemFrom } from './test-support/problem-from.js';

describe('a raw frame', () => {
  const values = Uint16Array.of(0, 1, 32767, 32768, 65534, 65535);

  test.each([
    ['unsigned 16-bit', values],
    ['32-bit', Int32Array.from(values)],
    ['float', Float32Array.from(values)],
  ])('keeps every count of a %s file', (_, data) => {
    const bytes = writeFits([{ shape: [3, 2], data }]);
    expect(readRawFrame(bytes, 'ib001.fit').image).toEqual({ width: 3, height: 2, data: values });
  });

  test('that was calibrated already is refused with the pixel that shows it', () => {
    const bytes = writeFits([{ shape: [3, 1], data: Float32Array.of(1, 2.5, 3) }]);
    expect(problemFrom(() => readRawFrame(bytes, 'ib001.fit'))).toMatchObject({
      code: 'raw-not-16-bit',
      found: '2.5 at column 2, row 1',
    });
  });

  test('must be two-dimensional', () => {
    const bytes = writeFits([{ shape: [6], data: values }]);
    expect(problemFrom(() => readRawFrame(bytes, 'ib001.fit'))).toMatchObject({
      code: 'not-a-picture',
    });
  });

  test('must state its exposure time', () => {
    const frame = { name: 'ib001.fit', header: Header.of([['EXPTIME', 12]]) };
    expect(exposureSeconds(frame)).toBe(12);
    expect(problemFrom(() => exposureSeconds({ ...frame, header: Header.empty }))).toMatchObject({
      code: 'exposure-time-missing',
      file: 'ib001.fit',
    });
  });
});

test('a master stored in float64 stays float64', () => {
  const bytes = writeFits([{ shape: [1, 1], data: Float64Array.of(1 / 3) }]);
  expect(readMasterPicture(bytes, 'bias.fit').image.data).toEqual(Float64Array.of(1 / 3));
});
