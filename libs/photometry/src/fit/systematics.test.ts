import { describe, expect, it } from 'vitest';
import { seeded } from '../test-support/random.js';
import {
  drawSystematics,
  simulateStarTables,
  systematicSizes,
  withSystematics,
} from '../test-support/star-tables.js';
import type { FramePhotometry } from '../measured-stars.js';
import { fitExtinction } from './fit-extinction.js';
import { apertureError } from './systematics.js';

const set = simulateStarTables({ seed: 51 });
const free = (frames: readonly FramePhotometry[]) => {
  const fit = fitExtinction(frames, { defaultZeropoint: { value: 14.74, uncertainty: null } });
  if (fit.free === null) throw new Error('no fit');
  return fit.free;
};
const sizeOf = (name: string, { systematic }: ReturnType<typeof free>['zeropoint']): number =>
  systematic.find((term) => term.name === name)?.value ?? 0;

describe('systematic errors by name', () => {
  const plain = free(set);
  const none = { skyDnPerPx: 0, aperture: 0, fieldSquared: 0 };

  it('of the sky estimator grow with a background that is off, by what it does to the zeropoint', () => {
    const off = free(withSystematics(set, { ...none, skyDnPerPx: 3 }));
    const shift = off.zeropoint.value - plain.zeropoint.value;
    expect(shift).toBeGreaterThan(0.005);
    expect(sizeOf('sky-estimator', off.zeropoint) / shift).toBeGreaterThan(0.7);
    expect(sizeOf('sky-estimator', off.zeropoint) / shift).toBeLessThan(1.3);
  });

  it('of the aperture are those of wings and growth curve, of the zeropoint alone', () => {
    const relative = apertureError(set);
    expect(relative / systematicSizes.aperture).toBeCloseTo(1, 1);
    expect(sizeOf('aperture-loss', plain.zeropoint)).toBeCloseTo(1.0857 * relative, 6);
    expect(sizeOf('aperture-loss', plain.extinction)).toBe(0);
    const off = free(withSystematics(set, { ...none, aperture: relative }));
    expect(off.zeropoint.value - plain.zeropoint.value).toBeCloseTo(1.0857 * relative, 4);
  });

  it('of the growth curve average out over curves measured apart only', () => {
    const apart = set.map((frame, k) => ({
      ...frame,
      growth: frame.growth && {
        ...frame.growth,
        fraction: frame.growth.fraction.map((f) => f * (1 + 1e-5 * k)),
        wingsError: 0,
      },
    }));
    const together = set.map((frame) => ({
      ...frame,
      growth: frame.growth && { ...frame.growth, wingsError: 0 },
    }));
    expect(apertureError(together) / apertureError(apart)).toBeCloseTo(Math.sqrt(set.length), 1);
    expect(apertureError(set.map((frame) => ({ ...frame, growth: null })))).toBe(0);
  });

  it('of the field term grow with a flat of another shape', () => {
    const off = free(withSystematics(set, { ...none, fieldSquared: 1.5 }));
    const shift = Math.abs(off.zeropoint.value - plain.zeropoint.value);
    expect(shift).toBeGreaterThan(0.003);
    expect(sizeOf('field-term', off.zeropoint)).toBeGreaterThan(0.6 * shift);
  });

  it('together make the total cover what a set drawn at random is off by', () => {
    const shifts = Array.from({ length: 12 }, (_, k) => {
      const off = free(withSystematics(set, drawSystematics(seeded(k))));
      const { value, random, total } = off.zeropoint;
      return (value - plain.zeropoint.value) / Math.sqrt(total * total - random * random);
    });
    const rms = Math.sqrt(shifts.reduce((sum, z) => sum + z * z, 0) / shifts.length);
    expect(rms).toBeGreaterThan(0.4);
    expect(rms).toBeLessThan(1.4);
  });
});
