import type { NaturalSkyFitDocument } from '@nightskies/contracts';
import { medianOf } from './median.js';
import type { BinRest } from './residuals.js';

const edgesDeg = [5, 10, 20, 30, 45, 60, 75, 90] as const;

/** What is left over by altitude: its mean tells of a wrong model, its scatter of a structured sky. */
export function residualBands(
  rests: readonly BinRest[],
): NaturalSkyFitDocument['residuals']['bands'] {
  return edgesDeg.slice(0, -1).map((low, i) => {
    const high = edgesDeg[i + 1];
    const band = rests.filter(({ bin }) => bin.altitudeDeg >= low && bin.altitudeDeg < high);
    const sum = band.reduce((total, { restNl }) => total + restNl, 0);
    return {
      altitudeDeg: [low, high],
      patches: band.length,
      mean: band.length === 0 ? null : sum / band.length,
      scatter: scatterAbove(band, 0),
    };
  });
}

/** Robust scatter about zero above an altitude, nL; null of nothing. */
export function scatterAbove(rests: readonly BinRest[], lowestDeg: number): number | null {
  const sizes = rests
    .filter(({ bin }) => bin.altitudeDeg >= lowestDeg)
    .map(({ restNl }) => Math.abs(restNl));
  return sizes.length === 0 ? null : 1.4826 * medianOf(sizes);
}
