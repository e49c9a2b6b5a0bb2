import type { Image } from '../image.js';
import { aligned, KernelModule } from '../kernels/kernel-memory.js';
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
  /** Every pixel is first divided by that of another image, or by `least` where that is larger. */
  readonly unit?: { readonly of: Image; readonly least: number };
}

/** Keeps the zeros of the border out, however low the threshold. */
export const smallestNormal = 2 ** -126;

/** Where planes of an image with a border lie in memory; rows are padded to whole steps of 16. */
export function borderedLayout({ width, height }: Image, { taps, window }: PeakSearch) {
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

/** Copies the image into its plane, row by row, in the units asked for. */
function fillRows(
  plane: Float32Array,
  { width, height, data }: Image,
  { unit }: PeakSearch,
  origin: number,
  stride: number,
): void {
  for (let y = 0; y < height; y++) {
    const [from, to] = [y * width, origin + y * stride];
    if (unit === undefined) plane.set(data.subarray(from, from + width), to);
    else divideRow(plane, to, data, unit.of.data, unit.least, from, width);
  }
}

function divideRow(
  plane: Float32Array,
  to: number,
  data: Float32Array,
  units: Float32Array,
  least: number,
  from: number,
  width: number,
): void {
  for (let x = 0; x < width; x++) {
    plane[to + x] = data[from + x] / Math.max(units[from + x], least);
  }
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
  const { taps, threshold, window } = search;
  if (!(threshold > 0)) throw new RangeError(`threshold ${threshold}: not positive`);
  const { width, height } = source;
  const { stride, origin, length } = borderedLayout(source, search);
  const planeBytes = aligned(length * 4 + 64);
  let end = 2 * planeBytes;
  const place = (bytes: number): number => {
    const at = end;
    end = aligned(end + bytes);
    return at;
  };
  const tapsAt = place(8 * taps.length);
  const exactTapsAt = place(24 * taps.length);
  const neighboursAt = place(4 * taps.length);
  const maskAt = place(8 * window.mask.length);
  const weightsXAt = place(window.weightsX.byteLength);
  const weightsYAt = place(window.weightsY.byteLength);
  const columnsAt = place(window.weightsX.byteLength / 4);
  const fixed = end;
  let capacity = Math.ceil((width * height) / 64);
  for (;;) {
    end = fixed;
    const foundAt = place(4 * capacity);
    const heightsAt = place(8 * capacity);
    const sumsAt = place(8 * sumsPerPeak * capacity);
    const buffer = kernels.buffer(end);
    const { exports } = kernels;
    const imageAt = origin * 4;
    const filteredAt = planeBytes + origin * 4;
    const plane = new Float32Array(buffer, 0, length);
    fillRows(plane, source, search, origin, stride);
    exports.clearBorder(0, length * 4, imageAt, stride, width, height);
    exports.clearBorder(planeBytes, length * 4, filteredAt, stride, width, height);
    const largest = exports.keepFinite(imageAt, stride, width, height);
    const tolerance = roundingTolerance(taps, largest);
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
    // The nearest rule out most.
    const neighbours = taps
      .filter(({ dx, dy }) => dx !== 0 || dy !== 0)
      .sort((a, b) => a.dx ** 2 + a.dy ** 2 - (b.dx ** 2 + b.dy ** 2))
      .map(({ dx, dy }) => (dy * stride + dx) * 4);
    new Int32Array(buffer, neighboursAt, neighbours.length).set(neighbours);
    exports.filterPlane(imageAt, stride, width, height, tapsAt, taps.length, filteredAt);
    const found = exports.findPeaks(
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
    if (found > capacity) {
      capacity = found;
      continue;
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
