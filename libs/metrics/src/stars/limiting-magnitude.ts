/** Coefficients of the eye's limit, from the fourth power down (sky-stages 5.3). */
const coefficients = [0.00131744, -0.0925575, 2.38963265, -26.2432168, 104.91069174] as const;

/** Surface brightness between which the law was made: it turns at 11.5 and runs away beyond 24. */
const rangeMag = [12, 23.5] as const;

/**
 * Faintest star that a person sees against a background of b mag/arcsec2, as the old program has it:
 * a polynomial of fourth degree in b, taken as it is.
 */
export function oldLimitingMagnitude(backgroundMag: number): number {
  return coefficients.reduce((sum, coefficient) => sum * backgroundMag + coefficient, 0);
}

/** The same, held outside 12 to 23.5 mag/arcsec2. */
export function limitingMagnitude(backgroundMag: number): number {
  return oldLimitingMagnitude(Math.max(rangeMag[0], Math.min(rangeMag[1], backgroundMag)));
}

/** The greatest limit there is: stars fainter than this are never seen. */
export const faintestVisibleMag = limitingMagnitude(rangeMag[1]);
