import { standardPressureHpa } from '@nightskies/sky';
import { bandWavelengthNm, type SkyBand } from '../components/band.js';

/** Vertical optical depths of the air by what takes the light away. */
export interface OpticalDepths {
  readonly rayleigh: number;
  /** Absorbs and scatters nothing back. */
  readonly ozone: number;
  readonly aerosol: number;
}

/** Magnitudes of one unit of optical depth. */
export const magOfDepth = 2.5 / Math.LN10;

/**
 * Ozone of 300 Dobson units: the mean of the Chappuis band over V gives 0.027 mag; in B almost nothing
 * is left.
 */
const ozoneDepth: Readonly<Record<SkyBand, number>> = { V: 0.025, B: 0.001 };

/** Rayleigh optical depth at a pressure (Winkler 2022): 0.098 at 550 nm and 1013.5 hPa. */
export function rayleighDepth(band: SkyBand, pressureHpa: number): number {
  return (pressureHpa / 1013.5) * 1.229e10 * bandWavelengthNm[band] ** -4.05;
}

/**
 * Shares out a measured extinction: what the air itself scatters at the site's pressure (standard
 * atmosphere), what ozone absorbs, and aerosol for the rest. An extinction smaller than the first two
 * keeps its size: they are cut, aerosol is 0 and never negative.
 *
 * @param extinctionCoefficient mag per airmass
 */
export function opticalDepths(
  extinctionCoefficient: number,
  band: SkyBand,
  siteHeightM: number,
): OpticalDepths {
  const all = extinctionCoefficient / magOfDepth;
  const rayleigh = Math.min(rayleighDepth(band, standardPressureHpa(siteHeightM)), all);
  const ozone = Math.min(ozoneDepth[band], all - rayleigh);
  return { rayleigh, ozone, aerosol: all - rayleigh - ozone };
}
