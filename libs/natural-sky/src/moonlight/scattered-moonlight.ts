import { degree } from '@nightskies/sky';

/** What the scattered light of the Moon depends on. */
export interface MoonInSky {
  /** Angle Sun-Moon-Earth, deg; 0 when full. */
  readonly phaseAngleDeg: number;
  /** From the observer, in mean distances (384 400 km). */
  readonly relativeDistance: number;
  readonly altitudeDeg: number;
}

/** Mean distance of the Moon, au. */
export const meanMoonDistanceAu = 384_400 / 149_597_870.7;

/**
 * By how much moonlight is fainter in B before the air scatters it, mag: B - V of the Moon, 0.92, less
 * 0.32 because air scatters blue light more than its extinction tells; so the zenith under a full Moon
 * has the B - V of 0.19 of ESO SkyCalc.
 */
const blueLossMag = 0.6;

/**
 * Moonlight above the atmosphere in the unit of the model (Krisciunas and Schaefer 1991, eq. 20), at
 * the distance of the Moon; within 7 deg of full brighter by up to 35 % (the opposition effect, their
 * section 3), growing evenly.
 */
export function moonIlluminance({ phaseAngleDeg, relativeDistance }: MoonInSky): number {
  const phase = Math.abs(phaseAngleDeg);
  const mean = 10 ** (-0.4 * (3.84 + 0.026 * phase + 4e-9 * phase ** 4));
  const opposition = phase < 7 ? 1 + (0.35 * (7 - phase)) / 7 : 1;
  return (mean * opposition) / relativeDistance ** 2;
}

/**
 * Light thrown by an angle: air, and haze (eq. 16, 18, 19, 21). Their two laws of haze change at 10 deg
 * with a step of 14 %; here the stronger holds, and they meet at 8.7 deg.
 */
function scatteringFunction(separationDeg: number): number {
  const cosine = Math.cos(separationDeg * degree);
  const air = 10 ** 5.36 * (1.06 + cosine * cosine);
  // Inside the disc the law has no meaning; it is held at its edge.
  const apart = Math.max(separationDeg, 0.25);
  const haze = Math.max(10 ** (6.15 - apart / 40), 6.2e7 / (apart * apart));
  return air + haze;
}

/** Path through the scattering air, 5 at the horizon (eq. 3). */
function scatteringAirmass(altitudeDeg: number): number {
  const cosine = Math.cos(Math.max(altitudeDeg, 0) * degree);
  return 1 / Math.sqrt(1 - 0.96 * cosine * cosine);
}

/**
 * Light of the Moon scattered in the air, nL as observed at the ground (Krisciunas and Schaefer 1991,
 * PASP 103, 1033, eq. 15); 0 for a Moon below the horizon. The authors meet their own measurements
 * within 8 to 23 %. For B: the same geometry with the extinction of B, in nL of B magnitudes.
 *
 * @param separationDeg from the Moon, deg
 * @param extinctionCoefficient of the band, mag/airmass
 */
export function scatteredMoonlightNl(
  moon: MoonInSky,
  altitudeDeg: number,
  separationDeg: number,
  extinctionCoefficient: number,
  band: 'V' | 'B' = 'V',
): number {
  if (!(moon.altitudeDeg > 0)) return 0;
  const colour = band === 'B' ? 10 ** (-0.4 * blueLossMag) : 1;
  const arriving = 10 ** (-0.4 * extinctionCoefficient * scatteringAirmass(moon.altitudeDeg));
  const thrown = 1 - 10 ** (-0.4 * extinctionCoefficient * scatteringAirmass(altitudeDeg));
  return colour * scatteringFunction(separationDeg) * moonIlluminance(moon) * arriving * thrown;
}
