import { indexOfWeights, qualityWeights } from '../quality/sky-quality-index.js';
import { countBelow } from './cell-statistics.js';
import { exactNanolamberts } from './old-units.js';

/** Darkest class edge and width of the classes, mag/arcsec2. */
const faintestMag = 24;
const classMag = 0.5;

/**
 * The old sky quality index from sorted artificial luminance in nL. Cells at or below 0.01 nL are
 * 31.33 mag, which is in the darkest class in any case. Classes are those inferred in sky-stages 5.1.
 */
export function oldQualityIndex(sorted: Float32Array): number {
  const classes = qualityWeights.naturalSky.length;
  const fraction = Array.from({ length: classes }, (_, j) => {
    // Class j holds magnitudes from its bright edge up to, not with, its faint one.
    const above =
      j === 0 ? 0 : countAtMost(sorted, exactNanolamberts(faintestMag - classMag * (j - 1)));
    const upTo =
      j === classes - 1
        ? sorted.length
        : countAtMost(sorted, exactNanolamberts(faintestMag - classMag * j));
    return (upTo - above) / sorted.length;
  });
  const mean = (weights: readonly number[]): number =>
    weights.reduce((sum, weight, j) => sum + weight * fraction[j], 0);
  return indexOfWeights({
    naturalSky: mean(qualityWeights.naturalSky),
    milkyWay: mean(qualityWeights.milkyWay),
    scotopicVision: mean(qualityWeights.scotopicVision),
    stars: mean(qualityWeights.stars),
  });
}

/** Cells up to and with a luminance. */
function countAtMost(sorted: Float32Array, nanolamberts: number): number {
  const single = Math.fround(nanolamberts);
  let at = countBelow(sorted, single);
  while (at < sorted.length && sorted[at] <= single) at++;
  return at;
}
