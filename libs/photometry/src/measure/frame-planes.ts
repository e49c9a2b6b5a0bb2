import { pixelFlags } from '@nightskies/contracts';
import type { Image } from '@nightskies/pixels';
import { markCosmicRays } from './cosmic-rays.js';
import type { FrameToMeasure } from './frame-input.js';
import type { PlaneMemory } from './plane-memory.js';

/** The frame as it is measured. */
export interface FramePlanes {
  readonly width: number;
  readonly height: number;
  /** Pixels without a value of their own are the mean of their good neighbours. */
  readonly pixels: Image;
  readonly variance: Float32Array;
  /** Bits of `pixelFlags`, pixels without a finite value among `noData`, and `cosmicBit`. */
  readonly flags: Uint8Array;
}

export const saturatedBits = pixelFlags.saturated.bit | pixelFlags.nonlinear.bit;
export const badBits = pixelFlags.bad.bit | pixelFlags.noData.bit;

/** Beside the registered flags: a cosmic ray found here. */
export const cosmicBit = 128;

/** Makes the planes; bad pixels, some in a thousand, are filled so that few stars are lost to them. */
export function framePlanes(
  input: FrameToMeasure,
  { pixels: filled, variance, flags }: PlaneMemory,
): FramePlanes {
  const { width, height, data } = input.pixels;
  if (input.flags === null) flags.fill(0);
  else flags.set(input.flags.data);
  filled.set(data);
  takeVariance(input, variance);
  for (const at of badPixels(data, variance, flags)) {
    const [value, noise] = meanOfGoodNeighbours(data, variance, flags, width, at);
    filled[at] = value;
    variance[at] = noise;
  }
  markCosmicRays({ width, height, data: filled }, variance, flags, cosmicBit);
  return { width, height, pixels: { width, height, data: filled }, variance, flags };
}

/** The pixels that are bad; those without a finite value or variance are flagged as such before. */
function badPixels(data: Float32Array, variance: Float32Array, flags: Uint8Array): number[] {
  const bad: number[] = [];
  for (let at = 0; at < data.length; at++) {
    const [value, noise] = [data[at], variance[at]];
    // Not 0 for NaN and infinities, of data and of variance alike.
    const finite = value - value + (noise - noise) === 0;
    const bits = finite ? flags[at] : flags[at] | pixelFlags.noData.bit;
    if ((bits & badBits) === 0) continue;
    flags[at] = bits;
    bad.push(at);
  }
  return bad;
}

function squares(values: Float32Array, out: Float32Array): void {
  for (let at = 0; at < values.length; at++) out[at] = values[at] * values[at];
}

function takeVariance(
  { pixels: { data }, uncertainty, gainElectronsPerDn, readNoiseElectrons }: FrameToMeasure,
  variance: Float32Array,
): void {
  if (uncertainty !== null) {
    squares(uncertainty.data, variance);
    return;
  }
  const gain = gainElectronsPerDn ?? 1;
  const read = ((readNoiseElectrons ?? 0) / gain) ** 2;
  for (let at = 0; at < data.length; at++) variance[at] = Math.max(data[at], 0) / gain + read;
}

function meanOfGoodNeighbours(
  data: Float32Array,
  variance: Float32Array,
  flags: Uint8Array,
  width: number,
  at: number,
): [number, number] {
  const column = at % width;
  let sum = 0;
  let noise = 0;
  let count = 0;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const other = at + dy * width + dx;
      if (column + dx < 0 || column + dx >= width) continue;
      if (other < 0 || other >= data.length || (flags[other] & badBits) !== 0) continue;
      sum += data[other];
      noise += variance[other];
      count += 1;
    }
  }
  return count === 0 ? [0, 0] : [sum / count, noise / count];
}
