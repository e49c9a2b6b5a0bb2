import { describe, expect, it } from 'vitest';
import { fluxError } from './ccd-equation.js';

const background = { scatter: 5, pixels: 400, estimatorVariance: 1 };
const star = { flux: 8000, sum: 13_000, area: 50, background };

describe('the error of a flux', () => {
  it('is that of the background alone without a gain', () => {
    const expected = Math.sqrt(50 * 25 + (2500 * 25) / 400);
    expect(fluxError(star, { gain: null, readNoise: 9 })).toBeCloseTo(expected, 10);
  });

  it('has the photons of the star with a gain', () => {
    const expected = Math.sqrt(8000 / 2 + 50 * 25 + (2500 * 25) / 400);
    expect(fluxError(star, { gain: 2, readNoise: 0 })).toBeCloseTo(expected, 10);
  });

  it('is never less than the read noise, however even the sky looks in whole numbers', () => {
    const even = { ...star, background: { ...background, scatter: 0 } };
    const expected = Math.sqrt(8000 / 2 + 50 * 16 + (2500 * 16) / 400);
    expect(fluxError(even, { gain: 2, readNoise: 8 })).toBeCloseTo(expected, 10);
  });

  it('is larger for a level by the median', () => {
    const median = { ...star, background: { ...background, estimatorVariance: Math.PI / 2 } };
    const detector = { gain: null, readNoise: 0 };
    const more = fluxError(median, detector) ** 2 - fluxError(star, detector) ** 2;
    expect(more).toBeCloseTo(((Math.PI / 2 - 1) * 2500 * 25) / 400, 8);
  });

  it('is that of all photons without a background, and unknown without a gain', () => {
    const bare = { ...star, background: null };
    expect(fluxError(bare, { gain: 2, readNoise: 8 })).toBeCloseTo(
      Math.sqrt(13_000 / 2 + 50 * 16),
      10,
    );
    expect(fluxError(bare, { gain: null, readNoise: 8 })).toBeNaN();
  });
});
