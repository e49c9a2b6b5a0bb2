import { Random } from '../random.js';

/** Exposure for which a coefficient of scintillation is given, s. */
const referenceSeconds = 12;

/**
 * Standard deviation of a star's light by the unrest of the air, a share of it: coefficient X^1.75
 * sqrt(12 s / t) (the airmass law of Young 1967, AJ 72, 747, eq. 4a, for long exposures).
 */
export function scintillationSigma(
  coefficient: number,
  airmass: number,
  exposureSeconds: number,
): number {
  return coefficient * airmass ** 1.75 * Math.sqrt(referenceSeconds / exposureSeconds);
}

/**
 * Factor on the light of one star in one frame: log-normal with mean 1 and standard deviation `sigma`.
 * The stream is the star's own, so that other stars do not change it.
 */
export function scintillationFactor(
  seed: number,
  frame: string,
  star: number,
  sigma: number,
): number {
  if (sigma === 0) return 1;
  const random = new Random(seed, `scintillation ${frame} ${star}`);
  const variance = Math.log1p(sigma * sigma);
  return Math.exp(Math.sqrt(variance) * random.normal() - variance / 2);
}
