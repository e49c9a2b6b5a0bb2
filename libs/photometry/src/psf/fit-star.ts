import { bilinear, leastSquares, type Image, type LeastSquaresFit } from '@nightskies/pixels';
import type { FitStarOptions, FitUnknown } from './fit-star-options.js';
import { starPixels } from './star-pixels.js';
import { StarProblem } from './star-problem.js';
import { widthsOf, type ProfileWidths, type StarProfile } from './star-profile.js';
import { noWidthErrors, widthErrors, type WidthErrors } from './width-errors.js';

export interface FittedStar {
  readonly failure: null;
  /** Array position, px: the first pixel's centre is (0, 0). */
  readonly x: number;
  readonly y: number;
  /** All light of the profile, to infinity, DN. */
  readonly flux: number;
  /** DN per px. */
  readonly sky: number;
  readonly profile: StarProfile;
  readonly widths: ProfileWidths;
  /** Standard errors; null of what was held, or what the kind of profile has not. */
  readonly errors: WidthErrors & {
    readonly flux: number;
    readonly x: number | null;
    readonly y: number | null;
    readonly sky: number | null;
  };
  /** What was fitted, in the order of `covariance`, row by row. */
  readonly unknowns: readonly FitUnknown[];
  readonly covariance: Float64Array;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
}

/**
 * - `too-few-pixels`: fewer than unknowns and one
 * - `not-converged`: no minimum was reached
 * - `strayed`: the position left the star it started on
 * - `degenerate`: the pixels do not determine every unknown; noise alone, or a profile that does not fit
 */
export type StarFitFailure = 'too-few-pixels' | 'not-converged' | 'strayed' | 'degenerate';

export type StarFit = FittedStar | { readonly failure: StarFitFailure };

/**
 * Noise of a pixel without a star, DN: photons of the sky and read noise.
 *
 * @param backgroundDn light in the pixel, dark current included, even where it was subtracted since
 */
export function pixelSigmaDn(
  backgroundDn: number,
  gainElectronsPerDn: number,
  readNoiseElectrons: number,
): number {
  const electrons = Math.max(0, backgroundDn) * gainElectronsPerDn + readNoiseElectrons ** 2;
  return Math.sqrt(electrons) / gainElectronsPerDn;
}

const mostRounds = 12;
/** Square of the part of a standard error by which the last round may still move an unknown. */
const settled = 1e-6;

/**
 * Weighted least-squares fit of a star profile on a level sky. The variance of a pixel is that of its
 * noise and of the photons of the star as fitted, not as counted, in rounds: weights from the counts
 * favour pixels that came out low, and would make faint stars fainter. A fit that fails is a value.
 *
 * @param start array position, px; within about half a FWHM of the star
 * @throws RangeError for a noise, gain or radius that is not positive, a start that is not finite, and
 *   a held sky that is missing
 */
export function fitStar(
  image: Image,
  start: { readonly x: number; readonly y: number },
  options: FitStarOptions,
): StarFit {
  const { free = 'all', profile, skyDn } = options;
  const widths = widthsOf(profile);
  const radius = options.radiusPx ?? Math.max(4, 3 * widths.fwhmMajorPx);
  checkOptions(start, options, radius);
  const held = free === 'flux' ? (skyDn ?? NaN) : null;
  const pixels = starPixels(image, start, radius, options.mask);
  const problem = new StarProblem(pixels, options, held);
  const freedom = pixels.count - problem.unknowns.length;
  if (freedom < 1) return { failure: 'too-few-pixels' };

  let parameters = problem.first();
  let fit: LeastSquaresFit | undefined;
  for (let round = 0; round < mostRounds; round += 1) {
    problem.weigh(parameters);
    fit = leastSquares(problem, parameters);
    const { covariance } = fit;
    const n = fit.parameters.length;
    const before = parameters;
    parameters = fit.parameters;
    if (!parameters.every(Number.isFinite)) break;
    const stays = parameters.every(
      (value, i) => (value - before[i]) ** 2 < settled * covariance[i * n + i],
    );
    if (stays && isMinimum(problem, fit)) {
      return judged(problem, fit, { start, radius, freedom, widths });
    }
  }
  if (fit === undefined || !fit.covariance.every(Number.isFinite)) return { failure: 'degenerate' };
  const { x, y } = problem.stateOf(parameters);
  return { failure: hasStrayed(x, y, radius, widths) ? 'strayed' : 'not-converged' };
}

function hasStrayed(x: number, y: number, radius: number, first: ProfileWidths): boolean {
  return Math.hypot(x, y) > Math.min(radius, first.fwhmMajorPx + 1);
}

/**
 * Whether a further step would lower chi square by next to nothing. `leastSquares` cannot say so when
 * it starts in the minimum, where rounding lets no step succeed.
 */
function isMinimum(problem: StarProblem, { parameters, covariance }: LeastSquaresFit): boolean {
  const n = parameters.length;
  const gradient = new Float64Array(n);
  problem.accumulate(parameters, new Float64Array(n * n), gradient);
  return bilinear(covariance, gradient, gradient) < settled;
}

function checkOptions(
  { x, y }: { readonly x: number; readonly y: number },
  { sigmaDn, gainElectronsPerDn = 1, free, skyDn }: FitStarOptions,
  radius: number,
): void {
  if (!Number.isFinite(x) || !Number.isFinite(y)) {
    throw new RangeError(`the fit starts at (${x}, ${y}): a place in px is needed`);
  }
  if (!(sigmaDn > 0 && gainElectronsPerDn > 0 && radius > 0)) {
    throw new RangeError(
      `noise ${sigmaDn} DN, gain ${gainElectronsPerDn} e-/DN, radius ${radius} px: all must be above 0`,
    );
  }
  if (free === 'flux' && skyDn === undefined) {
    throw new RangeError('skyDn is missing: a fit of the flux alone needs the sky');
  }
}

/** Largest standard error of a logarithm that still says something about its number. */
const largestLogError = { width: 0.5, beta: 1 };

function judged(
  problem: StarProblem,
  { parameters, covariance, chiSquare }: LeastSquaresFit,
  {
    start,
    radius,
    freedom,
    widths: first,
  }: {
    start: { readonly x: number; readonly y: number };
    radius: number;
    freedom: number;
    widths: ProfileWidths;
  },
): StarFit {
  const { flux, x, y, sky, profile } = problem.stateOf(parameters);
  const { unknowns } = problem;
  const n = unknowns.length;
  const errorOf = (name: FitUnknown): number | null => {
    const at = unknowns.indexOf(name);
    return at < 0 ? null : Math.sqrt(covariance[at * n + at]);
  };
  if (!covariance.every(Number.isFinite)) return { failure: 'degenerate' };
  if (hasStrayed(x, y, radius, first)) return { failure: 'strayed' };
  const widths = widthsOf(profile);
  const vague =
    (errorOf('ln p') ?? 0) > largestLogError.width ||
    (errorOf('ln r') ?? 0) > largestLogError.width ||
    (errorOf('ln(beta - 1)') ?? 0) > largestLogError.beta;
  const fitsShape = unknowns.includes('ln p');
  const noStar = unknowns.includes('x') && flux <= 0;
  if (vague || noStar || (fitsShape && widths.fwhmMajorPx > 2 * radius)) {
    return { failure: 'degenerate' };
  }
  const shape = fitsShape ? widthErrors(profile, covariance, n) : noWidthErrors;
  return {
    failure: null,
    x: start.x + x,
    y: start.y + y,
    flux,
    sky,
    profile,
    widths,
    errors: {
      flux: errorOf('flux') ?? 0,
      x: errorOf('x'),
      y: errorOf('y'),
      sky: errorOf('sky'),
      ...shape,
    },
    unknowns,
    covariance,
    chiSquare,
    degreesOfFreedom: freedom,
  };
}
