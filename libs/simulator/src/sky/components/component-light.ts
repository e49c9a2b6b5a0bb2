import {
  bodyPlace,
  degree,
  galacticAxes,
  matrixProduct,
  trueEcliptic,
  type Matrix3,
  type ObserverFrame,
  type UnitVector,
} from '@nightskies/sky';
import { airmass } from '../photometry.js';
import { Domes } from './domes.js';
import { milkyWayNl } from './galactic.js';
import { MoonInAir } from './moonlight.js';
import type { ComponentSky } from './options.js';
import { ScatteredLight } from './scattered-light.js';
import { TwilightAir } from './twilight.js';
import { ZodiacalCloud } from './zodiacal.js';

const earthRadiusKm = 6378;
/** What snow adds by throwing light back into the air. */
const snowOnDomes = 1.7;
const snowOnDiffuse = 1.6;
const tableSteps = 8192;

/** Light of one direction by component, nL as seen at the ground. */
export interface ComponentParts {
  airglow: number;
  zodiacal: number;
  galactic: number;
  diffuse: number;
  domes: number;
  moonlight: number;
  twilight: number;
}

/** Light above the atmosphere, nL. */
export interface CelestialParts {
  zodiacal: number;
  galactic: number;
}

/** All but artificial light. */
export function naturalNl(parts: ComponentParts): number {
  const celestial = parts.airglow + parts.zodiacal + parts.galactic;
  return celestial + parts.diffuse + parts.moonlight + parts.twilight;
}

export function noParts(): ComponentParts {
  return { airglow: 0, zodiacal: 0, galactic: 0, diffuse: 0, domes: 0, moonlight: 0, twilight: 0 };
}

/** What a sky of components does not change in a night, made ready for many directions. */
export class ComponentLight {
  readonly cloud = new ZodiacalCloud();
  readonly domes: Domes;
  /** As at the start of the set: it hardly changes while the sky turns by 12 deg. */
  readonly scattered: ScatteredLight;
  /** Against the sine of the altitude, 0 to 1. */
  private readonly airmass = new Float64Array(tableSteps + 2);

  /**
   * @param extinctionV of starlight, mag/airmass
   * @param startJd start of the set, from which the airglow changes, JD UTC
   * @param start the sky over the station at that moment
   */
  constructor(
    readonly sky: ComponentSky,
    readonly extinctionV: number,
    readonly startJd: number,
    start: ObserverFrame,
  ) {
    this.domes = new Domes(sky.domes);
    for (let i = 0; i < this.airmass.length; i++) {
      const altitudeDeg = Math.asin(Math.min(i / tableSteps, 1)) / degree;
      this.airmass[i] = airmass(altitudeDeg);
    }
    const moment = this.at(start, startJd);
    const above = { zodiacal: 0, galactic: 0 };
    this.scattered = new ScatteredLight(
      sky.scattering,
      extinctionV,
      start.site.heightM,
      (direction) => {
        moment.celestial(direction, above);
        return moment.airglow(direction) + above.zodiacal + above.galactic;
      },
      (up) => this.airmassAt(up),
    );
  }

  airmassAt(up: number): number {
    const place = Math.max(up, 0) * tableSteps;
    const i = Math.floor(place);
    return this.airmass[i] + (place - i) * (this.airmass[i + 1] - this.airmass[i]);
  }

  at(frame: ObserverFrame, jdUtc: number): MomentLight {
    return new MomentLight(this, frame, (jdUtc - this.startJd) * 24);
  }
}

/** The light of the sky at one moment. */
export class MomentLight {
  readonly moon: MoonInAir | null;
  private readonly twilight: TwilightAir | null;
  private readonly toGalactic: Matrix3;
  private readonly toEcliptic: Matrix3;
  private readonly sunLongitudeDeg: number;
  private readonly shell: number;
  private readonly airglowNl: number;
  private readonly gradientEast: number;
  private readonly gradientNorth: number;

  constructor(
    private readonly light: ComponentLight,
    frame: ObserverFrame,
    hours: number,
  ) {
    const { sky, extinctionV } = light;
    const { airglow } = sky;
    this.moon = sky.moonlight ? new MoonInAir(frame, extinctionV) : null;
    this.twilight = sky.twilight ? new TwilightAir(frame) : null;
    // Refraction moves smooth light by too little to count here.
    const fromHorizon = transposed(frame.horizon);
    this.toGalactic = matrixProduct(galacticAxes, fromHorizon);
    this.toEcliptic = matrixProduct(trueEcliptic(frame.times.jdTt), fromHorizon);
    this.sunLongitudeDeg = bodyPlace('sun', frame).ecliptic.longitudeDeg;
    const elevationKm = frame.site.heightM / 1000;
    this.shell = ((earthRadiusKm + elevationKm) / (earthRadiusKm + airglow.heightKm)) ** 2;
    this.airglowNl = airglow.zenithNl * (1 + airglow.perHour * hours);
    this.gradientEast = airglow.gradient * Math.sin(airglow.gradientAzimuthDeg * degree);
    this.gradientNorth = airglow.gradient * Math.cos(airglow.gradientAzimuthDeg * degree);
  }

  /** Zodiacal light and Milky Way above the atmosphere. */
  celestial({ east, north, up }: UnitVector, into: CelestialParts): void {
    const g = this.toGalactic;
    const { sky, cloud } = this.light;
    const towardsCentre = g[0] * east + g[1] * north + g[2] * up;
    const sineOfLatitude = g[6] * east + g[7] * north + g[8] * up;
    into.galactic = sky.galacticFactor * milkyWayNl(towardsCentre, sineOfLatitude);
    const e = this.toEcliptic;
    const x = e[0] * east + e[1] * north + e[2] * up;
    const y = e[3] * east + e[4] * north + e[5] * up;
    const z = e[6] * east + e[7] * north + e[8] * up;
    const longitudeDeg = Math.atan2(y, x) / degree - this.sunLongitudeDeg;
    const latitudeDeg = Math.asin(Math.min(1, Math.max(-1, z))) / degree;
    into.zodiacal = sky.zodiacalFactor * cloud.nanolamberts(longitudeDeg, latitudeDeg);
  }

  /** Airglow above the atmosphere, nL. */
  airglow({ east, north, up }: UnitVector): number {
    const { ripple } = this.light.sky.airglow;
    const vanRhijn = 1 / Math.sqrt(1 - this.shell * (1 - up * up));
    const tilted = 1 + this.gradientEast * east + this.gradientNorth * north;
    const waved = 1 + ripple * Math.sin(13 * east - 8 * north + 0.7);
    return this.airglowNl * vanRhijn * tilted * waved;
  }

  /** All components as seen, of a direction above the horizon. */
  parts(direction: UnitVector, above: CelestialParts, into: ComponentParts): void {
    const { light } = this;
    const { sky, extinctionV } = light;
    const x = light.airmassAt(direction.up);
    const through = Math.exp(-0.4 * Math.LN10 * extinctionV * x);
    into.airglow = this.airglow(direction) * through;
    into.zodiacal = above.zodiacal * through;
    into.galactic = above.galactic * through;
    into.diffuse = (sky.snow ? snowOnDiffuse : 1) * light.scattered.nanolamberts(direction);
    into.domes = (sky.snow ? snowOnDomes : 1) * light.domes.nanolamberts(direction, x);
    into.moonlight = this.moon?.nanolamberts(direction, x) ?? 0;
    into.twilight = this.twilight?.nanolamberts(direction) ?? 0;
  }
}

function transposed([a, b, c, d, e, f, g, h, i]: Matrix3): Matrix3 {
  return [a, d, g, b, e, h, c, f, i];
}
