import type { ExtremePlanes, FeatherPlanes } from './feather-row.js';

/** How values that disagree are told, and what cells are marked with. */
export interface FinishTerms {
  /** Times of the frames, by their number. */
  readonly seconds: readonly number[];
  /** Values may be so many errors apart. */
  readonly disagreementSigma: number;
  /** And besides by this part of the value. */
  readonly turningSky: number;
  /** Flags of cells: values disagree, one was left out, no data. */
  readonly flags: {
    readonly disagreement: number;
    readonly rejected: number;
    readonly noData: number;
  };
}

/** Cells of the map. */
export interface FeatheredCells {
  /** Weighted mean; NaN without data. */
  readonly rate: Float32Array;
  /** 1 sigma of it, independent between frames; NaN without errors. */
  readonly sigma: Float32Array;
  /** 1 sigma from what is the same in all frames; null without errors. */
  readonly confusion: Float32Array | null;
  /** Weighted mean time. */
  readonly time: Float32Array;
  /** Values in the mean, up to 255. */
  readonly coverage: Uint8Array;
  /** Number of the frame of the greatest weight; 0 for none. */
  readonly frame: Uint8Array;
  readonly flags: Uint8Array;
}

/**
 * The means of the cells; slow twin of the kernel, the same bits. With errors the least and the
 * greatest value of a cell are each compared with the mean of the others: farther from it than
 * `disagreementSigma` of both errors, `turningSky` of the mean and the confusion, they are flagged, and
 * of three and more values the one farther away is taken out. Changes the sums.
 */
export function finishCellsReference(sums: FeatherPlanes, terms: FinishTerms): FeatheredCells {
  const cells = sums.weight.length;
  const { least, greatest } = sums;
  const rate = new Float32Array(cells);
  const sigma = new Float32Array(cells);
  const time = new Float32Array(cells);
  const confusion = least === null ? null : new Float32Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    if (least !== null && greatest !== null && sums.count[cell] > 1) {
      judge(sums, least, greatest, terms, cell);
    }
    const weight = sums.weight[cell];
    // Without any frame these are 0 / 0, which is what no data look like.
    rate[cell] = sums.light[cell] / weight;
    time[cell] = sums.time[cell] / weight;
    sigma[cell] = least === null ? Number.NaN : Math.sqrt(sums.variance[cell]) / weight;
    if (confusion !== null) confusion[cell] = sums.stars[cell] / weight;
    if (sums.count[cell] === 0) sums.flags[cell] |= terms.flags.noData;
  }
  return {
    ...{ rate, sigma, confusion, time },
    coverage: sums.count.slice(),
    frame: sums.frame1.slice(),
    flags: sums.flags.slice(),
  };
}

function judge(
  sums: FeatherPlanes,
  least: ExtremePlanes,
  greatest: ExtremePlanes,
  terms: FinishTerms,
  cell: number,
): void {
  if (least.frame[cell] === greatest.frame[cell]) return;
  const high = excess(sums, greatest, terms, cell);
  const low = excess(sums, least, terms, cell);
  if (!(high > 1 || low > 1)) return;
  sums.flags[cell] |= terms.flags.disagreement;
  if (sums.count[cell] > 2) reject(sums, high > low ? greatest : least, terms, cell);
}

/** How far an extreme is from the mean of the other values, in units of what may be. */
function excess(
  sums: FeatherPlanes,
  extreme: ExtremePlanes,
  { disagreementSigma, turningSky }: FinishTerms,
  cell: number,
): number {
  const w = extreme.weight[cell];
  const weight = sums.weight[cell];
  const rest = weight - w;
  const mean = (sums.light[cell] - w * extreme.value[cell]) / rest;
  const own = extreme.sigma[cell] * extreme.sigma[cell];
  const others = Math.max(0, sums.variance[cell] - w * w * own) / (rest * rest);
  const stars = sums.stars[cell] / weight;
  const allowed = disagreementSigma * Math.sqrt(own + others) + turningSky * Math.abs(mean) + stars;
  return Math.abs(extreme.value[cell] - mean) / allowed;
}

function reject(
  sums: FeatherPlanes,
  extreme: ExtremePlanes,
  { seconds, flags }: FinishTerms,
  cell: number,
): void {
  const w = extreme.weight[cell];
  const frame = extreme.frame[cell];
  const error = extreme.sigma[cell];
  // The confusion is that of the stars there, whichever frame it was seen in.
  sums.stars[cell] *= (sums.weight[cell] - w) / sums.weight[cell];
  sums.light[cell] -= w * extreme.value[cell];
  sums.weight[cell] -= w;
  sums.time[cell] -= w * (seconds[frame] ?? Number.NaN);
  sums.variance[cell] = Math.max(0, sums.variance[cell] - w * w * (error * error));
  sums.count[cell]--;
  sums.flags[cell] |= flags.rejected;
  if (sums.frame1[cell] === frame) sums.frame1[cell] = sums.frame2[cell];
}
