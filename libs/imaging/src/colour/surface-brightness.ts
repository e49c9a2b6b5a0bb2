/** 1 nL = 1e-5 / pi cd/m2. */
const nanolambert = 1e-5 / Math.PI;

/**
 * Surface brightness of a luminance, V mag/arcsec2, by the law of the National Park Service
 * (Garstang): B[nL] = 34.08 exp(20.7233 - 0.92104 mag). No light and negative light give +Infinity.
 */
export function surfaceBrightnessOf(luminanceCdM2: number): number {
  if (!(luminanceCdM2 > 0)) return Infinity;
  return (20.7233 - Math.log(luminanceCdM2 / nanolambert / 34.08)) / 0.92104;
}

/** Luminance of a surface brightness (V mag/arcsec2), cd/m2; inverse of `surfaceBrightnessOf`. */
export function luminanceOf(mag: number): number {
  return 34.08 * Math.exp(20.7233 - 0.92104 * mag) * nanolambert;
}
