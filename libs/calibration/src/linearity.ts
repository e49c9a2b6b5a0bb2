import { NightSkiesError, problem } from '@nightskies/contracts';
import type { LinearityIntervals } from '@nightskies/pixels';

/**
 * Linearity curve of a camera: `factor[k]` makes a bias-subtracted signal of `adu[k]` DN linear by
 * multiplication. `adu` ascends strictly.
 */
export interface LinearityCurve {
  readonly adu: Float64Array;
  readonly factor: Float64Array;
}

/** A curve from its two columns, checked. `file` names the source in messages. */
export function linearityCurve(
  adu: readonly number[] | Float64Array,
  factor: readonly number[] | Float64Array,
  file: string,
): LinearityCurve {
  const refuse = (message: string, found: string, expected: string): never => {
    throw new NightSkiesError(
      problem('linearity-curve-unreadable', message, {
        file,
        found,
        expected,
        hint: 'Give two columns, ADU and factor, one pair per line, ADU ascending.',
      }),
    );
  };
  if (adu.length === 0) refuse('the linearity curve is empty', '0 lines', 'at least one pair');
  for (let k = 0; k < adu.length; k++) {
    if (!Number.isFinite(adu[k]) || !(factor[k] > 0) || !Number.isFinite(factor[k])) {
      refuse(
        `pair ${k + 1} of the linearity curve is not usable`,
        `${adu[k]}, ${factor[k]}`,
        'a finite ADU and a positive factor',
      );
    }
    if (k > 0 && !(adu[k] > adu[k - 1])) {
      refuse(
        `the linearity curve does not ascend at pair ${k + 1}`,
        `${adu[k]} after ${adu[k - 1]}`,
        'ADU in ascending order',
      );
    }
  }
  return { adu: Float64Array.from(adu), factor: Float64Array.from(factor) };
}

/** Numbers of a line, or null when a field is none; a decimal comma needs semicolons between. */
function pairOf(line: string): readonly [number, number] | null {
  const fields = line.includes(';')
    ? line.split(';').map((field) => field.trim().replace(',', '.'))
    : line.split(line.includes(',') ? ',' : /\s+/).map((field) => field.trim());
  while (fields.length > 2 && fields[fields.length - 1] === '') fields.pop();
  if (fields.length !== 2 || fields.some((field) => field === '')) return null;
  const [adu, factor] = fields.map(Number);
  return Number.isNaN(adu) || Number.isNaN(factor) ? null : [adu, factor];
}

/**
 * A linearity curve from its text: two columns, ADU and factor, parted by commas (or semicolons, or
 * blanks), `#` comments, one optional line of column names first, any line ends (image-stages 1.7).
 *
 * @throws NightSkiesError `linearity-curve-unreadable` that names the line.
 */
export function parseLinearityCurve(text: string, file: string): LinearityCurve {
  const adu: number[] = [];
  const factor: number[] = [];
  let heading = true;
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
  for (const [index, whole] of lines.entries()) {
    const line = whole.replace(/#.*$/, '').trim();
    if (line === '') continue;
    const pair = pairOf(line);
    if (pair === null) {
      if (heading && /[a-z]/i.test(line)) {
        heading = false;
        continue;
      }
      throw new NightSkiesError(
        problem('linearity-curve-unreadable', `line ${index + 1} is not a pair of numbers`, {
          file,
          found: line.slice(0, 60),
          expected: 'ADU,factor',
          hint: 'Give two columns parted by a comma; comments begin with #.',
        }),
      );
    }
    heading = false;
    adu.push(pair[0]);
    factor.push(pair[1]);
  }
  return linearityCurve(adu, factor, file);
}

/** Last node not above `adu`, found by halving; -1 below the first. */
function nodeBelow(curve: LinearityCurve, adu: number): number {
  let low = -1;
  let high = curve.adu.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (curve.adu[middle] <= adu) low = middle;
    else high = middle;
  }
  return low;
}

/**
 * Factor at a bias-subtracted signal as numpy.interp gives it: piecewise linear, constant beyond
 * both ends (image-stages 3.3). The order of operations is numpy's, so that the last bit agrees.
 */
export function linearityFactor(curve: LinearityCurve, adu: number): number {
  const last = curve.adu.length - 1;
  const node = nodeBelow(curve, adu);
  if (node < 0) return curve.factor[0];
  if (node >= last) return curve.factor[last];
  const slope =
    (curve.factor[node + 1] - curve.factor[node]) / (curve.adu[node + 1] - curve.adu[node]);
  return slope * (adu - curve.adu[node]) + curve.factor[node];
}

/** The curve with what finds the interval of a signal from its whole part instead of by halving. */
export function linearityIntervals(curve: LinearityCurve): LinearityIntervals {
  const { adu: nodes, factor: factors } = curve;
  const last = nodes.length - 1;
  const slopes = new Float64Array(nodes.length);
  for (let k = 0; k < last; k++) {
    slopes[k] = (factors[k + 1] - factors[k]) / (nodes[k + 1] - nodes[k]);
  }
  const starts = new Int32Array(65536);
  let node = -1;
  for (let whole = 0; whole < starts.length; whole++) {
    while (node < last && nodes[node + 1] <= whole) node++;
    starts[whole] = node;
  }
  return { nodes, factors, slopes, starts };
}

/**
 * The same lookup for many pixels. Same results, bit for bit, as `linearityFactor`.
 */
export function linearityLookup(curve: LinearityCurve): (adu: number) => number {
  const { nodes, factors, slopes, starts } = linearityIntervals(curve);
  const last = nodes.length - 1;
  return (adu) => {
    if (!(adu > nodes[0])) return factors[0];
    if (adu >= nodes[last]) return factors[last];
    let node = adu < 0 || adu >= starts.length ? nodeBelow(curve, adu) : starts[Math.floor(adu)];
    while (node < last - 1 && nodes[node + 1] <= adu) node++;
    return node < 0 ? factors[0] : slopes[node] * (adu - nodes[node]) + factors[node];
  };
}
