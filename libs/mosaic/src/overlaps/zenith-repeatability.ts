import { inverseOf, timesVector } from '@nightskies/pixels';
import type { UnitVector } from '@nightskies/sky';
import { vectorOfCell, type BinnedFrame } from './binned-frame.js';
import { comparedPair } from './overlap-pairs.js';
import { pairCells, type PairCells } from './pair-cells.js';
import { scatterAbout } from './robust-centre.js';

/** Two frames of the same sky taken at the two ends of a set. */
export interface ZenithRepeatability {
  /** The earlier and the later one. */
  readonly frames: readonly [BinnedFrame, BinnedFrame];
  /** Mean of ln(later / earlier), with its error. */
  readonly change: { readonly value: number; readonly sigma: number };
  readonly secondsBetween: number | null;
  /** 1 sigma of one cell of one frame once a quadratic change over the field is taken out. */
  readonly pointwise: { readonly value: number; readonly sigma: number };
  readonly cells: number;
  readonly direction: UnitVector;
}

/** Terms of a quadratic in two coordinates. */
const terms = 6;

/**
 * How well the camera repeats itself: the frame before a set against the one after it, at the same
 * apparent directions. The sky has changed and turned meanwhile; a quadratic over the field is
 * allowed for and reported by its mean, detail that turned with the stars is not and stays in the
 * figure. Null for frames that hardly overlap.
 */
export function zenithRepeatability(
  frames: readonly [BinnedFrame, BinnedFrame],
  correlatedAreaDeg2: number,
): ZenithRepeatability | null {
  const [earlier, later] = inTime(frames);
  const cells = pairCells(earlier, later);
  if (cells.count < 4 * terms) return null;
  const { logRatio, logRatioError, areaDeg2, secondsBetween, direction } = comparedPair(
    cells,
    correlatedAreaDeg2,
  );
  const left = withoutQuadratic(cells);
  if (left === null) return null;
  const independent = Math.max(1, areaDeg2 / correlatedAreaDeg2);
  const value = scatterAbout(left, 0) / Math.SQRT2;
  return {
    frames: [earlier, later],
    change: { value: logRatio, sigma: logRatioError },
    ...{ secondsBetween, direction },
    // The scatter of a median absolute deviation of n values is 1.17 / sqrt(2 n).
    pointwise: { value, sigma: (1.17 * value) / Math.sqrt(2 * independent) },
    cells: cells.count,
  };
}

function inTime([a, b]: readonly [BinnedFrame, BinnedFrame]): readonly [BinnedFrame, BinnedFrame] {
  const known = a.middleJdUtc !== null && b.middleJdUtc !== null;
  const swapped = known ? (a.middleJdUtc ?? 0) > (b.middleJdUtc ?? 0) : a.name > b.name;
  return swapped ? [b, a] : [a, b];
}

/** ln ratio of each cell less the least-squares quadratic in the east and north components. */
function withoutQuadratic({
  first,
  cell,
  count,
  firstRate,
  secondRate,
}: PairCells): number[] | null {
  const normal = new Float64Array(terms * terms);
  const right = new Float64Array(terms);
  const basisOf = (k: number): readonly number[] => {
    const { east, north } = vectorOfCell(first, cell[k]);
    return [1, east, north, east * east, east * north, north * north];
  };
  const ratioOf = (k: number): number => Math.log(secondRate[k] / firstRate[k]);
  for (let k = 0; k < count; k++) {
    const basis = basisOf(k);
    for (let i = 0; i < terms; i++) {
      right[i] += basis[i] * ratioOf(k);
      for (let j = 0; j < terms; j++) normal[i * terms + j] += basis[i] * basis[j];
    }
  }
  const inverse = inverseOf(normal, terms);
  if (inverse === undefined) return null;
  const solution = timesVector(inverse, right);
  return Array.from(
    { length: count },
    (_, k) => ratioOf(k) - basisOf(k).reduce((sum, value, i) => sum + value * solution[i], 0),
  );
}
