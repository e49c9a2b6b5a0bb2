import { px, text } from '../drawing/svg.js';
import { inkSoft, numeral, ruleStrong } from './plot-style.js';

type Rgb = readonly [number, number, number];

/**
 * From brighter than the fit (blue) over nothing (near white) to fainter (red): the RdBu scheme of
 * ColorBrewer (Harrower and Brewer 2003), safe for colour-blind readers.
 */
const knots: readonly Rgb[] = [
  [5, 48, 97],
  [33, 102, 172],
  [67, 147, 195],
  [146, 197, 222],
  [209, 229, 240],
  [247, 247, 247],
  [253, 219, 199],
  [244, 165, 130],
  [214, 96, 77],
  [178, 24, 43],
  [103, 0, 31],
];

/** Colour of a difference, -1 to 1 of the scale; beyond, that of its end. */
export function divergingColour(share: number): string {
  return `rgb(${divergingRgb(share).join()})`;
}

/** The same as levels of 255. */
export function divergingRgb(share: number): Rgb {
  const at = ((Math.max(-1, Math.min(1, share)) + 1) / 2) * (knots.length - 1);
  const below = Math.min(knots.length - 2, Math.floor(at));
  const part = at - below;
  const level = (channel: 0 | 1 | 2): number =>
    Math.round(knots[below][channel] * (1 - part) + knots[below + 1][channel] * part);
  return [level(0), level(1), level(2)];
}

const scalesMag = [0.1, 0.2, 0.5, 1] as const;
/** Part of the cells that may lie beyond the colours. */
const beyondShare = 0.05;

/**
 * The first of 0.1, 0.2, 0.5 and 1 mag beyond which at most one in twenty differences lies: good
 * nights all have the same colours, and one cloud does not bleach the rest.
 */
export function differenceScale(differences: readonly number[]): number {
  const most = beyondShare * differences.length;
  return (
    scalesMag.find((scale) => differences.filter((one) => Math.abs(one) > scale).length <= most) ??
    1
  );
}

export interface DifferenceBarPlace {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly unit: number;
  /** Difference at the right end, mag; the left end is minus that. */
  readonly scaleMag: number;
}

/** Pattern of places without a value; its definition belongs once on the page. */
export const noValuePattern = 'url(#no-value)';

/** Oblique strokes on an upright tile: a turned tile takes ten times as long to draw. */
export function noValueDefinition(unit: number): string {
  const tile = 17 * unit;
  const size = px(tile);
  const strokes = [1, 2]
    .map((k) => `M${px(k * tile)} ${px(-0.5 * tile)}l${px(-2 * tile)} ${px(2 * tile)}`)
    .join('');
  return `<pattern id="no-value" width="${size}" height="${size}" patternUnits="userSpaceOnUse"><rect width="${size}" height="${size}" fill="#fff"/><path d="${strokes}" stroke="#d4d7de" stroke-width="${px(1.5 * unit)}"/></pattern>`;
}

/** Colour bar of differences with its ends explained, and the sample of places without a value. */
export function differenceBar(place: DifferenceBarPlace): string {
  const { x, y, widthPx, heightPx, unit, scaleMag } = place;
  const steps = 100;
  const label = { sizePx: 26 * unit, fill: inkSoft } as const;
  const outline = `fill="none" stroke="${ruleStrong}" stroke-width="${px(1.5 * unit)}"`;
  const below = y + heightPx + 34 * unit;
  const beside = y + heightPx / 2 + 9 * unit;
  const sampleX = x - 400 * unit;
  const parts: string[] = [];
  for (let k = 0; k < steps; k++) {
    const from = x + (k / steps) * widthPx;
    // Each step reaches under the next one, or the seams would shine through.
    const to = Math.min(x + widthPx, from + (2 * widthPx) / steps);
    parts.push(
      `<rect x="${px(from)}" y="${px(y)}" width="${px(to - from)}" height="${px(heightPx)}" fill="${divergingColour(((k + 0.5) / steps) * 2 - 1)}"/>`,
    );
  }
  parts.push(
    `<rect x="${px(x)}" y="${px(y)}" width="${px(widthPx)}" height="${px(heightPx)}" ${outline}/>`,
  );
  for (const share of [-1, -0.5, 0, 0.5, 1]) {
    const at = x + ((share + 1) / 2) * widthPx;
    const words = numeral(share * scaleMag, scaleMag < 0.1 ? 3 : 2);
    parts.push(
      `<path d="M${px(at)} ${px(y + heightPx)}v${px(7 * unit)}" stroke="${ruleStrong}" stroke-width="${px(1.5 * unit)}"/>`,
      text(words, at, below, { ...label, anchor: 'middle' }),
    );
  }
  const size = heightPx;
  parts.push(
    text('brighter', x - 20 * unit, beside, { ...label, anchor: 'end' }),
    text('fainter than the fit, mag', x + widthPx + 20 * unit, beside, label),
    `<rect x="${px(sampleX)}" y="${px(y)}" width="${px(size)}" height="${px(size)}" fill="${noValuePattern}"/>`,
    `<rect x="${px(sampleX)}" y="${px(y)}" width="${px(size)}" height="${px(size)}" ${outline}/>`,
    text('too few stars', sampleX + size + 14 * unit, beside, label),
  );
  return parts.join('');
}
