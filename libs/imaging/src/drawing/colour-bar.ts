import { noDataColour } from '../colour/magnitude-palette.js';
import type { SkyPalette } from '../colour/sky-palette.js';
import { barScaleOf, type BarTick } from './bar-scale.js';
import { inkDim, inkSoft } from './ink.js';
import { px, text } from './svg.js';

export interface ColourBarPlace {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Length of one unit of the picture, px: line weights and letters follow it. */
  readonly unit: number;
  readonly palette: SkyPalette;
  /** Adds the sample of places without data, and what they are called. */
  readonly withNoData: false | string;
  /**
   * `beside`: the units stand left of the bar, so leave about 190 units there; `below`: the scale
   * below is named in words under it and the one above is left out.
   */
  readonly names: 'beside' | 'below';
}

/** Letters of a bar named below are larger: it is printed. */
const letterUnits = { beside: 22, below: 26 } as const;

/**
 * Colour bar with two scales: that of the colours below, luminance (mcd/m2) above.
 */
export function colourBar(place: ColourBarPlace): string {
  const { x, y, widthPx, heightPx, unit, names } = place;
  const scale = barScaleOf(place.palette);
  const sizePx = letterUnits[names] * unit;
  const count = scale.colours.length;
  const parts = scale.colours.map((colour, j) => {
    const left = x + (widthPx * j) / count;
    // Each class reaches under the next one, or the seams would shine through.
    const right = Math.min(x + (widthPx * (j + 2)) / count, x + widthPx);
    return `<rect x="${px(left)}" y="${px(y)}" width="${px(right - left)}" height="${px(heightPx)}" fill="rgb(${colour.join()})"/>`;
  });
  parts.push(frame(x, y, widthPx, heightPx, unit));
  const below = y + heightPx + sizePx * 1.45;
  const above = y - 16 * unit;
  parts.push(...ticks(place, scale.below.ticks, y + heightPx, 1, below, sizePx));
  if (names === 'beside') {
    const style = { sizePx, fill: inkDim, anchor: 'end' } as const;
    parts.push(
      ...ticks(place, scale.above.ticks, y, -1, above, sizePx),
      text(scale.above.unit, x - 36 * unit, above, style),
      text(scale.below.unit, x - 36 * unit, below, style),
    );
  } else {
    parts.push(text(scale.name, x, below + 1.5 * sizePx, { sizePx, fill: inkSoft }));
  }
  if (place.withNoData !== false) parts.push(noDataKey(place, place.withNoData, sizePx));
  return parts.join('');
}

function ticks(
  { x, widthPx, unit }: ColourBarPlace,
  marks: readonly BarTick[],
  from: number,
  side: 1 | -1,
  baseline: number,
  sizePx: number,
): string[] {
  return marks.flatMap(({ share, words }) => {
    const at = x + share * widthPx;
    const line = tick(at, from, side * (words === undefined ? 5 : 9) * unit, unit);
    return words === undefined
      ? [line]
      : [line, text(words, at, baseline, { sizePx, fill: inkSoft, anchor: 'middle' })];
  });
}

/** The sample of places without data, with its name: left of the bar, or right of one named below. */
function noDataKey(place: ColourBarPlace, name: string, sizePx: number): string {
  const { x, y, widthPx, heightPx: size, unit, names } = place;
  const left = names === 'beside' ? x - 36 * unit - size : x + widthPx + 36 * unit;
  return (
    `<rect x="${px(left)}" y="${px(y)}" width="${px(size)}" height="${px(size)}" fill="rgb(${noDataColour.join()})"/>` +
    frame(left, y, size, size, unit) +
    text(
      name,
      names === 'beside' ? left - 12 * unit : left + size + 12 * unit,
      y + size / 2 + 0.36 * sizePx,
      {
        sizePx,
        fill: inkDim,
        anchor: names === 'beside' ? 'end' : 'start',
      },
    )
  );
}

function frame(x: number, y: number, widthPx: number, heightPx: number, unit: number): string {
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(widthPx)}" height="${px(heightPx)}" fill="none" stroke="${inkDim}" stroke-width="${px(1.5 * unit)}"/>`;
}

function tick(x: number, y: number, length: number, unit: number): string {
  return `<path d="M${px(x)} ${px(y)}v${px(length)}" stroke="${inkDim}" stroke-width="${px(1.5 * unit)}"/>`;
}
