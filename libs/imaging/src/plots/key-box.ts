import { px, text } from '../drawing/svg.js';
import { typeset } from '../text/typeset.js';
import { ink, ruleStrong } from './plot-style.js';

/** One line of a key: a sample drawn between two columns at a height, and its words. */
export interface KeyEntry {
  readonly words: string;
  readonly sample: (from: number, to: number, y: number) => string;
}

/** Corner the box stands at, px. */
export interface KeyPlace {
  readonly x: number;
  readonly y: number;
  readonly corner: 'top-right' | 'top-left' | 'bottom-right' | 'bottom-left';
  readonly unit: number;
}

const lineUnits = 42;
const letterUnits = 26;
const sampleUnits = 84;

/** Height of a key, px. */
export function keyHeight(entries: number, unit: number): number {
  return (entries * lineUnits + 24) * unit;
}

/** What the marks and lines of a panel mean, on a sheet that hides what is below. */
export function keyBox(entries: readonly KeyEntry[], place: KeyPlace): string {
  if (entries.length === 0) return '';
  const { unit } = place;
  const sizePx = letterUnits * unit;
  const longest = Math.max(...entries.map(({ words }) => typeset(words, sizePx).widthPx));
  const width = longest + (sampleUnits + 56) * unit;
  const height = keyHeight(entries.length, unit);
  const left = place.corner.endsWith('right') ? place.x - width : place.x;
  const top = place.corner.startsWith('bottom') ? place.y - height : place.y;
  return [
    `<rect x="${px(left)}" y="${px(top)}" width="${px(width)}" height="${px(height)}" rx="${px(6 * unit)}" fill="#fff" fill-opacity="0.9" stroke="${ruleStrong}" stroke-width="${px(1.5 * unit)}"/>`,
    ...entries.flatMap(({ words, sample }, i) => {
      const middle = top + (12 + (i + 0.5) * lineUnits) * unit;
      const from = left + 18 * unit;
      const to = from + sampleUnits * unit;
      return [
        sample(from, to, middle),
        text(words, to + 18 * unit, middle + 0.35 * sizePx, { sizePx, fill: ink }),
      ];
    }),
  ].join('');
}
