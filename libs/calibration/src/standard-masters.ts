import { type Image, image } from '@nightskies/pixels';
import { linearityLookup, type LinearityCurve } from './linearity.js';

/**
 * Dark from the standard thermal frame, linear DN: L(t) x t with t = thermal_1sec x exposure. The
 * stored thermal frame is not linearity corrected, so it is scaled to the exposure first (D9).
 * Signed: nothing is clipped.
 */
export function darkOfThermal(
  thermal: Image | Image<Float64Array>,
  seconds: number,
  linearity: LinearityCurve,
): Image {
  const factorAt = linearityLookup(linearity);
  const dark = new Float32Array(thermal.data.length);
  for (let k = 0; k < dark.length; k++) {
    const collected = thermal.data[k] * seconds;
    dark[k] = collected * factorAt(collected);
  }
  return image(thermal.width, thermal.height, dark);
}
