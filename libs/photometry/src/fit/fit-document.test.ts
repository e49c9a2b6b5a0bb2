import { photometricFitSchema } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { seeded } from '../test-support/random.js';
import { simulateStarTables } from '../test-support/star-tables.js';
import { appliedZeropoint, historyOf } from './camera-history.js';
import { fitExtinction } from './fit-extinction.js';
import { residualsByField, residualsBySky, residualsByTime } from './residual-bins.js';

describe('the document of a fit', () => {
  it('is valid for whatever few stars, frames and clouds a set has', () => {
    const random = seeded(77);
    const reasons = new Set<string>();
    for (let seed = 0; seed < 60; seed += 1) {
      const density = 0.06 * random() ** 2;
      const kept = random();
      const frames = Array.from({ length: 45 }, (_, k) => k).filter(() => random() < kept);
      const clouds = random();
      const lost = Array.from({ length: 45 }, () => (random() < clouds ? random() : 0));
      const set = simulateStarTables({ seed, density, frames, lossMag: (k) => lost[k] });
      const defaultZeropoint = { value: 14.74, uncertainty: 0.02, origin: 'cameras.json' };
      const { residuals, ...fit } = fitExtinction(set, { defaultZeropoint });
      const document = {
        format: 1,
        night: 'SIMA261101',
        set: 1,
        band: 'V',
        camera: 'SIM 1',
        compat: 'none',
        airmassFormula: 'pickering-2002',
        applied: appliedZeropoint('fitted', defaultZeropoint, fit.free, []),
        defaultZeropoint,
        history: historyOf([], fit.free),
        ...fit,
      };
      const maps = {
        sky: residualsBySky(residuals, 10),
        field: residualsByField(residuals, 64),
        time: residualsByTime(residuals),
      };
      const { success, error } = photometricFitSchema.safeParse({
        ...document,
        residualMaps: fit.free === null ? null : maps,
      });
      expect(success, `seed ${seed}: ${error?.message}`).toBe(true);
      expect(residuals.count).toBeGreaterThanOrEqual(fit.measurements.used);
      expect(fit.free === null).toBe(fit.reason !== null);
      reasons.add(fit.reason?.replace(/[\d.]+/g, 'n') ?? 'fitted');
    }
    expect(reasons.size).toBeGreaterThan(2);
  });
});
