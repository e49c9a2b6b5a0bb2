import { magOfLuminance } from '@nightskies/sky';
import { magnitudeColour, noDataColour, type Rgb } from '../colour/magnitude-palette.js';
import type { MapSampler, SampleSum } from './luminance-map.js';

/** Writes the direction seen at a place of the picture; false where the picture shows no sky. */
export type InverseView = (
  xPx: number,
  yPx: number,
  direction: { azimuthDeg: number; altitudeDeg: number },
) => boolean;

const subsamples = 2;

/**
 * The sky of a picture as RGBA pixels: each pixel is the average of 2 x 2 places in linear light,
 * coloured afterwards; its opacity is the fraction of places on the sky, and places without data are
 * mixed in with their own grey.
 *
 * @returns `rgba`, row-major, 4 bytes a pixel, and whether any place lacked data
 */
export function renderSky(
  widthPx: number,
  heightPx: number,
  sampler: MapSampler,
  inverse: InverseView,
): { rgba: Uint8Array; anyMissing: boolean } {
  const rgba = new Uint8Array(widthPx * heightPx * 4);
  const direction = { azimuthDeg: 0, altitudeDeg: 0 };
  const sum: SampleSum = { luminance: 0, withData: 0 };
  let anyMissing = false;
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      sum.luminance = 0;
      sum.withData = 0;
      let inside = 0;
      for (let sy = 0; sy < subsamples; sy++) {
        for (let sx = 0; sx < subsamples; sx++) {
          const xPx = x + (sx + 0.5) / subsamples;
          const yPx = y + (sy + 0.5) / subsamples;
          if (!inverse(xPx, yPx, direction)) continue;
          inside += 1;
          sampler.add(direction.azimuthDeg, direction.altitudeDeg, sum);
        }
      }
      if (inside === 0) continue;
      const seen = Math.min(sum.withData / inside, 1);
      if (seen < 0.5) anyMissing = true;
      const colour = sum.withData > 1e-6 ? colourOf(sum.luminance / sum.withData) : noDataColour;
      const at = (y * widthPx + x) * 4;
      // Mostly all is known, and the colour is that of the scale.
      for (let channel = 0; channel < 3; channel++) {
        rgba[at + channel] =
          seen === 1
            ? colour[channel]
            : Math.round(seen * colour[channel] + (1 - seen) * noDataColour[channel]);
      }
      rgba[at + 3] = Math.round((255 * inside) / (subsamples * subsamples));
    }
  }
  return { rgba, anyMissing };
}

/** No light and negative light, which noise can make, are as dark as the scale goes. */
function colourOf(luminanceCdM2: number): Rgb {
  return magnitudeColour(luminanceCdM2 > 0 ? magOfLuminance(luminanceCdM2) : Infinity);
}
