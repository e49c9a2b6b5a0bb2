/** Scale height of the turbulence that makes stars twinkle, m. */
const turbulenceHeightM = 8000;

/**
 * Relative error of a star's light by scintillation:
 *
 *     sigma = coefficient X^1.75 / sqrt(t)
 *
 * the dependence on airmass and time of A. T. Young 1967, Astronomical Journal 72, 747; for long
 * exposures through a small lens.
 */
export function scintillation(coefficient: number, airmass: number, seconds: number): number {
  return (coefficient * airmass ** 1.75) / Math.sqrt(seconds);
}

/**
 * Young's coefficient for a lens: 0.09 D^(-2/3) exp(-h/8000 m) / sqrt(2), D in cm (Young 1967; Dravins
 * et al. 1998, PASP 110, 610, eq. 10). J. Osborn et al. 2015, MNRAS 452, 1707, find on the median
 * night of observatories 1.56 times of what it says there, with nights between half and twice that.
 */
export function scintillationCoefficient(lensDiameterCm: number, heightM: number): number {
  return (0.09 * lensDiameterCm ** (-2 / 3) * Math.exp(-heightM / turbulenceHeightM)) / Math.SQRT2;
}
