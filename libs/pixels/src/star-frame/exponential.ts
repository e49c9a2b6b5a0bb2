/** Inverse factorials from 13 down to 0. */
const inverse = [
  1 / 6227020800,
  1 / 479001600,
  1 / 39916800,
  1 / 3628800,
  1 / 362880,
  1 / 40320,
  1 / 5040,
  1 / 720,
  1 / 120,
  1 / 24,
  1 / 6,
  0.5,
  1,
  1,
] as const;

/** ln 2 in two parts, the first with zeros at its end, so that small multiples of it are exact. */
const [ln2High, ln2Low] = [0.6931471803691238, 1.9082149292705877e-10];

/**
 * exp by halving the argument into +-ln 2 / 2 and the series there, to a few parts in 10^16: the same
 * steps as the kernel, so that both give the same bits.
 */
export function exponential(x: number): number {
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const r = x - k * ln2High - k * ln2Low;
  let sum = 1 / 87178291200;
  for (const factor of inverse) sum = sum * r + factor;
  for (let n = 0; n < k; n += 1) sum *= 2;
  for (let n = 0; n > k; n -= 1) sum *= 0.5;
  return sum;
}
