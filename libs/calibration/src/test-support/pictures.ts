import { type CardEntry, Header } from '@nightskies/fits';
import { type Image, image } from '@nightskies/pixels';
import { linearityCurve } from '../linearity.js';
import type { CalibrationMasters } from '../masters.js';
import type { RawFrame } from '../raw-frame.js';

/** Seeded standard normal numbers (xorshift32 through Box and Muller). */
export function normalNumbers(seed: number): () => number {
  let state = seed | 0 || 1;
  const uniform = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

type At = (x: number, y: number) => number;

export function picture(width: number, height: number, at: At): Image {
  const data = new Float32Array(width * height);
  for (let k = 0; k < data.length; k++) data[k] = at(k % width, Math.floor(k / width));
  return image(width, height, data);
}

export function rawFrame(
  name: string,
  width: number,
  height: number,
  at: At,
  cards: readonly CardEntry[] = [],
): RawFrame {
  const data = Uint16Array.from(picture(width, height, at).data, Math.round);
  return { name, header: Header.of(cards), image: image(width, height, data) };
}

/** Masters of an ideal camera: no bias, no dark, flat 1, no correction, gain 2, read noise 6 e-. */
export function idealMasters(
  width: number,
  height: number,
  changes: Partial<CalibrationMasters> = {},
): CalibrationMasters {
  const even = (value: number): Image => picture(width, height, () => value);
  return {
    mode: 'standard',
    compat: 'none',
    band: 'V',
    bias: even(0),
    dark: even(0),
    darkSeconds: 10,
    referenceSeconds: 10,
    flat: even(1),
    badPixels: image(width, height, new Uint8Array(width * height)),
    linearity: linearityCurve([0, 65535], [1, 1], 'ideal'),
    gain: { value: 2, uncertainty: null, origin: 'test' },
    readNoise: { value: 6, uncertainty: null, origin: 'test' },
    rowNoiseDn: 0,
    biasVarianceDn2: 0,
    darkVarianceDn2: 0,
    biasDarkCovarianceDn2: 0,
    biasFrames: null,
    darkFrames: null,
    ...changes,
  };
}
