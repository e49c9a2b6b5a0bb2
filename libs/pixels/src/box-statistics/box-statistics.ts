import type { Image } from '../image.js';
import { wasm } from '../kernels/box-statistics.wasm.js';
import { aligned, KernelModule } from '../kernels/kernel-memory.js';

interface BoxKernels {
  boxStatistics(
    image: number,
    mask: number,
    width: number,
    height: number,
    boxWidth: number,
    boxHeight: number,
    kappa: number,
    rounds: number,
    output: number,
    scratch: number,
  ): void;
  expand(
    grid: number,
    gridWidth: number,
    runs: number,
    runCount: number,
    columnWeights: number,
    rows: number,
    rowWeights: number,
    line: number,
    lowest: number,
    highest: number,
    width: number,
    height: number,
    output: number,
  ): void;
}

/** Shared with the expansion of a grid: one memory, as the two work on the same frame in turn. */
export const boxKernels = new KernelModule<BoxKernels>(
  wasm,
  (exports): exports is BoxKernels => 'boxStatistics' in exports && 'expand' in exports,
);

/** Statistics of the boxes of an image, row by row, `columns` x `rows` of them. */
export interface BoxStatistics {
  readonly columns: number;
  readonly rows: number;
  /** Pixels of the box that are finite and not masked. */
  readonly counts: Float64Array;
  /** How many of these clipping left. */
  readonly kept: Float64Array;
  /** Median, mean and standard deviation (divisor n) of what was left; NaN in an empty box. */
  readonly medians: Float64Array;
  readonly means: Float64Array;
  readonly sigmas: Float64Array;
}

export interface BoxOptions {
  readonly boxWidthPx: number;
  readonly boxHeightPx: number;
  /** Clip beyond this many standard deviations from the median, at most so many times. */
  readonly kappa: number;
  readonly rounds: number;
  /** Not 0 where a pixel is left out. */
  readonly mask?: Image<Uint8Array>;
  /** Taken off the image first, pixel by pixel in float32; of the image's shape. */
  readonly offset?: Image;
}

/** The five columns of the kernel's answer as arrays of their own. */
export function boxColumns(columns: number, rows: number, table: Float64Array): BoxStatistics {
  const column = (k: number) =>
    Float64Array.from({ length: columns * rows }, (_, box) => table[5 * box + k]);
  return {
    columns,
    rows,
    counts: column(0),
    kept: column(1),
    medians: column(2),
    means: column(3),
    sigmas: column(4),
  };
}

function subtract(data: Image['data'], offset: Image['data'], to: Float32Array): void {
  for (let k = 0; k < to.length; k++) to[k] = data[k] - offset[k];
}

/**
 * Sigma-clipped statistics of every box of an image. Boxes start at the first pixel; those at the
 * right and lower edge may be cut off. Pixels that are not finite are left out. Each round clips
 * what is left, until nothing changes; the last limits then hold for all pixels, so that one clipped
 * early may come back (the rule of astropy.stats.sigma_clip along an axis). Sums run in float64 over
 * the kept pixels in four interleaved parts.
 */
export function boxStatistics(source: Image, options: BoxOptions): BoxStatistics {
  const { width, height } = source;
  const { boxWidthPx, boxHeightPx, mask, offset } = options;
  const columns = Math.ceil(width / boxWidthPx);
  const rows = Math.ceil(height / boxHeightPx);
  const imageBytes = aligned(width * height * 4);
  const outputAt = imageBytes + (mask === undefined ? 0 : aligned(width * height));
  const scratchAt = outputAt + aligned(columns * rows * 40);
  const scratchBytes = boxWidthPx * boxHeightPx * 10 + 8192;
  const buffer = boxKernels.buffer(scratchAt + scratchBytes);
  const pixels = new Float32Array(buffer, 0, width * height);
  if (offset === undefined) pixels.set(source.data);
  else subtract(source.data, offset.data, pixels);
  if (mask !== undefined) new Uint8Array(buffer, imageBytes, width * height).set(mask.data);
  boxKernels.exports.boxStatistics(
    0,
    mask === undefined ? 0 : imageBytes,
    width,
    height,
    boxWidthPx,
    boxHeightPx,
    options.kappa,
    options.rounds,
    outputAt,
    scratchAt,
  );
  return boxColumns(columns, rows, new Float64Array(buffer, outputAt, columns * rows * 5));
}
