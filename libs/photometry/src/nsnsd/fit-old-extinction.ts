import type { ExtinctionRow } from '@nightskies/contracts';
import { clippedLine, sumOf, type OldLine } from './clipped-line.js';
import type { OldFrameStars, OldStar } from './measure-old-frame.js';

const degree = Math.PI / 180;
const centrePx = 511;
const flatRadiusPx = 340;
const offCentreMagPerPx = 0.0003;
const colourCoefficient = 0.04;

/** What a star tells the old fit. */
export interface OldPoint {
  readonly star: OldStar;
  /** Hardie's formula for the airless elevation. */
  readonly airmass: number;
  /** Catalogue less instrumental magnitude as measured, and with the off-centre and colour terms. */
  readonly rawDifference: number;
  readonly difference: number;
}

/** A row of `extinction_fit_F.xlsx`; null where the old program would have stopped. */
export type OldExtinctionRow = ExtinctionRow & { readonly colourCoefficientDefault: number };

export interface OldExtinctionFit {
  readonly row: OldExtinctionRow;
  /** Every star of every frame, by frame, with whether the free fit uses it. */
  readonly points: readonly OldPoint[];
  readonly used: readonly boolean[];
  /** Rows of `extinction_stars_F_k.txt`. */
  readonly usedStars: readonly OldStar[];
  /** Why the free fit is missing; null when it is there. */
  readonly failure: string | null;
}

export interface OldExtinctionOptions {
  /** 1..8 */
  readonly set: number;
  /** Of the file list; one for both bands (D34). */
  readonly zeropointDefault: number;
  /** EXPTIME of ib001 of the band. */
  readonly exposureSeconds: number;
}

/**
 * Airmass of Hardie (1962) for an elevation in degrees, the old pipeline's with the airless elevation
 * (image-stages 6.3).
 */
export function oldAirmass(elevationDeg: number): number {
  const excess = 1 / Math.cos((90 - elevationDeg) * degree) - 1;
  return 1 + excess - 0.0018167 * excess - 0.002875 * excess ** 2 - 0.0008083 * excess ** 3;
}

/** Differences of magnitudes of a star with the terms of the old pipeline (image-stages 6.3). */
export function oldPoint(star: OldStar): OldPoint {
  const instrumental = -2.5 * Math.log10(star.apertureFlux);
  const rawDifference = star.magnitude - instrumental;
  const radius = Math.sqrt((star.x - centrePx) ** 2 + (star.y - centrePx) ** 2);
  const offCentre = radius > flatRadiusPx ? offCentreMagPerPx * (radius - flatRadiusPx) : 0;
  return {
    star,
    airmass: oldAirmass(star.elevationDeg),
    rawDifference,
    difference: star.magnitude - (instrumental + offCentre) + colourCoefficient * star.bv,
  };
}

/**
 * Zeropoint and extinction of a set as the old pipeline fitted them (image-stages 6.3 to 6.6): free,
 * with the zeropoint fixed, and the colour term, each clipped by itself; unweighted, every star as
 * often as it was seen (D35), the colour fit over differences with extinction in them (D33).
 *
 * @param frames all solved frames of the set and band, by name
 */
export function fitOldExtinction(
  frames: readonly OldFrameStars[],
  { set, zeropointDefault, exposureSeconds }: OldExtinctionOptions,
): OldExtinctionFit {
  const points = frames.flatMap(({ stars }) => stars.map(oldPoint));
  const airmass = points.map((point) => point.airmass);
  const difference = points.map((point) => point.difference);
  const free = clippedLine(airmass, difference);
  const fixed = clippedLine(airmass, difference, zeropointDefault);
  const colour = clippedLine(
    points.map(({ star }) => star.bv),
    points.map(({ rawDifference }) => rawDifference),
  );
  const used = free?.used ?? points.map(() => false);
  const starsUsed = used.filter(Boolean).length;
  const standardError = (line: OldLine | undefined): number | null => {
    if (line === undefined || starsUsed <= 2) return null;
    const squares = points.map((_, i) =>
      used[i] ? (difference[i] - line.intercept - line.slope * airmass[i]) ** 2 : 0,
    );
    return Math.sqrt(sumOf(squares) / (starsUsed - 2));
  };
  const counted = frames.filter(({ starsInImage }) => starsInImage > 0);
  const scaleArcmin = (of: (frame: OldFrameStars) => number): number | null =>
    counted.length === 0 ? null : (60 * sumOf(counted.map(of))) / counted.length;
  return {
    points,
    used,
    usedStars: points.filter((_, i) => used[i]).map(({ star }) => star),
    failure: free === undefined ? whyNot(frames.length, points.length) : null,
    row: {
      set,
      framesSolved: frames.length,
      starsUsed,
      starsRejected: points.length - starsUsed,
      zeropointFree: free?.intercept ?? null,
      zeropointFreeError: free?.interceptError ?? null,
      extinctionFree: free?.slope ?? null,
      extinctionFreeError: free?.slopeError ?? null,
      standardErrorFree: standardError(free),
      zeropointDefault,
      extinctionFixed: fixed?.slope ?? null,
      extinctionFixedError: fixed?.slopeError ?? null,
      standardErrorFixed: standardError(fixed),
      colourCoefficientDefault: colourCoefficient,
      colourCoefficientFree: colour?.slope ?? null,
      colourCoefficientFreeError: colour?.slopeError ?? null,
      xScale: scaleArcmin(({ cdelt }) => Math.abs(cdelt[0])),
      yScale: scaleArcmin(({ cdelt }) => Math.abs(cdelt[1])),
      averageScale: scaleArcmin(({ cdelt }) => (Math.abs(cdelt[0]) + Math.abs(cdelt[1])) / 2),
      exposureSeconds,
    },
  };
}

function whyNot(frames: number, stars: number): string {
  if (frames === 0) return 'no frame is solved';
  if (stars === 0) return `no standard star could be measured in ${frames} solved frames`;
  return `${stars} measurements of standard stars do not determine zeropoint and extinction`;
}
