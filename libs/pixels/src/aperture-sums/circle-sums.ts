import type { Image } from '../image.js';
import { aligned, KernelModule } from '../kernels/kernel-memory.js';
import { wasm } from '../kernels/aperture-sums.wasm.js';
import {
  checkApertures,
  checkRadii,
  emptySums,
  type ApertureOptions,
  type ApertureSums,
  type Positions,
} from './aperture-sums.js';

interface CircleKernels {
  sumCircles(
    image: number,
    width: number,
    height: number,
    mask: number,
    variance: number,
    positions: number,
    count: number,
    radius: number,
    reach: number,
    scratch: number,
    output: number,
  ): void;
}

const kernels = new KernelModule<CircleKernels>(
  wasm,
  (exports): exports is CircleKernels => 'sumCircles' in exports,
);

const valuesPerCircle = 5;

/** Addresses of a job, and how many bytes it needs. */
function layoutOf(pixels: number, count: number, widest: number, options: ApertureOptions) {
  let end = 16;
  const take = (bytes: number) => {
    const at = end;
    end = aligned(end + bytes);
    return at;
  };
  return {
    image: take(4 * pixels),
    mask: options.mask === undefined ? 0 : take(pixels),
    variance: options.variance === undefined ? 0 : take(4 * pixels),
    positions: take(16 * count),
    output: take(8 * valuesPerCircle * count),
    scratch: take(128 * (Math.floor(widest) + 2)),
    bytes: end,
  };
}

/** What the kernel wrote for circles of one radius. */
function sumsOf(values: Float64Array, hasVariance: boolean): ApertureSums {
  const count = values.length / valuesPerCircle;
  const sums = emptySums(count);
  for (let k = 0; k < count; k++) {
    const at = valuesPerCircle * k;
    const area = values[at + 1];
    const maskedArea = values[at + 2];
    if (!(area + maskedArea > 0)) continue;
    sums.sum[k] = values[at];
    sums.area[k] = area;
    sums.maskedArea[k] = maskedArea;
    if (values[at + 3] > -Infinity) sums.peak[k] = values[at + 3];
    if (hasVariance) sums.error[k] = Math.sqrt(values[at + 4]);
  }
  return sums;
}

/**
 * Sums of an image over circles with the exact area of each pixel inside as its share; element k of
 * the answer belongs to radius k. See `ApertureSums` for what is summed.
 *
 * The area comes from the chord and the circular segment in each quadrant of a pixel, in float64
 * without an arcsine: shares are right to some 1e-15, and the same on every machine.
 *
 * @throws RangeError for radii, positions or planes that do not fit
 */
export function circleSums(
  source: Image,
  positions: Positions,
  radiiPx: readonly number[],
  options: ApertureOptions = {},
): ApertureSums[] {
  checkApertures(source, positions, options);
  checkRadii(radiiPx);
  const { width, height, data } = source;
  const { mask, variance } = options;
  const count = positions.x.length;
  const { exports } = kernels;
  const at = layoutOf(data.length, count, Math.max(0, ...radiiPx), options);
  const buffer = kernels.buffer(at.bytes);
  new Float32Array(buffer, at.image, data.length).set(data);
  if (mask !== undefined) new Uint8Array(buffer, at.mask, data.length).set(mask.data);
  if (variance !== undefined) {
    new Float32Array(buffer, at.variance, data.length).set(variance.data);
  }
  const places = new Float64Array(buffer, at.positions, 2 * count);
  for (let k = 0; k < count; k++) {
    places[2 * k] = positions.x[k];
    places[2 * k + 1] = positions.y[k];
  }
  const output = new Float64Array(buffer, at.output, valuesPerCircle * count);
  return radiiPx.map((radius) => {
    output.fill(0);
    exports.sumCircles(
      at.image,
      width,
      height,
      at.mask,
      at.variance,
      at.positions,
      count,
      radius,
      Math.floor(radius) + 2,
      at.scratch,
      at.output,
    );
    return sumsOf(output, variance !== undefined);
  });
}
