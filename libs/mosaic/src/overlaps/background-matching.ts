import { inverseOf, timesVector } from '@nightskies/pixels';
import { stemOf } from './frame-deviations.js';
import type { OverlapPair } from './overlap-pairs.js';
import { huberWeight, scatterAbout } from './robust-centre.js';

export type MatchingKind = 'factor' | 'offset';

/** What a frame is to be multiplied by, and then added to, DN/s of an unbinned pixel. */
export interface FrameMatch {
  readonly factor: number;
  readonly offset: number;
  /** 1 sigma of the factor, or of the offset. */
  readonly sigma: number;
}

export interface BackgroundMatching {
  readonly kind: MatchingKind;
  /** By file name. */
  readonly frames: ReadonlyMap<string, FrameMatch>;
  /** Ratio - 1 of a pair (second over first) once both are matched. */
  readonly matchedRatio: (pair: OverlapPair) => number;
}

/** Weak pull towards no change, that a group of frames without contact to the others stays: 1 sigma. */
const priorFactor = 0.1;
const passes = 6;

/**
 * Per-frame factors (or offsets) that bring all overlaps together as well as they can: least squares
 * over all pairs with Huber weights, the mean of ln factor 0 (of the offsets 0).
 *
 * Not for measurements, and off by default: the real sky turns and changes by up to 2 % between
 * neighbours that are minutes apart, and this takes such change, and errors that grow along the rows,
 * for faults of the frames and spreads them over the sky. What it gives is a picture without seams.
 *
 * @param frames file names of all frames of the map; one without overlaps keeps factor 1 and offset 0
 */
export function matchBackgrounds(
  frames: readonly string[],
  pairs: readonly OverlapPair[],
  kind: MatchingKind,
): BackgroundMatching {
  const sorted = [...frames].sort((a, b) => (a < b ? -1 : 1));
  const index = new Map(sorted.map((name, k) => [name, k]));
  const n = sorted.length;
  const level = meanLevel(pairs);
  const prior = 1 / (kind === 'factor' ? priorFactor : priorFactor * level) ** 2;
  const rows = pairs.flatMap((pair) => {
    const first = index.get(pair.first.name);
    const second = index.get(pair.second.name);
    if (first === undefined || second === undefined) return [];
    return kind === 'factor'
      ? [{ first, second, value: pair.logRatio, error: pair.logRatioError }]
      : [{ first, second, value: pair.difference, error: pair.differenceError }];
  });
  // Taken from the second frame and given to the first in equal parts: value + x2 - x1 = 0.
  let solution = new Float64Array(n);
  let sigmas = new Float64Array(n).fill(1 / Math.sqrt(prior));
  const left = ({ first, second, value }: (typeof rows)[number]): number =>
    value + solution[second] - solution[first];
  let scatter = scatterAbout(rows.map(left), 0);
  for (let pass = 0; pass < passes && rows.length > 0; pass++) {
    const normal = new Float64Array(n * n);
    const right = new Float64Array(n);
    for (let k = 0; k < n; k++) normal[k * n + k] = prior;
    for (const row of rows) {
      const variance = row.error ** 2 + scatter ** 2;
      if (!(variance > 0)) continue;
      const weight = huberWeight(left(row) / Math.sqrt(variance)) / variance;
      normal[row.first * n + row.first] += weight;
      normal[row.second * n + row.second] += weight;
      normal[row.first * n + row.second] -= weight;
      normal[row.second * n + row.first] -= weight;
      right[row.first] += weight * row.value;
      right[row.second] -= weight * row.value;
    }
    const inverse = inverseOf(normal, n);
    if (inverse === undefined) break;
    const found = timesVector(inverse, right);
    const mean = found.reduce((sum, value) => sum + value, 0) / n;
    solution = Float64Array.from(found, (value) => value - mean);
    sigmas = Float64Array.from(found, (_, k) => Math.sqrt(inverse[k * n + k]));
    scatter = scatterAbout(rows.map(left), 0);
  }
  const matches = new Map(
    sorted.map((name, k): [string, FrameMatch] => [
      name,
      kind === 'factor'
        ? { factor: Math.exp(solution[k]), offset: 0, sigma: sigmas[k] * Math.exp(solution[k]) }
        : { factor: 1, offset: solution[k], sigma: sigmas[k] },
    ]),
  );
  const of = (name: string): number => solution[index.get(name) ?? -1] ?? 0;
  return {
    kind,
    frames: matches,
    matchedRatio: (pair) =>
      kind === 'factor'
        ? Math.expm1(pair.logRatio + of(pair.second.name) - of(pair.first.name))
        : (pair.difference + of(pair.second.name) - of(pair.first.name)) / pair.meanRate,
  };
}

function meanLevel(pairs: readonly OverlapPair[]): number {
  if (pairs.length === 0) return 1;
  return pairs.reduce((sum, { meanRate }) => sum + meanRate, 0) / pairs.length;
}

/** Stems and values as the report lists them. */
export function listedMatches({ kind, frames }: BackgroundMatching): {
  readonly frame: string;
  readonly value: number;
  readonly sigma: number;
}[] {
  return [...frames].map(([name, { factor, offset, sigma }]) => ({
    frame: stemOf(name),
    value: kind === 'factor' ? factor : offset,
    sigma,
  }));
}
