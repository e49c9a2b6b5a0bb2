import { px, text } from '../drawing/svg.js';
import { divergingColour } from './diverging-palette.js';
import { inkSoft, numeral, ruleStrong } from './plot-style.js';

export interface ResidualBarPlace {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly unit: number;
  /** Residual at the right end, nL; the left end is minus that. */
  readonly scaleNl: number;
  readonly noData: readonly [number, number, number];
}

const steps = 100;

/** Colour bar of residuals of the sky with its ends explained, and the sample of what was not used. */
export function residualBar(place: ResidualBarPlace): string {
  const { x, y, widthPx, heightPx, unit, scaleNl, noData } = place;
  const label = { sizePx: 26 * unit, fill: inkSoft } as const;
  const outline = `fill="none" stroke="${ruleStrong}" stroke-width="${px(1.5 * unit)}"`;
  const box = (left: number, width: number): string =>
    `x="${px(left)}" y="${px(y)}" width="${px(width)}" height="${px(heightPx)}"`;
  const beside = y + heightPx / 2 + 9 * unit;
  const sample = x + widthPx + 150 * unit;
  return [
    ...Array.from({ length: steps }, (_, k) => {
      const from = x + (k / steps) * widthPx;
      // Each step reaches under the next one, or the seams would shine through.
      const width = Math.min(x + widthPx - from, (2 * widthPx) / steps);
      return `<rect ${box(from, width)} fill="${divergingColour(((k + 0.5) / steps) * 2 - 1)}"/>`;
    }),
    `<rect ${box(x, widthPx)} ${outline}/>`,
    ...[-1, -0.5, 0, 0.5, 1].map((share) =>
      text(numeral(share * scaleNl, 0), x + ((share + 1) / 2) * widthPx, y + heightPx + 34 * unit, {
        ...label,
        anchor: 'middle',
      }),
    ),
    text('less than the fit', x - 16 * unit, beside, { ...label, anchor: 'end' }),
    text('more, nL', x + widthPx + 16 * unit, beside, label),
    `<rect ${box(sample, heightPx)} fill="rgb(${noData.join()})"/>`,
    `<rect ${box(sample, heightPx)} ${outline}/>`,
    text('not used', sample + heightPx + 12 * unit, beside, label),
  ].join('');
}
