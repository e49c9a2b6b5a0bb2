import { describe, expect, it } from 'vitest';
import { periodicSpline } from './periodic-spline.js';

describe('periodicSpline', () => {
  const wave = Array.from({ length: 36 }, (_, i) => 1 + 0.3 * Math.cos((i * Math.PI) / 18));

  it('goes through its points', () => {
    const spline = periodicSpline([3, -1, 4, 1, -5, 9, 2, 6]);
    [3, -1, 4, 1, -5, 9, 2, 6].forEach((value, i) => {
      expect(spline(i)).toBeCloseTo(value, 12);
    });
  });

  it('follows a wave between them to 1e-5 of its height', () => {
    const spline = periodicSpline(wave);
    for (let place = 0; place < 36; place += 0.1) {
      expect(Math.abs(spline(place) - 1 - 0.3 * Math.cos((place * Math.PI) / 18))).toBeLessThan(
        3e-6,
      );
    }
  });

  it('comes round without a step, a bend or a change of bend', () => {
    const spline = periodicSpline([3, -1, 4, 1, -5, 9, 2, 6]);
    expect(spline(-0.3)).toBeCloseTo(spline(7.7), 12);
    const h = 1e-3;
    const slope = (place: number): number => (spline(place + h) - spline(place - h)) / (2 * h);
    const bend = (place: number): number =>
      (spline(place + h) - 2 * spline(place) + spline(place - h)) / h ** 2;
    expect(slope(8 - 2 * h)).toBeCloseTo(slope(2 * h), 0);
    expect(Math.abs(bend(-2 * h) - bend(2 * h))).toBeLessThan(0.4);
  });

  it('is flat through equal values', () => {
    const spline = periodicSpline([2, 2, 2, 2, 2]);
    for (let place = 0; place < 5; place += 0.37) expect(spline(place)).toBeCloseTo(2, 12);
  });
});
