import { at, medianOf } from '../offsets-numbers.js';
import type { PlacedFrame } from './place-frames.js';
import type { SurveyedFrame } from './surveyed-frame.js';

export const scaleWays = ['auto', 'stars', 'sky', 'exptime', 'none'] as const;
export type ScaleWay = (typeof scaleWays)[number];
export const offsetWays = ['sky', 'none'] as const;
export type OffsetWay = (typeof offsetWays)[number];
export const weightWays = ['noise', 'exptime', 'none'] as const;
export type WeightWay = (typeof weightWays)[number];

/** What is done with the values of a resampled frame before they are combined: value x scale + offset. */
export interface Normalisation {
  readonly scale: number;
  readonly offset: number;
  readonly weight: number;
  /** What the scale rests on. */
  readonly scaledBy: Exclude<ScaleWay, 'auto'>;
}

export interface NormaliseOptions {
  readonly scale: ScaleWay;
  readonly offset: OffsetWay;
  readonly weights: WeightWay;
  /** Whether resampling keeps the flux of a star (area) or its surface brightness. */
  readonly keepsFlux: boolean;
  /** Area of an output pixel in pixels of the reference; 1 when absent. */
  readonly pixelArea?: number;
}

/** A ratio of light needs so many stars. */
const fewestStars = 5;

/**
 * Brings frames to the level of the reference: a factor for what the air and the exposure let through,
 * an offset for the sky, and a weight. Numbers are of the values after resampling.
 *
 * The factor by stars is the median of the ratios of the light of matched stars, by the sky that of
 * the levels of the backgrounds, by exposure that of EXPTIME; `auto` takes stars, exposures, or
 * nothing, the first that is known.
 */
export function normalise(
  frames: readonly PlacedFrame[],
  reference: SurveyedFrame,
  options: NormaliseOptions,
): Normalisation[] {
  return frames.map((frame) => {
    const isReference = frame.placement.how === 'reference';
    // A frame of smaller pixels has less sky in each of them: in area mode they are added up.
    const areas = options.keepsFlux ? 1 / frame.placement.view.scale ** 2 : 1;
    const { scale, scaledBy } = isReference
      ? { scale: 1, scaledBy: scaleOf(frame, reference, options, areas).scaledBy }
      : scaleOf(frame, reference, options, areas);
    const sky = frame.survey.sky * areas;
    // Levels are of pixels as large as those of the reference: larger ones add more sky up.
    const growth = options.keepsFlux ? (options.pixelArea ?? 1) : 1;
    const offset = options.offset === 'sky' ? growth * (reference.survey.sky - sky * scale) : 0;
    const noise = frame.survey.noise * areas * scale;
    const weight =
      options.weights === 'noise'
        ? inverseVariance(noise)
        : options.weights === 'exptime'
          ? (frame.exposureSeconds ?? 1)
          : 1;
    return { scale, offset, weight, scaledBy };
  });
}

/** A frame without noise, as a made-up one, weighs as one of noise 1. */
function inverseVariance(noise: number): number {
  return noise > 0 && Number.isFinite(noise) ? 1 / noise ** 2 : 1;
}

function scaleOf(
  frame: PlacedFrame,
  reference: SurveyedFrame,
  options: NormaliseOptions,
  areas: number,
): Pick<Normalisation, 'scale' | 'scaledBy'> {
  const ways: readonly Exclude<ScaleWay, 'auto'>[] =
    options.scale === 'auto' ? ['stars', 'exptime', 'none'] : [options.scale];
  for (const way of ways) {
    const scale = factor(way, frame, reference, options, areas);
    if (scale !== undefined) return { scale, scaledBy: way };
  }
  return { scale: 1, scaledBy: 'none' };
}

function factor(
  way: Exclude<ScaleWay, 'auto'>,
  frame: PlacedFrame,
  reference: SurveyedFrame,
  options: NormaliseOptions,
  areas: number,
): number | undefined {
  if (way === 'none') return 1;
  if (way === 'exptime') {
    const [own, wanted] = [frame.exposureSeconds, reference.exposureSeconds];
    return own === null || wanted === null || own === 0 ? undefined : wanted / own;
  }
  if (way === 'sky') {
    const ratio = reference.survey.sky / (frame.survey.sky * areas);
    return ratio > 0 && Number.isFinite(ratio) ? ratio : undefined;
  }
  const { matches } = frame.placement;
  const growth = options.keepsFlux ? 1 : frame.placement.view.scale ** 2;
  const ratios = Array.from(matches.frame, (star, pair) => {
    const own = at(frame.survey.stars.flux, star) * growth;
    return at(reference.survey.stars.flux, at(matches.reference, pair)) / own;
  }).filter((ratio) => ratio > 0 && Number.isFinite(ratio));
  return ratios.length < fewestStars ? undefined : medianOf(ratios);
}
