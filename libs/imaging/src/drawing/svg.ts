import { typeset, type Weight } from '../text/typeset.js';

/** A number in a drawing, to 1/100 px: short, and free of any locale. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export interface TextStyle {
  readonly sizePx: number;
  readonly weight?: Weight;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly fill: string;
  /** Longer lines are set smaller, to this length. */
  readonly maxWidthPx?: number;
  /** Colour of a soft outline that keeps the text readable on a picture. */
  readonly halo?: string;
}

/** One line of text as outlines, its baseline at `y`. */
export function text(content: string, x: number, y: number, style: TextStyle): string {
  const natural = typeset(content, style.sizePx, style.weight).widthPx;
  const fit = Math.min(1, (style.maxWidthPx ?? Infinity) / natural);
  const sizePx = style.sizePx * fit;
  const widthPx = natural * fit;
  const shift = { start: 0, middle: -widthPx / 2, end: -widthPx }[style.anchor ?? 'start'];
  const { pathData } = typeset(content, sizePx, style.weight, x + shift, y);
  const halo =
    style.halo === undefined
      ? ''
      : `<path d="${pathData}" fill="none" stroke="${style.halo}" stroke-width="${px(sizePx * 0.2)}" stroke-linejoin="round"/>`;
  return `${halo}<path d="${pathData}" fill="${style.fill}"/>`;
}

/** A line through points, dark below and light above, so that it shows on any colour. */
export function graticuleLine(
  points: readonly (readonly [number, number])[],
  unit: number,
): string {
  const d = pathThrough(points);
  return (
    `<path d="${d}" fill="none" stroke="#000" stroke-opacity="0.32" stroke-width="${px(3 * unit)}"/>` +
    `<path d="${d}" fill="none" stroke="#fff" stroke-opacity="0.62" stroke-width="${px(1.3 * unit)}"/>`
  );
}

/** A dotted line through points, as on the published panoramas. */
export function dottedLine(points: readonly (readonly [number, number])[], unit: number): string {
  const d = pathThrough(points);
  const dots = `stroke-linecap="round" stroke-dasharray="0 ${px(8 * unit)}"`;
  return (
    `<path d="${d}" fill="none" stroke="#000" stroke-opacity="0.4" stroke-width="${px(4.2 * unit)}" ${dots}/>` +
    `<path d="${d}" fill="none" stroke="#fff" stroke-opacity="0.85" stroke-width="${px(2.2 * unit)}" ${dots}/>`
  );
}

/** SVG path data of an open polyline. */
export function pathThrough(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${px(x)} ${px(y)}`).join('');
}

/** A whole drawing of the given size. */
export function svg(widthPx: number, heightPx: number, content: readonly string[]): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}">${content.join('')}</svg>`,
  );
}
