import { pixelFlags } from '@nightskies/contracts';
import type { Image } from '@nightskies/pixels';
import {
  estimateSteepBackground,
  type Background,
  type BackgroundOptions,
} from '../background/index.js';
import { windowedCentroid } from '../centroid/index.js';
import { ApertureLight } from './aperture-light.js';
import { keptPlanes } from './kept-planes.js';
import { sharpnessOf, starPeaks } from './matched-filter.js';
import { saturatedPatches } from './saturated-patches.js';
import { shapeFlags, sourceFlags } from './source-flags.js';
import { starKernel } from './star-kernel.js';

export interface DetectOptions {
  /** Width of the stars as they appear, px. */
  readonly fwhmPx: number;
  /** Least significance of a source, in standard errors of its fitted height. Default 5. */
  readonly thresholdSigma?: number;
  /** A background at hand, or how to make one. */
  readonly background?: Background | BackgroundOptions;
  /** The FLAGS plane of a frame, bits of `pixelFlags`. */
  readonly flags?: Image<Uint8Array | Uint16Array>;
  /** Pixels at or above this are saturated, in units of the image. */
  readonly saturationLevel?: number;
  /** Electrons per unit of the image, for the photon noise of the stars. */
  readonly gain?: number;
  /** Not 0: no source is looked for here, such as on the ground. */
  readonly mask?: Image<Uint8Array>;
  /**
   * At most so many sources, the brightest by their light: only these have their place measured.
   * The rest does not change them.
   */
  readonly limit?: number;
}

/** Sources, the brightest first, one array per quantity. The first pixel's centre is (0, 0). */
export interface Sources {
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Standard errors of the place, px; NaN where it is that of a peak or a saturated patch. */
  readonly sigmaX: Float64Array;
  readonly sigmaY: Float64Array;
  /** Light above the background in pixels around the source, in units of the image. */
  readonly flux: Float64Array;
  /** Standard error of that. */
  readonly fluxError: Float64Array;
  /** Fitted height over its standard error. */
  readonly significance: Float64Array;
  /** Highest pixel above the background. */
  readonly peak: Float64Array;
  /** As DAOFIND. */
  readonly sharpness: Float64Array;
  /** Bits of `sourceFlags`. */
  readonly flags: Uint8Array;
}

/** Where nothing varies there is no noise to compare with; a bright pixel is then certain. */
const leastNoise = 1e-6;

const defaultBackground: BackgroundOptions = {
  boxWidthPx: 32,
  boxHeightPx: 32,
  excludePercent: 80,
};

function subtract({ data }: Image, level: Image, to: Image): void {
  const [levels, residual] = [level.data, to.data];
  for (let k = 0; k < residual.length; k += 1) residual[k] = data[k] - levels[k];
}

/** The pixels at or above a level or flagged as saturated, ascending. */
function saturatedPixels(
  { data }: Image,
  level: number,
  flags: DetectOptions['flags'],
): { pixels: readonly number[]; isSaturated: (pixel: number) => boolean } {
  const { bit } = pixelFlags.saturated;
  const pixels: number[] = [];
  if (flags === undefined) {
    for (let k = 0; k < data.length; k += 1) if (data[k] >= level) pixels.push(k);
    return { pixels, isSaturated: (pixel) => data[pixel] >= level };
  }
  const plane = flags.data;
  for (let k = 0; k < data.length; k += 1) {
    if (data[k] >= level || (plane[k] & bit) !== 0) pixels.push(k);
  }
  return { pixels, isSaturated: (pixel) => data[pixel] >= level || (plane[pixel] & bit) !== 0 };
}

/** Whether any pixel within one of a pixel satisfies a test. */
function anyAround(
  { width, height }: Image,
  x: number,
  y: number,
  test: (pixel: number) => boolean,
): boolean {
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row += 1) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column += 1) {
      if (test(row * width + column)) return true;
    }
  }
  return false;
}

function isBackground(value: Background | BackgroundOptions): value is Background {
  return 'level' in value;
}

/** The peaks with so much light, the brightest first; those without a number for it are none. */
function brightest(flux: Float64Array, limit: number): Int32Array {
  // Sorting numbers and then the few is far cheaper than sorting all.
  const known = flux.filter((light) => !Number.isNaN(light)).sort();
  const least = limit > 0 && limit < known.length ? known[known.length - limit] : -Infinity;
  const chosen: number[] = [];
  for (let peak = 0; peak < flux.length; peak += 1) if (flux[peak] >= least) chosen.push(peak);
  return Int32Array.from(chosen.sort((a, b) => flux[b] - flux[a] || a - b).slice(0, limit));
}

function emptyColumns(count: number): Sources {
  const column = () => new Float64Array(count);
  return {
    count,
    x: column(),
    y: column(),
    sigmaX: column(),
    sigmaY: column(),
    flux: column(),
    fluxError: column(),
    significance: column(),
    peak: column(),
    sharpness: column(),
    flags: new Uint8Array(count),
  };
}

/**
 * Finds the stars of a frame: background mesh in two rounds (`estimateSteepBackground`), matched filter on the image in units of its local
 * noise, windowed centroids with errors, the brightest first. Saturated patches are one source each.
 * Hot pixels, cosmic rays and trails are flagged, not left out (`notAStar`).
 *
 * @throws NightSkiesError as `backgroundMesh` and `starKernel`
 */
export function detectSources(source: Image, options: DetectOptions): Sources {
  const { fwhmPx, thresholdSigma = 5, flags, saturationLevel = Infinity, mask, gain } = options;
  const kernel = starKernel({ fwhmPx });
  const { width, height } = source;
  const planes = keptPlanes(width, height);
  const given = options.background ?? defaultBackground;
  const background = isBackground(given)
    ? given
    : estimateSteepBackground(
        source,
        { ...defaultBackground, ...(mask === undefined ? {} : { mask }), ...given },
        planes,
      );
  const { residual } = planes;
  subtract(source, background.level, residual);
  const hasFlag = (pixel: number, bit: number) =>
    flags !== undefined && (flags.data[pixel] & bit) !== 0;
  const isBad = (pixel: number) =>
    hasFlag(pixel, pixelFlags.bad.bit | pixelFlags.noData.bit) ||
    !Number.isFinite(source.data[pixel]);
  const { pixels: saturated, isSaturated } = saturatedPixels(source, saturationLevel, flags);
  const { patches, owner } = saturatedPatches(residual, saturated, isSaturated);
  const taken = new Uint8Array(patches.length);
  const radius = Math.max(2.5, 1.5 * fwhmPx);
  const light = new ApertureLight(residual, radius);
  const noise = { of: background.noise, least: leastNoise };
  const peaks = starPeaks(residual, kernel, thresholdSigma * kernel.relativeError, noise);
  const fluxes = new Float64Array(peaks.count).fill(Number.NaN);
  const apertures = new Int32Array(peaks.count);
  for (let peak = 0; peak < peaks.count; peak += 1) {
    const [x, y] = [peaks.x[peak], peaks.y[peak]];
    const pixel = y * width + x;
    if (mask !== undefined && mask.data[pixel] !== 0) continue;
    const patch = owner[pixel];
    if (patch > 0 && taken[patch - 1] === 1) continue;
    const { flux, pixels } = light.around(x, y);
    apertures[peak] = pixels;
    fluxes[peak] = flux;
    if (patch === 0) continue;
    taken[patch - 1] = 1;
    fluxes[peak] = Math.max(flux, patches[patch - 1].flux);
  }
  const chosen = brightest(fluxes, options.limit ?? peaks.count);
  const columns = emptyColumns(chosen.length);
  // A plain loop: a closure would be compiled anew for every frame.
  for (let k = 0; k < chosen.length; k += 1) {
    const peak = chosen[k];
    const [x, y] = [peaks.x[peak], peaks.y[peak]];
    const pixel = y * width + x;
    const patch = owner[pixel];
    const flux = fluxes[peak];
    const deviation = Math.max(background.noise.data[pixel], leastNoise);
    const photons = gain === undefined ? 0 : Math.max(flux, 0) / gain;
    columns.flux[k] = flux;
    columns.fluxError[k] = Math.sqrt(apertures[peak] * deviation ** 2 + photons);
    columns.significance[k] = peaks.heights[peak] / kernel.relativeError;
    columns.peak[k] = residual.data[pixel];
    columns.sharpness[k] = sharpnessOf(peaks, peak, kernel);
    let bits = 0;
    if (Math.min(x, y, width - 1 - x, height - 1 - y) < radius) bits |= sourceFlags.border;
    if (anyAround(source, x, y, isBad)) bits |= sourceFlags.badPixel;
    if (patch > 0) {
      columns.flags[k] = bits | sourceFlags.saturated;
      columns.x[k] = patches[patch - 1].x;
      columns.y[k] = patches[patch - 1].y;
      columns.sigmaX[k] = Number.NaN;
      columns.sigmaY[k] = Number.NaN;
      continue;
    }
    const noises = gain === undefined ? { noise: deviation } : { noise: deviation, gain };
    const centroid = windowedCentroid(residual, x, y, fwhmPx, noises);
    columns.x[k] = centroid.x;
    columns.y[k] = centroid.y;
    columns.sigmaX[k] = centroid.sigmaX;
    columns.sigmaY[k] = centroid.sigmaY;
    bits |= shapeFlags(centroid);
    columns.flags[k] = centroid.converged ? bits : bits | sourceFlags.noCentroid;
  }
  return columns;
}
