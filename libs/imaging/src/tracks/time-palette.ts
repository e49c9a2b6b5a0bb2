import type { Rgb } from '../colour/magnitude-palette.js';

/** From the first to the last moment: violet, blue, green, gold. Bright enough throughout for black. */
const knots: readonly Rgb[] = [
  [158, 92, 246],
  [72, 128, 255],
  [38, 196, 196],
  [122, 220, 98],
  [252, 208, 62],
];

/** Colour of a moment, 0 for the first and 1 for the last. */
export function timeColour(share: number): Rgb {
  const at = Math.max(0, Math.min(1, share)) * (knots.length - 1);
  const below = Math.min(knots.length - 2, Math.floor(at));
  const part = at - below;
  const mix = (channel: 0 | 1 | 2): number =>
    Math.round(knots[below][channel] * (1 - part) + knots[below + 1][channel] * part);
  return [mix(0), mix(1), mix(2)];
}

export function css(colour: Rgb): string {
  return `rgb(${colour.join()})`;
}
