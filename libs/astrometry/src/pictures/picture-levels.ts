/** Pixels at the very highest number from which on it is a limit and no star. */
const plateauPixels = 8;

/** The highest number, when so many pixels have it that it is a limit. */
export function plateauOf(data: Float32Array): number | undefined {
  let [highest, pixels] = [-Infinity, 0];
  for (const value of data) {
    if (value > highest) [highest, pixels] = [value, 1];
    else if (value === highest) pixels += 1;
  }
  return pixels >= plateauPixels ? highest : undefined;
}

/** Greatest common divisor of whole numbers; 1 where there are others. */
export function stepOf(data: Float32Array): number {
  let divisor = 0;
  for (const value of data) {
    if (!Number.isInteger(value)) continue;
    let [a, b] = [divisor, Math.abs(value)];
    while (b !== 0) [a, b] = [b, a % b];
    divisor = a;
    if (divisor === 1) return 1;
  }
  return Math.max(divisor, 1);
}
