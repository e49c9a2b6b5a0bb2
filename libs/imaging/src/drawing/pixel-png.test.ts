import { expect, it } from 'vitest';
import { decodePicture } from '../decoding/decode-picture.js';
import { pixelPng } from './pixel-png.js';

it.each([1, 3] as const)(
  '%i planes of pixels come back from a PNG as they were',
  async (channels) => {
    const data = Uint8Array.from({ length: 40 * 30 * channels }, (_, k) => (k * 7) % 256);
    const png = await pixelPng({ width: 40, height: 30, channels, data });
    const { planes, luminance } = await decodePicture(png, 'x.png');
    expect([luminance.width, luminance.height, planes.length]).toEqual([40, 30, channels]);
    for (const [channel, plane] of planes.entries()) {
      expect([...plane]).toEqual([...data].filter((_, k) => k % channels === channel));
    }
  },
);
