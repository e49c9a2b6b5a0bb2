import { pixelFlags } from '@nightskies/contracts';
import { image, type Image } from '@nightskies/pixels';
import {
  estimateSteepBackground,
  type Background,
  type BackgroundOptions,
} from '../background/index.js';
import { windowedCentroid } from '../centroid/index.js';
import { sharpnessOf, starPeaks } from './matched-filter.js';
import { saturatedPatches, type SaturatedPatches } from './saturated-patches.js';
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
  /** At most so many sources, the brightest. */
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

interface Source {
  x: number;
  y: number;
  sigmaX: number;
  sigmaY: number;
  flux: number;
  fluxError: number;
  significance: number;
  peak: number;
  sharpness: number;
  flags: number;
}

const defaultBackground: BackgroundOptions = {
  boxWidthPx: 32,
  boxHeightPx: 32,
  excludePercent: 80,
};

/** Level and noise taken off: the image less its level, and that in units of the noise. */
function residualOf(source: Image, { level, noise }: Background) {
  const { width, height, data } = source;
  const residual = new Float32Array(data.length);
  const ratio = new Float32Array(data.length);
  // Where nothing varies there is no noise to compare with; a bright pixel is then certain.
  const least = 1e-6;
  const [levels, noises] = [level.data, noise.data];
  for (let k = 0; k < data.length; k += 1) {
    const value = data[k] - levels[k];
    residual[k] = value;
    ratio[k] = value / Math.max(noises[k], least);
  }
  return { residual: image(width, height, residual), ratio: image(width, height, ratio) };
}

/** 1 where a pixel is at or above a level or flagged as saturated. */
function saturatedPixels(
  { data }: Image,
  level: number,
  flags: DetectOptions['flags'],
): Uint8Array {
  const saturated = new Uint8Array(data.length);
  for (let k = 0; k < data.length; k += 1) saturated[k] = data[k] >= level ? 1 : 0;
  if (flags === undefined) return saturated;
  const plane = flags.data;
  for (let k = 0; k < plane.length; k += 1) saturated[k] |= plane[k] & pixelFlags.saturated.bit;
  return saturated;
}

/** Sum over the whole pixels within a radius, and how many there are. */
function lightAround({ width, height, data }: Image, x: number, y: number, radius: number) {
  let [flux, pixels] = [0, 0];
  const [y0, y1] = [Math.max(0, Math.ceil(y - radius)), Math.min(height - 1, y + radius)];
  const [x0, x1] = [Math.max(0, Math.ceil(x - radius)), Math.min(width - 1, x + radius)];
  for (let row = y0; row <= y1; row += 1) {
    for (let column = x0; column <= x1; column += 1) {
      const value = data[row * width + column];
      if ((column - x) ** 2 + (row - y) ** 2 > radius * radius || value - value !== 0) continue;
      flux += value;
      pixels += 1;
    }
  }
  return { flux, pixels };
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

function asColumns(sources: readonly Source[]): Sources {
  const column = (name: keyof Source) => Float64Array.from(sources, (source) => source[name]);
  return {
    count: sources.length,
    x: column('x'),
    y: column('y'),
    sigmaX: column('sigmaX'),
    sigmaY: column('sigmaY'),
    flux: column('flux'),
    fluxError: column('fluxError'),
    significance: column('significance'),
    peak: column('peak'),
    sharpness: column('sharpness'),
    flags: Uint8Array.from(sources, ({ flags }) => flags),
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
  const given = options.background ?? defaultBackground;
  const background = isBackground(given)
    ? given
    : estimateSteepBackground(source, {
        ...defaultBackground,
        ...(mask === undefined ? {} : { mask }),
        ...given,
      });
  const { residual, ratio } = residualOf(source, background);
  const { width, height } = source;
  const hasFlag = (pixel: number, bit: number) =>
    flags !== undefined && (flags.data[pixel] & bit) !== 0;
  const isBad = (pixel: number) =>
    hasFlag(pixel, pixelFlags.bad.bit | pixelFlags.noData.bit) ||
    !Number.isFinite(source.data[pixel]);
  const { patches, owner }: SaturatedPatches = saturatedPatches(
    residual,
    saturatedPixels(source, saturationLevel, flags),
  );
  const taken = new Uint8Array(patches.length);
  const found: Source[] = [];
  const radius = Math.max(2.5, 1.5 * fwhmPx);

  const peaks = starPeaks(ratio, kernel, thresholdSigma * kernel.relativeError);
  for (let peak = 0; peak < peaks.count; peak += 1) {
    const [x, y] = [peaks.x[peak], peaks.y[peak]];
    const pixel = y * width + x;
    if (mask !== undefined && mask.data[pixel] !== 0) continue;
    const patch = owner[pixel] - 1;
    if (patch >= 0 && taken[patch] === 1) continue;
    const noise = Math.max(background.noise.data[pixel], 1e-6);
    const light = lightAround(residual, x, y, radius);
    const photons = gain === undefined ? 0 : Math.max(light.flux, 0) / gain;
    const result: Source = {
      x,
      y,
      sigmaX: Number.NaN,
      sigmaY: Number.NaN,
      flux: light.flux,
      fluxError: Math.sqrt(light.pixels * noise * noise + photons),
      significance: peaks.heights[peak] / kernel.relativeError,
      peak: residual.data[pixel],
      sharpness: sharpnessOf(peaks, peak, kernel),
      flags: 0,
    };
    if (Math.min(x, y, width - 1 - x, height - 1 - y) < radius) result.flags |= sourceFlags.border;
    if (anyAround(source, x, y, isBad)) result.flags |= sourceFlags.badPixel;
    if (patch >= 0) {
      taken[patch] = 1;
      result.flags |= sourceFlags.saturated;
      result.x = patches[patch].x;
      result.y = patches[patch].y;
      result.flux = Math.max(result.flux, patches[patch].flux);
    } else {
      const centroid = windowedCentroid(
        residual,
        x,
        y,
        fwhmPx,
        gain === undefined ? { noise } : { noise, gain },
      );
      result.x = centroid.x;
      result.y = centroid.y;
      result.sigmaX = centroid.sigmaX;
      result.sigmaY = centroid.sigmaY;
      result.flags |= shapeFlags(centroid);
      if (!centroid.converged) result.flags |= sourceFlags.noCentroid;
    }
    found.push(result);
  }
  found.sort((a, b) => b.flux - a.flux || a.y - b.y || a.x - b.x);
  return asColumns(found.slice(0, options.limit ?? found.length));
}
