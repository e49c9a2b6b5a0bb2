import { describe, expect, it } from 'vitest';
import { printedMeasure, printedNumber } from './printed-number.js';

describe('printedMeasure', () => {
  it.each([
    [1.2345, 0.0456, '1', '1.234 ± 0.046'],
    [1234, 156, 'nL', '1230 ± 160 nL'],
    [21.7123, 0.0449, 'mag/arcsec2', '21.712 ± 0.045 mag/arcsec²'],
    [0.248, 0.0996, 'mcd/m2', '0.25 ± 0.10 mcd/m²'],
    [-0.004, 0.31, 'nL', '0.00 ± 0.31 nL'],
    [-3.24, 8.6, 'nL', '−3.2 ± 8.6 nL'],
    [105, 2.13, 'deg', '105.0 ± 2.1°'],
    [34.24, 6.4, '%', '34.2 ± 6.4 %'],
    [12, 0, '1', '12'],
    [12.3456, null, 'deg2', '12.35 deg²'],
    [0, null, 'nL', '0 nL'],
    [-78.5, null, 'nL', '−78.5 nL'],
    [1200, null, 'm', '1200 m'],
    [2.4e-5, 1.23e-6, 'lx', '(2.40 ± 0.12) × 10⁻⁵ lx'],
    [0.00012, 0.5, '1', '0.00 ± 0.50'],
    [3.2e7, null, '1', '3.2 × 10⁷'],
    [0, 0.0456, 'nL', '0.000 ± 0.046 nL'],
  ])('writes %d +- %d %s as %s', (value, uncertainty, unit, expected) => {
    expect(printedMeasure(value, uncertainty, unit)).toBe(expected);
  });

  it('gives every error two digits and ends the number where the error ends', () => {
    for (let power = -2.9; power < 5; power += 0.13) {
      const { value, uncertainty } = printedNumber(7654.321, 10 ** power);
      expect(
        Number(uncertainty?.replace('.', '')).toFixed().replace(/0+$/, '').length,
      ).toBeLessThan(3);
      expect(Number(uncertainty)).toBeGreaterThan(10 ** power * 0.94);
      expect(Number(uncertainty)).toBeLessThan(10 ** power * 1.06);
      expect((value.split('.')[1] ?? '').length).toBe((uncertainty?.split('.')[1] ?? '').length);
      expect(Math.abs(Number(value) - 7654.321)).toBeLessThan(10 ** power);
    }
  });
});
