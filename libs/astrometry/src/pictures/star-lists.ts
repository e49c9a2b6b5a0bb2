import { image, type Image } from '@nightskies/pixels';
import { estimateSteepBackground, type Background } from '../background/index.js';
import { detectSources, groundMask, sourceFlags, type Sources } from '../detection/index.js';
import type { SolverSources } from '../solving/solver-stars.js';
import { patchSources } from './patch-sources.js';

/** A picture of any camera, as finding its stars needs it. */
export interface PicturePixels {
  readonly luminance: Image;
  /** At or above this a pixel is burnt out; absent when unknown. */
  readonly saturationLevel?: number;
  /** Least difference of two stored numbers; 0 for floating point. */
  readonly step: number;
}

export interface FindStarsOptions {
  /** Width of the stars, px; found when absent. */
  readonly fwhmPx?: number | undefined;
  readonly thresholdSigma: number;
}

/** Sources that may be stars, brightest first, for the solver. */
export interface FoundStars extends SolverSources {
  readonly x: number[];
  readonly y: number[];
  readonly flux: number[];
  /** How they were found, in words. */
  readonly how: string;
}

const boxPx = 32;
const firstFwhmPx = 2;
const widestFwhmPx = 8;
const notUsable = sourceFlags.singlePixel | sourceFlags.narrow | sourceFlags.badPixel;

/** A background whose noise is never less than what storing whole numbers does. */
export function pictureBackground({ luminance, step }: PicturePixels, box = boxPx): Background {
  const { width, height } = luminance;
  // A box that stands out over a small picture would be cut off everywhere.
  const fits = Math.max(8, Math.min(box, Math.floor(Math.min(width, height) / 2)));
  const background = estimateSteepBackground(luminance, {
    boxWidthPx: fits,
    boxHeightPx: fits,
    excludePercent: 80,
  });
  const least = 0.4 * step;
  const { noise } = background;
  for (let k = 0; k < noise.data.length; k += 1) {
    if (noise.data[k] < least) noise.data[k] = least;
  }
  return background;
}

/**
 * Lists of what may be stars, the likeliest way of finding them first: a matched filter of the width
 * the stars have, one for sharp stars, and patches of light of any width, which come first where the
 * stars are discs. The later are made only when the earlier did not serve.
 */
export function* starLists(
  picture: PicturePixels,
  options: FindStarsOptions,
): Generator<FoundStars> {
  const background = pictureBackground(picture);
  const sharp = filtered(picture, background, options, options.fwhmPx ?? firstFwhmPx);
  const wide = options.fwhmPx === undefined && isTooWide(sharp);
  if (wide) yield* patchLists(picture);
  const measured = options.fwhmPx === undefined ? starWidthPx(picture, background, sharp) : NaN;
  if (measured > 1.4 * firstFwhmPx) {
    const fwhmPx = Math.min(measured, widestFwhmPx);
    yield usable(filtered(picture, background, options, fwhmPx), fwhmPx);
  }
  yield usable(sharp, options.fwhmPx ?? firstFwhmPx);
  if (!wide) yield* patchLists(picture);
}

/**
 * Whether the brightest sources are far wider than the filter: a star a few times as wide has no
 * centroid under its window. Of thirteen pictures of all kinds at most half, of a photographic plate
 * all.
 */
function isTooWide({ count, flags }: Sources): boolean {
  const brightest = flags.subarray(0, Math.min(40, count));
  const without = brightest.filter((bits) => (bits & sourceFlags.noCentroid) !== 0);
  return without.length > 0.75 * brightest.length;
}

/** Median width at half height of the brighter sources that are not burnt out, px. */
export function starWidthPx(
  { luminance }: PicturePixels,
  background: Background,
  found: Sources,
): number {
  const widths: number[] = [];
  for (let k = 0; k < found.count && widths.length < 80; k += 1) {
    const bad = notUsable | sourceFlags.saturated | sourceFlags.border;
    if ((found.flags[k] & bad) !== 0 || found.significance[k] < 12) continue;
    widths.push(widthAt(luminance, background.level, found.x[k], found.y[k]));
  }
  if (widths.length === 0) return NaN;
  return widths.sort((a, b) => a - b)[widths.length >> 1];
}

/** Diameter of a circle of the area around a peak that is above half its height. */
function widthAt({ width, height, data }: Image, level: Image, x: number, y: number): number {
  const reach = 2 * widestFwhmPx;
  const [x0, y0] = [Math.round(x), Math.round(y)];
  const light = (k: number): number => data[k] - level.data[k];
  let half = 0;
  for (let dy = -1; dy <= 1; dy += 1) {
    for (let dx = -1; dx <= 1; dx += 1) {
      const [column, row] = [x0 + dx, y0 + dy];
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      half = Math.max(half, light(row * width + column) / 2);
    }
  }
  let pixels = 0;
  for (let row = Math.max(0, y0 - reach); row <= Math.min(height - 1, y0 + reach); row += 1) {
    for (
      let column = Math.max(0, x0 - reach);
      column <= Math.min(width - 1, x0 + reach);
      column++
    ) {
      const away = Math.hypot(column - x, row - y);
      if (away <= reach / 2 && light(row * width + column) >= half) pixels += 1;
    }
  }
  return 2 * Math.sqrt(pixels / Math.PI);
}

/** Sources of a matched filter; a second time without the ground where there is ground. */
export function filtered(
  { luminance, saturationLevel }: PicturePixels,
  background: Background,
  { thresholdSigma }: Pick<FindStarsOptions, 'thresholdSigma'>,
  fwhmPx: number,
): Sources {
  const options = {
    fwhmPx,
    thresholdSigma,
    background,
    ...(saturationLevel === undefined ? {} : { saturationLevel }),
  };
  const first = detectSources(luminance, options);
  if (first.count === 0 || Math.min(luminance.width, luminance.height) < 64) return first;
  const ground = groundMask(luminance, first);
  return ground.share === 0 ? first : detectSources(luminance, { ...options, mask: ground.mask });
}

function usable(sources: Sources, fwhmPx: number): FoundStars {
  const { x, y, sigmaX, sigmaY, flux, flags, count } = sources;
  const chosen = Array.from({ length: count }, (_, k) => k).filter(
    (k) => (flags[k] & notUsable) === 0,
  );
  return {
    x: chosen.map((k) => x[k]),
    y: chosen.map((k) => y[k]),
    flux: chosen.map((k) => flux[k]),
    positionError: chosen.map((k) => Math.sqrt((sigmaX[k] ** 2 + sigmaY[k] ** 2) / 2)),
    how: `stars ${fwhmPx.toFixed(1)} px wide`,
  };
}

const patchSidePx = 1000;

/** Patches of light in the picture brought to about a thousand pixels a side. */
function* patchLists(picture: PicturePixels): Generator<FoundStars> {
  const { width, height } = picture.luminance;
  const factor = Math.max(1, Math.round(Math.max(width, height) / patchSidePx));
  const small = { ...picture, luminance: binned(picture.luminance, factor) };
  const background = pictureBackground(small, 4 * boxPx);
  for (const shareOfPeak of [0.5, 0.25, 0.12]) {
    const { x, y, flux } = patchSources(small.luminance, background, { shareOfPeak });
    const unbinned = (at: number): number => at * factor + (factor - 1) / 2;
    yield {
      x: Array.from(x, unbinned),
      y: Array.from(y, unbinned),
      flux: [...flux],
      how: `patches above ${100 * shareOfPeak} % of the brightest`,
    };
  }
}

/** Means of squares of pixels; what is left over at the far sides is dropped. */
function binned(source: Image, factor: number): Image {
  if (factor === 1) return source;
  const [width, height] = [Math.floor(source.width / factor), Math.floor(source.height / factor)];
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let dy = 0; dy < factor; dy += 1) {
        const row = (y * factor + dy) * source.width + x * factor;
        for (let dx = 0; dx < factor; dx += 1) sum += source.data[row + dx];
      }
      data[y * width + x] = sum / (factor * factor);
    }
  }
  return image(width, height, data);
}
