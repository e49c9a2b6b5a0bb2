import { pixelFlags } from '@nightskies/contracts';
import { type Image, image } from '../image.js';
import {
  type CalibratedPlanes,
  type CalibrationPlanes,
  type FrameTerms,
  requireFrameShape,
  roundedTerms,
} from './frame-calibration.js';

/**
 * `calibrateFrame` in plain TypeScript, bit for bit: float32 with every operation rounded, in the
 * same order. The oracle of the kernel.
 */
export function calibrateFrameReference(
  raw: Image<Uint16Array>,
  planes: CalibrationPlanes,
  terms: FrameTerms,
): CalibratedPlanes {
  requireFrameShape(raw, planes);
  const term = roundedTerms(terms);
  const { fround } = Math;
  const { factors } = terms.linearity;
  const { width, height } = raw;
  const value = new Float32Array(width * height);
  const sigma = new Float32Array(width * height);
  const flags = new Uint8Array(width * height);
  const counts = { saturated: 0, nonlinear: 0, bad: 0, noData: 0 };
  const mark = (k: number, name: keyof typeof pixelFlags): void => {
    flags[k] |= pixelFlags[name].bit;
    counts[name]++;
  };
  for (let k = 0; k < value.length; k++) {
    const stored = raw.data[k];
    const signal = fround(fround(stored - fround(planes.bias.data[k])) - term.drift);

    let place = fround(signal - term.origin);
    if (place < 0) place = 0;
    if (place > term.lastPlace) place = term.lastPlace;
    const index = Number.isNaN(place) ? 0 : Math.trunc(place);
    const left = factors[index];
    const right = factors[Math.min(index + 1, term.lastPlace)];
    const factor = fround(left + fround(fround(place - index) * fround(right - left)));

    const linear = fround(signal * factor);
    const light = fround(linear - fround(fround(planes.dark.data[k]) * term.darkScale));
    const flat = fround(planes.flat.data[k]);
    const quiet = fround(term.quietVariance * fround(factor * factor));
    const photons = fround((linear < 0 ? 0 : linear) * term.signalVariance);
    const ofFlat = fround(fround(light * light) * term.flatVariance);
    const variance = fround(fround(quiet + photons) + ofFlat);
    value[k] = light / flat;
    sigma[k] = fround(Math.sqrt(variance)) / flat;

    if (stored >= term.saturation) mark(k, 'saturated');
    if (signal < term.lowest || signal > term.highest) mark(k, 'nonlinear');
    if (planes.badPixels.data[k] !== 0) mark(k, 'bad');
    if (!(flat > 0 && Number.isFinite(value[k]))) {
      value[k] = Number.NaN;
      sigma[k] = Number.NaN;
      mark(k, 'noData');
    }
  }
  return {
    value: image(width, height, value),
    sigma: image(width, height, sigma),
    flags: image(width, height, flags),
    counts,
  };
}
