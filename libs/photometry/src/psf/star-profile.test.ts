import { describe, expect, it } from 'vitest';
import { pixelCentre, pixelLight, pixelRule } from './pixel-model.js';
import { profileOf, profileOfWidths, unknownsOf, widthsOf } from './star-profile.js';

const shapes = [
  { fwhmMajorPx: 3.1, fwhmMinorPx: 2.2, thetaDeg: 25, beta: 2.7 },
  { fwhmMajorPx: 3.1, fwhmMinorPx: 2.2, thetaDeg: -70, beta: 4 },
  { fwhmMajorPx: 1.5, fwhmMinorPx: 1.4, thetaDeg: 5, beta: 1.8 },
];

describe('a star profile', () => {
  it.each(shapes)('has the widths it was made of: %j', (shape) => {
    for (const kind of ['gaussian', 'moffat'] as const) {
      const widths = widthsOf(profileOfWidths(kind, shape));
      expect(widths.fwhmMajorPx).toBeCloseTo(shape.fwhmMajorPx, 10);
      expect(widths.fwhmMinorPx).toBeCloseTo(shape.fwhmMinorPx, 10);
      expect(widths.thetaDeg).toBeCloseTo(shape.thetaDeg, 8);
    }
    const round = profileOfWidths('round-moffat', shape);
    const widths = widthsOf(round);
    expect(widths.fwhmMajorPx).toBeCloseTo(widths.fwhmMinorPx, 10);
    expect(widths.fwhmMajorPx ** 2).toBeCloseTo(shape.fwhmMajorPx * shape.fwhmMinorPx, 10);
    expect(widths.beta).toBeCloseTo(shape.beta, 12);
    expect(profileOf('round-moffat', unknownsOf(round))).toEqual(round);
  });

  it('is at half its height at half its width, along both axes', () => {
    for (const kind of ['gaussian', 'moffat'] as const) {
      const profile = profileOfWidths(kind, shapes[0]);
      const light = pixelLight(profile, pixelCentre);
      const slopes = new Float64Array(6);
      const peak = light(0, 0, slopes);
      for (const [width, turn] of [
        [3.1, 25],
        [2.2, 115],
      ]) {
        const angle = (turn * Math.PI) / 180;
        const at = light((width / 2) * Math.cos(angle), (width / 2) * Math.sin(angle), slopes);
        expect(at / peak).toBeCloseTo(0.5, 10);
      }
    }
  });

  it('has all its light in the pixels of the plane', () => {
    for (const shape of shapes) {
      const profile = profileOfWidths('gaussian', shape);
      const light = pixelLight(profile, pixelRule(shape.fwhmMinorPx));
      const slopes = new Float64Array(5);
      let sum = 0;
      for (let y = -15; y <= 15; y += 1) {
        for (let x = -15; x <= 15; x += 1) sum += light(x - 0.3, y + 0.2, slopes);
      }
      expect(sum).toBeCloseTo(1, 4);
    }
  });

  it('changes with its unknowns as its slopes say', () => {
    for (const kind of ['round-gaussian', 'gaussian', 'round-moffat', 'moffat'] as const) {
      const unknowns = unknownsOf(profileOfWidths(kind, shapes[0]));
      const rule = pixelRule(2.2);
      const slopes = new Float64Array(2 + unknowns.length);
      const other = slopes.slice();
      const [u, v, step] = [0.7, -1.1, 1e-6];
      pixelLight(profileOf(kind, unknowns), rule)(u, v, slopes);
      const at = (k: number, by: number): number => {
        const moved = unknowns.map((value, i) => (i + 2 === k ? value + by : value));
        const light = pixelLight(profileOf(kind, moved), rule);
        return light(k === 0 ? u - by : u, k === 1 ? v - by : v, other);
      };
      for (let k = 0; k < slopes.length; k += 1) {
        expect(slopes[k]).toBeCloseTo((at(k, step) - at(k, -step)) / (2 * step), 8);
      }
    }
  });

  it('refuses impossible widths', () => {
    expect(() => profileOfWidths('gaussian', { fwhmMajorPx: 0 })).toThrow('0 by 0 px');
    expect(() => profileOfWidths('moffat', { fwhmMajorPx: 2, beta: 1 })).toThrow('beta 1');
  });
});
