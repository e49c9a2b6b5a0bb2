import { type Image, image } from '@nightskies/pixels';
import { linearityLookup } from './linearity.js';
import type { CalibrationMasters } from './masters.js';

export interface NsnsdFrame {
  readonly image: Image<Uint16Array>;
  /** B pixels of 65536 DN and more, which the old pipeline stored modulo 65536 (D3). */
  readonly wrappedPixels: number;
}

/**
 * One frame calibrated with the arithmetic of the old pipeline (image-stages 3.1, 3.5, 3.7): in
 * place on float32, each step in float64 where the other operand is float64 and rounded to float32,
 * floor at 1, then truncated. V is capped at 65535; B is not and wraps modulo 65536.
 *
 * @param driftDn unrounded for V, rounded to 3 decimals for B (`roundedDrift`).
 */
export function calibrateNsnsd(
  raw: Image<Uint16Array>,
  masters: CalibrationMasters,
  driftDn: number,
): NsnsdFrame {
  const factorAt = linearityLookup(masters.linearity);
  const bias = masters.bias.data;
  const dark = masters.dark.data;
  const flat = masters.flat.data;
  const narrowBias = bias instanceof Float32Array;
  const drift = narrowBias ? Math.fround(driftDn) : driftDn;
  const capped = masters.band === 'V';
  const out = new Uint16Array(raw.data.length);
  let wrappedPixels = 0;
  for (let k = 0; k < out.length; k++) {
    const pedestal = narrowBias ? Math.fround(bias[k] + drift) : bias[k] + drift;
    const signal = Math.fround(raw.data[k] - pedestal);
    const linear = Math.fround(signal * factorAt(signal));
    const quotient = Math.fround(Math.fround(linear - dark[k]) / flat[k]);
    const floored = Math.max(quotient, 1);
    if (floored >= 65536 && !capped) wrappedPixels++;
    // Conversion to Uint16Array truncates and takes the rest modulo 65536, as the C cast did.
    out[k] = capped ? Math.min(floored, 65535) : floored;
  }
  return { image: image(raw.width, raw.height, out), wrappedPixels };
}
