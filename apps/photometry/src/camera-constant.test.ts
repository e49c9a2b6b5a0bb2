import type { PhotometricFit } from '@nightskies/contracts';
import { appliedZeropoint } from '@nightskies/photometry';
import { describe, expect, it } from 'vitest';
import { doubtfulConstant, weighedConstant } from './camera-constant.js';

const exactly = (value: number, total: number) => ({ value, random: total, systematic: [], total });
const free: NonNullable<PhotometricFit['free']> = {
  zeropoint: exactly(14.75, 0.008),
  extinction: exactly(0.16, 0.004),
  colourTerm: exactly(0.04, 0.004),
  fieldTerm: null,
  covariance: null,
  scatterMag: 0.03,
};
const constant = (value: number, uncertainty: number | null = null) => ({
  ...{ value, uncertainty, origin: 'filelist' },
});
const applied = (value: number, uncertainty: number | null = null) =>
  appliedZeropoint('history', weighedConstant(constant(value, uncertainty), free), free, []);
const fitWith = (
  value: number,
  uncertainty: number | null = null,
  compat: PhotometricFit['compat'] = 'none',
): PhotometricFit => ({
  format: 1,
  ...{ night: 'DEMO261107', set: 2, band: 'V', camera: 'DEMO1', compat },
  airmassFormula: 'pickering-2002',
  airmassRange: [1, 5],
  applied: applied(value, uncertainty),
  defaultZeropoint: constant(value, uncertainty),
  history: null,
  free,
  fixed: null,
  measurements: { frames: 45, stars: 300, measured: 3000, used: 500 },
  reason: null,
  residualMaps: null,
  photometric: true,
  conditions: [],
  frames: [],
});

describe("a camera's constant", () => {
  it('that agrees with the stars is weighed with the usual error, or the one it states', () => {
    expect(weighedConstant(constant(14.74), free).uncertainty).toBe(0.02);
    expect(weighedConstant(constant(14.74, 0.005), free).uncertainty).toBeCloseTo(0.006, 10);
    expect(weighedConstant(constant(14.74), null).uncertainty).toBe(0.02);
  });

  it('with a slip of the pen leaves the maps to the stars', () => {
    for (const value of [20, 14.05, 1.474]) {
      expect(Math.abs(applied(value).zeropointMag - 14.75)).toBeLessThan(2e-4);
      expect(applied(value).uncertaintyMag).toBeCloseTo(0.008, 5);
    }
  });

  it('never draws a set further than its own error', () => {
    for (let off = -0.2; off <= 0.2; off += 0.005) {
      const { zeropointMag } = applied(14.75 + off);
      expect(Math.abs(zeropointMag - 14.75)).toBeLessThan(0.008);
    }
  });

  it('said to be without error calibrates a map all the same', () => {
    expect(applied(14.75, 0).zeropointMag).toBeCloseTo(14.75, 6);
    expect(applied(14.75, 0).uncertaintyMag).toBeGreaterThan(0);
  });

  it('that the stars contradict is named with the set, both values and what the maps have', () => {
    const [doubt] = doubtfulConstant(fitWith(20));
    expect(doubt).toMatchObject({
      code: 'default-zeropoint-doubtful',
      file: 'DEMO261107 set 2 V',
      found: '20.000 mag in V (filelist)',
      expected: 'about 14.750 mag, as its stars give',
    });
    expect(doubt?.hint).toContain('The map is made with 14.750 mag');
  });

  it('within three errors is not doubted, nor one that the old fit is too coarse to judge', () => {
    expect(doubtfulConstant(fitWith(14.81))).toEqual([]);
    expect(doubtfulConstant(fitWith(14.82))).toHaveLength(1);
    expect(doubtfulConstant(fitWith(13.75, 1))).toEqual([]);
    expect(doubtfulConstant(fitWith(14.88, null, 'nsnsd'))).toEqual([]);
    expect(doubtfulConstant(fitWith(14.95, null, 'nsnsd'))).toHaveLength(1);
  });
});
