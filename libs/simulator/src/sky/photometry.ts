import { magOfLuminance } from '@nightskies/sky';

/**
 * DN per second in a pixel of the centre of the field, per cd/m2: flux = 10^(-0.4 (mag - zeropoint))
 * per square arcsecond. The law of luminance is not exactly 10^(-0.4 mag); it is met exactly at
 * `referenceCdM2` and within 7e-6 per factor e beside it.
 */
export function rateOfLuminance(
  referenceCdM2: number,
  zeropointMag: number,
  pixelScaleArcsec: number,
): number {
  const mag = magOfLuminance(referenceCdM2);
  return (10 ** (-0.4 * (mag - zeropointMag)) * pixelScaleArcsec ** 2) / referenceCdM2;
}

/** Airmass of an apparent altitude (Kasten and Young 1989, eq. 3); that of the horizon below it. */
export function airmass(altitudeDeg: number): number {
  const altitude = Math.max(altitudeDeg, 0);
  return 1 / (Math.sin((altitude * Math.PI) / 180) + 0.50572 * (altitude + 6.07995) ** -1.6364);
}
