import { describe, expect, it } from 'vitest';
import { airmass, airmassFormulas, type AirmassFormula } from './airmass.js';

const formulas = Object.keys(airmassFormulas) as AirmassFormula[];

describe('airmass', () => {
  it('of Hardie is that of the old pipeline', () => {
    // Computed independently from the polynomial as printed.
    const anchors = [
      [12, 4.71639],
      [15, 3.815941],
      [20, 2.903914],
      [30, 1.9945],
      [45, 1.41291],
      [60, 1.154348],
      [90, 1],
    ];
    for (const [altitude, value] of anchors) {
      expect(airmass('hardie-1962', altitude)).toBeCloseTo(value, 6);
    }
  });

  it('of Kasten and Young is that of another program, to the digits it prints', () => {
    // relative_AM of the R package photobiology 0.11.3: three significant digits.
    const printed = [
      [90, 0.9997, 4],
      [60, 1.15, 2],
      [30, 1.99, 2],
      [1, 26.3, 1],
    ];
    for (const [altitude, value, digits] of printed) {
      expect(airmass('kasten-young-1989', altitude)).toBeCloseTo(value, digits);
    }
    // Its value at the horizon, as the paper states it.
    expect(airmass('kasten-young-1989', 0)).toBeCloseTo(37.92, 2);
  });

  it('of Pickering is 38.75 at the horizon', () => {
    expect(airmass('pickering-2002', 0)).toBeCloseTo(38.75, 2);
  });

  it('is the same to a per cent above 8 deg, whatever the formula', () => {
    for (let altitude = 8; altitude <= 90; altitude += 1) {
      const values = formulas.map((name) => airmass(name, altitude));
      expect(Math.max(...values) / Math.min(...values)).toBeLessThan(1.01);
    }
  });

  it('falls with the altitude and is 1 at the zenith', () => {
    for (const name of formulas) {
      for (let altitude = 5; altitude < 90; altitude += 0.5) {
        expect(airmass(name, altitude)).toBeGreaterThan(airmass(name, altitude + 0.5));
      }
      expect(Math.abs(airmass(name, 90) - 1)).toBeLessThan(4e-4);
    }
  });

  it('is not defined below the horizon', () => {
    for (const name of formulas) expect(airmass(name, -0.1)).toBeNaN();
  });
});
