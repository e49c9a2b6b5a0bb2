import type { PixelArray } from '@nightskies/pixels';

/** Types of numbers of ECSV 1.0; float16 and float128 have no array here, but are read. */
const makers = {
  int8: (values: readonly (number | bigint)[]) => Int8Array.from(values, Number),
  int16: (values: readonly (number | bigint)[]) => Int16Array.from(values, Number),
  int32: (values: readonly (number | bigint)[]) => Int32Array.from(values, Number),
  int64: (values: readonly (number | bigint)[]) => BigInt64Array.from(values, BigInt),
  uint8: (values: readonly (number | bigint)[]) => Uint8Array.from(values, Number),
  uint16: (values: readonly (number | bigint)[]) => Uint16Array.from(values, Number),
  uint32: (values: readonly (number | bigint)[]) => Uint32Array.from(values, Number),
  uint64: (values: readonly (number | bigint)[]) => BigUint64Array.from(values, BigInt),
  float16: (values: readonly (number | bigint)[]) => Float32Array.from(values, Number),
  float32: (values: readonly (number | bigint)[]) => Float32Array.from(values, Number),
  float64: (values: readonly (number | bigint)[]) => Float64Array.from(values, Number),
  float128: (values: readonly (number | bigint)[]) => Float64Array.from(values, Number),
} as const;

export type NumberType = keyof typeof makers;

export function isNumberType(name: string): name is NumberType {
  return Object.hasOwn(makers, name);
}

/** Lowest and highest number of the integer types. */
const ranges: ReadonlyMap<NumberType, readonly [bigint, bigint]> = new Map([
  ['int8', [-(2n ** 7n), 2n ** 7n - 1n]],
  ['int16', [-(2n ** 15n), 2n ** 15n - 1n]],
  ['int32', [-(2n ** 31n), 2n ** 31n - 1n]],
  ['int64', [-(2n ** 63n), 2n ** 63n - 1n]],
  ['uint8', [0n, 2n ** 8n - 1n]],
  ['uint16', [0n, 2n ** 16n - 1n]],
  ['uint32', [0n, 2n ** 32n - 1n]],
  ['uint64', [0n, 2n ** 64n - 1n]],
]);

/** A number of this type in a text; undefined when the text is none. */
export function parseNumber(type: NumberType, text: string): number | bigint | undefined {
  const range = ranges.get(type);
  if (range !== undefined) {
    if (!/^[+-]?\d{1,40}$/.test(text)) return undefined;
    const value = BigInt(text.replace(/^\+/, ''));
    return value >= range[0] && value <= range[1] ? value : undefined;
  }
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^[+-]?nan$/i.test(text) ? NaN : undefined;
}

/**
 * Numbers as an array of their type. Where some are not known (null), floats are NaN there, and
 * integers a number that occurs nowhere else: the lowest that is free of signed, the highest of
 * unsigned types.
 */
export function numberArray(
  type: NumberType,
  values: readonly (number | bigint | null)[],
): { data: PixelArray; nullValue?: number | bigint } {
  const range = ranges.get(type);
  if (range === undefined) return { data: makers[type](values.map((value) => value ?? NaN)) };
  if (!values.includes(null)) return { data: makers[type](values.map((value) => value ?? 0)) };
  const used = new Set(values);
  const [from, step] = range[0] < 0n ? [range[0], 1n] : [range[1], -1n];
  let free = from;
  while (used.has(free) && free !== (step > 0n ? range[1] : range[0])) free += step;
  const data = makers[type](values.map((value) => value ?? free));
  return { data, nullValue: type.endsWith('64') ? free : Number(free) };
}

/** The type of an array. */
export function numberTypeOf(data: PixelArray): NumberType {
  if (data instanceof Uint8Array) return 'uint8';
  if (data instanceof Int8Array) return 'int8';
  if (data instanceof Uint16Array) return 'uint16';
  if (data instanceof Int16Array) return 'int16';
  if (data instanceof Uint32Array) return 'uint32';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof BigUint64Array) return 'uint64';
  if (data instanceof BigInt64Array) return 'int64';
  return data instanceof Float32Array ? 'float32' : 'float64';
}

/** The shortest text that reads as the same number in its type. */
export function numberWord(value: number | bigint, single: boolean): string {
  if (typeof value === 'bigint') return value.toString();
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  if (single) {
    for (let digits = 6; digits < 9; digits++) {
      const short = Number(value.toPrecision(digits));
      if (Math.fround(short) === value) return String(short);
    }
  }
  return String(value);
}
