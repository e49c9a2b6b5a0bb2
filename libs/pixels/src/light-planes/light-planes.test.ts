import { describe, expect, it } from 'vitest';
import { LightPlanes } from './light-planes.js';
import { magnitudeOf, magnitudeTables, magPerNatural } from './magnitude-tables.js';
import {
  jointErrorsReference,
  magnitudeErrorsReference,
  magnitudesReference,
  scaleReference,
} from './reference.js';

const unitMag = 24.63;

/** Values over 30 powers of ten, next to whole powers of two, and those that have no magnitude. */
const values = Float32Array.of(
  ...Array.from({ length: 20_000 }, (_, k) => 10 ** (k / 667 - 15)),
  ...Array.from({ length: 2_000 }, (_, k) => 8 + (k - 1_000) * 2 ** -20),
  ...[0, -0, -3, NaN, Infinity, -Infinity, 1e-40, 1.5e-45, 3.4e38, 1.2e-38, -1e-40],
);
const errors = values.map((value, k) => (k % 11 === 3 ? NaN : Math.abs(value) * (k % 7) * 0.01));

function filled(cells = values.length) {
  const planes = new LightPlanes(values.length, 3);
  const [light, error, out] = [0, 1, 2].map((k) => planes.plane(k));
  light.set(values);
  error.set(errors);
  return { planes, light: light.subarray(0, cells), error: error.subarray(0, cells), out };
}

describe.each([values.length, 20_001, 3, 0])('of %i cells the kernel gives', (cells) => {
  const some = { values: values.slice(0, cells), errors: errors.slice(0, cells) };

  it('magnitudes with the bits of the slow twin', () => {
    const { planes, light, out } = filled(cells);
    const expected = magnitudesReference(some.values, magnitudeTables(unitMag));
    expect(planes.magnitudes(light, unitMag, out)).toEqual(expected);
    // Tables are kept from call to call.
    expect(planes.magnitudes(light, unitMag, out)).toEqual(expected);
    expect(planes.magnitudes(light, 3, out)).toEqual(
      magnitudesReference(some.values, magnitudeTables(3)),
    );
  });

  it('their errors, errors together and other units', () => {
    const { planes, light, error, out } = filled(cells);
    expect(planes.magnitudeErrors(light, error, out)).toEqual(
      magnitudeErrorsReference(some.values, some.errors),
    );
    expect(planes.jointErrors(light, error, out)).toEqual(
      jointErrorsReference(some.values, some.errors),
    );
    expect(planes.scale(light, 1.7e-5, out)).toEqual(scaleReference(some.values, 1.7e-5));
  });
});

it('magnitudes are logarithms to the last bit of a float32, and errors their derivative', () => {
  const { planes, light, error, out } = filled();
  expect(planes.magnitudes(light, unitMag, out)).toEqual(
    values.map((value) => magnitudeOf(value, unitMag)),
  );
  const found = planes.magnitudeErrors(light, error, out);
  const [small, large] = [
    magnitudeOf(values[5000] + errors[5000] / 2, unitMag),
    magnitudeOf(values[5000] - errors[5000] / 2, unitMag),
  ];
  expect(found[5000]).toBeCloseTo(large - small, 4);
  expect(magPerNatural).toBeCloseTo(1.0857362, 7);
});

it('cells elsewhere are refused, and too few for the result', () => {
  const { planes, light, out } = filled();
  expect(() => planes.scale(values, 2, out)).toThrow(RangeError);
  expect(() => planes.scale(light.subarray(4), 2, out)).toThrow(RangeError);
  expect(() => planes.scale(light, 2, out.subarray(0, 5))).toThrow(RangeError);
  expect(() => planes.plane(3)).toThrow(RangeError);
});
