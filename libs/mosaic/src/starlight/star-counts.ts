import { galacticAxes, rotate, type StarCatalogue, type Vector3 } from '@nightskies/sky';

/** Where the star catalogue ends, V. */
export const catalogueLimitV = 10;

/** Stars of the whole sky of V below 4, 5 ... 10, as the catalogue has them. */
const firstV = 4;
const countsTo10 = [517, 1611, 5003, 15_500, 45_466, 130_392, 353_281];

/**
 * Growth of the number of stars from V 10 to 11, 11 to 12 ... 19 to 20, dex, at the galactic pole and
 * in the plane.
 *
 * Pole: integral counts of Bahcall and Soneira (1980, ApJS 44, 73), appendix B, V; the catalogue has
 * 0.35 there from V 9 to 10. Plane: to continue the 0.45 of the catalogue (|b| < 15 deg) so that the
 * whole sky has the 2.3 dex of Tycho-2 and UCAC4 from V 10 to 16 and 1.1 dex more to the some 1e9
 * stars of V 20.
 */
const growthAtPole = [0.372, 0.357, 0.34, 0.322, 0.303, 0.282, 0.26, 0.235, 0.208, 0.181];
const growthInPlane = [0.43, 0.42, 0.4, 0.385, 0.37, 0.36, 0.33, 0.3, 0.27, 0.25];

/** Error of the growth, dex per magnitude: the two sources of the first magnitudes differ by as much. */
export const growthErrorDex = 0.02;

/** Stars in steps of magnitude, relative to all of V < 10 of the same place. */
export interface StarCounts {
  /** Middle of each step. */
  readonly v: Float64Array;
  readonly stars: Float64Array;
}

const stepMag = 0.25;

/**
 * Stars of V 4 to `faintestV` at a galactic latitude. The growth changes with the sine of the latitude
 * as a straight line, as that of the catalogue from V 9 to 10 does (0.45 in the plane, 0.35 at the
 * pole).
 *
 * @param sine of the galactic latitude, of either sign
 * @param growthShiftDex added to every growth beyond V 10
 */
export function starCounts(sine: number, faintestV: number, growthShiftDex = 0): StarCounts {
  const share = Math.abs(sine);
  const steps = Math.round((faintestV - firstV) / stepMag);
  const v = Float64Array.from({ length: steps }, (_, k) => firstV + (k + 0.5) * stepMag);
  const logs = countsTo10.map((count) => Math.log10(count / countsTo10[countsTo10.length - 1]));
  for (let m = 0; m < growthAtPole.length; m++) {
    const growth = growthInPlane[m] + share * (growthAtPole[m] - growthInPlane[m]);
    logs.push(logs[logs.length - 1] + growth + growthShiftDex);
  }
  const total = (mag: number): number => {
    const i = Math.min(Math.floor(mag - firstV), logs.length - 2);
    return 10 ** (logs[i] + (mag - firstV - i) * (logs[i + 1] - logs[i]));
  };
  const stars = v.map((mag) => total(mag + stepMag / 2) - total(mag - stepMag / 2));
  return { v, stars };
}

/** Cells of equal area in galactic coordinates, 15.9 square degrees each. */
const bands = 36;
const parts = 72;
const cellDeg2 = (4 * Math.PI * (180 / Math.PI) ** 2) / (bands * parts);

/** Stars of V < 10 per square degree over the sky, from the catalogue. */
export class CatalogueDensity {
  private readonly counts = new Float64Array(bands * parts);

  constructor(catalogue: StarCatalogue) {
    catalogue.forEachPlace(catalogueLimitV, (star) => {
      const { band, part } = placeOf(star);
      const row = Math.min(bands - 1, Math.floor(band));
      this.counts[row * parts + (Math.floor(part) % parts)]++;
    });
  }

  /**
   * Density about a place, bilinear between the middles of the cells, and its relative error by the
   * number of stars it comes from.
   *
   * @param icrs unit vector
   */
  at(icrs: Vector3): { readonly perDeg2: number; readonly relativeError: number; sine: number } {
    const { band, part, sine } = placeOf(icrs);
    const row = Math.min(Math.max(band - 0.5, 0), bands - 1);
    const first = Math.min(Math.floor(row), bands - 2);
    const column = part - 0.5 + parts;
    const left = Math.floor(column);
    const [u, v] = [column - left, row - first];
    const count = (j: number, i: number): number => this.counts[j * parts + (i % parts)];
    const upper = count(first, left) * (1 - u) + count(first, left + 1) * u;
    const lower = count(first + 1, left) * (1 - u) + count(first + 1, left + 1) * u;
    const stars = upper * (1 - v) + lower * v;
    return { perDeg2: stars / cellDeg2, relativeError: 1 / Math.sqrt(Math.max(stars, 1)), sine };
  }
}

function placeOf(icrs: Vector3): { band: number; part: number; sine: number } {
  const { x, y, z } = rotate(galacticAxes, icrs);
  const turn = Math.atan2(y, x) / (2 * Math.PI);
  return { band: ((z + 1) / 2) * bands, part: (turn < 0 ? turn + 1 : turn) * parts, sine: z };
}
