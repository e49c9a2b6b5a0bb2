import { inkDim, inkSoft } from '../drawing/ink.js';
import { pathThrough, px, text } from '../drawing/svg.js';
import { tickLabel, ticks } from './ticks.js';
import { css, timeColour } from './time-palette.js';

export interface SeriesPanel {
  readonly title: string;
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly unit: number;
  /** Where on the way from first to last each value stands, 0 to 1. */
  readonly share: readonly number[];
  /** Null where there is none. */
  readonly values: readonly (number | null)[];
}

/** A small plot of one number per frame against time, in the colours of time. */
export function seriesPanel(panel: SeriesPanel): string {
  const { x, y, widthPx, heightPx, unit, share, values } = panel;
  const known = values.flatMap((value, k) => (value === null ? [] : [{ value, share: share[k] }]));
  const frame = `<rect x="${px(x)}" y="${px(y)}" width="${px(widthPx)}" height="${px(heightPx)}" fill="#fff" fill-opacity="0.035" stroke="${inkDim}" stroke-opacity="0.6" stroke-width="${px(1.5 * unit)}"/>`;
  const heading = text(panel.title, x, y - 14 * unit, { sizePx: 24 * unit, fill: inkSoft });
  if (known.length === 0) return heading + frame;
  const least = Math.min(...known.map(({ value }) => value));
  const most = Math.max(...known.map(({ value }) => value));
  const margin = Math.max(0.08 * (most - least), 1e-3);
  const [low, high] = [least - margin, most + margin];
  const at = (value: number): number => y + (heightPx * (high - value)) / (high - low);
  const along = (part: number): number => x + 16 * unit + (widthPx - 32 * unit) * part;
  const marks = ticks(low, high, 4);
  const step = marks.length > 1 ? marks[1] - marks[0] : high - low;
  const grid = marks.map(
    (mark) =>
      `<path d="M${px(x)} ${px(at(mark))}h${px(widthPx)}" stroke="${inkDim}" stroke-opacity="${Math.abs(mark) < step / 2 ? 0.7 : 0.25}" stroke-width="${px(1.3 * unit)}"/>` +
      text(tickLabel(mark, step), x - 12 * unit, at(mark) + 7 * unit, {
        sizePx: 20 * unit,
        anchor: 'end',
        fill: inkDim,
      }),
  );
  const line = `<path d="${pathThrough(known.map((one) => [along(one.share), at(one.value)]))}" fill="none" stroke="${inkDim}" stroke-width="${px(2 * unit)}"/>`;
  const dots = known.map(
    (one) =>
      `<circle cx="${px(along(one.share))}" cy="${px(at(one.value))}" r="${px(6 * unit)}" fill="${css(timeColour(one.share))}"/>`,
  );
  return [heading, frame, ...grid, line, ...dots].join('');
}
