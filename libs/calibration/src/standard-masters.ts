import { type Image, image } from '@nightskies/pixels';
import { linearityLookup, type LinearityCurve } from './linearity.js';

/**
 * Dark from the standard thermal frame, linear DN: L(t) x t with t = thermal_1sec x exposure. The
 * stored thermal frame is not linearity corrected, so it is scaled to the exposure first (D9). It is
 * the mean of many frames, so what noise leaves below 0 is set to 0, which no dark current can be
 * below (D8: clip after averaging).
 */
export function darkOfThermal(
  thermal: Image | Image<Float64Array>,
  seconds: number,
  linearity: LinearityCurve,
): Image {
  const factorAt = linearityLookup(linearity);
  const dark = new Float32Array(thermal.data.length);
  for (let k = 0; k < dark.length; k++) {
    const collected = Math.max(thermal.data[k] * seconds, 0);
    dark[k] = collected * factorAt(collected);
  }
  return image(thermal.width, thermal.height, dark);
}
