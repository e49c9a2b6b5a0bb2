import type { PhotometricFit, ZeropointChoice, ZeropointHistory } from '@nightskies/contracts';
import { median } from '@nightskies/pixels';

/** Error of a camera's default zeropoint where nobody has told it, mag. */
export const usualZeropointError = 0.02;
/** Scatter from set to set when a single set cannot tell it: of a camera cleaned and refocused, mag. */
const usualScatter = 0.01;
/** A set so many errors from the median of three or more was under a cloud, or of another lens. */
const strangerFrom = 5;

/** Mean of a camera's past zeropoints, with the scatter from set to set beyond their errors. */
export interface HistoryMean {
  readonly sets: number;
  readonly zeropointMag: number;
  /** Standard error of the mean. */
  readonly uncertaintyMag: number;
  readonly scatterMag: number;
}

/** The sets without those that are strangers to the others; of one or two no one can say which. */
function akin(sets: ZeropointHistory['sets']): ZeropointHistory['sets'] {
  if (sets.length < 3) return sets;
  const middle = median(sets.map(({ zeropointMag }) => zeropointMag));
  const offsets = sets.map(({ zeropointMag }) => Math.abs(zeropointMag - middle));
  const usual = Math.hypot(1.4826 * median(offsets), usualScatter);
  return sets.filter(
    ({ uncertaintyMag }, k) => offsets[k] <= strangerFrom * Math.hypot(usual, uncertaintyMag),
  );
}

/**
 * Random-effects mean of past zeropoints: the variance between sets by Paule and Mandel 1982 (J.
 * Res. Natl. Bur. Stand. 87, 377), the solution of sum w (z - mean)^2 = n - 1 with weights
 * 1/(error^2 + scatter^2), zero when the sets scatter less than their errors; the error of the mean
 * by Hartung and Knapp 2001 (Statistics in Medicine 20, 3875), which is honest for few sets, and
 * never below that by the weights. Of three sets or more, those far from the median of all do not
 * count: one cloudy night would hide the next. Null without a set.
 */
export function historyZeropoint(all: ZeropointHistory['sets']): HistoryMean | null {
  const sets = akin(all);
  const [first] = sets;
  if (first === undefined) return null;
  if (sets.length === 1) {
    return {
      sets: 1,
      zeropointMag: first.zeropointMag,
      uncertaintyMag: Math.hypot(first.uncertaintyMag, usualScatter),
      scatterMag: usualScatter,
    };
  }
  const meanWith = (scatter: number) => {
    let weights = 0;
    let sum = 0;
    for (const { zeropointMag, uncertaintyMag } of sets) {
      const weight = 1 / (uncertaintyMag ** 2 + scatter ** 2);
      weights += weight;
      sum += weight * zeropointMag;
    }
    const mean = sum / weights;
    let squares = 0;
    for (const { zeropointMag, uncertaintyMag } of sets) {
      squares += (zeropointMag - mean) ** 2 / (uncertaintyMag ** 2 + scatter ** 2);
    }
    return { mean, weights, squares };
  };
  const free = sets.length - 1;
  let low = 0;
  let high = 0;
  for (const { zeropointMag } of sets) {
    high = Math.max(high, 2 * Math.abs(zeropointMag - first.zeropointMag));
  }
  if (meanWith(0).squares <= free) high = 0;
  for (let step = 0; step < 60 && high > 0; step += 1) {
    const middle = (low + high) / 2;
    if (meanWith(middle).squares > free) low = middle;
    else high = middle;
  }
  const scatterMag = (low + high) / 2;
  const { mean, weights, squares } = meanWith(scatterMag);
  return {
    sets: sets.length,
    zeropointMag: mean,
    uncertaintyMag: Math.sqrt(Math.max(1, squares / free) / weights),
    scatterMag,
  };
}

type Free = PhotometricFit['free'];

/**
 * Standard deviation of one more set from the mean: a few sets that happen to agree do not yet tell
 * that there is no scatter, so the usual one counts as much as one of them.
 */
function errorOfNext({ sets, uncertaintyMag, scatterMag }: HistoryMean): number {
  const scatter = Math.sqrt(((sets - 1) * scatterMag ** 2 + usualScatter ** 2) / sets);
  return Math.hypot(uncertaintyMag, scatter);
}

/** This set's zeropoint against those of its camera's other sets; null without a history. */
export function historyOf(sets: ZeropointHistory['sets'], free: Free): PhotometricFit['history'] {
  const mean = historyZeropoint(sets);
  if (mean === null) return null;
  const error = free && Math.hypot(free.zeropoint.total, errorOfNext(mean));
  return {
    ...mean,
    driftSigma: free && error ? (free.zeropoint.value - mean.zeropointMag) / error : null,
  };
}

const setsOf = (count: number): string => (count === 1 ? 'one other set' : `${count} other sets`);

/**
 * The zeropoint maps are calibrated with. `fitted` is the set's own; `history` its own and the
 * camera's past together, each weighted by its error, where a set of the camera is expected within
 * the scatter of the past (or, without a past, within the error of the default; reference 12.9).
 * Where the two disagree beyond their errors, the error of both is as large as they disagree (Birge
 * 1932, Phys. Rev. 40, 207).
 * Without a fit or a history the next best is taken, and `origin` says so.
 */
export function appliedZeropoint(
  choice: ZeropointChoice,
  defaultZeropoint: PhotometricFit['defaultZeropoint'],
  free: Free,
  sets: ZeropointHistory['sets'],
): PhotometricFit['applied'] {
  const mean = historyZeropoint(sets);
  const standard = {
    choice,
    zeropointMag: defaultZeropoint.value,
    uncertaintyMag: defaultZeropoint.uncertainty ?? usualZeropointError,
    origin: defaultZeropoint.origin,
  };
  if (choice === 'default') {
    return { ...standard, uncertaintyMag: defaultZeropoint.uncertainty };
  }
  if (choice === 'fitted' && free !== null) {
    const { value, total } = free.zeropoint;
    return {
      choice,
      zeropointMag: value,
      uncertaintyMag: total,
      origin: 'fitted to the stars of the set',
    };
  }
  const past =
    mean === null
      ? standard
      : {
          choice,
          zeropointMag: mean.zeropointMag,
          uncertaintyMag: errorOfNext(mean),
          origin: `the camera's history: ${setsOf(mean.sets)}`,
        };
  if (free === null) return { ...past, origin: `${past.origin}, as the set has no fit` };
  const weights = [1 / free.zeropoint.total ** 2, 1 / past.uncertaintyMag ** 2] as const;
  const sum = weights[0] + weights[1];
  const apart =
    Math.abs(free.zeropoint.value - past.zeropointMag) /
    Math.hypot(free.zeropoint.total, past.uncertaintyMag);
  return {
    choice,
    zeropointMag: (weights[0] * free.zeropoint.value + weights[1] * past.zeropointMag) / sum,
    uncertaintyMag: Math.max(1, apart) / Math.sqrt(sum),
    origin: `the stars of the set and ${past.origin}${mean === null ? ', as the camera has no history' : ''}, weighted by their errors`,
  };
}
