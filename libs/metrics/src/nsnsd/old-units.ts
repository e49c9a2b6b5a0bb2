/*
 * The constants of the old pipeline as they stand in its code (sky-stages 1.1): magnitudes per square
 * arcsecond m, luminance in nanolambert B, illuminance in mlx E, total magnitude M. Its laws are not
 * inverse to one another: U1 is 0.03 % above U3, U8 0.73 % above U9.
 */

/** U1: nanolambert of a magnitude, "Garstang". */
export const oldNanolamberts = (mag: number): number => 34.08 * Math.exp(20.7233 - 0.92104 * mag);

/** U2: magnitude of nanolamberts. */
export const oldMagnitude = (nanolamberts: number): number =>
  26.3308 - 2.5 * Math.log10(nanolamberts);

/** U3: the inverse of U2, never called. */
export const exactNanolamberts = (mag: number): number => 10 ** ((26.3308 - mag) / 2.5);

/** U4: ucd/m2 of nanolamberts. */
export const oldMicrocandelas = (nanolamberts: number): number => 3.1831 * nanolamberts;

/** U6: mlx that one cell of a nanolambert gives, 0.05 deg squared over 100 pi. */
export const oldCellMlx = 0.000000761544 / 314.159;

/** U7: nanolamberts of mlx per cell. */
export const oldCellNanolamberts = (mlxPerCell: number): number => 412529264 * mlxPerCell;

/** U8: total magnitude of an illuminance in mlx. */
export const oldTotalMagnitude = (mlx: number): number => -13.98 - 2.5 * Math.log10(mlx / 1000);

/** U9: mlx of a total magnitude. */
export const oldTotalMlx = (mag: number): number => 0.00254 * 10 ** (-0.4 * mag);

/** U10: mcd/m2 of a magnitude, as the report's cells have it. */
export const reportMillicandelas = (mag: number): number => 108468000 * 10 ** (-0.4 * mag);
