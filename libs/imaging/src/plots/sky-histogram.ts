import { nanolambertCdM2 } from '@nightskies/sky';
import { checkMap, type LuminanceMap } from '../sky-pictures/luminance-map.js';

/** Luminance of artificial light by the area of sky that has it. */
export interface SkyHistogram {
  /** Edges of the first and the last bin, nL. */
  readonly fromNl: number;
  readonly toNl: number;
  /** Area of sky in each bin, deg2. */
  readonly areaDeg2: Float64Array;
  /** Area of sky below the first and above the last bin, deg2. */
  readonly belowDeg2: number;
  readonly aboveDeg2: number;
  /** Of all sky with data, nL; NaN without any. */
  readonly meanNl: number;
  readonly medianNl: number;
  /** Area of sky with data, deg2. */
  readonly skyDeg2: number;
}

const bins = 249;

/** Ranges of the old figures, by the luminance that 80 % of the sky stays below (sky-stages 3.8). */
const ranges = [
  { below: 200, fromNl: -49.5, toNl: 199.5 },
  { below: 1000, fromNl: -249.5, toNl: 999.5 },
  { below: 5000, fromNl: -1249.5, toNl: 4999.5 },
  { below: Infinity, fromNl: -2449.5, toNl: 9999.5 },
] as const;

/** Steps in which percentiles are counted, nL: they are good to half of it. */
const fineNl = 0.1;
const fineFrom = -2500;
const fineCount = 125_000;

/**
 * Counts the sky above the horizon that has data, each cell by its solid angle; 249 bins in one of the
 * four ranges of the old figures, chosen by the 80th percentile.
 *
 * @param source artificial light, cd/m2, NaN on terrain
 */
export function skyHistogram(source: LuminanceMap): SkyHistogram {
  checkMap(source);
  const { map, grid } = source;
  const fine = new Float64Array(fineCount);
  let below = 0;
  let above = 0;
  let sum = 0;
  let sky = 0;
  for (let row = 0; row < map.height; row++) {
    const altitude = grid.altitude0Deg + (row + 0.5) * grid.stepDeg;
    if (altitude < 0) continue;
    const area = grid.stepDeg ** 2 * Math.cos((altitude * Math.PI) / 180);
    let rowSum = 0;
    let cells = 0;
    for (let at = row * map.width; at < (row + 1) * map.width; at++) {
      const value = map.data[at] / nanolambertCdM2;
      // Not 0 for NaN and infinities.
      if (value - value !== 0) continue;
      rowSum += value;
      cells += 1;
      const bin = Math.floor((value - fineFrom) / fineNl);
      if (bin < 0) below += area;
      else if (bin >= fineCount) above += area;
      else fine[bin] += area;
    }
    sum += rowSum * area;
    sky += cells * area;
  }
  const percentile = (part: number): number => quantile(fine, below, part * sky);
  const range = ranges.find((one) => percentile(0.8) < one.below) ?? ranges[3];
  const { fromNl, toNl } = range;
  const areaDeg2 = new Float64Array(bins);
  fine.forEach((area, i) => {
    if (area === 0) return;
    const value = fineFrom + (i + 0.5) * fineNl;
    const bin = Math.floor(((value - fromNl) / (toNl - fromNl)) * bins);
    if (bin < 0) below += area;
    else if (bin >= bins) above += area;
    else areaDeg2[bin] += area;
  });
  return {
    ...{ fromNl, toNl, areaDeg2, belowDeg2: below, aboveDeg2: above, skyDeg2: sky },
    meanNl: sky > 0 ? sum / sky : Number.NaN,
    medianNl: sky > 0 ? percentile(0.5) : Number.NaN,
  };
}

function quantile(fine: Float64Array, below: number, area: number): number {
  let sum = below;
  for (let i = 0; i < fine.length; i++) {
    if (sum + fine[i] >= area && fine[i] > 0) {
      return fineFrom + (i + Math.max(0, (area - sum) / fine[i])) * fineNl;
    }
    sum += fine[i];
  }
  return fineFrom + fine.length * fineNl;
}
