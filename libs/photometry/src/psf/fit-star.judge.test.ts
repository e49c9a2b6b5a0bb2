import { describe, expect, it } from 'vitest';
import { Draws, photographed, type MadeStar } from '../test-support/made-stars.js';
import type { FitStarOptions } from './fit-star-options.js';
import { fitStar, pixelSigmaDn, type FittedStar } from './fit-star.js';
import { profileOfWidths, type ProfileKind } from './star-profile.js';

const camera = { size: 33, skyDn: 150, gainElectronsPerDn: 1.5, readNoiseElectrons: 9 };
const noise = {
  sigmaDn: pixelSigmaDn(camera.skyDn, camera.gainElectronsPerDn, camera.readNoiseElectrons),
  gainElectronsPerDn: camera.gainElectronsPerDn,
};

interface Case {
  readonly name: string;
  readonly kind: ProfileKind;
  readonly star: Omit<MadeStar, 'x' | 'y'>;
  readonly options?: Partial<FitStarOptions>;
  readonly count: number;
  readonly seed: number;
}

const roundStar = { fwhmMajorPx: 2.4, fwhmMinorPx: 2.4, thetaDeg: 0 };
const longStar = { fwhmMajorPx: 3.2, fwhmMinorPx: 2.2, thetaDeg: 35 };

/** Stars at random places in their pixel, each fitted, with what is held held at the truth. */
function fitted({ kind, star, options = {}, count, seed }: Case) {
  const draws = new Draws(seed);
  const fits: FittedStar[] = [];
  const truths: MadeStar[] = [];
  for (let i = 0; i < count; i += 1) {
    const made = { ...star, x: 16 + draws.uniform() - 0.5, y: 16 + draws.uniform() - 0.5 };
    const image = photographed(made, camera, draws);
    const known = options.free === 'flux';
    const start = known
      ? made
      : { x: made.x + 0.4 * draws.normal(), y: made.y + 0.4 * draws.normal() };
    const held = options.free !== undefined && options.free !== 'all';
    const profile = profileOfWidths(kind, {
      fwhmMajorPx: held ? star.fwhmMajorPx : 2.8,
      fwhmMinorPx: held ? star.fwhmMinorPx : 2.8,
      thetaDeg: held ? star.thetaDeg : 0,
      beta: held ? (star.beta ?? 3) : 3,
    });
    const fit = fitStar(image, start, { profile, radiusPx: 10, ...noise, ...options });
    if (fit.failure !== null) throw new Error(`star ${i}: ${fit.failure}`);
    fits.push(fit);
    truths.push(made);
  }
  return { fits, truths };
}

/** Mean and root of the mean square of differences in units of their errors. */
function pulls(values: readonly number[]) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length;
  return { mean, rms: Math.sqrt(square) };
}

/**
 * In errors of one star. The mean of five hundred is known to 0.045; a fit that is not linear is off by
 * about one error over the ratio of signal to noise.
 */
const largestBias = 0.15;

const cases: Case[] = [
  {
    name: 'a round Gaussian',
    kind: 'round-gaussian',
    star: { ...roundStar, flux: 8000 },
    count: 1000,
    seed: 1,
  },
  {
    name: 'a faint round Gaussian',
    kind: 'round-gaussian',
    star: { ...roundStar, flux: 1500 },
    count: 1000,
    seed: 2,
  },
  {
    name: 'a narrow round Gaussian',
    kind: 'round-gaussian',
    star: { fwhmMajorPx: 1.3, fwhmMinorPx: 1.3, thetaDeg: 0, flux: 10_000 },
    count: 1000,
    seed: 3,
  },
  {
    name: 'an elliptical Gaussian',
    kind: 'gaussian',
    star: { ...longStar, flux: 8000 },
    count: 1000,
    seed: 4,
  },
  {
    name: 'a round Moffat star',
    kind: 'round-moffat',
    star: { ...roundStar, beta: 3, flux: 20_000 },
    count: 500,
    seed: 5,
  },
  {
    name: 'an elliptical Moffat star',
    kind: 'moffat',
    star: { ...longStar, beta: 3.5, flux: 20_000 },
    count: 500,
    seed: 6,
  },
  {
    name: 'a faint Moffat star of known shape',
    kind: 'moffat',
    star: { ...longStar, beta: 3, flux: 1000 },
    options: { free: 'position' },
    count: 1000,
    seed: 7,
  },
  {
    name: 'a very faint star of known shape, place and sky',
    kind: 'round-gaussian',
    star: { ...roundStar, flux: 150 },
    options: { free: 'flux', skyDn: camera.skyDn },
    count: 1000,
    seed: 8,
  },
];

// Slow: 7,000 pictures made photon by photon.
describe('the fit of a star profile', () => {
  it.each(cases)('finds $name within its errors, without bias', (one) => {
    const { fits, truths } = fitted(one);
    const deviations: Record<string, number[]> = {};
    const note = (name: string, difference: number, error: number | null): void => {
      if (error === null) return;
      (deviations[name] ??= []).push(difference / error);
    };
    fits.forEach((fit, i) => {
      const { x, y, flux, fwhmMajorPx, fwhmMinorPx, thetaDeg, beta = NaN } = truths[i];
      note('flux', fit.flux - flux, fit.errors.flux);
      note('x', fit.x - x, fit.errors.x);
      note('y', fit.y - y, fit.errors.y);
      note('sky', fit.sky - camera.skyDn, fit.errors.sky);
      note('major', fit.widths.fwhmMajorPx - fwhmMajorPx, fit.errors.fwhmMajorPx);
      note('minor', fit.widths.fwhmMinorPx - fwhmMinorPx, fit.errors.fwhmMinorPx);
      note('theta', fit.widths.thetaDeg - thetaDeg, fit.errors.thetaDeg);
      note('beta', fit.widths.beta - beta, fit.errors.beta);
    });
    const summary = Object.entries(deviations).map(([name, values]) => {
      const { mean, rms } = pulls(values);
      return `${name} ${mean.toFixed(2)} ${rms.toFixed(2)}`;
    });
    console.info(`${one.name}: mean and rms of (fit - truth) / error: ${summary.join(', ')}`);
    for (const [name, values] of Object.entries(deviations)) {
      const { mean, rms } = pulls(values);
      expect(Math.abs(mean), `${name}, mean`).toBeLessThan(largestBias);
      expect(rms, `${name}, rms`).toBeGreaterThan(0.9);
      expect(rms, `${name}, rms`).toBeLessThan(1.1);
    }
  });
});
