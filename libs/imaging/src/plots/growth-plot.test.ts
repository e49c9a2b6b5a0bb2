import { describe, expect, it } from 'vitest';
import { growthOfSet, lightWithin, wingsOfSet, type PlottedGrowth } from './growth-of-set.js';
import { growthPlot } from './growth-plot.js';
import { isBlue, isInk, isRed, plotPageOf, spread } from './test-support/plot-page.js';

const radiusPx = [1, 2, 4, 8];
const fraction = [0.3, 0.7, 0.95, 0.98];
const curve: PlottedGrowth = {
  radiusPx,
  fraction,
  fractionError: [0.01, 0.01, 0.004, 0.004],
  wings: 0.02,
  wingsError: 0.005,
};
const frames = spread(20, 0.618034).map((part) => ({
  ...curve,
  fraction: fraction.map((one) => one + 0.02 * part),
}));

describe('growthOfSet', () => {
  it('is the curve itself with its own errors when there is but one, or all share it', () => {
    for (const curves of [[curve], [curve, curve, curve, curve, curve, curve]]) {
      expect(growthOfSet(curves).map((point) => point.error)).toEqual(curve.fractionError);
      expect(growthOfSet(curves).map((point) => point.fraction)).toEqual(
        fraction.map((one) => expect.closeTo(one, 12) as number),
      );
      expect(wingsOfSet(curves)).toEqual({
        mean: expect.closeTo(0.02, 12) as number,
        error: 0.005,
      });
    }
  });

  it('takes its errors from the scatter of the frames', () => {
    const [first] = growthOfSet(frames);
    // Even numbers between -0.02 and 0.02 have a scatter of 0.04 / sqrt 12.
    expect(first.error).toBeCloseTo(0.04 / Math.sqrt(12 * 20), 3);
  });

  it('leaves out radii that few frames have', () => {
    const odd = { ...curve, radiusPx: [1, 2, 5, 8] };
    expect(growthOfSet([curve, curve, odd]).map((point) => point.radiusPx)).toEqual(radiusPx);
  });

  it('tells the light within a radius, and nothing beyond the last', () => {
    const set = growthOfSet([curve]);
    expect(lightWithin(set, 4)).toBeCloseTo(0.95, 12);
    expect(lightWithin(set, 3)).toBeCloseTo(0.825, 12);
    expect(lightWithin(set, 9)).toBeNaN();
  });
});

describe('growthPlot', () => {
  const options = { title: '', curves: frames, apertureRadiusPx: 3, widthPx: 800 };

  it('draws the curve, the aperture and the wings inside its axes, always the same', async () => {
    const [png, again] = await Promise.all([growthPlot(options), growthPlot(options)]);
    expect(Buffer.from(png).equals(again)).toBe(true);
    const page = await plotPageOf(png);
    expect([page.width, page.height]).toEqual([800, 500]);
    const panels = { left: 172, right: 1950, top: 160, bottom: 1130 };
    expect(page.area(isBlue, panels)).toBeGreaterThan(1000);
    expect(page.area(isBlue)).toBe(page.area(isBlue, panels));
    // The wings stand right of the last radius.
    const last = 172 + (1778 * Math.log(8 * 1.25)) / Math.log(8 * 1.25 ** 2);
    const enlarged = { left: 172, right: 1950, top: 690, bottom: 1130 };
    const isWing = ([red, , blue]: readonly [number, number, number]): boolean => red - blue > 40;
    expect(page.area(isWing, { ...enlarged, right: last - 2 })).toBe(0);
    expect(page.area(isWing, { ...enlarged, left: last })).toBeGreaterThan(1000);
  });

  it('says why there is no curve', async () => {
    const box = { left: 300, right: 1900, top: 350, bottom: 450 };
    const page = await plotPageOf(await growthPlot({ ...options, curves: [] }));
    expect(page.area(isInk, box)).toBeGreaterThan(500);
    expect(page.area(isRed)).toBe(0);
  });
});
