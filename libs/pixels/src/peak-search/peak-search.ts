import type { Image } from '../image.js';
import { aligned, KernelModule } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/peak-search.wasm.js';

interface PeakKernels {
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
}

const kernels = new KernelModule<PeakKernels>(
  wasm,
  (exports): exports is PeakKernels => 'filterPlane' in exports && 'findPeaks' in exports,
);

/** One neighbour of a pixel and its weight in a filter. */
export interface FilterTap {
  readonly dx: number;
  readonly dy: number;
  readonly weight: number;
}

/**
 * A plane with a border of zeros: the value of pixel (x, y) is `data[origin + y * stride + x]`, and
 * pixels up to `reach` outside the image may be asked for.
 */
export interface BorderedPlane {
  readonly data: Float32Array;
  readonly stride: number;
  readonly origin: number;
  readonly reach: number;
}

/** Keeps the zeros of the border out, however low the threshold. */
export const smallestNormal = 2 ** -126;

/** What `withPeaks` hands out: valid during the call only. */
export interface Peaks {
  /** The image, gaps as 0. */
  readonly image: BorderedPlane;
  /** The filtered image; 0 beyond the border. */
  readonly filtered: BorderedPlane;
  /** Indices y * width + x, ascending. */
  readonly indices: Int32Array;
  /** What rounding may have added to or taken from a filtered value, at most. */
  readonly tolerance: number;
}

/** Where planes of an image with a border lie in memory; rows are padded to whole steps of 16. */
export function borderedLayout(width: number, height: number, reach: number) {
  const left = Math.ceil(reach / 4) * 4;
  const stride = left + Math.ceil(width / 16) * 16 + left;
  const origin = reach * stride + left;
  return { stride, origin, length: stride * (height + 2 * reach) + left };
}

/**
 * Copies an image into a plane of zeros; a pixel without a finite value stays 0. Returns the
 * largest absolute value.
 */
export function copyBordered(
  source: Image,
  data: Float32Array,
  stride: number,
  origin: number,
): number {
  const { width, height } = source;
  let largest = 0;
  for (let y = 0; y < height; y++) {
    const to = origin + y * stride;
    data.set(source.data.subarray(y * width, (y + 1) * width), to);
    for (let x = to; x < to + width; x++) {
      const size = Math.abs(data[x]);
      if (size - size !== 0) data[x] = 0;
      else if (size > largest) largest = size;
    }
  }
  return largest;
}

/** Zeros around the image: above, below, and between the end of a row and the start of the next. */
function clearBorder(
  data: Float32Array,
  width: number,
  height: number,
  stride: number,
  origin: number,
): void {
  data.fill(0, 0, origin);
  for (let y = 0; y < height; y++) {
    data.fill(0, origin + y * stride + width, origin + (y + 1) * stride);
  }
  data.fill(0, origin + height * stride);
}

/** The error float32 sums over the taps may have, generously. */
export function roundingTolerance(taps: readonly FilterTap[], largest: number): number {
  const weights = taps.reduce((sum, { weight }) => sum + Math.abs(weight), 0);
  return weights * largest * (taps.length + 1) * 2 ** -24;
}

/**
 * Filters an image (float32 sums in the order of the taps; beyond the border and where the image
 * has no finite value it counts as 0) and finds the pixels above a threshold that are the largest
 * of those under the taps. Pixels that miss either by no more than the rounding of float32 are
 * found too: who needs the exact answer sums again in float64. Equal neighbours are all found.
 *
 * @param threshold positive
 * @param use called once with planes that are valid only until it returns
 * @throws RangeError for a threshold that is not positive
 */
export function withPeaks<T>(
  source: Image,
  taps: readonly FilterTap[],
  threshold: number,
  use: (peaks: Peaks) => T,
): T {
  if (!(threshold > 0)) throw new RangeError(`threshold ${threshold}: not positive`);
  const { width, height } = source;
  const reach = taps.reduce((most, { dx, dy }) => Math.max(most, Math.abs(dx), Math.abs(dy)), 0);
  const { stride, origin, length } = borderedLayout(width, height, reach);
  const planeBytes = aligned(length * 4 + 64);
  const tapsAt = 2 * planeBytes;
  const neighboursAt = aligned(tapsAt + 8 * taps.length);
  const foundAt = aligned(neighboursAt + 4 * taps.length);
  const offsets = taps.map(({ dx, dy }) => (dy * stride + dx) * 4);
  let capacity = Math.ceil((width * height) / 64);
  for (;;) {
    const buffer = kernels.buffer(foundAt + 4 * capacity);
    const plain = new Float32Array(buffer, 0, length);
    const filtered = new Float32Array(buffer, planeBytes, length);
    clearBorder(plain, width, height, stride, origin);
    clearBorder(filtered, width, height, stride, origin);
    const tolerance = roundingTolerance(taps, copyBordered(source, plain, stride, origin));
    const table = new DataView(buffer, tapsAt);
    offsets.forEach((offset, k) => {
      table.setInt32(8 * k, offset, true);
      table.setFloat32(8 * k + 4, taps[k].weight, true);
    });
    const neighbours = offsets.filter((offset) => offset !== 0);
    new Int32Array(buffer, neighboursAt, neighbours.length).set(neighbours);
    const { exports } = kernels;
    const filteredAt = planeBytes + origin * 4;
    exports.filterPlane(origin * 4, stride, width, height, tapsAt, taps.length, filteredAt);
    const count = exports.findPeaks(
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
    if (count <= capacity) {
      const plane = (data: Float32Array) => ({ data, stride, origin, reach });
      const indices = new Int32Array(buffer, foundAt, count);
      return use({ image: plane(plain), filtered: plane(filtered), indices, tolerance });
    }
    capacity = count;
  }
}
