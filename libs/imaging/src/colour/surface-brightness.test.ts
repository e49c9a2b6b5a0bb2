import { describe, expect, it } from 'vitest';
import { luminanceOf, surfaceBrightnessOf } from './surface-brightness.js';

describe('surface brightness of a luminance', () => {
  it('gives 171.9 ucd/m2 for 22 mag/arcsec2', () => {
    expect(luminanceOf(22) * 1e6).toBeCloseTo(171.9, 1);
  });

  it('is undone by its inverse', () => {
    for (const mag of [14, 18.5, 22, 24]) {
      expect(surfaceBrightnessOf(luminanceOf(mag))).toBeCloseTo(mag, 10);
    }
  });

  it('takes no light and negative light as infinitely faint', () => {
    expect(surfaceBrightnessOf(0)).toBe(Infinity);
    expect(surfaceBrightnessOf(-1)).toBe(Infinity);
  });
});
