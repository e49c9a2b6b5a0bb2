/**
 * `%width.decimalsf` of C, Python and numpy: the exact binary value rounded to the nearest decimal,
 * ties to the even digit, the sign of a negative that rounds to zero kept (`-0.00`), `nan` and `inf`
 * in letters. `toFixed` differs in exact ties, which it rounds away from zero, and for negative zero.
 *
 * @param value    of magnitude below 1e21
 * @param width    least number of characters, filled with blanks on the left
 * @param decimals 0 to 20
 */
export function printfFixed(value: number, width: number, decimals: number): string {
  return fixed(value, decimals).padStart(width);
}

function fixed(value: number, decimals: number): string {
  if (Number.isNaN(value)) return 'nan';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}inf`;
  const up = size.toFixed(decimals);
  // A tie is an odd multiple of 1 / (2 * 10^decimals), and a double only if it is one of 2^-(decimals+1).
  const parts = size * 2 ** (decimals + 1);
  const tie = Number.isInteger(parts) && parts % 2 === 1;
  return sign + (tie && isOdd(up.slice(-1)) ? nextBelow(up) : up);
}

function isOdd(digit: string): boolean {
  return Number(digit) % 2 === 1;
}

/** The decimal one unit of the last digit below one that ends in an odd digit: no carry arises. */
function nextBelow(decimal: string): string {
  return decimal.slice(0, -1) + String(Number(decimal.slice(-1)) - 1);
}
