import { readFileSync } from 'node:fs';
import { PlateSolver } from '@nightskies/astrometry';
import {
  catalogueEpochJd,
  openStarCatalogue,
  starCatalogueUrl,
  type StarCatalogue,
  type StarSelection,
} from '@nightskies/sky';

const daysPerYear = 365.25;

/** The stars of the sky in one year, and the solver that knows them. */
export interface StarsOfYear {
  readonly catalogue: StarCatalogue;
  readonly selection: StarSelection;
  readonly solver: PlateSolver;
  /** Julian date of that year, which the stars are at. */
  readonly epochJd: number;
}

/** Julian date of a Julian year such as 1910.25. */
export function jdOfYear(year: number): number {
  return catalogueEpochJd + (year - 2000) * daysPerYear;
}

/** The star catalogue, opened once, its stars moved to the year of each picture. */
export class Stars {
  #catalogue: StarCatalogue | undefined;
  readonly #years = new Map<number, StarsOfYear>();

  /** @param jd of the picture; within half a year the fastest star moves by 5 arcsec */
  ofYear(jd: number): StarsOfYear {
    const year = Math.round((jd - catalogueEpochJd) / daysPerYear);
    let stars = this.#years.get(year);
    if (stars === undefined) {
      this.#catalogue ??= openStarCatalogue(readFileSync(starCatalogueUrl));
      const epochJd = catalogueEpochJd + year * daysPerYear;
      const selection = this.#catalogue.cone({ raDeg: 0, decDeg: 0, radiusDeg: 180, epochJd });
      stars = {
        catalogue: this.#catalogue,
        selection,
        solver: new PlateSolver(selection),
        epochJd,
      };
      this.#years.set(year, stars);
    }
    return stars;
  }
}
