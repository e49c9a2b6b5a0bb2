import { describe, expect, it } from 'vitest';
import {
  surfaceBrightnessError,
  surfaceBrightnessErrors,
  surfaceBrightnessMag,
  surfaceBrightnessMags,
} from './brightness.js';

const scale = { zeropointMag: 14.78, plateScaleArcsec: 93.6 };

/** Rates over 30 powers of ten, next to whole powers of two, and those that have no magnitude. */
const rates = Float32Array.of(
  ...Array.from({ length: 20_000 }, (_, k) => 10 ** (k / 667 - 15)),
  ...Array.from({ length: 2_000 }, (_, k) => 8 + (k - 1_000) * 2 ** -20),
  ...[0, -0, -3, NaN, Infinity, -Infinity, 1e-40, 1.5e-45, 3.4e38, 1.2e-38],
);

describe('magnitudes of many rates', () => {
  it('are those of one, to the last bit of a float32', () => {
    const mags = surfaceBrightnessMags(rates, scale, new Float32Array(rates.length + 5));
    expect(mags).toEqual(rates.map((rate) => surfaceBrightnessMag(rate, scale)));
  });

  it('have the errors of one', () => {
    const sigmas = rates.map((rate, k) => Math.abs(rate) * (k % 7) * 0.01);
    const errors = surfaceBrightnessErrors(rates, sigmas, new Float32Array(rates.length));
    expect(errors).toEqual(rates.map((rate, k) => surfaceBrightnessError(rate, sigmas[k])));
  });
});
