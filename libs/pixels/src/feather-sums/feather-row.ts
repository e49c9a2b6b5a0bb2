/** Samples of a frame along a row; of the arrays `begin` to `end` (exclusive) count. */
export interface FeatherRow {
  readonly begin: number;
  readonly end: number;
  /** NaN where there are no data. */
  readonly value: Float64Array;
  /** Distance to the edge of the frame. */
  readonly edge: Float64Array;
  /** 1 sigma of the value, independent between frames; null without. */
  readonly sigma: Float64Array | null;
  /** 1 sigma from what is the same in all frames; null without, and only together with sigma. */
  readonly confusion: Float64Array | null;
  readonly flags: Uint8Array;
}

/** What holds for a whole frame. */
export interface FeatherTerms {
  /** Number of the frame, 1 to 255. */
  readonly index: number;
  /** What a value counts, and what is added to that. */
  readonly ratePerDn: number;
  readonly offset: number;
  /** Time of the frame; NaN where unknown. */
  readonly seconds: number;
  /** Flags that every cell of the frame gets. */
  readonly flags: number;
  /** The weight rises from 0 to 1 over this distance from the edge. */
  readonly feather: number;
  /** Weigh by the distance to the edge; always without sigma. */
  readonly byEdge: boolean;
  /** Weigh by the inverse of the variance; never without sigma. */
  readonly byVariance: boolean;
}

/** The least or the greatest value of each cell, as it went into the sums. */
export interface ExtremePlanes {
  readonly value: Float32Array;
  readonly weight: Float32Array;
  readonly sigma: Float32Array;
  readonly frame: Uint8Array;
}

/** Sums of the cells of a map. */
export interface FeatherPlanes {
  /** Sum of weight times value. */
  readonly light: Float64Array;
  readonly weight: Float64Array;
  /** Sum of weight times time. */
  readonly time: Float64Array;
  /** Sum of squared weight times squared sigma; of no length without errors. */
  readonly variance: Float64Array;
  /** Sum of weight times confusion; of no length without errors. */
  readonly stars: Float64Array;
  /** The greatest weight and the next, and the frames they belong to; 0 for none. */
  readonly weight1: Float32Array;
  readonly weight2: Float32Array;
  readonly frame1: Uint8Array;
  readonly frame2: Uint8Array;
  /** Values added, up to 255. */
  readonly count: Uint8Array;
  /** All flags, or-ed. */
  readonly flags: Uint8Array;
  /** Null without errors. */
  readonly least: ExtremePlanes | null;
  readonly greatest: ExtremePlanes | null;
}

/**
 * Least weight by the distance to the edge: not 0, so that the very border counts where nothing else
 * does, and no denormal number either, which processors are slow at.
 */
export const leastFeather = 1e-6;

/**
 * Adds a row of a frame to the sums; slow twin of the kernel, the same bits. Values, errors and weights
 * are rounded to float32 before they enter, so that taking one out again is exact; sums are float64.
 *
 * @param first cell of index 0 of the row
 * @returns number of cells that took a value
 */
export function addFeatheredReference(
  planes: FeatherPlanes,
  row: FeatherRow,
  terms: FeatherTerms,
  first: number,
): number {
  const { index, ratePerDn, offset, seconds } = terms;
  const { value, edge, sigma, confusion, flags } = row;
  const perFeather = 1 / terms.feather;
  let reached = 0;
  for (let i = row.begin; i < row.end; i++) {
    if (Number.isNaN(value[i])) continue;
    const rate = Math.fround(value[i] * ratePerDn + offset);
    const error = sigma === null ? Number.NaN : Math.fround(sigma[i] * ratePerDn);
    let w = 1;
    if (terms.byEdge || sigma === null) {
      const rise = edge[i] * perFeather;
      w = rise >= 1 ? 1 : rise > leastFeather ? rise : leastFeather;
    }
    if (terms.byVariance && sigma !== null) {
      // Without an error there is nothing to weigh the value by.
      if (!(error > 0)) continue;
      w /= error * error;
    }
    w = Math.fround(w);
    const cell = first + i;
    planes.light[cell] += w * rate;
    planes.weight[cell] += w;
    planes.time[cell] += w * seconds;
    if (sigma !== null) planes.variance[cell] += w * w * (error * error);
    if (confusion !== null) planes.stars[cell] += w * confusion[i] * ratePerDn;
    planes.flags[cell] |= flags[i] | terms.flags;
    rank(planes, cell, w, index);
    if (sigma !== null) compare(planes, cell, [rate, w, error, index]);
    if (planes.count[cell] < 255) planes.count[cell]++;
    reached++;
  }
  return reached;
}

function rank(planes: FeatherPlanes, cell: number, weight: number, frame: number): void {
  const { weight1, weight2, frame1, frame2 } = planes;
  if (weight > weight1[cell]) {
    weight2[cell] = weight1[cell];
    frame2[cell] = frame1[cell];
    weight1[cell] = weight;
    frame1[cell] = frame;
  } else if (weight > weight2[cell]) {
    weight2[cell] = weight;
    frame2[cell] = frame;
  }
}

type Sample = readonly [rate: number, weight: number, sigma: number, frame: number];

function compare({ least, greatest, count }: FeatherPlanes, cell: number, sample: Sample): void {
  if (least === null || greatest === null) return;
  const [rate] = sample;
  if (count[cell] === 0 || rate > greatest.value[cell]) put(greatest, cell, sample);
  if (count[cell] === 0 || rate < least.value[cell]) put(least, cell, sample);
}

function put(planes: ExtremePlanes, cell: number, [rate, weight, sigma, frame]: Sample): void {
  planes.value[cell] = rate;
  planes.weight[cell] = weight;
  planes.sigma[cell] = sigma;
  planes.frame[cell] = frame;
}
