import { columnAzimuthDeg, degree, rowAltitudeDeg, type MapGrid } from '@nightskies/sky';
import type { NaturalComponents } from '../../components/natural-components.js';
import type { NaturalSkyFit } from '../../fit/fit-natural-sky.js';
import type { FittedMaps } from '../../fit/fitted-maps.js';
import { withMaps } from '../../fit/test-support/with-maps.js';
import { defaultPriors, type NaturalSkyPriors } from '../../fit/priors.js';
import type { ObservedSky } from '../../observed-sky.js';
import type { FrameCells } from './frame-cells.js';

/** From where on the sky is judged, deg. */
export const lowestJudgedDeg = 20;

/** A frame explained: level = zero + scale x gain x (natural + domes). */
export interface FrameFit {
  readonly zeroDn: number;
  readonly scale: number;
  readonly fit: NaturalSkyFit & FittedMaps;
  /** Light of the sky, nL, and what natural sky and domes say of it. */
  readonly observed: Float32Array;
  readonly model: Float32Array;
}

/**
 * The camera has no filter and its zeropoint is that of its stars: the light of other bands is allowed
 * for by wide priors of the components.
 */
export const unfilteredPriors: NaturalSkyPriors = {
  ...defaultPriors(),
  airglowZenithNl: { value: 100, sigma: 60, origin: 'a band twice as wide as V' },
  zodiacalFactor: { value: 1, sigma: 0.15, origin: 'another band' },
  galacticFactor: { value: 1, sigma: 0.15, origin: 'another band' },
};

/**
 * Fits the natural sky with its domes, zero level and scale of the frame in turns.
 *
 * @param gain DN of 1 nL in each cell, by the stars
 */
export function fitFrame(
  sky: ObservedSky,
  cells: FrameCells,
  components: NaturalComponents,
  gain: Float64Array,
  options: { readonly zeroDn: number; readonly rounds: number },
): FrameFit {
  let [zeroDn, scale] = [options.zeroDn, 1];
  for (let round = 1; ; round++) {
    const inNl = (cell: number): number => gain[cell] * scale;
    const observed = Float32Array.from(gain, (_, k) => (cells.level[k] - zeroDn) / inNl(k));
    const fit = withMaps({
      ...{ sky, components, observed },
      sigma: Float32Array.from(gain, (_, k) => cells.sigma[k] / inNl(k) + 0.5),
      systematicFraction: NaN,
      usable: Float32Array.from(cells.free),
      fixed: {},
      priors: unfilteredPriors,
    });
    const model = observed.map((value, k) => value - fit.residualNl[k]);
    if (round >= options.rounds) return { zeroDn, scale, fit, observed, model };
    const sums = new Float64Array(5);
    forJudgedCells(sky.grid, cells, model, (cell, weight) => {
      const light = gain[cell] * model[cell];
      const level = cells.level[cell];
      if (Math.abs(fit.residualNl[cell] / model[cell]) > 0.3) return;
      [1, light, light * light, level, light * level].forEach((term, k) => {
        sums[k] += weight * term;
      });
    });
    const [w, x, xx, y, xy] = sums;
    scale = (w * xy - x * y) / (w * xx - x * x);
    zeroDn = (y - scale * x) / w;
  }
}

/** Root of the mean square of observed over model less 1 above `lowestJudgedDeg`, by solid angle. */
export function relativeRms(
  grid: MapGrid,
  cells: FrameCells,
  observed: Float32Array,
  model: ArrayLike<number>,
): number {
  let [sum, weights] = [0, 0];
  forJudgedCells(grid, cells, model, (cell, weight) => {
    sum += weight * (observed[cell] / model[cell] - 1) ** 2;
    weights += weight;
  });
  return Math.sqrt(sum / weights);
}

/** Cells of sky that are judged, each with the cosine of its altitude. */
export function forJudgedCells(
  grid: MapGrid,
  { level, free }: FrameCells,
  model: ArrayLike<number>,
  visit: (cell: number, weight: number, azimuthDeg: number, altitudeDeg: number) => void,
): void {
  for (let cell = 0; cell < level.length; cell++) {
    const altitudeDeg = rowAltitudeDeg(grid, Math.floor(cell / grid.columns));
    if (altitudeDeg < lowestJudgedDeg || !(free[cell] >= 0.9)) continue;
    if (!Number.isFinite(level[cell]) || !Number.isFinite(model[cell])) continue;
    const azimuthDeg = columnAzimuthDeg(grid, cell % grid.columns);
    visit(cell, Math.cos(altitudeDeg * degree), azimuthDeg, altitudeDeg);
  }
}
