import { pixelFlags } from '@nightskies/contracts';
import { StarFrame, type FrameBackground, type Image } from '@nightskies/pixels';
import {
  meshExpansion,
  steepMesh,
  type Background,
  type BackgroundOptions,
} from '../background/index.js';
import { peakSearchOf, placedPeaks, sharpnessOf } from './matched-filter.js';
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
const leastNoise = Math.fround(1e-6);

const defaultBackground: BackgroundOptions = {
  boxWidthPx: 32,
  boxHeightPx: 32,
  excludePercent: 80,
};

/** The pixels at or above the level of saturation, and those flagged as saturated. */
function saturatedPixels(above: Int32Array, flags: DetectOptions['flags']): ReadonlySet<number> {
  const pixels = new Set<number>(above);
  if (flags === undefined) return pixels;
  const { bit } = pixelFlags.saturated;
  // Hardly any pixel has the flag: several are asked at once.
  const data = flags.data.byteOffset % 4 === 0 ? flags.data : flags.data.slice();
  const perWord = 4 / data.BYTES_PER_ELEMENT;
  const words = new Int32Array(data.buffer, data.byteOffset, Math.floor(data.length / perWord));
  const anyOf = perWord === 4 ? bit * 0x01010101 : bit * 0x00010001;
  for (let word = 0; word <= words.length; word += 1) {
    if (word < words.length && (words[word] & anyOf) === 0) continue;
    const end = Math.min(data.length, (word + 1) * perWord);
    for (let k = word * perWord; k < end; k += 1) if ((data[k] & bit) !== 0) pixels.add(k);
  }
  return pixels;
}

/** Level and noise of a frame, found on it or given. */
function backgroundOf(
  frame: StarFrame,
  { background = defaultBackground, mask }: DetectOptions,
): FrameBackground {
  if (isBackground(background)) return { ...background, leastNoise };
  const options = {
    ...defaultBackground,
    ...(mask === undefined ? {} : { mask }),
    ...background,
  };
  const mesh = steepMesh(frame, options);
  const { interpolation = 'bicubic' } = options;
  return {
    level: meshExpansion(mesh.levels, mesh, interpolation),
    noise: meshExpansion(mesh.noise, mesh, interpolation),
    leastNoise,
  };
}

const unusable = pixelFlags.bad.bit | pixelFlags.noData.bit;

/** Whether any pixel within one of a pixel is flagged bad or has no value. */
function isBadAround(
  { width, height, data }: Image,
  flags: DetectOptions['flags'],
  x: number,
  y: number,
): boolean {
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row += 1) {
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column += 1) {
      const pixel = row * width + column;
      if (!Number.isFinite(data[pixel])) return true;
      if (flags !== undefined && (flags.data[pixel] & unusable) !== 0) return true;
    }
  }
  return false;
}

function isBackground(value: Background | BackgroundOptions): value is Background {
  return 'level' in value;
}

/** The peaks with so much light, the brightest first; those without a number for it are none. */
function brightest(flux: Float64Array, limit: number): Int32Array {
  // Numbers alone sort far faster than peaks by their light; a peak then finds its place among them.
  const sorted = flux.slice().sort();
  let known = sorted.length;
  while (known > 0 && Number.isNaN(sorted[known - 1])) known -= 1;
  const count = Math.min(limit, known);
  const top = sorted.subarray(known - count, known);
  const chosen = new Int32Array(count);
  const taken = new Int32Array(count);
  for (let peak = 0; peak < flux.length; peak += 1) {
    if (!(flux[peak] >= top[0])) continue;
    const first = placesBelow(top, flux[peak]);
    let end = first + taken[first];
    while (end < count && top[end] === flux[peak]) end += 1;
    // Peaks of equal light stand in their own order.
    const place = count - end + taken[first];
    if (first + taken[first] === end) continue;
    chosen[place] = peak;
    taken[first] += 1;
  }
  return chosen;
}

/** How many of some ascending numbers are below a value. */
function placesBelow(ascending: Float64Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
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
 * Finds the stars of a frame: background mesh in two rounds (`steepMesh`), matched filter on the image
 * in units of its local noise, windowed centroids with errors, the brightest first. Saturated patches
 * are one source each. Hot pixels, cosmic rays and trails are flagged, not left out (`notAStar`).
 *
 * @throws NightSkiesError as `backgroundMesh` and `starKernel`
 */
export function detectSources(source: Image, options: DetectOptions): Sources {
  return sourcesOf(new StarFrame(source), source, options);
}

/**
 * `detectSources` of a frame that is in the memory of the kernels already.
 *
 * @param source the same frame; null where it is gone and its background has a value everywhere: what
 *   the background leaves of a pixel then tells as well whether it had one
 */
export function sourcesOf(frame: StarFrame, source: Image | null, options: DetectOptions): Sources {
  const { fwhmPx, thresholdSigma = 5, flags, saturationLevel = Infinity, mask, gain } = options;
  const kernel = starKernel({ fwhmPx });
  const { width, height } = frame;
  const background = backgroundOf(frame, options);
  const search = peakSearchOf(kernel, thresholdSigma * kernel.relativeError);
  const found = frame.findPeaks(background, saturationLevel, search);
  const peaks = placedPeaks(found, width);
  const { patches, owner } = saturatedPatches(
    frame.residual,
    saturatedPixels(found.saturated, flags),
  );
  const radius = Math.max(2.5, 1.5 * fwhmPx);
  const light = frame.lightAround(peaks.indices, radius);
  const taken = new Uint8Array(patches.length);
  const fluxes = new Float64Array(peaks.count).fill(Number.NaN);
  for (let peak = 0; peak < peaks.count; peak += 1) {
    const pixel = peaks.indices[peak];
    if (mask !== undefined && mask.data[pixel] !== 0) continue;
    const patch = owner.get(pixel);
    if (patch === undefined) {
      fluxes[peak] = light.flux[peak];
      continue;
    }
    if (taken[patch] === 1) continue;
    taken[patch] = 1;
    fluxes[peak] = Math.max(light.flux[peak], patches[patch].flux);
  }
  const chosen = brightest(fluxes, options.limit ?? peaks.count);
  const starts = new Int32Array(chosen.length);
  const noises = new Float64Array(chosen.length);
  for (let k = 0; k < chosen.length; k += 1) {
    starts[k] = peaks.indices[chosen[k]];
    const noise = frame.noiseAt(peaks.x[chosen[k]], peaks.y[chosen[k]]);
    noises[k] = Math.max(noise, leastNoise);
  }
  const centroids = frame.centroids(starts, fwhmPx, noises, gain);
  const { residual } = frame;
  const seen = source ?? residual;
  const columns = emptyColumns(chosen.length);
  for (let k = 0; k < chosen.length; k += 1) {
    const peak = chosen[k];
    const x = peaks.x[peak];
    const y = peaks.y[peak];
    const flux = fluxes[peak];
    const photons = gain === undefined ? 0 : Math.max(flux, 0) / gain;
    columns.flux[k] = flux;
    columns.fluxError[k] = Math.sqrt(light.pixels[peak] * noises[k] ** 2 + photons);
    columns.significance[k] = peaks.heights[peak] / kernel.relativeError;
    columns.peak[k] = residual.data[starts[k]];
    columns.sharpness[k] = sharpnessOf(peaks, peak, kernel);
    let bits = 0;
    if (Math.min(x, y, width - 1 - x, height - 1 - y) < radius) bits |= sourceFlags.border;
    if (isBadAround(seen, flags, x, y)) bits |= sourceFlags.badPixel;
    const patch = owner.get(starts[k]);
    if (patch !== undefined) {
      columns.flags[k] = bits | sourceFlags.saturated;
      columns.x[k] = patches[patch].x;
      columns.y[k] = patches[patch].y;
      columns.sigmaX[k] = Number.NaN;
      columns.sigmaY[k] = Number.NaN;
      continue;
    }
    columns.x[k] = centroids.x[k];
    columns.y[k] = centroids.y[k];
    columns.sigmaX[k] = centroids.sigmaX[k];
    columns.sigmaY[k] = centroids.sigmaY[k];
    if (centroids.converged[k] === 0) bits |= sourceFlags.noCentroid;
    columns.flags[k] = bits | shapeFlags(centroids, k);
  }
  return columns;
}
