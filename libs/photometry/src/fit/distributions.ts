/** Logarithm of the gamma function, x > 0: Lanczos' series with g = 7 and 9 terms, to 1e-13. */
function logGamma(x: number): number {
  const terms = [
    0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
    -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
    1.5056327351493116e-7,
  ];
  let sum = terms[0];
  for (let k = 1; k < terms.length; k += 1) sum += terms[k] / (x - 1 + k);
  const t = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

/** Regularised incomplete beta function by its continued fraction (Lentz; DLMF 8.17.22). */
function betaFraction(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaFraction(b, a, 1 - x);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x),
  );
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m < 300; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 1e-14) break;
  }
  return (front * value) / a;
}

/** Probability of a Student t farther from 0 than `t` on either side. */
export function studentTail(t: number, degrees: number): number {
  return betaFraction(degrees / 2, 0.5, degrees / (degrees + t * t));
}

/** Probability of an F above `f` with `top` and `bottom` degrees of freedom. */
export function fTail(f: number, top: number, bottom: number): number {
  return betaFraction(bottom / 2, top / 2, bottom / (bottom + top * f));
}

/** Probability of at least one such result among `tests` independent ones (Sidak). */
export function familyTail(tail: number, tests: number): number {
  return -Math.expm1(tests * Math.log1p(-Math.min(tail, 1 - 1e-16)));
}
