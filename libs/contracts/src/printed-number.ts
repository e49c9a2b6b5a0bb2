/** A number and its error as they are printed: plain digits, a true minus sign. */
export interface PrintedNumber {
  readonly value: string;
  /** Null without an error. */
  readonly uncertainty: string | null;
  /** Power of ten both are to be multiplied by; 0 for numbers of a usual size. */
  readonly exponent: number;
}

/** Digits of a number whose error is not known. */
const digitsWithoutError = 4;
const errorDigits = 2;

/** Power of ten of the first digit once rounded to so many digits: 0.0999 of two has that of 0.1. */
function leadingPower(value: number, digits: number): number {
  return Number(
    Math.abs(value)
      .toExponential(digits - 1)
      .split('e')[1],
  );
}

/** Rounds to a power of ten and writes that many digits. */
function written(value: number, power: number): string {
  const step = 10 ** Math.abs(power);
  const rounded =
    power > 0 ? Math.round(Math.abs(value) / step) * step : Math.abs(value).toFixed(-power);
  const digits = String(rounded);
  return value < 0 && Number(digits) !== 0 ? `−${digits}` : digits;
}

/**
 * A number rounded by its error: the error has two significant digits, the number ends where the error
 * does (1.2345 +- 0.0456 is 1.234 +- 0.046; 1234 +- 156 is 1230 +- 160). Without an error, or with
 * one of 0, it has up to four significant digits. What is below 0.001 or above a million is written with a
 * power of ten.
 *
 * @param uncertainty 1 sigma, in the unit of the number; null when not known
 */
export function printedNumber(value: number, uncertainty: number | null): PrintedNumber {
  if (!Number.isFinite(value)) return { value: '–', uncertainty: null, exponent: 0 };
  const size = Math.max(Math.abs(value), uncertainty ?? 0);
  const power = size === 0 ? 0 : leadingPower(size, digitsWithoutError);
  const exponent = power < -3 || power >= 6 ? power : 0;
  const scale = 10 ** -exponent;
  const scaled = value * scale;
  if (uncertainty === null || !(uncertainty > 0)) {
    const last = (scaled === 0 ? 0 : leadingPower(scaled, digitsWithoutError)) - 3;
    const digits = written(scaled, Math.min(0, last));
    // Zeros at the end would claim what nobody said.
    const value = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
    return { value, uncertainty: null, exponent };
  }
  const error = uncertainty * scale;
  // An error far below the number's own digits would print zeros that say nothing.
  const last = Math.max(leadingPower(error, errorDigits) - (errorDigits - 1), power - exponent - 9);
  return { value: written(scaled, last), uncertainty: written(error, last), exponent };
}

const superscripts = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

function raised(power: number): string {
  const digits = Array.from(
    String(Math.abs(power)),
    (digit) => superscripts[Number(digit)] ?? digit,
  );
  return `${power < 0 ? '⁻' : ''}${digits.join('')}`;
}

/** A unit as it is printed: squares raised, degrees as their sign, nothing for plain numbers. */
export function printedUnit(unit: string): string {
  if (unit === '1') return '';
  if (unit === 'deg') return '°';
  return unit.replace(/(arcsec|deg|m)2\b/g, '$1²');
}

/** Number, error and unit in one line: `21.712 ± 0.045 mag/arcsec²`, `105.0 ± 2.1°`. */
export function printedMeasure(value: number, uncertainty: number | null, unit: string): string {
  const printed = printedNumber(value, uncertainty);
  const pair =
    printed.uncertainty === null ? printed.value : `${printed.value} ± ${printed.uncertainty}`;
  const scaled =
    printed.exponent === 0
      ? pair
      : `${printed.uncertainty === null ? pair : `(${pair})`} × 10${raised(printed.exponent)}`;
  const name = printedUnit(unit);
  return name === '' ? scaled : name === '°' ? `${scaled}°` : `${scaled} ${name}`;
}
