import { degree } from '@nightskies/sky';

/**
 * Airmass formulas by name. All take the apparent altitude, at which a star is seen, in degrees, give
 * 1 at the zenith (to 3e-4) and NaN below the horizon.
 */
export const airmassFormulas = {
  /**
   * R. H. Hardie 1962, Photoelectric Reductions, in Astronomical Techniques (ed. W. A. Hiltner),
   * chapter 8: a polynomial in sec z - 1, z = 90 deg - altitude. To 0.001 up to an airmass of 7 (8
   * deg); of no use below 4 deg, where it turns back. The old pipeline gave it the altitude without
   * refraction.
   */
  'hardie-1962': hardie1962,
  /**
   * K. A. Pickering 2002, The Southern Limits of the Ancient Star Catalog, DIO 12, 3, appendix: an
   * interpolation for all altitudes, 38.75 at the horizon.
   */
  'pickering-2002': pickering2002,
  /**
   * F. Kasten and A. T. Young 1989, Revised optical air mass tables and approximation formula,
   * Applied Optics 28, 4735, eq. 3: within 0.5 % of the tables of the ISO standard atmosphere down to
   * the horizon, where it gives 37.92; 0.9997 at the zenith.
   */
  'kasten-young-1989': kastenYoung1989,
} as const satisfies Record<string, (apparentAltitudeDeg: number) => number>;

export type AirmassFormula = keyof typeof airmassFormulas;

/** Airmass by a formula; NaN below the horizon. */
export function airmass(formula: AirmassFormula, apparentAltitudeDeg: number): number {
  return airmassFormulas[formula](apparentAltitudeDeg);
}

function hardie1962(altitudeDeg: number): number {
  if (!(altitudeDeg > 0)) return NaN;
  const beyond = 1 / Math.sin(altitudeDeg * degree) - 1;
  return 1 + beyond * (1 - 0.0018167 - beyond * (0.002875 + beyond * 0.0008083));
}

function pickering2002(altitudeDeg: number): number {
  if (!(altitudeDeg >= 0)) return NaN;
  const lifted = altitudeDeg + 244 / (165 + 47 * altitudeDeg ** 1.1);
  return 1 / Math.sin(lifted * degree);
}

function kastenYoung1989(altitudeDeg: number): number {
  if (!(altitudeDeg >= 0)) return NaN;
  return 1 / (Math.sin(altitudeDeg * degree) + 0.50572 * (altitudeDeg + 6.07995) ** -1.6364);
}
