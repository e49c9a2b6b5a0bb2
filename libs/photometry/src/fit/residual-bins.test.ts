import { describe, expect, it } from 'vitest';
import { simulateStarTables } from '../test-support/star-tables.js';
import { fitExtinction } from './fit-extinction.js';
import { residualsByField, residualsBySky, residualsByTime } from './residual-bins.js';

describe('maps of residuals', () => {
  const hidden = { azimuth: 194.4, altitude: 45 };
  const near = (azimuth: number, altitude: number): boolean =>
    Math.abs(azimuth - hidden.azimuth) < 9 && Math.abs(altitude - hidden.altitude) < 6;
  const set = simulateStarTables({ seed: 41 }).map((frame) => ({
    ...frame,
    stars: {
      ...frame.stars,
      flux: frame.stars.flux.map((flux, i) =>
        near(frame.stars.azimuthDeg[i], frame.stars.altitudeDeg[i]) ? 0.93 * flux : flux,
      ),
    },
  }));
  const { residuals, frames, measurements } = fitExtinction(set, {
    defaultZeropoint: { value: 14.74, uncertainty: null },
  });

  it('over the sky show a small cloud where it is', () => {
    const [worst] = residualsBySky(residuals, 10).sort(
      (a, b) => b.mean / b.sigma - a.mean / a.sigma,
    );
    expect(Math.abs(worst.at[0] - hidden.azimuth)).toBeLessThan(12);
    expect(worst.at[1]).toBe(45);
    expect(worst.mean / worst.sigma).toBeGreaterThan(4);
  });

  it('hold each used measurement once', () => {
    const maps = [
      residualsBySky(residuals, 7),
      residualsByField(residuals, 64),
      residualsByTime(residuals),
    ];
    for (const map of maps) {
      expect(map.reduce((sum, { count }) => sum + count, 0)).toBe(measurements.used);
    }
    expect(residualsByTime(residuals)).toHaveLength(frames.length);
  });

  it('have errors that their means keep to', () => {
    const z = residualsByField(residuals, 128).map(({ mean, sigma }) => mean / sigma);
    const rms = Math.sqrt(z.reduce((sum, value) => sum + value * value, 0) / z.length);
    expect(rms).toBeGreaterThan(0.7);
    expect(rms).toBeLessThan(1.3);
  });
});
