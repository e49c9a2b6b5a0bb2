import { clampedAirmass } from '../extinction/airmass.js';
import type { ExtinctionLaw, ExtinctionSetting } from '../extinction/effective-extinction.js';
import { magOfDepth, opticalDepths } from '../extinction/optical-depths.js';
import { nanolambertsOfS10, type SkyBand } from './band.js';

/** Part of the light that air and aerosol do not absorb in scattering it. */
const scatteringAlbedo = 0.95;

/**
 * Light scattered once into a line of sight from a sky that is everywhere as bright as its mean, half of
 * all directions being sky: w (B / 2) (1 - exp(-tau X)), nL as observed.
 *
 * @param meanNl B, mean over the sky of the light above the atmosphere
 * @param depth tau, vertical optical depth of what scatters
 */
export function scatteredLight(meanNl: number, depth: number, altitudeDeg: number): number {
  const lost = 1 - Math.exp(-depth * clampedAirmass(altitudeDeg));
  return scatteringAlbedo * (meanNl / 2) * lost;
}

/** Mean of all natural light above the atmosphere, nL; in B for a natural sky of B - V = 0.85. */
const meanNaturalNl: Readonly<Record<SkyBand, number>> = { V: 65, B: 65 * 10 ** (-0.4 * 0.85) };

/**
 * Starlight a median map leaves out, brighter than about V 8: its mean over the sky, 35 S10(V) (sums
 * of Tycho-2), for which a colour like the Sun's is near enough. It is scattered like all other.
 */
const removedStarlightS10 = 35;

/**
 * Atmospheric diffuse light at factor 1 by altitude, nL as observed.
 *
 * With constant fractions of extinction: single scattering of the whole natural sky, 65 nL in V, all
 * extinction counted as scattering. With the law of Noll et al. the transmissions of airglow and
 * zodiacal light have their scattered light in them; what is left is starlight, as in that paper a
 * component of its own: the night's own mean of the galactic light and the bright stars that the map
 * does not show, scattered by air and aerosol. Nothing is counted twice.
 *
 * @param meanGalacticNl mean galactic light above the atmosphere over the sky that was seen
 */
export function diffuseProfile(
  { law }: ExtinctionLaw,
  setting: ExtinctionSetting,
  meanGalacticNl: number,
): (altitudeDeg: number) => number {
  const { band, extinctionCoefficient, site } = setting;
  if (law === 'constant') return wholeSkyProfile(setting);
  const { rayleigh, aerosol } = opticalDepths(extinctionCoefficient, band, site.heightM);
  const starlightNl = meanGalacticNl + removedStarlightS10 * nanolambertsOfS10[band];
  return (altitudeDeg) => scatteredLight(starlightNl, rayleigh + aerosol, altitudeDeg);
}

/** Single scattering of the whole natural sky by altitude, all extinction counted as scattering, nL. */
function wholeSkyProfile({
  band,
  extinctionCoefficient,
}: ExtinctionSetting): (altitudeDeg: number) => number {
  const depth = extinctionCoefficient / magOfDepth;
  return (altitudeDeg) => scatteredLight(meanNaturalNl[band], depth, altitudeDeg);
}

/**
 * What all scattered light together may be wrong by, nL, 1 sigma: a fifth of what the old way of counting,
 * fractions of the extinction and 1.2 times the profile of the whole sky, has more than Noll et al. That is
 * an eighth of the scattered light. By the Monte Carlo of the tests, ground of albedo 0 and 0.3 changes it
 * by 7 %, aerosol that scatters less and more forwards (g 0.6 and 0.8) by 6 %, its albedo (0.85 and 0.99)
 * by 4 %.
 */
export function scatteringError(setting: ExtinctionSetting): (altitudeDeg: number) => number {
  const profile = wholeSkyProfile(setting);
  return (altitudeDeg) => (oldFactor * profile(altitudeDeg)) / 5;
}

/** What the old pipeline multiplies its profile by. */
const oldFactor = 1.2;

/** Multiple of the diffuse light where it is not fitted, with one sigma for a fit to start from. */
export interface DiffuseFactor {
  readonly factor: number;
  readonly sigma: number;
}

/**
 * The old pipeline multiplies its profile by 1.2; scattered starlight has the factor 1. Either is
 * uncertain by 40 %: aerosol and the brightness near the horizon change it by 13 nL at 10 deg from
 * night to night (Kwon 1989).
 */
export function defaultDiffuseFactor({ law }: ExtinctionLaw): DiffuseFactor {
  const factor = law === 'constant' ? oldFactor : 1;
  return { factor, sigma: relativeDiffuseError * factor };
}

/** One sigma of diffuse light relative to it. */
export const relativeDiffuseError = 0.4;
