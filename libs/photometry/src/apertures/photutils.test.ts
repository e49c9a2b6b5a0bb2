import { describe, expect, it } from 'vitest';
import { annulusStatistics, sumApertures } from './index.js';
import { photutilsApertures, photutilsImage } from './test-support/photutils-apertures.js';

const { source, holes, variance, mask } = photutilsImage();
const positions = {
  x: photutilsApertures.positions.map(([x]) => x),
  y: photutilsApertures.positions.map(([, y]) => y),
};

/** Largest relative difference; infinite where only one of the two is NaN. */
function worst(ours: ArrayLike<number>, theirs: readonly (number | null)[]): number {
  return theirs.reduce<number>((most, value, k) => {
    if (value === null || Number.isNaN(ours[k])) {
      return value === null && Number.isNaN(ours[k]) ? most : Infinity;
    }
    const difference = Math.abs(ours[k] - value);
    return Math.max(most, difference === 0 ? 0 : difference / Math.abs(value));
  }, 0);
}

const nameOf = (parts: object) => JSON.stringify(parts).replaceAll(/["{}]/g, '');

describe(`sums are those of photutils ${photutilsApertures.photutils}, over edges and masks`, () => {
  it.each(
    photutilsApertures.sums.map((given) => {
      const { shape, method, subpixels, masked } = given;
      return [nameOf({ ...shape, method, subpixels, masked }), given] as const;
    }),
  )('%s', (_, given) => {
    const { method, subpixels } = given;
    const options = { method, subpixels, mask: given.masked ? mask : undefined };
    const ours = sumApertures(source, positions, given.shape, { ...options, variance });
    const pitted = sumApertures(holes, positions, given.shape, options);
    const differences = {
      sum: worst(ours.sum, given.sum),
      error: worst(ours.error, given.error),
      area: worst(
        ours.area,
        given.area.map((area) => area ?? 0),
      ),
      sumWithHoles: worst(pitted.sum, given.sumWithHoles),
    };
    for (const [name, difference] of Object.entries(differences)) {
      expect(difference, name).toBeLessThan(1e-12);
    }
  });
});

describe('statistics of annuli are those of photutils and astropy', () => {
  it.each(
    photutilsApertures.annuli.map((given) => {
      const { annulus, clip, masked } = given;
      return [nameOf({ ...annulus, ...clip, masked }), given] as const;
    }),
  )('%s', (_, given) => {
    const options = { clip: given.clip, mask: given.masked ? mask : undefined };
    const ours = annulusStatistics(holes, positions, given.annulus, options);
    const zeros = (column: readonly (number | null)[]) => column.map((value) => value ?? 0);
    expect(Array.from(ours.area)).toEqual(zeros(given.area));
    expect(Array.from(ours.pixels)).toEqual(zeros(given.pixels));
    for (const name of ['mean', 'median', 'std', 'mode'] as const) {
      expect(worst(ours[name], given[name]), name).toBeLessThan(1e-12);
    }
  });
});
