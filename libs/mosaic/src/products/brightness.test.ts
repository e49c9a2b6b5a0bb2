import { expect, it } from 'vitest';
import { magOfUnitRate, surfaceBrightnessMag } from './brightness.js';

const scale = { zeropointMag: 14.78, plateScaleArcsec: 93.6 };

it('a hundred times the light is five magnitudes brighter, and no light has no magnitude', () => {
  expect(surfaceBrightnessMag(1, scale)).toBe(magOfUnitRate(scale));
  expect(surfaceBrightnessMag(100, scale)).toBeCloseTo(magOfUnitRate(scale) - 5, 12);
  for (const rate of [0, -0, -3, Number.NaN]) {
    expect(surfaceBrightnessMag(rate, scale)).toBeNaN();
  }
});
