import { magOfLuminance } from '@nightskies/sky';
import {
  brightestMag,
  faintestMag,
  magnitudeColour,
  noDataColour,
} from '../colour/magnitude-palette.js';
import { inkDim, inkSoft } from './ink.js';
import { px, text } from './svg.js';

/** Steps of the bar, mag: the classes of the printed scale. */
const classMag = 0.05;

const luminanceTicks = [
  [0.1, '100'],
  [0.01, '10'],
  [0.001, '1'],
  [0.0001, '0.1'],
] as const;

export interface ColourBarPlace {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Length of one unit of the picture, px: line weights and letters follow it. */
  readonly unit: number;
  /** Adds the sample of places without data. */
  readonly withNoData: boolean;
}

/**
 * Colour bar with two scales: surface brightness (mag/arcsec2) below, luminance (mcd/m2) above. The
 * names of both stand left of it, so leave about 190 units there.
 */
export function colourBar(place: ColourBarPlace): string {
  const { x, y, widthPx, heightPx, unit } = place;
  const at = (mag: number): number =>
    x + (widthPx * (mag - brightestMag)) / (faintestMag - brightestMag);
  const label = { sizePx: 22 * unit, fill: inkSoft } as const;
  const parts: string[] = [];
  const classes = Math.round((faintestMag - brightestMag) / classMag);
  for (let j = 0; j < classes; j++) {
    const mag = brightestMag + j * classMag;
    // Each class reaches under the next one, or the seams would shine through.
    const right = Math.min(at(mag + 2 * classMag), x + widthPx);
    parts.push(
      `<rect x="${px(at(mag))}" y="${px(y)}" width="${px(right - at(mag))}" height="${px(heightPx)}" fill="rgb(${magnitudeColour(mag).join()})"/>`,
    );
  }
  parts.push(frame(x, y, widthPx, heightPx, unit));
  for (let half = 2 * brightestMag; half <= 2 * faintestMag; half++) {
    const whole = half % 2 === 0;
    parts.push(tick(at(half / 2), y + heightPx, (whole ? 9 : 5) * unit, unit));
    if (whole) {
      parts.push(
        text(String(half / 2), at(half / 2), y + heightPx + 32 * unit, {
          ...label,
          anchor: 'middle',
        }),
      );
    }
  }
  for (const [luminanceCdM2, name] of luminanceTicks) {
    const mark = at(magOfLuminance(luminanceCdM2));
    parts.push(tick(mark, y, -9 * unit, unit));
    parts.push(text(name, mark, y - 16 * unit, { ...label, anchor: 'middle' }));
  }
  const names = { ...label, fill: inkDim, anchor: 'end' } as const;
  parts.push(text('mcd/m²', x - 36 * unit, y - 16 * unit, names));
  parts.push(text('mag/arcsec²', x - 36 * unit, y + heightPx + 32 * unit, names));
  if (place.withNoData) parts.push(noDataKey(place));
  return parts.join('');
}

/** The sample of places without data, with its name, left of the bar and level with it. */
function noDataKey({ x, y, heightPx, unit }: ColourBarPlace): string {
  const size = heightPx;
  const left = x - 36 * unit - size;
  return (
    `<rect x="${px(left)}" y="${px(y)}" width="${px(size)}" height="${px(size)}" fill="rgb(${noDataColour.join()})"/>` +
    frame(left, y, size, size, unit) +
    text('no data', left - 12 * unit, y + heightPx / 2 + 8 * unit, {
      sizePx: 22 * unit,
      fill: inkDim,
      anchor: 'end',
    })
  );
}

function frame(x: number, y: number, widthPx: number, heightPx: number, unit: number): string {
  return `<rect x="${px(x)}" y="${px(y)}" width="${px(widthPx)}" height="${px(heightPx)}" fill="none" stroke="${inkDim}" stroke-width="${px(1.5 * unit)}"/>`;
}

function tick(x: number, y: number, length: number, unit: number): string {
  return `<path d="M${px(x)} ${px(y)}v${px(length)}" stroke="${inkDim}" stroke-width="${px(1.5 * unit)}"/>`;
}
