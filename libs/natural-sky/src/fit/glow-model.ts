/**
 * Artificial light as the fit describes it: domes near the horizon, and one glow of all of them over
 * the whole sky. Neither is a law of nature: both are families wide enough for what is seen.
 *
 *     dome = amplitude exp((cos(A - A0) - 1) / w^2) exp(-h / height)
 *     far  = horizon (exp(-h/H + f h^2/(180 H)) + skirt exp(-h/s)) (1 + m cos h cos(A - towns))
 *
 * f = 0: an exponential up to the zenith; f = 1: flat there, as light scattered once is (Garstang
 * 1986, PASP 98, 364). `towns`: the mean direction of the domes, weighed with their light.
 */

/** Numbers of the far glow, then four for each dome. Widths in rad, heights in deg, light in nL. */
export const far = {
  lnHorizon: 0,
  lnHeight: 1,
  flatness: 2,
  lnSkirt: 3,
  lnSkirtHeight: 4,
  contrast: 5,
} as const;
export const farCount = 6;

/** A dome fainter than this, ln nL, is taken for nothing. */
export const leastLogLight = -5;

/** Numbers of a dome, counted from its first. */
export const dome = { azimuth: 0, lnWidth: 1, lnHeight: 2, lnAmplitude: 3 } as const;
export const domeCount = 4;

/** Names of the numbers in that order, for a covariance. */
export const farNames = [
  'lnFarHorizon',
  'lnFarHeight',
  'farFlatness',
  'lnFarSkirt',
  'lnFarSkirtHeight',
  'farContrast',
] as const;

/** How many domes a vector holds: none is an empty vector. */
export function domesIn(glow: Float64Array): number {
  return glow.length === 0 ? 0 : (glow.length - farCount) / domeCount;
}

/** Mean direction of the light of the domes: a vector of length 0 (all round) to 1 (one town). */
export interface TownDirection {
  readonly north: number;
  readonly east: number;
}

/** Where the domes lie, weighed with the light each sends over the horizon. */
export function townDirection(glow: Float64Array): TownDirection {
  let north = 0;
  let east = 0;
  let total = 0;
  for (let k = 0; k < domesIn(glow); k += 1) {
    const light = domeLight(glow, k);
    const azimuth = glow[farCount + k * domeCount + dome.azimuth];
    north += light * Math.cos(azimuth);
    east += light * Math.sin(azimuth);
    total += light;
  }
  return total > 0 ? { north: north / total, east: east / total } : { north: 0, east: 0 };
}

/** Light of a dome over the horizon: amplitude times width times height, nL rad deg. */
export function domeLight(glow: Float64Array, index: number): number {
  const first = farCount + index * domeCount;
  return Math.exp(
    glow[first + dome.lnAmplitude] + glow[first + dome.lnWidth] + glow[first + dome.lnHeight],
  );
}

/** A direction, with what the formulae need of it. */
export interface GlowDirection {
  readonly altitudeDeg: number;
  readonly azimuthDeg: number;
  /** cos(altitude) times cosine and sine of azimuth. */
  readonly north: number;
  readonly east: number;
}

/** The glow of a set of numbers, of which what no direction changes is worked out once. */
export class GlowLaw {
  private readonly height: number;
  private readonly skirtHeight: number;
  private readonly horizon: number;
  /** Of each dome: 1 / width^2, and 1 / height. */
  private readonly narrowness: Float64Array;
  private readonly perHeight: Float64Array;

  constructor(
    private readonly glow: Float64Array,
    private readonly towns: TownDirection,
  ) {
    this.height = Math.exp(glow[far.lnHeight]);
    this.skirtHeight = Math.exp(glow[far.lnSkirtHeight]);
    this.horizon = Math.exp(glow[far.lnHorizon]);
    const ofDomes = (of: (first: number) => number): Float64Array =>
      Float64Array.from({ length: domesIn(glow) }, (_, k) => of(farCount + k * domeCount));
    this.narrowness = ofDomes((first) => Math.exp(-2 * glow[first + dome.lnWidth]));
    this.perHeight = ofDomes((first) => Math.exp(-glow[first + dome.lnHeight]));
  }

  /** The far glow and all domes towards a direction, nL; derivatives into `row` when it is given. */
  towards(
    direction: GlowDirection,
    row?: Float64Array,
  ): { readonly far: number; readonly domes: number } {
    const { glow } = this;
    if (glow.length === 0) return { far: 0, domes: 0 };
    const farNl = this.farTowards(direction, row);
    let domesNl = 0;
    const azimuth = (direction.azimuthDeg * Math.PI) / 180;
    for (let k = 0, first = farCount; first < glow.length; k += 1, first += domeCount) {
      const across = azimuth - glow[first + dome.azimuth];
      const narrowness = this.narrowness[k];
      const inHeights = direction.altitudeDeg * this.perHeight[k];
      const spread = narrowness * (Math.cos(across) - 1);
      const logarithm = glow[first + dome.lnAmplitude] + spread - inHeights;
      if (logarithm < leastLogLight) {
        row?.fill(0, first, first + domeCount);
        continue;
      }
      const light = Math.exp(logarithm);
      domesNl += light;
      if (row === undefined) continue;
      row[first + dome.azimuth] = light * narrowness * Math.sin(across);
      row[first + dome.lnWidth] = -2 * light * spread;
      row[first + dome.lnHeight] = light * inHeights;
      row[first + dome.lnAmplitude] = light;
    }
    return { far: farNl, domes: domesNl };
  }

  /** The far glow alone. */
  farTowards(direction: GlowDirection, row?: Float64Array): number {
    const { altitudeDeg } = direction;
    const { glow, towns, height, skirtHeight, horizon } = this;
    const bend = (altitudeDeg * altitudeDeg) / (180 * height);
    const slow = Math.exp(-altitudeDeg / height + glow[far.flatness] * bend);
    const skirt = Math.exp(glow[far.lnSkirt] - altitudeDeg / skirtHeight);
    const side = direction.north * towns.north + direction.east * towns.east;
    const bright = horizon * (1 + glow[far.contrast] * side);
    const light = bright * (slow + skirt);
    if (row !== undefined) {
      row[far.lnHorizon] = light;
      row[far.lnHeight] = bright * slow * (altitudeDeg / height - glow[far.flatness] * bend);
      row[far.flatness] = bright * slow * bend;
      row[far.lnSkirt] = bright * skirt;
      row[far.lnSkirtHeight] = (bright * skirt * altitudeDeg) / skirtHeight;
      row[far.contrast] = horizon * (slow + skirt) * side;
    }
    return light;
  }
}

const fromAllSides: TownDirection = { north: 0, east: 0 };

/** The far glow at the zenith, nL, and its derivatives by the numbers of the far glow. */
export function zenithFarGlow(glow: Float64Array, row?: Float64Array): number {
  if (glow.length === 0) return 0;
  const zenith = { altitudeDeg: 90, azimuthDeg: 0, north: 0, east: 0 };
  return new GlowLaw(glow, fromAllSides).farTowards(zenith, row);
}

/** A far glow of usual form: horizon, ln height, flatness, ln skirt, ln skirt height, contrast. */
export function usualFarGlow(horizonNl: number): Float64Array {
  return Float64Array.of(Math.log(horizonNl), Math.log(35), 0.3, 0, Math.log(7), 0.3);
}

const usual = new GlowLaw(usualFarGlow(1), fromAllSides);
const usualZenith = zenithFarGlow(usualFarGlow(1));

/** Glow of usual form from all sides that is 1 nL at the zenith, nL. */
export function usualGlow(altitudeDeg: number): number {
  const direction = { altitudeDeg, azimuthDeg: 0, north: 0, east: 0 };
  return usual.farTowards(direction) / usualZenith;
}
