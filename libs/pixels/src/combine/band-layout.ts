import { aligned } from '../kernels/kernel-memory.js';

/** Addresses of a band of pixels in the memory of the kernels; all multiples of 16. */
export interface BandLayout {
  /** Pixels of a band, a multiple of 4. */
  readonly pixels: number;
  /** f32 per count of values, from 0: error of their median over that of their mean. */
  readonly ratios: number;
  /** f64 per frame. */
  readonly weights: number;
  /** i32 per group of 4 pixels: its own number; groups found to have gaps. */
  readonly every: number;
  readonly listed: number;
  /** i32 per pixel of a portion. */
  readonly counts: number;
  /** i32 per pixel of the listed groups: -1 where its result stands. */
  readonly accepted: number;
  /** f32 per pixel. */
  readonly least: number;
  readonly greatest: number;
  readonly values: number;
  readonly errors: number;
  /** u16 per pixel. */
  readonly used: number;
  /** f32 per frame and pixel. */
  readonly planes: number;
  readonly planeBytes: number;
  /** f32, 4 per frame and group of a portion. */
  readonly sorted: number;
  /** Groups that are sorted together. */
  readonly portion: number;
  readonly bytes: number;
}

/** What the planes of a band may take: they should stay in a core's second cache. */
const planesBytes = 400_000;

/** What the sorted values of a portion may take: they go from one kernel to the next. */
const sortedBytes = 64_000;

export function bandLayout(frames: number): BandLayout {
  const fitting = 2 ** Math.floor(Math.log2(planesBytes / (4 * frames)));
  const pixels = Math.min(8192, Math.max(256, fitting));
  const portion = Math.max(8, Math.floor(sortedBytes / (16 * frames)));
  let next = 0;
  const take = (bytes: number): number => {
    const address = next;
    next = aligned(next + bytes);
    return address;
  };
  // Planes a power of two apart would share the same few lines of the cache.
  const planeBytes = pixels * 4 + 80;
  return {
    pixels,
    ratios: take(4 * (frames + 1)),
    weights: take(8 * frames),
    every: take(pixels),
    listed: take(pixels),
    counts: take(portion * 16),
    accepted: take(pixels * 4),
    least: take(pixels * 4),
    greatest: take(pixels * 4),
    values: take(pixels * 4),
    errors: take(pixels * 4),
    used: take(pixels * 2),
    planes: take(frames * planeBytes),
    planeBytes,
    sorted: take(frames * portion * 16),
    portion,
    bytes: next,
  };
}
