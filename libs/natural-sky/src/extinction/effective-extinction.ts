import { degree, type Site } from '@nightskies/sky';
import { nanolambertsOfS10, type SkyBand } from '../components/band.js';
import { vanRhijn } from '../components/van-rhijn.js';
import { clampedAirmass } from './airmass.js';
import { magOfDepth, opticalDepths } from './optical-depths.js';
import { scatteredOnce } from './single-scattering.js';

/** How much of each light the air takes away on balance. */
export type ExtinctionLaw =
  /**
   * Noll et al. 2012 (A&A 543, A92): the light scattered into the line of sight is part of the law
   * of airglow and zodiacal light, whose transmission may exceed 1.
   */
  | { readonly law: 'noll-2012' }
  /** Fractions of the extinction of a star, as in the old pipeline: 0.6, 0.6 and 0.9. */
  | {
      readonly law: 'constant';
      readonly airglow: number;
      readonly zodiacal: number;
      readonly galactic: number;
    };

/** Transmissions at the ground, scattering into the line of sight included where the law does so. */
export interface EffectiveExtinction {
  airglow(altitudeDeg: number): number;
  /** At an altitude by the brightness of the zodiacal light there above the atmosphere, nL. */
  zodiacal(altitudeDeg: number): (brightnessNl: number) => number;
  galactic(altitudeDeg: number): number;
}

/** What the transmissions depend on beside the law. */
export interface ExtinctionSetting {
  readonly band: SkyBand;
  /** mag per airmass, as measured from stars. */
  readonly extinctionCoefficient: number;
  readonly site: Pick<Site, 'heightM'>;
}

/** Transmissions by a law. */
export function effectiveExtinction(
  law: ExtinctionLaw,
  setting: ExtinctionSetting,
): EffectiveExtinction {
  if (law.law === 'noll-2012') return nollExtinction(setting);
  const k = setting.extinctionCoefficient / magOfDepth;
  const part = (fraction: number) => (altitudeDeg: number) =>
    Math.exp(-fraction * k * clampedAirmass(altitudeDeg));
  return {
    airglow: part(law.airglow),
    zodiacal: (altitudeDeg) => {
      const through = part(law.zodiacal)(altitudeDeg);
      return () => through;
    },
    galactic: part(law.galactic),
  };
}

/** 1e-8 W m-2 sr-1 um-1 at 500 nm of one S10(V)sun (Leinert et al. 1998, tables 16 and 17). */
const radianceOfS10 = 1.28;

/** Faintest zodiacal light of Leinert's tables, the end of Noll's fits: 56 S10. */
const faintestRadiance = 56 * radianceOfS10;

/**
 * Of the light that aerosol takes from a broad source the part that is lost to it: with a single
 * scattering albedo of 0.93 and Henyey and Greenstein's g = 0.7 a third goes on within 20 deg, the
 * half width of the Milky Way.
 */
const aerosolLossOfMilkyWay = 0.7;

/** Height of the airglow of which the scattered light is computed, km. */
const usualLayerKm = 90;

/**
 * What is scattered more than once, or thrown back by ground of albedo 0.15, makes of light that is scattered
 * once, by optical depth: a Monte Carlo of even layers at 1740 m (`random-walk.ts` of the tests) gives 1.25 to
 * 1.40 in V for 0.12 to 0.2 mag/airmass, 1.47 to 1.72 in B for 0.22 to 0.32. Black ground has 0.1 less, albedo
 * 0.3 as much more.
 */
const furtherByDepth = 2.15;

/**
 * Optical depths are multiplied by f for each of Rayleigh and aerosol scattering: equations 24 and 25
 * of Noll et al. 2012 for airglow, 20 to 22 for zodiacal light. Ozone only absorbs. The fit for airglow
 * grows without bound towards the horizon, and below 20 to 35 deg, by band and extinction, leaves less light
 * than the air scatters into the line of sight: there the direct and the scattered light are summed instead.
 * The paper has no such law for starlight: its direct light loses all that is scattered (but see
 * `aerosolLossOfMilkyWay`), and what is scattered into the line of sight is the diffuse component.
 */
function nollExtinction({ band, extinctionCoefficient, site }: ExtinctionSetting) {
  const { rayleigh, ozone, aerosol } = opticalDepths(extinctionCoefficient, band, site.heightM);
  const transmission = (altitudeDeg: number, rayleighPart: number, aerosolPart: number): number =>
    Math.exp(
      -(rayleighPart * rayleigh + aerosolPart * aerosol + ozone) * clampedAirmass(altitudeDeg),
    );
  const layer = (altitudeDeg: number): number => vanRhijn(altitudeDeg, usualLayerKm, site.heightM);
  const scattered = scatteredOnce(layer, { rayleigh, ozone, aerosol });
  const further = 1 + furtherByDepth * (rayleigh + aerosol + ozone);
  return {
    airglow(altitudeDeg: number): number {
      const across = Math.cos(Math.max(altitudeDeg, 0) * degree);
      const path = -0.5 * Math.log10(1 - 0.972 * across * across);
      const fitted = transmission(
        altitudeDeg,
        Math.min(1.669 * path - 0.146, 1),
        Math.min(1.732 * path - 0.318, 1),
      );
      const height = Math.max(altitudeDeg, 0);
      const gained = (further * scattered(height)) / layer(height);
      return Math.max(fitted, transmission(height, 1, 1) + gained);
    },
    zodiacal(altitudeDeg: number): (brightnessNl: number) => number {
      const airmass = clampedAirmass(altitudeDeg);
      return (brightnessNl) => {
        const radiance = (brightnessNl / nanolambertsOfS10[band]) * radianceOfS10;
        const x = Math.log10(Math.max(radiance, faintestRadiance));
        const rayleighPart = Math.min(x <= 2.244 ? 1.407 * x - 2.692 : 0.527 * x - 0.715, 1);
        const aerosolPart = Math.min(x <= 2.255 ? 1.309 * x - 2.598 : 0.468 * x - 0.702, 1);
        return Math.exp(-(rayleighPart * rayleigh + aerosolPart * aerosol + ozone) * airmass);
      };
    },
    galactic(altitudeDeg: number): number {
      return transmission(altitudeDeg, 1, aerosolLossOfMilkyWay);
    },
  };
}
