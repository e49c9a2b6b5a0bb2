import { describe, expect, it } from 'vitest';
import { growthRadiiPx } from './growth-curve.js';
import { evenWidth, PointSpread, relativeWidth } from './point-spread.js';

const sigma = 1.5;
const within = (radius: number): number => 1 - Math.exp(-(radius * radius) / (2 * sigma * sigma));

/** A Gaussian star. */
const gaussian = (() => {
  const radiusPx = Float64Array.from(growthRadiiPx(6));
  const fraction = radiusPx.map(within);
  return new PointSpread({
    ...{ radiusPx, fraction, fractionError: radiusPx.map(() => 0) },
    ...{ wings: 0, wingsError: 0 },
  });
})();

describe('the spread of a star', () => {
  it('goes smoothly through its growth curve and never falls', () => {
    let before = 0;
    for (let radius = 0.05; radius < 8; radius += 0.05) {
      const value = gaussian.encircled(radius);
      expect(value).toBeGreaterThanOrEqual(before);
      if (radius > 2) expect(Math.abs(value - within(radius))).toBeLessThan(0.004);
      before = value;
    }
    expect(gaussian.encircled(0)).toBe(0);
    expect(gaussian.encircled(1000)).toBe(1);
  });

  it('of twice the width holds the same light in twice the radius', () => {
    for (const radius of [1, 2.2, 5]) {
      expect(gaussian.encircled(2 * radius, 2)).toBeCloseTo(gaussian.encircled(radius), 12);
    }
  });

  it('shares its light with an aperture beside it as a sum over pixels says', () => {
    for (const distance of [0, 2, 4, 6, 8]) {
      const step = 0.05;
      let sum = 0;
      for (let y = -6; y <= 6; y += step) {
        for (let x = -6; x <= 6; x += step) {
          if (x * x + y * y > 36) continue;
          const r2 = (x - distance) ** 2 + y * y;
          sum += Math.exp(-r2 / (2 * sigma * sigma)) / (2 * Math.PI * sigma * sigma);
        }
      }
      const expected = sum * step * step;
      expect(Math.abs(gaussian.shareInCircle(6, distance, 1) - expected)).toBeLessThan(0.004);
    }
  });

  it('has a profile that adds up to all its light', () => {
    const profile = gaussian.profile();
    let sum = 0;
    for (let k = 0; k < profile.length; k++) sum += (profile[k] * Math.PI * (2 * k + 1)) / 4;
    expect(sum).toBeCloseTo(1, 9);
  });
});

describe('the width over the field', () => {
  it('is 1 in the middle and follows its terms', () => {
    const even = evenWidth(1024, 1024);
    expect(relativeWidth(even, 12, 1000)).toBe(1);
    const wider = { ...even, coefficients: [0, 0, 0.1, 0, 0.1] as const };
    expect(relativeWidth(wider, 511.5, 511.5)).toBe(1);
    expect(relativeWidth(wider, 511.5 + 512, 511.5)).toBeCloseTo(1.1, 12);
    expect(relativeWidth(wider, 511.5, -0.5)).toBeCloseTo(1.1, 12);
  });
});
