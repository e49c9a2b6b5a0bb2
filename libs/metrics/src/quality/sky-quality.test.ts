import { luminanceOfMag, nanolambertCdM2 } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { measureMade, nl, valueOf } from '../test-support/made-skies.js';
import { continuousWeights, qualityClass, tableWeights } from './sky-quality-index.js';

const indexOf = (mag: number) =>
  measureMade({
    ...{ observed: () => 1, artificial: () => luminanceOfMag(mag), natural: () => 1 },
  }).sky.skyQuality;

describe('the sky quality index', () => {
  it.each([
    [26, 100],
    [23.75, 91.5],
    [22.25, 65.075],
    [21.75, 55.25],
    [20.25, 46.375],
    [19.25, 22.682],
    [16.75, 7.751],
    [14.25, 3.063],
    [10.5, -0.004],
  ])('of %d mag/arcsec2 of artificial light everywhere is %d, whatever the cap', (mag, index) => {
    for (const { table } of indexOf(mag)) {
      expect(Math.abs(valueOf(table) - index)).toBeLessThan(6e-4);
    }
  });

  it('is 100 under a sky of only natural light, continuous too', () => {
    const { sky } = measureMade({
      ...{ observed: () => 1, artificial: () => 0, natural: () => 1 },
    });
    expect(valueOf(sky.skyQuality[0]?.table)).toBe(100);
    expect(valueOf(sky.skyQuality[0]?.continuous)).toBeCloseTo(100, 6);
  });

  it('has classes of half a magnitude, closed at their bright edge', () => {
    expect(qualityClass(luminanceOfMag(24.01))).toBe(0);
    expect(qualityClass(luminanceOfMag(23.99))).toBe(1);
    expect(qualityClass(luminanceOfMag(23.51))).toBe(1);
    expect(qualityClass(luminanceOfMag(23.49))).toBe(2);
    expect(qualityClass(luminanceOfMag(11.01))).toBe(26);
    expect(qualityClass(luminanceOfMag(10.99))).toBe(27);
    expect(qualityClass(-1)).toBe(0);
  });

  it('continuous has the weights of the table in the middle of its classes, and no steps', () => {
    for (let j = 1; j < 27; j++) {
      const middle = luminanceOfMag(24.25 - 0.5 * j);
      const table = tableWeights(middle);
      const smooth = continuousWeights(middle);
      // The table of the natural sky is rounded to two digits.
      expect(Math.abs(smooth.naturalSky - table.naturalSky)).toBeLessThan(0.05);
      expect(Math.abs(smooth.milkyWay - table.milkyWay)).toBeLessThan(0.03);
      expect(Math.abs(smooth.stars - table.stars)).toBeLessThan(2e-3);
      expect(Math.abs(smooth.scotopicVision - table.scotopicVision)).toBeLessThan(2e-3);
    }
    let before = 100.001;
    for (let mag = 27; mag > 10; mag -= 0.02) {
      const weights = continuousWeights(luminanceOfMag(mag));
      const sum = weights.naturalSky + weights.milkyWay + weights.stars;
      expect(Math.abs(sum - (before === 100.001 ? sum : before))).toBeLessThan(0.3);
      before = sum;
    }
    expect(continuousWeights(54 * nanolambertCdM2).naturalSky).toBeCloseTo(10, 9);
  });

  it('has an error from the model that grows with it', () => {
    const errorOf = (sigma: number): number =>
      measureMade({
        ...{ observed: () => nl(80), artificial: () => nl(20), natural: () => nl(60) },
        naturalSigma: () => nl(sigma),
      }).sky.skyQuality[0]?.continuous.uncertainty ?? 0;
    expect(errorOf(2)).toBeGreaterThan(1);
    expect(errorOf(4) / errorOf(2)).toBeGreaterThan(1.7);
  });
});
