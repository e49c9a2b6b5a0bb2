import {
  entryCount,
  lowBits,
  magnitudeOf,
  magPerNatural,
  type MagnitudeTables,
} from './magnitude-tables.js';

/** Slow twin of `LightPlanes.scale`. */
export function scaleReference(values: Float32Array, factor: number): Float32Array {
  return values.map((value) => value * factor);
}

/** Slow twin of `LightPlanes.jointErrors`. */
export function jointErrorsReference(first: Float32Array, second: Float32Array): Float32Array {
  return first.map((a, i) => Math.sqrt(a * a + second[i] * second[i]));
}

/** Slow twin of `LightPlanes.magnitudes`. */
export function magnitudesReference(values: Float32Array, tables: MagnitudeTables): Float32Array {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  return values.map((value, i) => {
    const word = bits[i];
    const exponent = word >> 23;
    // Negative, none, next to none, infinite or unknown.
    if (exponent < 1 || exponent > 254) return magnitudeOf(value, tables.unitMag);
    const entry = (word >> lowBits) & (entryCount - 1);
    const rest = (word & ((1 << lowBits) - 1)) * tables.perLowBit[entry];
    const series = rest * (1 - rest * (1 / 2 - rest * (1 / 3 - rest / 4)));
    return tables.ofExponents[exponent] - tables.ofEntries[entry] - magPerNatural * series;
  });
}

/** Slow twin of `LightPlanes.magnitudeErrors`. */
export function magnitudeErrorsReference(values: Float32Array, errors: Float32Array): Float32Array {
  return values.map((value, i) => (value > 0 ? (magPerNatural * errors[i]) / value : Number.NaN));
}
