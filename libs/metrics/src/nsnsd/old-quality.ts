import { indexOfWeights, qualityWeights } from '../quality/sky-quality-index.js';
import { exactNanolamberts } from './old-units.js';

/** Darkest class edge and width of the classes, mag/arcsec2. */
const faintestMag = 24;
const classMag = 0.5;
const classCount = qualityWeights.naturalSky.length;
/** Greatest luminance of each class but the last, nL: magnitudes are closed at their bright edge. */
const upTo = Float32Array.from({ length: classCount - 1 }, (_, j) =>
  exactNanolamberts(faintestMag - classMag * j),
);

/**
 * Cells by the classes of the old sky quality index, those inferred in sky-stages 5.1. Cells at or below
 * 0.01 nL are 31.33 mag, which is in the darkest class in any case.
 */
export class QualityClasses {
  private readonly counts = new Float64Array(classCount);

  add(nanolamberts: number): void {
    const single = Math.fround(nanolamberts);
    let low = 0;
    let high = upTo.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (upTo[middle] < single) low = middle + 1;
      else high = middle;
    }
    this.counts[low]++;
  }

  /** The index, 0 to 100; NaN without cells. */
  index(): number {
    const all = this.counts.reduce((sum, count) => sum + count, 0);
    const mean = (weights: readonly number[]): number =>
      weights.reduce((sum, weight, j) => sum + weight * this.counts[j], 0) / all;
    return indexOfWeights({
      naturalSky: mean(qualityWeights.naturalSky),
      milkyWay: mean(qualityWeights.milkyWay),
      scotopicVision: mean(qualityWeights.scotopicVision),
      stars: mean(qualityWeights.stars),
    });
  }
}
