import { degree } from '@nightskies/sky';

/** Samples stand for so much sky each, deg2. */
export const sampleDeg2 = 4;
const stepDeg = 2;

/** Where the old spreadsheets' samples lie. */
export interface SamplePoints {
  readonly azimuthDeg: Float64Array;
  readonly altitudeDeg: Float64Array;
}

/**
 * Points every 2 deg in altitude from 1 to 89 deg, and as many around as make each stand for 4 deg2:
 * 5157 in all. The old list of about as many is not public.
 */
export function v2SamplePoints(): SamplePoints {
  const azimuths: number[] = [];
  const altitudes: number[] = [];
  for (let altitude = stepDeg / 2; altitude < 90; altitude += stepDeg) {
    const count = Math.round((360 / stepDeg) * Math.cos(altitude * degree));
    for (let i = 0; i < count; i++) {
      azimuths.push(((i + 0.5) * 360) / count);
      altitudes.push(altitude);
    }
  }
  return { azimuthDeg: Float64Array.from(azimuths), altitudeDeg: Float64Array.from(altitudes) };
}

/** Altitudes from which samples count: to 70 deg from the zenith, for the faintest, for the meter. */
export const za70AltitudeDeg = 20;
export const faintestAltitudeDeg = 46;
export const meterAltitudeDeg = 36;
/** Part of the samples that are brighter than the faintest. */
export const faintestQuantile = 0.98;
