import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { skyStars, type SkyStars } from '@nightskies/astrometry';
import { openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';

const daysPerYear = 365.25;
const epoch2000Jd = 2_451_545;

/** Stars of the sky, and which catalogue they are from. */
export interface CatalogueSky {
  readonly stars: SkyStars;
  /** First 16 hexadecimal digits of the SHA-256 of the catalogue file. */
  readonly catalogue: string;
}

const skies = new Map<number, CatalogueSky>();

/**
 * Stars at the tenth of a year nearest to a time, made once in a thread: within that no star moves
 * by more than 0.6 arcsec, and two frames of a night nearly always share one solver.
 *
 * @param jd Julian date; null for the epoch of the catalogue
 */
export async function starSky(jd: number | null): Promise<CatalogueSky> {
  const tenths = Math.round((((jd ?? epoch2000Jd) - epoch2000Jd) / daysPerYear) * 10);
  const known = skies.get(tenths);
  if (known !== undefined) return known;
  // The catalogue is let go: reading it again takes milliseconds, keeping it 20 MB in every thread.
  const bytes = await readFile(starCatalogueUrl);
  const sky = {
    stars: skyStars(openStarCatalogue(bytes), epoch2000Jd + (tenths / 10) * daysPerYear),
    catalogue: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
  };
  // Twenty years of nights would fill the memory of a server that keeps them all.
  if (skies.size >= 2) skies.clear();
  skies.set(tenths, sky);
  return sky;
}
