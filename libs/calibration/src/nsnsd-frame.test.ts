import { image } from '@nightskies/pixels';
import { describe, expect, test } from 'vitest';
import { linearityCurve } from './linearity.js';
import { calibrateNsnsd } from './nsnsd-frame.js';
import {
  nsnsdDarkOfBand,
  nsnsdDarkOfThermal,
  nsnsdNightBias,
  nsnsdNightDark,
} from './nsnsd-masters.js';
import { idealMasters, picture, rawFrame } from './test-support/pictures.js';

const curve = linearityCurve([0, 1000, 60000], [1.1, 1, 1.2], 'curve');
const compat = { compat: 'nsnsd' } as const;

describe('a frame calibrated with the old arithmetic', () => {
  // Reference image-stages 13, item 15.
  test('gives the published pixel', () => {
    const masters = idealMasters(1, 1, {
      ...compat,
      bias: picture(1, 1, () => 1000.5),
      dark: image(1, 1, Float64Array.of(35.2)),
      flat: picture(1, 1, () => 0.98),
      linearity: curve,
    });
    const raw = rawFrame('ib001.fit', 1, 1, () => 12000).image;
    expect(calibrateNsnsd(raw, masters, -0.37).image.data[0]).toBe(11568);
  });

  // Item 5: the value a pixel has before conversion to 16 bits, made by a flat of 1 / value.
  test.each([
    ['V', 1.99, 1],
    ['V', 0.2, 1],
    ['V', 65535.9, 65535],
    ['V', 70000, 65535],
    ['B', 65535.9, 65535],
    ['B', 70000, 4464],
  ] as const)('stores %s %d as %d', (band, value, stored) => {
    const masters = idealMasters(1, 1, {
      ...compat,
      band,
      flat: image(1, 1, Float64Array.of(1000 / value)),
    });
    const raw = rawFrame('ib001.fit', 1, 1, () => 1000).image;
    const frame = calibrateNsnsd(raw, masters, 0);
    expect(frame.image.data[0]).toBe(stored);
    expect(frame.wrappedPixels).toBe(band === 'B' && value >= 65536 ? 1 : 0);
  });
});

describe('the masters of the old pipeline', () => {
  test('scale the thermal frame by the exposure, clip it at 0 and correct it', () => {
    const thermal = picture(2, 1, (x) => (x === 0 ? 100 : -3));
    const dark = nsnsdDarkOfThermal(thermal, 10, curve);
    expect([...dark.data]).toEqual([1000, 0]);
    expect([...nsnsdDarkOfBand(dark, 'B').data]).toEqual([1500, 0]);
    expect(nsnsdDarkOfBand(dark, 'V')).toBe(dark);
  });

  test('clip each pair of the night before averaging, which lifts the dark', () => {
    const pair = (difference: number) => ({
      dark: rawFrame('dark.fit', 1, 1, () => 1000 + difference),
      bias: rawFrame('mbias.fit', 1, 1, () => 1000),
    });
    const pairs = [pair(10), pair(-10)];
    const straight = linearityCurve([0], [1], 'one');
    expect(nsnsdNightDark(pairs, straight).data[0]).toBe(5);
    expect(nsnsdNightBias(pairs.map(({ bias }) => bias)).data[0]).toBe(1000);
  });
});
