import { pixelFlags } from '@nightskies/contracts';
import { pixelSolidAngleSr } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { measurementFlags, type FramePhotometry } from '../measured-stars.js';
import type { FrameToMeasure } from './frame-input.js';
import { measureFrame } from './measure-frame.js';
import { pooledStarShape, withStarShape } from './star-shape.js';
import {
  lattice,
  lightOfMagnitude0,
  lightWithin,
  madeUpFrame,
  skyDn,
  type MadeUpStar,
} from './test-support/made-up-frame.js';

/** Names of the flags of the star nearest to a place. */
function flagsAt(result: FramePhotometry, x: number, y: number): string[] {
  const { stars } = result;
  let best = 0;
  const distance = (k: number): number => Math.hypot(stars.x[k] - x, stars.y[k] - y);
  for (let k = 1; k < stars.count; k++) if (distance(k) < distance(best)) best = k;
  expect(distance(best)).toBeLessThan(1);
  return Object.entries(measurementFlags)
    .filter(([, { bit }]) => (stars.flags[best] & bit) !== 0)
    .map(([name]) => name);
}

function pixel(frame: FrameToMeasure, x: number, y: number): number {
  return Math.round(y) * frame.pixels.width + Math.round(x);
}

const stars = lattice();
const middle = stars.find(({ x, y }) => Math.hypot(x - 180, y - 182) < 1) ?? stars[0];
const plain = madeUpFrame(stars);
const measured = measureFrame(plain);

describe('a measured frame', () => {
  it('gives the light of its stars back, within their errors and without bias', () => {
    const found = measured.stars;
    expect(measured.failure).toBeNull();
    expect(found.count).toBe(stars.length);
    let bias = 0;
    let pulls = 0;
    let background = 0;
    for (let k = 0; k < found.count; k++) {
      expect(found.flags[k]).toBe(0);
      const light = lightOfMagnitude0 * 10 ** (-0.4 * found.magnitude[k]);
      const off = found.flux[k] - light * lightWithin(6);
      bias += off / light / found.count;
      pulls += (off / found.fluxError[k]) ** 2 / found.count;
      background += found.background[k] / found.count;
      // A Gaussian of sigma 0.8 with a skirt, spread over the pixel.
      expect(found.sigmaPx[k]).toBeGreaterThan(0.8);
      expect(found.sigmaPx[k]).toBeLessThan(1);
    }
    // The noise alone scatters by 5e-4 in the mean.
    expect(Math.abs(bias)).toBeLessThan(1.5e-3);
    expect(Math.abs(background - skyDn)).toBeLessThan(0.5);
    expect(pulls).toBeGreaterThan(0.5);
    expect(pulls).toBeLessThan(1.7);
  });

  it('finds how the light is spread', () => {
    const { growth } = measured;
    for (const radius of [2, 3, 4]) {
      const at = growth?.radiusPx.indexOf(radius) ?? -1;
      // The pixel spreads the light, and once more when circles are laid over pixels taken as even.
      const spread = (sigma: number): number =>
        1 - Math.exp(-(radius * radius) / (2 * (sigma * sigma + 1 / 6)));
      const expected = 0.9 * spread(0.8) + 0.1 * spread(1.6);
      const error = growth?.fractionError[at] ?? NaN;
      expect(error).toBeLessThan(0.006);
      expect(Math.abs((growth?.fraction[at] ?? 0) - expected)).toBeLessThan(2 * error);
    }
    const pooled = pooledStarShape([measured, measured]);
    expect(pooled).not.toBeNull();
    if (pooled === null) return;
    const again = withStarShape(measured, pooled);
    expect(again.growth?.fraction[7]).toBeCloseTo(measured.growth?.fraction[7] ?? 0, 2);
    expect(again.stars.apertureFraction[0]).toBeCloseTo(measured.stars.apertureFraction[0], 2);
  });

  it('knows the solid angle of the pixel at each star', () => {
    const { x, y, relativeSolidAngle } = measured.stars;
    const centre = pixelSolidAngleSr(plain.camera, 159.5, 159.5) ?? NaN;
    for (let k = 0; k < measured.stars.count; k++) {
      const here = pixelSolidAngleSr(plain.camera, x[k], y[k]) ?? NaN;
      expect(relativeSolidAngle[k]).toBeCloseTo(here / centre, 3);
    }
  });

  it('gives the same numbers every time', () => {
    expect(measureFrame(plain)).toEqual(measured);
  });

  it('takes the noise from gain and read noise when there is no plane of it', () => {
    const frame = { ...plain, uncertainty: null, gainElectronsPerDn: 3, readNoiseElectrons: 13.4 };
    const { fluxError } = measureFrame(frame).stars;
    for (let k = 0; k < fluxError.length; k++) {
      expect(fluxError[k] / measured.stars.fluxError[k]).toBeCloseTo(1, 1);
    }
  });
});

describe('neighbours', () => {
  it('of more than a hundredth are flagged, by the catalogue', () => {
    const near = { x: middle.x + 4, y: middle.y, v: middle.v + 3 };
    const result = measureFrame(madeUpFrame([...stars, near]));
    expect(flagsAt(result, middle.x, middle.y)).toEqual(['neighbour']);
  });

  it('of less are taken off', () => {
    const near = { x: middle.x + 3, y: middle.y + 2, v: middle.v + 5.2 };
    const result = measureFrame(madeUpFrame([...stars, near]));
    const without = measured.stars;
    const k = result.stars.hip.indexOf(stars.indexOf(middle) + 1);
    const before = without.hip.indexOf(stars.indexOf(middle) + 1);
    expect(result.stars.neighbourShare[k]).toBeCloseTo(10 ** (-0.4 * 5.2), 3);
    expect(result.stars.flags[k]).toBe(0);
    expect(result.stars.flux[k] / without.flux[before]).toBeCloseTo(1, 3);
  });

  it('in the annulus do not raise the background', () => {
    const ring: MadeUpStar[] = Array.from({ length: 6 }, (_, k) => ({
      x: middle.x + 14 * Math.cos(k),
      y: middle.y + 14 * Math.sin(k),
      v: 7,
    }));
    const result = measureFrame(madeUpFrame([...stars, ...ring]));
    const k = result.stars.hip.indexOf(stars.indexOf(middle) + 1);
    const before = measured.stars.hip.indexOf(stars.indexOf(middle) + 1);
    expect(result.stars.flux[k] / measured.stars.flux[before]).toBeCloseTo(1, 3);
  });

  it('that no catalogue has are counted by the mean as often in the annulus as under the star', () => {
    let bias = 0;
    const trials = 4;
    for (let seed = 1; seed <= trials; seed++) {
      const faint: MadeUpStar[] = Array.from({ length: 3000 }, (_, k) => ({
        // Weyl's sequences: even and without pattern.
        x: 320 * (((k + 1) * 0.754_877_666 + seed * 0.1234) % 1),
        y: 320 * (((k + 1) * 0.569_840_291 + seed * 0.4321) % 1),
        v: 11.5,
        listed: false,
      }));
      const { stars: found } = measureFrame(madeUpFrame([...stars, ...faint], { seed }));
      for (let k = 0; k < found.count; k++) {
        const light = lightOfMagnitude0 * 10 ** (-0.4 * found.magnitude[k]);
        bias += (found.flux[k] - light * lightWithin(6)) / found.count / trials;
        expect(found.confusion[k]).toBeGreaterThan(0);
      }
    }
    // 3.3 such stars of 200 DN stand in an aperture; their number there scatters by 30 DN in the mean.
    expect(Math.abs(bias)).toBeLessThan(75);
  });
});

describe('a star that may not be used says why', () => {
  it('when it is saturated', () => {
    const frame = madeUpFrame(stars);
    frame.flags?.data
      .fill(pixelFlags.saturated.bit, pixel(frame, middle.x, middle.y))
      .fill(0, pixel(frame, middle.x, middle.y) + 1);
    expect(flagsAt(measureFrame(frame), middle.x, middle.y)).toEqual(['saturated']);
  });

  it('when a bad pixel lies in its core; one at the rim is filled', () => {
    const frame = madeUpFrame(stars);
    const core = pixel(frame, middle.x + 1, middle.y);
    if (frame.flags !== null) frame.flags.data[core] = pixelFlags.bad.bit;
    frame.pixels.data[core] = NaN;
    expect(flagsAt(measureFrame(frame), middle.x, middle.y)).toContain('badPixel');
    const other = madeUpFrame(stars);
    const rim = pixel(other, middle.x + 5, middle.y);
    if (other.flags !== null) other.flags.data[rim] = pixelFlags.bad.bit;
    other.pixels.data[rim] = 60_000;
    const result = measureFrame(other);
    expect(flagsAt(result, middle.x, middle.y)).toEqual([]);
    const k = result.stars.hip.indexOf(stars.indexOf(middle) + 1);
    const before = measured.stars.hip.indexOf(stars.indexOf(middle) + 1);
    expect(result.stars.flux[k] / measured.stars.flux[before]).toBeCloseTo(1, 3);
  });

  it('when a cosmic ray hit it', () => {
    const frame = madeUpFrame(stars);
    frame.pixels.data[pixel(frame, middle.x - 4, middle.y + 2)] += 900;
    expect(flagsAt(measureFrame(frame), middle.x, middle.y)).toEqual(['cosmicRay']);
  });

  it('when the border cuts its background', () => {
    const result = measureFrame(madeUpFrame([...stars, { x: 12, y: 100, v: 5 }]));
    expect(flagsAt(result, 12, 100)).toEqual(['border']);
  });

  it('when it is not where the catalogue has it', () => {
    const shifted = stars.map((star) => (star === middle ? { ...star, shift: 1.5 } : star));
    expect(flagsAt(measureFrame(madeUpFrame(shifted)), middle.x, middle.y)).toContain('displaced');
  });

  it('when it is behind terrain', () => {
    const hidden = stars.map((star) => (star === middle ? { ...star, drawn: 0 } : star));
    const result = measureFrame(madeUpFrame(hidden, { altitudeDeg: 15 }));
    expect(flagsAt(result, middle.x, middle.y)).toContain('ground');
  });

  it('when it is low', () => {
    const frame = madeUpFrame(stars, { altitudeDeg: 15 });
    const result = measureFrame({ ...frame, options: { lowestAltitudeDeg: 15 } });
    for (let k = 0; k < result.stars.count; k++) {
      const low = (result.stars.flags[k] & measurementFlags.low.bit) !== 0;
      expect(low).toBe(result.stars.altitudeDeg[k] < 15);
    }
  });

  it('when it is too faint for its noise', () => {
    const frame = madeUpFrame([...stars, { x: 70, y: 70, v: 9.3 }]);
    expect(measureFrame(frame).stars.count).toBe(stars.length);
    const deeper = measureFrame({ ...frame, options: { faintestMagnitude: 9.5, noisiest: 0.05 } });
    expect(flagsAt(deeper, 70, 70)).toContain('faint');
  });
});

describe('a frame that gives nothing says why', () => {
  it('when there is no star in it', () => {
    const frame = madeUpFrame(stars.map((star) => ({ ...star, drawn: 0 })));
    const result = measureFrame(frame);
    expect(result.failure).toMatch(/too few stars/);
    expect(result.stars.count).toBe(0);
  });

  it('when it is out of focus', () => {
    const result = measureFrame(madeUpFrame(stars, { sigma: 3.2 }));
    expect(result.failure).toMatch(/out of focus: the aperture of 6 px holds \d+ %/);
  });

  it('when none of its stars may be used', () => {
    const result = measureFrame({ ...plain, options: { lowestAltitudeDeg: 80 } });
    expect(result.failure).toMatch(/none of its 36 stars may be used|too few stars/);
  });
});
