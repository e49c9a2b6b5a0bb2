import { describe, expect, it } from 'vitest';
import { simulateStarTables, truth } from '../test-support/star-tables.js';
import { fitExtinction } from './fit-extinction.js';

const options = { defaultZeropoint: { value: 14.74, uncertainty: null } };

describe('a set of 45 frames', () => {
  it('gives zeropoint, extinction, colour and field term within their errors', () => {
    const { free, fixed, photometric, reason } = fitExtinction(
      simulateStarTables({ seed: 11 }),
      options,
    );
    if (free === null || fixed === null) throw new Error(`no fit: ${reason}`);
    const terms = ['zeropoint', 'extinction', 'colourTerm', 'fieldTerm'] as const;
    for (const term of terms) {
      expect(Math.abs(free[term].value - truth[term]), term).toBeLessThan(3 * free[term].random);
    }
    expect(Math.abs(fixed.extinction.value - truth.extinction)).toBeLessThan(0.005);
    expect(photometric).toBe(true);
  });

  it('without a usable star gives the reason, not an exception', () => {
    const fit = fitExtinction(simulateStarTables({ seed: 12, density: 0 }), options);
    expect(fit).toMatchObject({ free: null, fixed: null, photometric: null });
    expect(fit.reason).toMatch(/No star/);
  });
});
