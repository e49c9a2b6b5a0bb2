import {
  daoStars,
  estimateBackground,
  fitGaussian,
  windowedCentroid,
  withoutSinglePixels,
  type BackgroundEstimator,
  type DaoStars,
  type FrameStars,
} from '@nightskies/astrometry';
import { NightSkiesError, problem } from '@nightskies/contracts';
import { image, type Image } from '@nightskies/pixels';
import { at, medianOf } from './offsets-numbers.js';

/**
 * Where in its picture a star is: by DAOFIND's fits along x and y; by a round Gaussian fitted to
 * its pixels; or by a Gaussian window moved until it rests.
 */
export const centroidKinds = ['fitted', 'windowed', 'dao'] as const;
export type CentroidKind = (typeof centroidKinds)[number];

/** How stars are looked for; all lengths in px. */
export interface Detection {
  readonly box: number;
  readonly filter: number;
  readonly background: BackgroundEstimator;
  /** Clipping of the background, in standard deviations. */
  readonly clip: number;
  readonly fwhm: number;
  /** In standard deviations of the background. */
  readonly threshold: number;
  readonly centroids: CentroidKind;
}

/** The stars of one frame. */
export interface Detected {
  /** Those within the limits of shape first, numbered as DAOFIND finds them; then the doubtful ones. */
  readonly stars: DaoStars;
  /** How many are within the limits. */
  readonly sure: number;
  /** Standard deviation of the background in a pixel: the median over the mesh, DN. */
  readonly noise: number;
  /** Width of the stars: the median of free fits to the brightest; null where none could be fitted. */
  readonly fwhmPx: number | null;
  /** Hot pixels and hits of cosmic rays that were replaced before the search. */
  readonly singlePixels: number;
}

/** DAOFIND's own limits. */
const sureSharpness = [0.2, 1] as const;
const sureRoundness = 1;
/** Noise carries a star of 10 sigma so far beyond them now and then. */
const doubtfulSharpness = [-1, 1.5] as const;
const doubtfulRoundness = 2;
const starsForWidth = 40;
/** Stars vary in width over a frame: the sharpest have this share of the usual width. */
const sharpestShare = 0.7;
/** A centroid that ends further from DAOFIND's, in widths of the stars, belongs to a neighbour. */
const farthestWidths = 0.6;

/**
 * Background by its mesh, taken off; single pixels replaced; then DAOFIND at a height of so many
 * standard deviations of the background (median over the mesh).
 *
 * @throws NightSkiesError for parameters out of range, or a picture without usable background
 */
export function detectStars(source: Image, detection: Detection): Detected {
  const { level, mesh } = estimateBackground(source, {
    boxWidthPx: detection.box,
    boxHeightPx: detection.box,
    filterWidth: detection.filter,
    filterHeight: detection.filter,
    clipSigma: detection.clip,
    estimator: detection.background,
  });
  const noise = medianOf(mesh.noise.filter((value) => Number.isFinite(value)));
  if (!(noise > 0)) {
    throw new NightSkiesError(
      problem('offsets-no-noise', 'the background has no noise to measure stars against', {
        found: `standard deviation ${noise}`,
        expected: 'a frame as the camera took it',
        hint: 'Leave out frames that are all zero or all saturated.',
      }),
    );
  }
  const raw = image(
    source.width,
    source.height,
    source.data.map((value, k) => value - at(level.data, k)),
  );
  const find = (flat: Image): ReturnType<typeof sureFirst> =>
    sureFirst(
      daoStars(flat, {
        fwhmPx: detection.fwhm,
        threshold: detection.threshold * noise,
        sharpnessLow: doubtfulSharpness[0],
        sharpnessHigh: doubtfulSharpness[1],
        roundnessLow: -doubtfulRoundness,
        roundnessHigh: doubtfulRoundness,
        // A star cut by the border has its middle elsewhere, and seems to move less than it does.
        excludeBorder: true,
      }),
    );
  const first = find(raw);
  const fwhmPx = widthOf(first.stars, first.sure, raw, detection.fwhm, noise);
  const sharpestPx = sharpestShare * (fwhmPx ?? detection.fwhm);
  const { image: flat, replaced } = withoutSinglePixels(raw, noise, sharpestPx);
  const { stars, sure } = replaced === 0 ? first : find(flat);
  // Half way between the stars and the kernel: trailed stars keep their centre of light so, and round
  // ones lose nothing measurable even at half the kernel's width.
  const windowPx = ((fwhmPx ?? detection.fwhm) + detection.fwhm) / 2;
  return {
    stars: withCentroids(stars, flat, detection.centroids, windowPx, noise),
    sure,
    noise,
    fwhmPx,
    singlePixels: replaced,
  };
}

/** The stars of a frame as the tracking takes them. */
export function frameStars({ stars, sure }: Detected): FrameStars {
  return {
    x: stars.xCentroid,
    y: stars.yCentroid,
    brightness: stars.flux,
    doubtful: Uint8Array.from({ length: stars.count }, (_, star) => (star < sure ? 0 : 1)),
  };
}

function sureFirst(found: DaoStars): { readonly stars: DaoStars; readonly sure: number } {
  const all = Array.from({ length: found.count }, (_, star) => star);
  const isSure = (star: number): boolean => {
    const sharpness = at(found.sharpness, star);
    return (
      sharpness > sureSharpness[0] &&
      sharpness < sureSharpness[1] &&
      Math.abs(at(found.roundness1, star)) < sureRoundness &&
      Math.abs(at(found.roundness2, star)) < sureRoundness
    );
  };
  const sure = all.filter(isSure);
  const order = [...sure, ...all.filter((star) => !isSure(star))];
  const pick = (values: Float64Array): Float64Array =>
    Float64Array.from(order, (star) => at(values, star));
  return {
    sure: sure.length,
    stars: {
      ...found,
      xCentroid: pick(found.xCentroid),
      yCentroid: pick(found.yCentroid),
      sharpness: pick(found.sharpness),
      roundness1: pick(found.roundness1),
      roundness2: pick(found.roundness2),
      peak: pick(found.peak),
      flux: pick(found.flux),
      mag: pick(found.mag),
    },
  };
}

function widthOf(
  { xCentroid, yCentroid, flux }: DaoStars,
  sure: number,
  flat: Image,
  fwhmPx: number,
  noise: number,
): number | null {
  const brightest = Array.from({ length: sure }, (_, star) => star)
    .sort((a, b) => at(flux, b) - at(flux, a) || a - b)
    .slice(0, starsForWidth);
  const widths = brightest
    .flatMap((star) => {
      const fit = fitGaussian(flat, at(xCentroid, star), at(yCentroid, star), { fwhmPx, noise });
      return fit?.converged === true ? [Math.sqrt(fit.fwhmMajorPx * fit.fwhmMinorPx)] : [];
    })
    .filter((width) => width > 1 && width < 3 * fwhmPx);
  return widths.length === 0 ? null : medianOf(widths);
}

function withCentroids(
  stars: DaoStars,
  flat: Image,
  kind: CentroidKind,
  fwhmPx: number,
  noise: number,
): DaoStars {
  if (kind === 'dao') return stars;
  const xCentroid = stars.xCentroid.slice();
  const yCentroid = stars.yCentroid.slice();
  for (let star = 0; star < stars.count; star += 1) {
    const [x, y] = [at(xCentroid, star), at(yCentroid, star)];
    const found =
      kind === 'windowed'
        ? windowedCentroid(flat, x, y, fwhmPx, { noise })
        : fitGaussian(flat, x, y, { fwhmPx, noise, shape: 'fixed' });
    if (
      found?.converged !== true ||
      !(Math.hypot(found.x - x, found.y - y) <= farthestWidths * fwhmPx)
    )
      continue;
    xCentroid[star] = found.x;
    yCentroid[star] = found.y;
  }
  return { ...stars, xCentroid, yCentroid };
}
