import { degree } from '@nightskies/sky';
import { clampedAirmass } from './airmass.js';
import type { OpticalDepths } from './optical-depths.js';

/** Of the light that aerosol meets, what goes on; and how much of that forwards (Henyey and Greenstein's g). */
const aerosolAlbedo = 0.93;
const aerosolAsymmetry = 0.7;

const bandDeg = 2;
const azimuthSteps = 18;

/**
 * Light scattered once into a line of sight by even layers of air and aerosol, from a sky that depends on
 * altitude alone: of light of airmass s the part x (exp(-tau s) - exp(-tau x)) / (x - s) is scattered along
 * a view of airmass x (Chandrasekhar 1960, Radiative Transfer, chapter 3, the source of the first order at
 * the ground), by Rayleigh's phase function and that of Henyey and Greenstein. Further scattering and the
 * ground only add to it.
 *
 * @param aboveAt light above the atmosphere by altitude, any unit
 * @returns light at the ground by altitude, same unit
 */
export function scatteredOnce(
  aboveAt: (altitudeDeg: number) => number,
  { rayleigh, aerosol, ozone }: OpticalDepths,
): (altitudeDeg: number) => number {
  const depth = rayleigh + aerosol + ozone;
  const byAir = rayleigh / depth;
  const byAerosol = (aerosolAlbedo * aerosol) / depth;
  const bands = Array.from({ length: 90 / bandDeg }, (_, at) => {
    const altitudeDeg = (at + 0.5) * bandDeg;
    const solidAngle =
      2 * Math.PI * (Math.sin((at + 1) * bandDeg * degree) - Math.sin(at * bandDeg * degree));
    const airmass = clampedAirmass(altitudeDeg);
    return {
      ...directionOf(altitudeDeg),
      airmass,
      through: Math.exp(-depth * airmass),
      light: (aboveAt(altitudeDeg) * solidAngle) / (4 * Math.PI),
    };
  });
  return (altitudeDeg) => {
    const view = directionOf(Math.max(altitudeDeg, 0));
    const x = clampedAirmass(altitudeDeg);
    const through = Math.exp(-depth * x);
    return bands.reduce((sum, band) => {
      const apart = x - band.airmass;
      const scattered =
        Math.abs(apart) < 1e-4 ? depth * x * through : (x * (band.through - through)) / apart;
      let phase = 0;
      for (let step = 0; step < azimuthSteps; step++) {
        const turn = Math.cos(((step + 0.5) * Math.PI) / azimuthSteps);
        const cosine = view.level * band.level * turn + view.up * band.up;
        phase += byAir * 0.75 * (1 + cosine * cosine) + byAerosol * forwards(cosine);
      }
      return sum + (band.light * scattered * phase) / azimuthSteps;
    }, 0);
  };
}

function directionOf(altitudeDeg: number): { readonly up: number; readonly level: number } {
  return { up: Math.sin(altitudeDeg * degree), level: Math.cos(altitudeDeg * degree) };
}

function forwards(cosine: number): number {
  const g = aerosolAsymmetry;
  return (1 - g * g) / (1 + g * g - 2 * g * cosine) ** 1.5;
}
