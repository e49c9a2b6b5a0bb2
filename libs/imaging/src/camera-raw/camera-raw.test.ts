import { readFileSync } from 'node:fs';
import { NightSkiesError } from '@nightskies/contracts';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  CameraRawDecoder,
  cameraRawDecoderUrl,
  normaliseBayer,
  usualBayerGains,
} from './camera-raw.js';
import { madeUpDng, type MadeUpDng } from './test-support/made-up-dng.js';

const [width, height] = [40, 30];

function dng(parts: Partial<MadeUpDng> = {}): Uint8Array {
  return madeUpDng({
    width,
    height,
    pixels: Uint16Array.from({ length: width * height }, (_, k) => 200 + k),
    pattern: [0, 1, 1, 2],
    blackLevel: 64,
    whiteLevel: 4095,
    dateTimeOriginal: '2026:11:01 21:03:04',
    offsetTimeOriginal: '+01:00',
    subSecTimeOriginal: '25',
    exposureTime: [5, 2],
    ...parts,
  });
}

describe('camera raw files', () => {
  let decoder: CameraRawDecoder;
  beforeAll(async () => {
    decoder = await CameraRawDecoder.load(readFileSync(cameraRawDecoderUrl));
  });

  it('give every number the sensor read, with its filter, levels and camera', async () => {
    const camera = await decoder.decode(dng(), 'a.dng');
    expect([camera.width, camera.height]).toEqual([width, height]);
    expect(Array.from(camera.raw)).toEqual(
      Array.from({ length: width * height }, (_, k) => 200 + k),
    );
    expect(camera.pattern).toEqual(['red', 'green', 'green', 'blue']);
    expect(camera.blackLevel).toBe(64);
    expect(camera.whiteLevel).toBe(4095);
    expect(camera.camera).toBe('Made Up Sequence Camera');
  });

  it.each([
    { pattern: [0, 1, 1, 2] as const, colours: 'red green green blue' },
    { pattern: [2, 1, 1, 0] as const, colours: 'blue green green red' },
    { pattern: [1, 0, 2, 1] as const, colours: 'green red blue green' },
    { pattern: [1, 2, 0, 1] as const, colours: 'green blue red green' },
  ])('are understood with filters $colours', async ({ pattern, colours }) => {
    const camera = await decoder.decode(dng({ pattern }), 'a.dng');
    expect(camera.pattern.join(' ')).toBe(colours);
  });

  it('tell when and how long they were exposed', async () => {
    expect((await decoder.decode(dng(), 'a.dng')).exposure).toEqual({
      startLocal: '2026-11-01T21:03:04.25',
      utcOffset: '+01:00',
      seconds: 2.5,
    });
  });

  it('say nothing of a time their camera did not write', async () => {
    const { dateTimeOriginal, offsetTimeOriginal, subSecTimeOriginal, ...untimed } = {
      width,
      height,
      pixels: new Uint16Array(width * height).fill(300),
      pattern: [0, 1, 1, 2] as const,
      blackLevel: 64,
      whiteLevel: 4095,
      dateTimeOriginal: '0000:00:00 00:00:00',
      offsetTimeOriginal: '',
      subSecTimeOriginal: '',
    };
    const none = { startLocal: null, utcOffset: null, seconds: 30 };
    expect((await decoder.decode(madeUpDng(untimed), 'a.dng')).exposure).toEqual(none);
    const zeros = { ...untimed, dateTimeOriginal, offsetTimeOriginal, subSecTimeOriginal };
    expect((await decoder.decode(madeUpDng(zeros), 'a.dng')).exposure).toEqual(none);
  });

  it('come to one level in all colours, saturated pixels left as they are', async () => {
    const pixels = new Uint16Array(width * height);
    const levels = [164, 254, 254, 164];
    for (let k = 0; k < pixels.length; k += 1) {
      const [x, y] = [k % width, Math.floor(k / width)];
      pixels[k] = levels[2 * (y % 2) + (x % 2)];
    }
    pixels[0] = 4095;
    const camera = await decoder.decode(dng({ pixels }), 'a.dng');
    const flat = normaliseBayer(camera, usualBayerGains);
    expect(flat.data[0]).toBe(4095 - 64);
    for (let k = 1; k < pixels.length; k += 1) expect(flat.data[k]).toBeCloseTo(190, 4);
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['zeros', new Uint8Array(5000)],
    ['noise', Uint8Array.from({ length: 5000 }, (_, k) => (k * 7919) % 251)],
    ['a DNG cut in its header', dng().subarray(0, 300)],
    ['a DNG without most of its pixels', dng().subarray(0, 900)],
  ])('that are %s are refused by name', async (_, bytes) => {
    const refused = await decoder.decode(bytes, 'bad.dng').catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(NightSkiesError);
    if (!(refused instanceof NightSkiesError)) return;
    expect(refused.code).toBe('camera-raw-unreadable');
    expect(refused.problem.file).toBe('bad.dng');
  });

  it('of sensors with other filters than those of Bayer are refused', async () => {
    const odd = decoder.decode(dng({ pattern: [0, 1, 2, 2] }), 'odd.dng');
    await expect(odd).rejects.toMatchObject({ code: 'camera-raw-not-bayer' });
  });

  it('are still read after a damaged one', async () => {
    await expect(decoder.decode(new Uint8Array(100), 'bad.dng')).rejects.toThrow(
      /cannot|can be read/,
    );
    expect((await decoder.decode(dng(), 'a.dng')).width).toBe(width);
  });
});
