/**
 * Probability of a Student t farther from 0 than `t` on either side, for a whole number of degrees of
 * freedom: the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4.
 */
export function studentTail(t: number, degrees: number): number {
  const angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const odd = degrees % 2 === 1;
  let term = odd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degrees - 2; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine;
    sum += term;
  }
  const within = odd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return Math.max(0, 1 - within);
}

/** Probability of at least one such result among `tests` independent ones (Sidak). */
export function familyTail(tail: number, tests: number): number {
  return -Math.expm1(tests * Math.log1p(-Math.min(tail, 1 - 1e-16)));
}
