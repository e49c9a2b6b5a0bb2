import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import { type Image, image } from '@nightskies/pixels';
import { linearityLookup, type LinearityCurve } from './linearity.js';
import { exposureSeconds, type RawFrame, requireSameShape } from './raw-frame.js';

export interface DarkBiasPair {
  readonly dark: RawFrame;
  readonly bias: RawFrame;
}

/** The last number in a file name: 3 for `dark3.fit`. Names without one give null. */
function numberInName(name: string): number | null {
  const match = /(\d+)\D*$/.exec(name.replace(/\.(?:fits?|fts)(?:\.gz)?$|\.gz$/i, ''));
  return match === null ? null : Number(match[1]);
}

/**
 * Darks and biases of a night paired by the number in their names, never by position, ordered by
 * number. A dark without its bias (or the reverse) is left out with the caveat `dark-unpaired`.
 */
export function pairDarks(
  darks: readonly RawFrame[],
  biases: readonly RawFrame[],
): { readonly pairs: readonly DarkBiasPair[]; readonly problems: readonly Problem[] } {
  const byNumber = new Map(biases.map((bias) => [numberInName(bias.name), bias]));
  const pairs: DarkBiasPair[] = [];
  const problems: Problem[] = [];
  const ordered = [...darks].sort(
    (a, b) => (numberInName(a.name) ?? 0) - (numberInName(b.name) ?? 0),
  );
  for (const dark of ordered) {
    const bias = byNumber.get(numberInName(dark.name));
    if (bias === undefined) {
      problems.push(
        problem('dark-unpaired', 'the dark has no bias frame of its number and is not used', {
          file: dark.name,
          found: biases.map(({ name }) => name).join(', ') || 'no bias frames',
          expected: `a bias frame numbered as ${dark.name}`,
          hint: 'Restore the missing mbias file, or process with --param masters=standard.',
        }),
      );
    } else pairs.push({ dark, bias });
  }
  return { pairs, problems };
}

/** @throws NightSkiesError `night-masters-missing` when no pair is left. */
export function requirePairs(pairs: readonly DarkBiasPair[]): void {
  if (pairs.length > 0) {
    for (const { dark, bias } of pairs) {
      requireSameShape(dark, pairs[0].dark);
      requireSameShape(bias, pairs[0].dark);
    }
    return;
  }
  throw new NightSkiesError(
    problem('night-masters-missing', 'the set has no pair of dark and bias frames', {
      found: 'no dark with a bias of its number',
      expected: 'dark1.fit with mbias1.fit, and so on',
      hint: 'Process with --param masters=standard, or restore the dark and mbias files.',
    }),
  );
}

/** All darks of one master must have one exposure: it is the first one's. */
export function darkSecondsOf(pairs: readonly DarkBiasPair[]): number {
  const seconds = exposureSeconds(pairs[0].dark);
  for (const { dark } of pairs) {
    const own = exposureSeconds(dark);
    if (Math.abs(own - seconds) > 0.001 * seconds) {
      throw new NightSkiesError(
        problem('dark-exposures-differ', 'the darks of a night must have one exposure time', {
          file: dark.name,
          found: `${own} s`,
          expected: `${seconds} s as ${pairs[0].dark.name}`,
          hint: 'Leave the odd dark out, or process with --param masters=standard.',
        }),
      );
    }
  }
  return seconds;
}

/** Values of one pixel further than this from their median are left out, standard deviations. */
const clipSigmas = 5;

/** Sorts a few values in place by insertion: no call and no copy per pixel. */
function sortFew(values: Float64Array): void {
  for (let k = 1; k < values.length; k++) {
    const value = values[k];
    let at = k;
    while (at > 0 && values[at - 1] > value) {
      values[at] = values[at - 1];
      at--;
    }
    values[at] = value;
  }
}

/**
 * Mean of a few values without those further than 5 sigma from their median. Sigma is the noise
 * expected of one value, not their own scatter, so that one cosmic ray among five is seen. The
 * values are sorted in place.
 *
 * @param quietSigma noise of one value without signal.
 * @param poissonPerUnit variance that each unit of signal adds (1 / gain for DN).
 */
export function robustMean(
  values: Float64Array,
  quietSigma: number,
  poissonPerUnit: number,
): number {
  sortFew(values);
  const middle = values.length >> 1;
  const median =
    values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  const variance = quietSigma * quietSigma + Math.max(median, 0) * poissonPerUnit;
  const reach = clipSigmas * Math.sqrt(variance);
  let sum = 0;
  let kept = 0;
  for (const value of values) {
    if (Math.abs(value - median) <= reach) {
      sum += value;
      kept++;
    }
  }
  return kept === 0 ? median : sum / kept;
}

/**
 * Night master bias: robust mean of the bias frames, DN.
 *
 * @param readNoiseDn noise of one read-out, DN.
 */
export function nightBias(biases: readonly RawFrame[], readNoiseDn: number): Image {
  const { width, height } = biases[0].image;
  const out = new Float32Array(width * height);
  const values = new Float64Array(biases.length);
  for (let k = 0; k < out.length; k++) {
    for (let j = 0; j < biases.length; j++) values[j] = biases[j].image.data[k];
    out[k] = robustMean(values, readNoiseDn, 0);
  }
  return image(width, height, out);
}

/**
 * Night dark, linear DN: each pair's dark minus bias is made linear, then the pairs are averaged
 * robustly. Signed throughout: clipping each noisy difference at 0, as the old pipeline did, adds
 * about 0.4 sigma to every pixel (D8).
 *
 * @param gainElectronsPerDn for the Poisson noise of hot pixels; 1 where it is not known.
 */
export function nightDark(
  pairs: readonly DarkBiasPair[],
  linearity: LinearityCurve,
  readNoiseDn: number,
  gainElectronsPerDn: number,
): Image {
  const factorAt = linearityLookup(linearity);
  const { width, height } = pairs[0].dark.image;
  const out = new Float32Array(width * height);
  const values = new Float64Array(pairs.length);
  for (let k = 0; k < out.length; k++) {
    for (let j = 0; j < pairs.length; j++) {
      const collected = pairs[j].dark.image.data[k] - pairs[j].bias.image.data[k];
      values[j] = collected * factorAt(collected);
    }
    out[k] = robustMean(values, Math.SQRT2 * readNoiseDn, 1 / gainElectronsPerDn);
  }
  return image(width, height, out);
}
