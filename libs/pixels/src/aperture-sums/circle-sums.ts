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

/** The kernel on a memory. */
export interface CircleKernels {
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

/** The kernel on a memory of its own, or on that of another module. */
export function circleKernels(sharing?: KernelModule<object>): KernelModule<CircleKernels> {
  return new KernelModule(
    wasm,
    (exports): exports is CircleKernels => 'sumCircles' in exports,
    sharing,
  );
}

const kernels = circleKernels();

const valuesPerCircle = 5;

/** Where planes lie in the memory of the kernel; 0 for none. */
export interface CirclePlanes {
  readonly image: number;
  readonly width: number;
  readonly height: number;
  readonly mask: number;
  readonly variance: number;
}

/** Bytes that `sumCircles` needs beside the planes. */
export function circleBytes(count: number, radiiPx: readonly number[]): number {
  return layoutOf(0, count, radiiPx).end;
}

function layoutOf(from: number, count: number, radiiPx: readonly number[]) {
  const output = aligned(from + 16 * count);
  const scratch = aligned(output + 8 * valuesPerCircle * count);
  const widest = Math.max(0, ...radiiPx);
  return { output, scratch, end: aligned(scratch + 128 * (Math.floor(widest) + 2)) };
}

/**
 * Sums over circles on planes in the memory of the kernel.
 *
 * @param from `circleBytes` are free from this address on, a multiple of 16
 */
export function sumCircles(
  exports: CircleKernels,
  buffer: ArrayBuffer,
  planes: CirclePlanes,
  from: number,
  positions: Positions,
  radiiPx: readonly number[],
): ApertureSums[] {
  const { image, width, height, mask, variance } = planes;
  const count = positions.x.length;
  const at = layoutOf(from, count, radiiPx);
  const places = new Float64Array(buffer, from, 2 * count);
  for (let k = 0; k < count; k++) {
    places[2 * k] = positions.x[k];
    places[2 * k + 1] = positions.y[k];
  }
  const output = new Float64Array(buffer, at.output, valuesPerCircle * count);
  return radiiPx.map((radius) => {
    output.fill(0);
    exports.sumCircles(
      image,
      width,
      height,
      mask,
      variance,
      from,
      count,
      radius,
      Math.floor(radius) + 2,
      at.scratch,
      at.output,
    );
    return sumsOf(output, variance !== 0);
  });
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
  let end = 16;
  const take = (bytes: number) => {
    const at = end;
    end = aligned(end + bytes);
    return at;
  };
  const planes = {
    image: take(4 * data.length),
    ...{ width, height },
    mask: mask === undefined ? 0 : take(data.length),
    variance: variance === undefined ? 0 : take(4 * data.length),
  };
  const { exports } = kernels;
  const buffer = kernels.buffer(end + circleBytes(positions.x.length, radiiPx));
  new Float32Array(buffer, planes.image, data.length).set(data);
  if (mask !== undefined) new Uint8Array(buffer, planes.mask, data.length).set(mask.data);
  if (variance !== undefined) {
    new Float32Array(buffer, planes.variance, data.length).set(variance.data);
  }
  return sumCircles(exports, buffer, planes, end, positions, radiiPx);
}
