import { describe, expect, it } from 'vitest';
import { scintillation, scintillationCoefficient } from './scintillation.js';

describe('scintillation', () => {
  it('of a small lens at the zenith is about 0.8 per cent in 12 seconds', () => {
    const coefficient = scintillationCoefficient(2.8, 1200);
    expect(scintillation(coefficient, 1, 12)).toBeCloseTo(0.008, 4);
  });

  it('grows with the airmass to 1.75 and falls with the root of the time', () => {
    expect(scintillation(0.03, 4, 9)).toBeCloseTo(0.01 * 4 ** 1.75, 12);
  });

  it('is that of a metre telescope by the constant of Young, 0.09 in cm', () => {
    // 0.09 x 100^(-2/3) / sqrt(2 x 60 s) at sea level.
    expect(scintillation(scintillationCoefficient(100, 0), 1, 60)).toBeCloseTo(0.000381, 6);
  });
});
