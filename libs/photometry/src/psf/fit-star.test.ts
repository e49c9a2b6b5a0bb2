import type { Image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { Draws, photographed } from '../test-support/made-stars.js';
import { fitStar, pixelSigmaDn, type FittedStar, type StarFit } from './fit-star.js';
import { profileOfWidths, type ProfileKind } from './star-profile.js';

const size = 33;
const camera = { size, skyDn: 150, gainElectronsPerDn: 1.5, readNoiseElectrons: 9 };
const noise = { sigmaDn: pixelSigmaDn(150, 1.5, 9), gainElectronsPerDn: 1.5 };
const truth = { x: 16.3, y: 15.8, flux: 20_000, fwhmMajorPx: 2.4, fwhmMinorPx: 2.4, thetaDeg: 0 };

/** A round Gaussian star without noise, summed over 21 x 21 points of each pixel. */
function still({ x, y, flux, fwhmMajorPx }: typeof truth, skyDn: number): Image {
  const sigma = fwhmMajorPx / (2 * Math.sqrt(2 * Math.LN2));
  const steps = Array.from({ length: 21 }, (_, i) => (i - 10) / 21);
  const data = Float32Array.from({ length: size * size }, (_, at) => {
    let sum = 0;
    for (const dx of steps) {
      for (const dy of steps) {
        const r2 = ((at % size) + dx - x) ** 2 + (Math.floor(at / size) + dy - y) ** 2;
        sum += Math.exp(-r2 / (2 * sigma ** 2));
      }
    }
    return skyDn + (flux * sum) / (2 * Math.PI * sigma ** 2 * 441);
  });
  return { width: size, height: size, data };
}

const round = profileOfWidths('round-gaussian', { fwhmMajorPx: 2.4 });

function success(fit: StarFit): FittedStar {
  if (fit.failure !== null) throw new Error(fit.failure);
  return fit;
}

describe('the fit of a star profile', () => {
  const image = still(truth, 150);
  const start = { x: 16, y: 16 };
  const wide = profileOfWidths('round-gaussian', { fwhmMajorPx: 3 });

  it('gives back a star without noise, its pixels integrated', () => {
    const fit = success(fitStar(image, start, { profile: wide, ...noise }));
    expect(fit.x).toBeCloseTo(truth.x, 4);
    expect(fit.y).toBeCloseTo(truth.y, 4);
    expect(fit.flux / truth.flux).toBeCloseTo(1, 3);
    expect(fit.sky).toBeCloseTo(150, 1);
    expect(fit.widths.fwhmMajorPx).toBeCloseTo(2.4, 2);
    expect(fit.widths.fwhmMinorPx).toBeCloseTo(fit.widths.fwhmMajorPx, 12);
  });

  it('finds a star wider by the pixel when profiles are taken at pixel centres', () => {
    const fit = success(fitStar(image, start, { profile: wide, pixels: 'centre', ...noise }));
    const withPixel = Math.sqrt(2.4 ** 2 + (8 * Math.LN2) / 12);
    expect(fit.widths.fwhmMajorPx).toBeCloseTo(withPixel, 1);
    expect(fit.flux / truth.flux).toBeCloseTo(1, 2);
  });

  it('names its unknowns and has a covariance for all of them', () => {
    const kinds: [ProfileKind, string[]][] = [
      ['round-gaussian', ['ln p']],
      ['gaussian', ['ln p', 'q', 'ln r']],
    ];
    for (const [kind, shape] of kinds) {
      const profile = profileOfWidths(kind, { fwhmMajorPx: 2.6 });
      const fit = success(fitStar(image, start, { profile, ...noise }));
      expect(fit.unknowns).toEqual(['flux', 'x', 'y', 'sky', ...shape]);
      const n = fit.unknowns.length;
      expect(fit.covariance).toHaveLength(n * n);
      expect(Math.sqrt(fit.covariance[0])).toBe(fit.errors.flux);
      for (let i = 0; i < n; i += 1) {
        for (let j = 0; j < i; j += 1) {
          const scale = Math.sqrt(fit.covariance[i * n + i] * fit.covariance[j * n + j]);
          expect(Math.abs(fit.covariance[i * n + j] - fit.covariance[j * n + i])).toBeLessThan(
            1e-9 * scale,
          );
        }
      }
    }
  });

  it('is the surer of the flux the more is known', () => {
    const known = { profile: round, ...noise };
    const all = success(fitStar(image, truth, known));
    const position = success(fitStar(image, truth, { ...known, free: 'position' }));
    const flux = success(fitStar(image, truth, { ...known, free: 'flux', skyDn: 150 }));
    expect(position.errors.flux).toBeLessThan(all.errors.flux);
    expect(flux.errors.flux).toBeLessThan(position.errors.flux);
    expect(flux.unknowns).toEqual(['flux']);
    expect(flux.errors).toMatchObject({ x: null, sky: null, fwhmMajorPx: null, beta: null });
    expect(flux.flux / truth.flux).toBeCloseTo(1, 3);
  });

  it('leaves out masked pixels and those without a value', () => {
    const data = image.data.slice();
    const mask = new Uint8Array(size * size);
    data[14 * size + 18] = NaN;
    data[16 * size + 17] = 60_000;
    mask[16 * size + 17] = 1;
    const spoilt = { ...image, data };
    const fit = success(
      fitStar(spoilt, start, { profile: wide, mask: { ...image, data: mask }, ...noise }),
    );
    expect(fit.flux / truth.flux).toBeCloseTo(1, 3);
  });

  it('says what failed instead of a number', () => {
    const draws = new Draws(11);
    const empty = photographed({ ...truth, flux: 0 }, camera, draws);
    const moffat = profileOfWidths('moffat', { fwhmMajorPx: 2.4, beta: 3 });
    const fitOf = (picture: Image, place: { x: number; y: number }, options = {}) =>
      fitStar(picture, place, { profile: round, ...noise, ...options }).failure;
    expect(fitOf(image, { x: 200, y: 200 })).toBe('too-few-pixels');
    expect(fitOf(image, { x: 16, y: 16 }, { radiusPx: 1 })).toBe('too-few-pixels');
    expect(fitOf(image, { x: 20.5, y: 16 }, { radiusPx: 7 })).toBe('strayed');
    expect(['degenerate', 'not-converged']).toContain(
      fitOf(empty, { x: 16, y: 16 }, { profile: moffat }),
    );
    const constant = { ...image, data: new Float32Array(size * size).fill(150) };
    expect(fitOf(constant, { x: 16, y: 16 })).toBe('degenerate');
  });

  it('gives finite numbers or a failure for whatever is in the picture', () => {
    const draws = new Draws(12);
    let failures = 0;
    for (let i = 0; i < 32; i += 1) {
      const flux = i % 3 === 0 ? 0 : 3000 * draws.uniform() ** 2;
      const picture = photographed({ ...truth, flux }, camera, draws);
      if (i % 4 === 0) picture.data[16 * size + 15] += 40_000 * draws.uniform();
      if (i % 5 === 0) picture.data.fill(NaN, 17 * size);
      const kind = (['round-gaussian', 'gaussian', 'round-moffat', 'moffat'] as const)[i % 4];
      const profile = profileOfWidths(kind, { fwhmMajorPx: 2.4 });
      const fit = fitStar(picture, truth, { profile, ...noise });
      if (fit.failure !== null) {
        failures += 1;
        continue;
      }
      const numbers = [fit.x, fit.y, fit.flux, fit.sky, fit.chiSquare, ...fit.covariance];
      const { flux: fluxError, x, y, sky, fwhmMajorPx, fwhmMinorPx, thetaDeg, beta } = fit.errors;
      const errors = [fluxError, x, y, sky, fwhmMajorPx, fwhmMinorPx, thetaDeg, beta].filter(
        (error) => error !== null,
      );
      expect([...numbers, ...errors].every(Number.isFinite)).toBe(true);
      expect(errors.every((error) => error > 0)).toBe(true);
      expect(fit.flux).toBeGreaterThan(0);
    }
    expect(failures).toBeGreaterThan(5);
    expect(failures).toBeLessThan(27);
  });

  it('may find less than nothing of a star of known place and shape', () => {
    const draws = new Draws(13);
    const pulls = Array.from({ length: 100 }, () => {
      const picture = photographed({ ...truth, flux: 0 }, camera, draws);
      const options = { profile: round, free: 'flux', skyDn: 150, ...noise } as const;
      const fit = success(fitStar(picture, truth, options));
      return fit.flux / fit.errors.flux;
    });
    expect(Math.min(...pulls)).toBeLessThan(0);
    const square = pulls.reduce((sum, value) => sum + value * value, 0);
    expect(Math.sqrt(square / pulls.length)).toBeCloseTo(1, 0);
  });

  it.each([
    [{ sigmaDn: 0 }, 'noise 0'],
    [{ gainElectronsPerDn: -1 }, 'gain -1'],
    [{ radiusPx: 0 }, 'radius 0'],
    [{ free: 'flux' as const }, 'skyDn is missing'],
  ])('refuses %j', (wrong, message) => {
    expect(() => fitStar(image, start, { profile: round, ...noise, ...wrong })).toThrow(message);
  });
});
