import { image } from '@nightskies/pixels';
import { nanolambertCdM2 } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import type { LuminanceMap } from '../sky-pictures/luminance-map.js';
import { skyHistogram } from './sky-histogram.js';

const grid = { azimuth0Deg: -180, altitude0Deg: -6, stepDeg: 1 };

function skyOf(nanolamberts: (azimuth: number, altitude: number) => number): LuminanceMap {
  const data = Float32Array.from(
    { length: 360 * 96 },
    (_, i) => nanolamberts((i % 360) - 179.5, Math.floor(i / 360) - 5.5) * nanolambertCdM2,
  );
  return { map: image(360, 96, data), grid };
}

const total = (area: Float64Array): number => area.reduce((a, b) => a + b, 0);
const hemisphereDeg2 = 20_626.48;

describe('the histogram of a sky', () => {
  it('counts a uniform sky as one hemisphere in one bin', () => {
    const histogram = skyHistogram(skyOf(() => 30));
    const bin = Math.floor(30 - histogram.fromNl);
    expect(histogram.areaDeg2[bin]).toBeCloseTo(total(histogram.areaDeg2), 6);
    expect(histogram.skyDeg2 / hemisphereDeg2).toBeCloseTo(1, 3);
    expect(histogram.meanNl).toBeCloseTo(30, 3);
    expect(Math.abs(histogram.medianNl - 30)).toBeLessThan(0.06);
  });

  it('weighs cells by their solid angle, not by their number', () => {
    // Half of the hemisphere lies below 30 deg.
    const histogram = skyHistogram(skyOf((_, altitude) => (altitude < 30 ? 10 : 50)));
    expect(histogram.meanNl).toBeCloseTo(30, 2);
    expect(histogram.areaDeg2[59] / histogram.areaDeg2[99]).toBeCloseTo(1, 2);
  });

  it('leaves out the ground and what is below the horizon', () => {
    const histogram = skyHistogram(
      skyOf((azimuth, altitude) => (altitude < 0 ? 500 : azimuth > 0 ? 5 : Number.NaN)),
    );
    expect(histogram.skyDeg2 / hemisphereDeg2).toBeCloseTo(0.5, 3);
    expect(histogram.meanNl).toBeCloseTo(5, 4);
    expect(histogram.aboveDeg2).toBe(0);
  });

  it('takes the range the 80th percentile asks for, and says what lies beyond', () => {
    const range = (bright: number, part: number): [number, number] => {
      const { fromNl, toNl } = skyHistogram(
        skyOf((azimuth) => (azimuth + 180 < 360 * part ? bright : 1)),
      );
      return [fromNl, toNl];
    };
    expect(range(9000, 0.15)).toEqual([-49.5, 199.5]);
    expect(range(900, 0.25)).toEqual([-249.5, 999.5]);
    expect(range(4000, 0.25)).toEqual([-1249.5, 4999.5]);
    expect(range(9000, 0.25)).toEqual([-2449.5, 9999.5]);
    const { aboveDeg2, belowDeg2 } = skyHistogram(
      skyOf((azimuth) => (azimuth < -144 ? 9000 : azimuth > 144 ? -80 : 1)),
    );
    expect(aboveDeg2 / hemisphereDeg2).toBeCloseTo(0.1, 3);
    expect(belowDeg2 / hemisphereDeg2).toBeCloseTo(0.1, 3);
  });

  it('has no mean where there is no sky', () => {
    const histogram = skyHistogram(skyOf(() => Number.NaN));
    expect(histogram.meanNl).toBeNaN();
    expect(total(histogram.areaDeg2)).toBe(0);
  });
});
