import { boxKernels } from '../box-statistics/box-statistics.js';
import type { Image } from '../image.js';
import { KernelModule, Places } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/peak-search.wasm.js';

interface PeakKernels {
  clearBorder(
    plane: number,
    bytes: number,
    origin: number,
    stride: number,
    width: number,
    height: number,
  ): void;
  keepFinite(image: number, stride: number, width: number, height: number): number;
  filterPlane(
    image: number,
    stride: number,
    width: number,
    height: number,
    taps: number,
    tapCount: number,
    output: number,
  ): void;
  findPeaks(
    plane: number,
    stride: number,
    width: number,
    height: number,
    threshold: number,
    tolerance: number,
    neighbours: number,
    neighbourCount: number,
    found: number,
    capacity: number,
  ): number;
  exactPeaks(
    image: number,
    filtered: number,
    stride: number,
    width: number,
    height: number,
    taps: number,
    tapCount: number,
    threshold: number,
    doubt: number,
    found: number,
    count: number,
    heights: number,
  ): number;
  windowSums(
    image: number,
    filtered: number,
    stride: number,
    width: number,
    radiusX: number,
    radiusY: number,
    mask: number,
    weightsX: number,
    weightsY: number,
    columns: number,
    found: number,
    count: number,
    output: number,
  ): void;
}

const kernels = new KernelModule<PeakKernels>(
  wasm,
  (exports): exports is PeakKernels => 'filterPlane' in exports && 'windowSums' in exports,
  boxKernels,
);

/** One neighbour of a pixel and its weight in a filter. */
export interface FilterTap {
  readonly dx: number;
  readonly dy: number;
  readonly weight: number;
}

/** A window around a peak, (2 radiusX + 1) x (2 radiusY + 1) pixels, with weights for sums. */
export interface PeakWindow {
  readonly radiusX: number;
  readonly radiusY: number;
  /** Per pixel, row by row. */
  readonly mask: ArrayLike<number>;
  /** Four per column: the weight of the whole sum, and three of sums along x. */
  readonly weightsX: Float64Array;
  /** Four per row: the weight of the whole sum, and three of sums along y. */
  readonly weightsY: Float64Array;
}

/** Where the sums of a peak stand among its `sumsPerPeak`. */
export const peakSums = {
  /** The pixel itself. */
  peak: 0,
  /** Pixels times the mask. */
  mask: 1,
  /**
   * Of the filtered image, the peak left out: two opposite quarters less the two others, and all
   * absolute values. Each quarter holds one half axis; those above and below the peak are positive.
   */
  quarters: 2,
  absolute: 3,
  /** Weighted along both axes by the first weights. */
  whole: 4,
  /** The first weights across, one of the three others along. */
  alongX: 5,
  alongY: 8,
} as const;
export const sumsPerPeak = 11;

export interface Peaks {
  readonly count: number;
  /** y * width + x, ascending. */
  readonly indices: Int32Array;
  /** The filtered value in float64. */
  readonly heights: Float64Array;
  /** `sumsPerPeak` per peak, as `peakSums` names them. */
  readonly sums: Float64Array;
}

export interface PeakSearch {
  readonly taps: readonly FilterTap[];
  /** Positive. */
  readonly threshold: number;
  readonly window: PeakWindow;
}

/** Keeps the zeros of the border out, however low the threshold. */
export const smallestNormal = 2 ** -126;

/** The shape of an image. */
export interface Shape {
  readonly width: number;
  readonly height: number;
}

/** Where planes of an image with a border lie in memory; rows are padded to whole steps of 16. */
export function borderedLayout({ width, height }: Shape, { taps, window }: PeakSearch) {
  const reach = taps.reduce(
    (most, { dx, dy }) => Math.max(most, Math.abs(dx), Math.abs(dy)),
    Math.max(window.radiusX, window.radiusY),
  );
  const left = Math.ceil(reach / 4) * 4;
  const stride = left + Math.ceil(width / 16) * 16 + left;
  const origin = reach * stride + left;
  return { stride, origin, length: stride * (height + 2 * reach) + left };
}

/** The error float32 sums over the taps may have, generously. */
export function roundingTolerance(taps: readonly FilterTap[], largest: number): number {
  const weights = taps.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
  return weights * largest * (taps.length + 1) * 2 ** -24;
}

/** A plane for an image and its filtered twin, both with a border, in the memory of `boxKernels`. */
export class PeakPlanes {
  readonly stride: number;
  /** Address of the first pixel of the image. */
  readonly imageAt: number;
  /** Address of the filtered plane, border included, which only a search fills. */
  readonly filteredPlaneAt: number;
  readonly #shape: Shape;
  readonly #length: number;
  readonly #planeAt: number;
  readonly #filteredAt: number;

  constructor(shape: Shape, search: PeakSearch, places: Places) {
    const { stride, origin, length } = borderedLayout(shape, search);
    this.stride = stride;
    this.#shape = shape;
    this.#length = length;
    this.#planeAt = places.take(length * 4 + 64);
    this.filteredPlaneAt = places.take(length * 4 + 64);
    this.imageAt = this.#planeAt + origin * 4;
    this.#filteredAt = this.filteredPlaneAt + origin * 4;
  }

  /** Makes the borders of both planes 0. */
  clearBorders(): void {
    const { width, height } = this.#shape;
    const bytes = this.#length * 4;
    const { exports } = kernels;
    exports.clearBorder(this.#planeAt, bytes, this.imageAt, this.stride, width, height);
    exports.clearBorder(this.filteredPlaneAt, bytes, this.#filteredAt, this.stride, width, height);
  }

  /** Makes what is not finite 0; returns the largest absolute value. */
  keepFinite(): number {
    const { width, height } = this.#shape;
    return kernels.exports.keepFinite(this.imageAt, this.stride, width, height);
  }

  /**
   * The peaks of the image in its plane, which has finite values only and a border of 0.
   *
   * @param largest absolute value in it
   * @param free address from which on memory is free
   */
  search({ taps, threshold, window }: PeakSearch, largest: number, free: number): Peaks {
    const { width, height } = this.#shape;
    const { stride, imageAt } = this;
    const filteredAt = this.#filteredAt;
    const places = new Places(free);
    const tapsAt = places.take(8 * taps.length);
    const exactTapsAt = places.take(24 * taps.length);
    const neighboursAt = places.take(4 * taps.length);
    const maskAt = places.take(8 * window.mask.length);
    const weightsXAt = places.take(window.weightsX.byteLength);
    const weightsYAt = places.take(window.weightsY.byteLength);
    const columnsAt = places.take(window.weightsX.byteLength / 4);
    let capacity = Math.ceil((width * height) / 64);
    const fixed = places.end;
    const tolerance = roundingTolerance(taps, largest);
    const { exports } = kernels;
    // The nearest rule out most.
    const neighbours = taps
      .filter(({ dx, dy }) => dx !== 0 || dy !== 0)
      .sort((a, b) => a.dx ** 2 + a.dy ** 2 - (b.dx ** 2 + b.dy ** 2))
      .map(({ dx, dy }) => (dy * stride + dx) * 4);
    let [foundAt, heightsAt, sumsAt, found] = [0, 0, 0, 0];
    for (;;) {
      const results = new Places(fixed);
      foundAt = results.take(4 * capacity);
      heightsAt = results.take(8 * capacity);
      sumsAt = results.take(8 * sumsPerPeak * capacity);
      const buffer = kernels.buffer(results.end);
      if (found === 0) {
        const table = new DataView(buffer);
        taps.forEach(({ dx, dy, weight }, k) => {
          const offset = (dy * stride + dx) * 4;
          table.setInt32(tapsAt + 8 * k, offset, true);
          table.setFloat32(tapsAt + 8 * k + 4, weight, true);
          table.setInt32(exactTapsAt + 24 * k, offset, true);
          table.setInt32(exactTapsAt + 24 * k + 4, dx, true);
          table.setInt32(exactTapsAt + 24 * k + 8, dy, true);
          table.setFloat64(exactTapsAt + 24 * k + 16, weight, true);
        });
        new Int32Array(buffer, neighboursAt, neighbours.length).set(neighbours);
        exports.filterPlane(imageAt, stride, width, height, tapsAt, taps.length, filteredAt);
      }
      found = exports.findPeaks(
        filteredAt,
        stride,
        width,
        height,
        Math.max(threshold - tolerance, smallestNormal),
        2 * tolerance,
        neighboursAt,
        neighbours.length,
        foundAt,
        capacity,
      );
      if (found <= capacity) break;
      capacity = found;
    }
    const count = exports.exactPeaks(
      imageAt,
      filteredAt,
      stride,
      width,
      height,
      exactTapsAt,
      taps.length,
      threshold,
      2 * tolerance,
      foundAt,
      found,
      heightsAt,
    );
    const buffer = kernels.buffer(0);
    new Float64Array(buffer, maskAt, window.mask.length).set(window.mask);
    new Float64Array(buffer, weightsXAt, window.weightsX.length).set(window.weightsX);
    new Float64Array(buffer, weightsYAt, window.weightsY.length).set(window.weightsY);
    exports.windowSums(
      imageAt,
      filteredAt,
      stride,
      width,
      window.radiusX,
      window.radiusY,
      maskAt,
      weightsXAt,
      weightsYAt,
      columnsAt,
      foundAt,
      count,
      sumsAt,
    );
    return {
      count,
      indices: new Int32Array(buffer, foundAt, count).slice(),
      heights: new Float64Array(buffer, heightsAt, count).slice(),
      sums: new Float64Array(buffer, sumsAt, sumsPerPeak * count).slice(),
    };
  }
}

/** A search that has a threshold it can use. */
export function requireThreshold({ threshold }: PeakSearch): void {
  if (!(threshold > 0)) throw new RangeError(`threshold ${threshold}: not positive`);
}

/**
 * Filters an image and finds the pixels above a threshold that no other under the taps exceeds;
 * equal neighbours are all found. Beyond the border and where it has no finite value the image
 * counts as 0. The filter runs in float32, sums in the order of the taps; whatever its rounding
 * leaves open is decided by sums in float64.
 *
 * @throws RangeError for a threshold that is not positive
 */
export function findPeaks(source: Image, search: PeakSearch): Peaks {
  requireThreshold(search);
  const { width, height, data } = source;
  const places = new Places();
  const planes = new PeakPlanes(source, search, places);
  const buffer = kernels.buffer(places.end);
  const { stride, imageAt } = planes;
  const rows = new Float32Array(buffer, imageAt, stride * height);
  for (let y = 0; y < height; y++) {
    rows.set(data.subarray(y * width, (y + 1) * width), y * stride);
  }
  planes.clearBorders();
  return planes.search(search, planes.keepFinite(), places.end);
}
