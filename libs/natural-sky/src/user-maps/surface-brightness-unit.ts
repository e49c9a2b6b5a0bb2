import { nanolambertCdM2, nanolambertsOfMag } from '@nightskies/sky';
import { nanolambertsOfS10 } from '../components/band.js';

/** Units a user's map may have, as written in BUNIT or at the end of a column's name. */
export const knownUnits = 'nL, cd/m2, mcd/m2, ucd/m2, mag/arcsec2 or S10';

/** What the old pipeline writes in the place of cells without data, in whatever unit. */
const oldNoData = -9999;

/**
 * How a surface brightness becomes nL, by the name of its unit; undefined for an unknown one. Case,
 * blanks, `**`, `^` and the ways to write "per" make no difference: `cd m-2` is `cd/m2` is `cd_m2`.
 * -9999 is no data, as in the old pipeline, and so is what is not finite.
 */
export function toNanolamberts(unit: string): ((value: number) => number) | undefined {
  const convert = conversionOf(unit);
  if (convert === undefined) return undefined;
  return (value) => {
    const nanolamberts = value === oldNoData ? NaN : convert(value);
    return Number.isFinite(nanolamberts) ? nanolamberts : NaN;
  };
}

function conversionOf(unit: string): ((value: number) => number) | undefined {
  const plain = unit
    .trim()
    .toLowerCase()
    .replaceAll(/\*\*|\^|[()]/g, '')
    .replaceAll(/(m|arcsec)-2/g, '/$12')
    .replaceAll(/[\s_/.*]+/g, '/');
  switch (plain) {
    case 'nl':
    case 'nanolambert':
      return (value) => value;
    case 'cd/m2':
      return (value) => value / nanolambertCdM2;
    case 'mcd/m2':
      return (value) => (value * 1e-3) / nanolambertCdM2;
    case 'ucd/m2':
      return (value) => (value * 1e-6) / nanolambertCdM2;
    case 'mag/arcsec2':
      return nanolambertsOfMag;
    case 's10':
    case 's10v':
      return (value) => value * nanolambertsOfS10.V;
    default:
      return undefined;
  }
}
