import type { Measured } from '@nightskies/contracts';
import { magOfLuminance } from '@nightskies/sky';
import { derived } from './measured.js';

const perMag = 0.4 * Math.LN10;

/** A luminance in mcd/m2 as a surface brightness in mag/arcsec2. */
export function brightnessOf(luminance: Measured): Measured {
  return derived(
    'mag/arcsec2',
    luminance,
    { value: (value) => magOfLuminance(value / 1000), slope: (value) => 1 / (perMag * value) },
    'there is no light, or less than none, and so no magnitude',
  );
}
