import { degree } from '../angles.js';
import {
  brightnessStep,
  colourBv,
  flagsOf,
  magnitudeV,
  motionMas,
  readStarColumns,
  sourceOf,
  type StarColumns,
} from './catalogue-file.js';
import { brightestFirst, FoundStars } from './found-stars.js';
import { starSources, type StarSource } from './star-flags.js';
import { cellOf, locate, placeOf } from './star-place.js';

/** Epoch of the catalogue's positions, J2000.0, Julian date in TT. */
export const catalogueEpochJd = 2_451_545;

/** Where the committed catalogue lies, for callers that read files. */
export const starCatalogueUrl = new URL('../../data/stars.bin', import.meta.url);

const daysPerYear = 365.25;

/** Stars, brightest first; element i of each array belongs to star i. */
export interface StarSelection {
  readonly count: number;
  /**
   * Unit vectors in ICRS: x towards right ascension 0, y towards 90 deg, z towards the pole, with
   * proper motion applied to the epoch asked for, without parallax, aberration or precession.
   */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** Johnson V, magnitudes; the light of all components of a multiple star. */
  readonly v: Float64Array;
  /** Johnson B-V, magnitudes, NaN when unknown. */
  readonly bv: Float64Array;
  /** Bits of `starFlag`. */
  readonly flags: Uint8Array;
  /** Hipparcos number, 0 for none. */
  readonly hip: Uint32Array;
  /** Number of the star in this catalogue file, from 0. */
  readonly row: Uint32Array;
}

export interface Cone {
  /** Centre, ICRS, degrees; right ascension of any range. */
  readonly raDeg: number;
  readonly decDeg: number;
  /** Stars at most this far from the centre, degrees; 180 is the whole sky. */
  readonly radiusDeg: number;
  /** Stars of V up to and with this only; all when left out. */
  readonly limitV?: number;
  /** Epoch of the positions, Julian date (TT; UTC does as well); J2000.0 when left out. */
  readonly epochJd?: number;
}

/** Centre of a cone as a unit vector, and the square of the chord to its edge. */
interface Centre {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly chordSquared: number;
}

/** One star with its catalogue values. */
export interface CatalogueStar {
  readonly row: number;
  /** Position at J2000.0, ICRS, degrees. */
  readonly raDeg: number;
  readonly decDeg: number;
  /** Proper motion in right ascension times cos(declination), and in declination, mas/yr. */
  readonly motionRaMas: number;
  readonly motionDecMas: number;
  readonly v: number;
  readonly bv: number | null;
  /** Bits of `starFlag`. */
  readonly flags: number;
  readonly hip: number | null;
  readonly source: StarSource;
}

/** Stars to V 10 with an index of the sky. */
export class StarCatalogue {
  /** Number of stars. */
  readonly size: number;
  /** Rows, brightest first; equally bright ones in the order of rows. Made when first needed. */
  private allByBrightness: Uint32Array | undefined;
  /** Fastest proper motion of all, degrees per year. */
  private readonly fastestDegPerYear: number;
  private rowsOfHip: ReadonlyMap<number, number> | undefined;

  constructor(private readonly columns: StarColumns) {
    this.size = columns.light.length;
    this.fastestDegPerYear = fastest(columns) / 3_600_000;
  }

  /**
   * All stars of a cone at its epoch, brightest first.
   *
   * @throws RangeError for a centre, radius, limit or epoch that is no finite number, or a
   * declination beyond the poles
   */
  cone({ raDeg, decDeg, radiusDeg, limitV = Infinity, epochJd }: Cone): StarSelection {
    const years = yearsSinceCatalogue(epochJd);
    if (![raDeg, decDeg, radiusDeg].every(Number.isFinite) || Math.abs(decDeg) > 90) {
      throw new RangeError(`no cone at ra ${raDeg}, dec ${decDeg}, radius ${radiusDeg} deg`);
    }
    if (Number.isNaN(limitV)) throw new RangeError('limitV must be a number');
    if (radiusDeg >= 180 && limitV === Infinity) {
      return this.select(this.allRanked().slice(), years);
    }
    const cosDec = Math.cos(decDeg * degree);
    const centre = {
      x: cosDec * Math.cos(raDeg * degree),
      y: cosDec * Math.sin(raDeg * degree),
      z: Math.sin(decDeg * degree),
      // The half chord keeps its digits where the cosine of a small radius has none.
      chordSquared: (2 * Math.sin((Math.min(Math.max(radiusDeg, 0), 180) / 2) * degree)) ** 2,
    };
    const found = new FoundStars();
    // Cells are those of J2000.0: none may be passed by whose star has moved into the cone since.
    const reachDeg = radiusDeg + Math.abs(years) * this.fastestDegPerYear + 1e-6;
    if (radiusDeg >= 0) this.searchZones(centre, raDeg, decDeg, reachDeg, limitV, years, found);
    return this.ranked(found);
  }

  /**
   * The `count` brightest stars of the sky, brightest first, or as many as there are.
   *
   * @param where.epochJd epoch of the positions, as for `cone`
   * @param where.skip number of brighter stars to leave out, to go on where another call ended
   */
  brightest(count: number, where: { epochJd?: number; skip?: number } = {}): StarSelection {
    const skip = where.skip ?? 0;
    if (!(Number.isInteger(count) && count >= 0 && Number.isInteger(skip) && skip >= 0)) {
      throw new RangeError(`whole numbers of stars are needed, not ${count} after ${skip}`);
    }
    const rows = this.allRanked().slice(skip, skip + count);
    return this.select(rows, yearsSinceCatalogue(where.epochJd));
  }

  /**
   * Calls `visit` for every star of V up to and with `limitV`, in the order of rows, with its unit
   * vector at J2000.0 as in `StarSelection`; the object is the same each time.
   */
  forEachPlace(
    limitV: number,
    visit: (place: { readonly x: number; readonly y: number; readonly z: number }) => void,
  ): void {
    const { cellsOfZone, firstCell, firstRow, light } = this.columns;
    const limitStep = stepOfLimit(limitV);
    const place = { x: 0, y: 0, z: 0 };
    for (let zone = 0; zone < cellsOfZone.length; zone++) {
      for (let column = 0; column < cellsOfZone[zone]; column++) {
        const cell = firstCell[zone] + column;
        for (let row = firstRow[cell]; row < firstRow[cell + 1]; row++) {
          // The stars of a cell are sorted by brightness.
          if (brightnessStep(light[row]) > limitStep) break;
          locate(this.columns, row, { zone, column }, 0, place);
          visit(place);
        }
      }
    }
  }

  /** Values of one star. @throws RangeError when there is no such row */
  star(row: number): CatalogueStar {
    if (!(Number.isInteger(row) && row >= 0 && row < this.size)) {
      throw new RangeError(`no row ${row}: the catalogue has rows 0 to ${this.size - 1}`);
    }
    const { light, hip } = this.columns;
    const motion = motionMas(this.columns, row);
    const place = placeOf(this.columns, row);
    const bv = colourBv(light[row]);
    return {
      row,
      ...place,
      motionRaMas: motion.ra,
      motionDecMas: motion.dec,
      v: magnitudeV(light[row]),
      bv: Number.isNaN(bv) ? null : bv,
      flags: flagsOf(light[row]),
      hip: hip[row] === 0 ? null : hip[row],
      source: starSources[sourceOf(light[row])],
    };
  }

  /** The row of a Hipparcos number, or null when the catalogue has no such star. */
  rowOfHip(hip: number): number | null {
    this.rowsOfHip ??= rowsByNumber(this.columns.hip);
    return this.rowsOfHip.get(hip) ?? null;
  }

  /** Finds the stars of a cone, in the order of rows. */
  private searchZones(
    centre: Centre,
    raDeg: number,
    decDeg: number,
    reachDeg: number,
    limitV: number,
    years: number,
    found: FoundStars,
  ): void {
    const { cellsOfZone } = this.columns;
    const zones = cellsOfZone.length;
    const zoneDeg = 180 / zones;
    const limitStep = stepOfLimit(limitV);
    const ends = raReachDeg(decDeg, reachDeg);
    const south = Math.max(0, Math.floor((decDeg - reachDeg + 90) / zoneDeg));
    const north = Math.min(zones - 1, Math.floor((decDeg + reachDeg + 90) / zoneDeg));
    for (let zone = south; zone <= north; zone++) {
      const cells = cellsOfZone[zone];
      const widthDeg = 360 / cells;
      const first = Math.floor((raDeg - ends) / widthDeg);
      const last = Math.min(Math.floor((raDeg + ends) / widthDeg), first + cells - 1);
      const west = ((first % cells) + cells) % cells;
      const east = west + last - first;
      // What lies beyond right ascension 0 stands first among the rows.
      for (let column = 0; column <= east - cells; column++) {
        this.searchCell(zone, column, centre, limitStep, years, found);
      }
      for (let column = west; column <= Math.min(east, cells - 1); column++) {
        this.searchCell(zone, column, centre, limitStep, years, found);
      }
    }
  }

  private searchCell(
    zone: number,
    column: number,
    centre: Centre,
    limitStep: number,
    years: number,
    found: FoundStars,
  ): void {
    const { firstCell, firstRow, light } = this.columns;
    const cell = firstCell[zone] + column;
    const end = firstRow[cell + 1];
    const place = { x: 0, y: 0, z: 0 };
    const where = { zone, column };
    for (let row = firstRow[cell]; row < end; row++) {
      // The stars of a cell are sorted by brightness.
      if (brightnessStep(light[row]) > limitStep) break;
      locate(this.columns, row, where, years, place);
      const apart =
        (place.x - centre.x) ** 2 + (place.y - centre.y) ** 2 + (place.z - centre.z) ** 2;
      if (apart <= centre.chordSquared) found.add(row, place);
    }
  }

  private allRanked(): Uint32Array {
    const { light } = this.columns;
    // Every row in its order: the places are the rows.
    this.allByBrightness ??= brightestFirst(
      light,
      light.map((_, row) => row),
      light.length,
    );
    return this.allByBrightness;
  }

  private select(row: Uint32Array, years: number): StarSelection {
    const { light, hip } = this.columns;
    const count = row.length;
    const x = new Float64Array(count);
    const y = new Float64Array(count);
    const z = new Float64Array(count);
    const v = new Float64Array(count);
    const bv = new Float64Array(count);
    const flags = new Uint8Array(count);
    const place = { x: 0, y: 0, z: 0 };
    for (let i = 0; i < count; i++) {
      locate(this.columns, row[i], cellOf(this.columns, row[i]), years, place);
      x[i] = place.x;
      y[i] = place.y;
      z[i] = place.z;
      const word = light[row[i]];
      v[i] = magnitudeV(word);
      bv[i] = colourBv(word);
      flags[i] = flagsOf(word);
    }
    return { count, x, y, z, v, bv, flags, hip: row.map((at) => hip[at]), row };
  }

  /** Stars that were found, brightest first. */
  private ranked(found: FoundStars): StarSelection {
    const { light, hip } = this.columns;
    const { count } = found;
    const places = brightestFirst(light, found.row, count);
    const stars = {
      count,
      x: new Float64Array(count),
      y: new Float64Array(count),
      z: new Float64Array(count),
      v: new Float64Array(count),
      bv: new Float64Array(count),
      flags: new Uint8Array(count),
      hip: new Uint32Array(count),
      row: new Uint32Array(count),
    };
    for (let i = 0; i < count; i++) {
      const at = places[i];
      const row = found.row[at];
      const word = light[row];
      stars.x[i] = found.x[at];
      stars.y[i] = found.y[at];
      stars.z[i] = found.z[at];
      stars.v[i] = magnitudeV(word);
      stars.bv[i] = colourBv(word);
      stars.flags[i] = flagsOf(word);
      stars.hip[i] = hip[row];
      stars.row[i] = row;
    }
    return stars;
  }
}

/**
 * Opens the bytes of a star catalogue file (`starCatalogueUrl`). The columns are copied: the bytes
 * may be let go.
 *
 * @throws NightSkiesError `star-catalogue-unreadable`
 */
export function openStarCatalogue(bytes: Uint8Array): StarCatalogue {
  return new StarCatalogue(readStarColumns(bytes));
}

/** Brightness step of the faintest stars that a limit in V lets in. */
function stepOfLimit(limitV: number): number {
  return Math.floor(limitV * 1000 + 2000 + 1e-6);
}

/** How far in right ascension a cone reaches at most, degrees; 180 when a pole lies within. */
function raReachDeg(decDeg: number, reachDeg: number): number {
  if (Math.abs(decDeg) + reachDeg >= 90) return 180;
  return Math.asin(Math.sin(reachDeg * degree) / Math.cos(decDeg * degree)) / degree;
}

function yearsSinceCatalogue(epochJd = catalogueEpochJd): number {
  if (!Number.isFinite(epochJd)) throw new RangeError(`the epoch must be a date, not ${epochJd}`);
  return (epochJd - catalogueEpochJd) / daysPerYear;
}

function fastest({ motionRa, motionDec, fastMotions }: StarColumns): number {
  let most = 0;
  for (let row = 0; row < motionRa.length; row++) {
    most = Math.max(most, (motionRa[row] ** 2 + motionDec[row] ** 2) / 100);
  }
  for (const { ra, dec } of fastMotions.values()) most = Math.max(most, ra ** 2 + dec ** 2);
  return Math.sqrt(most);
}

function rowsByNumber(hip: Uint32Array): Map<number, number> {
  const rows = new Map<number, number>();
  for (let row = 0; row < hip.length; row++) if (hip[row] !== 0) rows.set(hip[row], row);
  return rows;
}
