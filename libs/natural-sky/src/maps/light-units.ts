import { nanolambertCdM2 } from '@nightskies/sky';

/** Luminance in cd/m2 as nL, in the same array. */
export function toNanolamberts(luminance: Float32Array): Float32Array {
  for (let cell = 0; cell < luminance.length; cell++) luminance[cell] /= nanolambertCdM2;
  return luminance;
}

/** Luminance in nL as cd/m2, into `out`, which may be the same array. */
export function toCdM2(nanolamberts: Float32Array, out: Float32Array): Float32Array {
  for (let cell = 0; cell < out.length; cell++) out[cell] = nanolamberts[cell] * nanolambertCdM2;
  return out;
}
