import { degree } from '../angles.js';
import { refractionByApparentAltitude, type Air, type Refraction } from './refraction.js';

/** Density of the air relative to 1010 hPa and 10 C, by which the short formulae are scaled. */
function density({ pressureHpa, temperatureC }: Pick<Air, 'pressureHpa' | 'temperatureC'>): number {
  return (pressureHpa / 1010) * (283 / (273 + temperatureC));
}

/**
 * Lift in degrees at an apparent altitude (Bennett 1982 with his correction term; Meeus, ch. 16,
 * eq. 16.3): within 0.015 arcmin from 0 to 90 deg in the standard air.
 */
export function bennettLiftDeg(
  apparentAltitudeDeg: number,
  air: Pick<Air, 'pressureHpa' | 'temperatureC'>,
): number {
  const h = apparentAltitudeDeg;
  const first = 1 / Math.tan((h + 7.31 / (h + 4.4)) * degree);
  const arcmin = first - 0.06 * Math.sin((14.7 * first + 13) * degree);
  return (arcmin * density(air)) / 60;
}

/**
 * Lift in degrees at a true altitude (Saemundsson 1986; Meeus, ch. 16, eq. 16.4): the counterpart of
 * Bennett's formula, to 0.12 arcmin.
 */
export function saemundssonLiftDeg(
  trueAltitudeDeg: number,
  air: Pick<Air, 'pressureHpa' | 'temperatureC'>,
): number {
  const h = trueAltitudeDeg;
  const arcmin = 1.02 / Math.tan((h + 10.3 / (h + 5.11)) * degree);
  return (arcmin * density(air)) / 60;
}

/** Refraction by Bennett's formula: any altitude above -1 deg, no humidity and no wavelength. */
export function bennettRefraction(air: Pick<Air, 'pressureHpa' | 'temperatureC'>): Refraction {
  // The correction term would push the zenith itself beyond the zenith by 0.9 arcsec.
  return refractionByApparentAltitude((apparent) => Math.max(bennettLiftDeg(apparent, air), 0));
}
