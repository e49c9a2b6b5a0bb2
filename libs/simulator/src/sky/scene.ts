import { nanolambertCdM2, type UnitVector } from '@nightskies/sky';
import type { StandingSky } from '../options.js';
import { airmass } from './photometry.js';

/** The diffuse light of every direction, and where the ground begins. Directions are unit vectors. */
export interface Scene {
  /**
   * cd/m2, apparent, V, of the ground where it hides the sky.
   *
   * @param clouds what they leave of the light from above them; 1 for a clear sky
   */
  luminance(east: number, north: number, up: number, clouds?: number): number;
  /** True where the ground hides what is in the sky. */
  hidden(east: number, north: number, up: number): boolean;
  /** Of a disc in front of the sky (the Moon's), cd/m2; not part of `luminance`. */
  discCdM2?(direction: UnitVector): number;
}

/** The part of the extinction of starlight that diffuse light suffers. */
const diffusePart = 0.6;

const airglowZenithNl = 62;
const airglowHeightKm = 90;
const earthRadiusKm = 6371;
const milkyWayNl = 85;
const terrainNl = 3.5;

interface Dome {
  readonly azimuthDeg: number;
  readonly nl: number;
  readonly width: number;
  readonly height: number;
}
const domes: readonly Dome[] = [
  { azimuthDeg: 118, nl: 2100, width: 0.04, height: 0.085 },
  { azimuthDeg: 118, nl: 150, width: 0.3, height: 0.3 },
  { azimuthDeg: 222, nl: 600, width: 0.018, height: 0.055 },
];

/** @param extinctionV of starlight, mag/airmass */
export function makeScene(sky: StandingSky, extinctionV: number): Scene {
  switch (sky.kind) {
    case 'flat': {
      const { luminanceCdM2 } = sky;
      return {
        luminance: (_east, _north, _up, clouds = 1) => luminanceCdM2 * clouds,
        hidden: () => false,
      };
    }
    case 'scene':
      return new InventedSky(extinctionV);
  }
}

const tableSteps = 8192;

/**
 * An invented moonless sky, fixed to the ground for the whole night: airglow after van Rhijn, dimmed
 * by extinction; two light domes; a band like the Milky Way; a dark skyline of 0.5 to 4.5 deg. All
 * but the skyline is smooth in every direction, zenith included.
 */
class InventedSky implements Scene {
  /** Airglow (nL) and transmission of diffuse light against the sine of the altitude, 0 to 1. */
  private readonly airglow = new Float64Array(tableSteps + 2);
  private readonly transmission = new Float64Array(tableSteps + 2);
  private readonly domes = domes.map((dome) => ({
    ...dome,
    sin: Math.sin((dome.azimuthDeg * Math.PI) / 180),
    cos: Math.cos((dome.azimuthDeg * Math.PI) / 180),
  }));

  constructor(extinctionV: number) {
    for (let i = 0; i < this.airglow.length; i++) {
      const sinAltitude = Math.min(i / tableSteps, 1);
      const altitudeDeg = (Math.asin(sinAltitude) * 180) / Math.PI;
      const shell = earthRadiusKm / (earthRadiusKm + airglowHeightKm);
      const vanRhijn = 1 / Math.sqrt(1 - shell * shell * (1 - sinAltitude * sinAltitude));
      this.transmission[i] = 10 ** (-0.4 * diffusePart * extinctionV * airmass(altitudeDeg));
      this.airglow[i] = airglowZenithNl * vanRhijn * this.transmission[i];
    }
  }

  luminance(east: number, north: number, up: number, clouds = 1): number {
    if (this.hidden(east, north, up)) return terrainNl * nanolambertCdM2;
    const place = Math.max(up, 0) * tableSteps;
    const i = Math.floor(place);
    const t = place - i;
    let nl = clouds * (this.airglow[i] + t * (this.airglow[i + 1] - this.airglow[i]));
    const transmission =
      this.transmission[i] + t * (this.transmission[i + 1] - this.transmission[i]);
    for (const dome of this.domes) {
      const away = 1 - (east * dome.sin + north * dome.cos);
      nl += dome.nl * Math.exp(-away / dome.width - Math.max(up, 0) / dome.height);
    }
    const offBand = 0.62 * east + 0.55 * north - 0.5595 * up;
    const along = 0.664 * east - 0.7477 * north;
    nl +=
      clouds *
      milkyWayNl *
      transmission *
      (1 + 0.5 * along) *
      Math.exp(-(offBand * offBand) / 0.022);
    return nl * nanolambertCdM2;
  }

  hidden(east: number, north: number, up: number): boolean {
    if (up > 0.09) return false;
    if (up <= 0) return true;
    const azimuth = Math.atan2(east, north);
    const skylineDeg =
      2.3 +
      0.9 * Math.sin(3 * azimuth + 0.4) +
      0.6 * Math.sin(7 * azimuth + 2.1) +
      0.35 * Math.sin(17 * azimuth + 5) +
      0.2 * Math.sin(41 * azimuth + 1.3);
    return up < Math.sin((skylineDeg * Math.PI) / 180);
  }
}
