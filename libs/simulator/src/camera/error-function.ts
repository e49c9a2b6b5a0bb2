const stepsPerUnit = 1024;
/** Beyond it the function is 1 to 1e-16. */
const reach = 6;
const table = Float64Array.from({ length: reach * stepsPerUnit + 2 }, (_, i) =>
  seriesOf(i / stepsPerUnit),
);

/** Error function, to 2e-7: a table, read by straight lines. */
export function erf(x: number): number {
  const place = Math.abs(x) * stepsPerUnit;
  if (place >= reach * stepsPerUnit) return Math.sign(x);
  const i = Math.floor(place);
  const value = table[i] + (place - i) * (table[i + 1] - table[i]);
  return x < 0 ? -value : value;
}

/** Series of Abramowitz and Stegun 1964, 7.1.6: 2 / sqrt(pi) exp(-x^2) sum of 2^n x^(2n+1) / (2n+1)!!. */
function seriesOf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return ((2 * Math.exp(-x * x)) / Math.sqrt(Math.PI)) * sum;
}
