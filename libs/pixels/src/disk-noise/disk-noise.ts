import type { DiskFootprint } from '../disk-median/footprint.js';
import type { Image } from '../image.js';
import { wasm } from '../kernels/disk-noise.wasm.js';
import { KernelModule, Places } from '../kernels/kernel-memory.js';

interface DiskNoiseExports {
  measureDisks(...addressesAndSizes: number[]): void;
}

const kernel = new KernelModule<DiskNoiseExports>(
  wasm,
  (exports): exports is DiskNoiseExports => 'measureDisks' in exports,
);

/** What the disks about the nodes of a row hold, per node from left to right. */
export interface DiskNoise {
  /** Pixels of the image in the disk that are not NaN. */
  readonly counts: Int32Array;
  /** Sums of 1 / sigma over them, row by row. */
  readonly inverseSigmas: Float64Array;
  /** Those within the harmonic mean of the sigmas of the middle value. */
  readonly near: Int32Array;
}

/**
 * Counts, inverse errors and near pixels of disks about the pixels 0, step, 2 step ... of a row, the
 * last moved onto the image. Nothing is mirrored at borders.
 *
 * @param sigma 1 sigma of each pixel
 * @param middles value of each disk from which its pixels are near; as many as there are disks
 * @throws RangeError for an error of another size, or a row that the image does not have
 */
export function diskNoise(
  source: Image,
  sigma: Image,
  footprint: DiskFootprint,
  row: number,
  stepPx: number,
  middles: Float32Array,
): DiskNoise {
  const { width, height } = source;
  if (sigma.width !== width || sigma.height !== height) {
    throw new RangeError(
      `an error of ${sigma.width} x ${sigma.height} for an image of ${width} x ${height}`,
    );
  }
  if (!(row >= 0 && row < height)) throw new RangeError(`no row ${row} among ${height}`);
  const { reach, halfWidths } = footprint;
  const nodes = middles.length;
  const top = Math.max(0, row - reach);
  const rows = Math.min(height, row + reach + 1) - top;
  const places = new Places();
  const valuesAt = places.take(4 * width * (2 * reach + 1));
  const sigmasAt = places.take(4 * width * (2 * reach + 1));
  const halfWidthsAt = places.take(halfWidths.byteLength);
  const middlesAt = places.take(4 * nodes);
  const countsAt = places.take(4 * nodes);
  const inversesAt = places.take(8 * nodes);
  const nearAt = places.take(4 * nodes);
  const buffer = kernel.buffer(places.end);
  const [from, past] = [top * width, (top + rows) * width];
  new Float32Array(buffer, valuesAt).set(source.data.subarray(from, past));
  new Float32Array(buffer, sigmasAt).set(sigma.data.subarray(from, past));
  new Int32Array(buffer, halfWidthsAt).set(halfWidths);
  new Float32Array(buffer, middlesAt).set(middles);
  kernel.exports.measureDisks(
    ...[valuesAt, sigmasAt, width, rows, row - top, nodes, stepPx, reach],
    ...[halfWidthsAt, middlesAt, countsAt, inversesAt, nearAt],
  );
  return {
    counts: new Int32Array(buffer, countsAt, nodes).slice(),
    inverseSigmas: new Float64Array(buffer, inversesAt, nodes).slice(),
    near: new Int32Array(buffer, nearAt, nodes).slice(),
  };
}
