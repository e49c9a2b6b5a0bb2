import type { Image } from '../image.js';
import { wasm } from '../kernels/box-statistics.wasm.js';
import { KernelModule, Places } from '../kernels/kernel-memory.js';

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

/** Its memory serves all that works on one frame in turn: expansions, peaks, star frames. */
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
}

/** One column of a table, as an array of its own. */
export function columnOf(table: Float64Array, columns: number, at: number): Float64Array {
  const values = new Float64Array(table.length / columns);
  for (let row = 0; row < values.length; row++) values[row] = table[columns * row + at];
  return values;
}

/** The five columns of the kernel's answer as arrays of their own. */
export function boxColumns(columns: number, rows: number, table: Float64Array): BoxStatistics {
  return {
    columns,
    rows,
    counts: columnOf(table, 5, 0),
    kept: columnOf(table, 5, 1),
    medians: columnOf(table, 5, 2),
    means: columnOf(table, 5, 3),
    sigmas: columnOf(table, 5, 4),
  };
}

/** An image in the memory of `boxKernels`, and its mask (address 0: none). */
export interface PlacedImage {
  readonly width: number;
  readonly height: number;
  readonly imageAt: number;
  readonly maskAt: number;
}

/**
 * `boxStatistics` of an image that lies in the memory.
 *
 * @param places free memory
 */
export function placedStatistics(
  { width, height, imageAt, maskAt }: PlacedImage,
  { boxWidthPx, boxHeightPx, kappa, rounds }: Omit<BoxOptions, 'mask'>,
  places: Places,
): BoxStatistics {
  const columns = Math.ceil(width / boxWidthPx);
  const rows = Math.ceil(height / boxHeightPx);
  const outputAt = places.take(columns * rows * 40);
  const scratchAt = places.take(boxWidthPx * boxHeightPx * 10 + 8192);
  const buffer = boxKernels.buffer(places.end);
  boxKernels.exports.boxStatistics(
    imageAt,
    maskAt,
    width,
    height,
    boxWidthPx,
    boxHeightPx,
    kappa,
    rounds,
    outputAt,
    scratchAt,
  );
  return boxColumns(columns, rows, new Float64Array(buffer, outputAt, columns * rows * 5));
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
  const { mask } = options;
  const places = new Places();
  const imageAt = places.take(width * height * 4);
  const maskAt = mask === undefined ? 0 : places.take(width * height);
  const buffer = boxKernels.buffer(places.end);
  new Float32Array(buffer, imageAt, width * height).set(source.data);
  if (mask !== undefined) new Uint8Array(buffer, maskAt, width * height).set(mask.data);
  return placedStatistics({ width, height, imageAt, maskAt }, options, places);
}
