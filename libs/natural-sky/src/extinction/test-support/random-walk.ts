import { seededNumbers } from '../../fit/test-support/seeded-numbers.js';
import { clampedAirmass } from '../airmass.js';
import type { OpticalDepths } from '../optical-depths.js';

/** Light that comes down a line of sight by how often it was scattered; by the ground counts as more than once. */
export interface LightByOrder {
  readonly direct: number;
  readonly once: number;
  readonly more: number;
}

/** Air and ground the light goes through. */
export interface WalkedAir extends OpticalDepths {
  readonly aerosolAlbedo: number;
  readonly aerosolAsymmetry: number;
  /** Reflects evenly to all sides. */
  readonly groundAlbedo: number;
}

/**
 * Radiative transfer by walking backwards from the observer through even layers until a photon leaves at the
 * top, where it has met the sky: no formula of the product, no approximation but its noise.
 *
 * @param altitudeDeg of the line of sight, whose airmass is that of the curved air; all other ways are even
 * @param skyAt light above the atmosphere by the sine of the altitude
 */
export function walkedLight(
  air: WalkedAir,
  altitudeDeg: number,
  skyAt: (up: number) => number,
  photons: number,
): LightByOrder {
  const random = seededNumbers(1);
  const depth = air.rayleigh + air.aerosol + air.ozone;
  const sums = [0, 0, 0];
  for (let photon = 0; photon < photons; photon += 1) {
    let up = 1 / clampedAirmass(altitudeDeg);
    let fromTop = depth;
    let weight = 1;
    let order = 0;
    while (weight > 0) {
      fromTop += Math.log(1 - random.between(0, 1)) * up;
      if (fromTop <= 0) {
        sums[Math.min(order, 2)] += weight * skyAt(up);
        break;
      }
      if (fromTop >= depth) {
        weight *= air.groundAlbedo;
        order = 2;
        fromTop = depth;
        up = Math.sqrt(random.between(0, 1));
        continue;
      }
      order += 1;
      const met = random.between(0, depth);
      if (met < air.rayleigh) up = turned(up, byAir(random.between), random.between);
      else if (met < air.rayleigh + air.aerosol) {
        weight *= air.aerosolAlbedo;
        const u = random.between(0, 1);
        up = turned(up, byAerosol(air.aerosolAsymmetry, u), random.between);
      } else weight = 0;
    }
  }
  const [direct, once, more] = sums.map((sum) => sum / photons);
  return { direct, once, more };
}

type Between = (low: number, high: number) => number;

/** Cosine of a turn by Rayleigh's phase function. */
function byAir(between: Between): number {
  for (;;) {
    const cosine = between(-1, 1);
    if (between(0, 2) <= 1 + cosine * cosine) return cosine;
  }
}

/** Cosine of a turn by the phase function of Henyey and Greenstein. */
function byAerosol(g: number, uniform: number): number {
  const part = (1 - g * g) / (1 - g + 2 * g * uniform);
  return (1 + g * g - part * part) / (2 * g);
}

/** Sine of the altitude after a turn to any side. */
function turned(up: number, cosine: number, between: Between): number {
  const across = Math.sqrt((1 - up * up) * (1 - cosine * cosine));
  return up * cosine + across * Math.cos(between(0, 2 * Math.PI));
}
