import {
  bodyPlace,
  degree,
  moonPhase,
  nanolambertCdM2,
  unitVector,
  type ObserverFrame,
  type UnitVector,
} from '@nightskies/sky';
import { airmass } from '../photometry.js';

/** Light of the full Moon on a plate facing it above the atmosphere, lux, at its mean distance. */
const fullMoonLux = 0.314;
const meanDistanceAu = 384_400 / 149_597_870.7;
/** Light scattered more than once, to that scattered once. */
const scatteredAgain = 1.3;
const discRadius = 0.26 * degree;
const aerosolForward = 0.75;

/**
 * Moonlight scattered once in plane layers of air and haze, and the disc. Of the phase law of Allen's
 * Astrophysical Quantities (0.026 |a| + 4e-9 a^4 mag).
 */
export class MoonInAir {
  readonly direction: UnitVector;
  private readonly lux: number;
  private readonly airmass: number;
  private readonly depth: number;
  private readonly rayleigh: number;
  private readonly up: boolean;

  /** @param extinctionV mag/airmass */
  constructor(frame: ObserverFrame, extinctionV: number) {
    const place = bodyPlace('moon', frame);
    const { phaseAngleDeg } = moonPhase(frame);
    const dimmed = 0.026 * Math.abs(phaseAngleDeg) + 4e-9 * phaseAngleDeg ** 4;
    this.lux = fullMoonLux * 10 ** (-0.4 * dimmed) * (meanDistanceAu / place.distanceAu) ** 2;
    this.direction = unitVector(place.horizontal);
    this.up = place.horizontal.altitudeDeg > 0;
    this.airmass = airmass(place.horizontal.altitudeDeg);
    this.depth = extinctionV / 1.0857;
    const ofAir = 0.098 * Math.exp(-frame.site.heightM / 8000);
    this.rayleigh = Math.min(ofAir, this.depth);
  }

  /** Scattered light, nL as seen at the ground. */
  nanolamberts({ east, north, up }: UnitVector, throughAir: number): number {
    if (!this.up) return 0;
    const { direction, depth, rayleigh } = this;
    const cosine = east * direction.east + north * direction.north + up * direction.up;
    const g = aerosolForward;
    const byAir = (3 / (16 * Math.PI)) * (1 + cosine * cosine);
    const byHaze = (1 - g * g) / (4 * Math.PI * (1 + g * g - 2 * g * cosine) ** 1.5);
    const thrown = (rayleigh * byAir + (depth - rayleigh) * byHaze) / depth;
    const apart = throughAir - this.airmass;
    const left = Math.exp(-depth * this.airmass);
    const path = Math.abs(apart) < 1e-6 ? depth : -Math.expm1(-depth * apart) / apart;
    const light = this.lux * thrown * throughAir * left * path;
    return (scatteredAgain * light) / nanolambertCdM2;
  }

  /** Its direct light on level ground, as the mean luminance of a sky that would give as much, nL. */
  groundNl(): number {
    if (!this.up) return 0;
    const arriving = this.lux * Math.exp(-this.depth * this.airmass);
    return (arriving * this.direction.up) / Math.PI / nanolambertCdM2;
  }

  /** Of the disc itself where a direction meets it, cd/m2. */
  discCdM2({ east, north, up }: UnitVector): number {
    const { direction } = this;
    const cosine = east * direction.east + north * direction.north + up * direction.up;
    if (!this.up || cosine < Math.cos(discRadius)) return 0;
    return (this.lux * Math.exp(-this.depth * this.airmass)) / (Math.PI * discRadius ** 2);
  }
}
