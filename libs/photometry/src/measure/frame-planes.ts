import { pixelFlags } from '@nightskies/contracts';
import type { StarPlanes } from '@nightskies/pixels';
import { markCosmicRays } from './cosmic-rays.js';
import type { FrameToMeasure } from './frame-input.js';
import { measuringPlanes } from './measuring-planes.js';

export const saturatedBits = pixelFlags.saturated.bit | pixelFlags.nonlinear.bit;
export const badBits = pixelFlags.bad.bit | pixelFlags.noData.bit;

/** Beside the registered flags: a cosmic ray found here. */
export const cosmicBit = 128;

/**
 * The frame as it is measured: bad pixels, some in a thousand, are filled so that few stars are lost to
 * them, and cosmic rays flagged with `cosmicBit`. Pixels without a finite value are flagged `noData`.
 */
export function framePlanes(input: FrameToMeasure): StarPlanes {
  const { width, height, data } = input.pixels;
  const planes = measuringPlanes(width, height);
  take(data, planes.pixels);
  if (input.flags === null) planes.flags.fill(0);
  else take(input.flags.data, planes.flags);
  takeVariance(input, planes);
  planes.fillBad(badBits, pixelFlags.noData.bit);
  markCosmicRays(planes, cosmicBit);
  return planes;
}

function take<T extends Float32Array | Uint8Array>(from: T, into: T): void {
  if (from.length !== into.length) {
    throw new RangeError(`a plane of ${from.length} px: the frame has ${into.length}`);
  }
  // A frame that was read to its `frameRoom` lies there already.
  if (from.buffer !== into.buffer || from.byteOffset !== into.byteOffset) into.set(from);
}

function takeVariance(
  { uncertainty, gainElectronsPerDn, readNoiseElectrons }: FrameToMeasure,
  planes: StarPlanes,
): void {
  if (uncertainty !== null) {
    take(uncertainty.data, planes.variance);
    planes.squareVariance();
    return;
  }
  const { pixels, variance } = planes;
  const gain = gainElectronsPerDn ?? 1;
  const read = ((readNoiseElectrons ?? 0) / gain) ** 2;
  for (let at = 0; at < pixels.length; at++) variance[at] = Math.max(pixels[at], 0) / gain + read;
}
