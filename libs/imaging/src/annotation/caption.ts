import { ink, inkSoft } from '../drawing/ink.js';
import { px, text } from '../drawing/svg.js';

/** Height of the strip below the picture, whole px. */
export function captionHeight(unit: number, facts: number): number {
  return Math.round((24 + 30 + 26 * facts) * unit);
}

/** Name and facts of the picture on a dark strip below it. */
export function captionPanel(
  width: number,
  top: number,
  unit: number,
  title: string,
  facts: readonly string[],
): string {
  const left = 20 * unit;
  const maxWidthPx = width - 2 * left;
  const lines = facts.map((fact, i) =>
    text(fact, left, top + (58 + 26 * i) * unit, {
      sizePx: 17 * unit,
      fill: inkSoft,
      maxWidthPx,
    }),
  );
  return [
    `<rect x="0" y="${px(top)}" width="${px(width)}" height="${px(captionHeight(unit, facts.length))}" fill="#0b0e14"/>`,
    text(title, left, top + 31 * unit, {
      sizePx: 22 * unit,
      weight: 'bold',
      fill: ink,
      maxWidthPx,
    }),
    ...lines,
  ].join('');
}
