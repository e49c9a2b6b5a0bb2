import sharp from 'sharp';
import { px, svg, text } from '../drawing/svg.js';
import { typeset } from '../text/typeset.js';

/** Ink of the plots: dark on a white page. */
export const ink = '#1a1c20';
export const inkSoft = '#4a4e57';
export const rule = '#e3e5ea';
export const ruleStrong = '#b4b8c1';

/**
 * Colours that people with any colour vision tell apart (Okabe and Ito 2008, Color Universal Design);
 * what differs in colour differs in shape or line as well.
 */
export const blue = '#0072b2';
export const vermilion = '#d55e00';
export const green = '#007d5b';
export const grey = '#80858f';

/**
 * A white page with a drawing on it. Equal drawings give equal bytes.
 *
 * @param dotsPerInch what the file states; nothing when not given
 */
export async function plotPage(
  widthPx: number,
  heightPx: number,
  drawing: readonly string[],
  dotsPerInch?: number,
): Promise<Uint8Array> {
  const page = sharp(
    svg(widthPx, heightPx, [
      `<rect width="${widthPx}" height="${heightPx}" fill="#fff"/>`,
      ...drawing,
    ]),
  ).removeAlpha();
  const sized = dotsPerInch === undefined ? page : page.withDensity(dotsPerInch);
  const png = await sized.png({ compressionLevel: 6, adaptiveFiltering: false }).toBuffer();
  return new Uint8Array(png);
}

export function stroke(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  colour: string,
  width: number,
): string {
  return `<path d="M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}" stroke="${colour}" stroke-width="${px(width)}"/>`;
}

/** A number with a true minus sign. */
export function numeral(value: number, decimals: number): string {
  const digits = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(digits) !== 0 ? `−${digits}` : digits;
}

/** A count with a fine space between the thousands. */
export function counted(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** A count of things, their plural with an s. */
export function several(count: number, thing: string): string {
  return `${counted(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** Title and second line of a plot, their left end at `left`. */
export function heading(
  words: { readonly title: string; readonly subtitle?: string },
  left: number,
  right: number,
  unit: number,
): string {
  const maxWidthPx = right - left;
  return (
    text(words.title, left, 74 * unit, {
      sizePx: 44 * unit,
      weight: 'bold',
      fill: ink,
      maxWidthPx,
    }) +
    text(words.subtitle ?? '', left, 126 * unit, { sizePx: 28 * unit, fill: inkSoft, maxWidthPx })
  );
}

/** Words broken into lines of at most a length. */
export function wrapped(content: string, sizePx: number, maxWidthPx: number): string[] {
  const lines: string[] = [];
  for (const word of content.split(/\s+/)) {
    const longer = lines.length === 0 ? word : `${lines[lines.length - 1]} ${word}`;
    if (lines.length > 0 && typeset(longer, sizePx).widthPx <= maxWidthPx) {
      lines[lines.length - 1] = longer;
    } else lines.push(word);
  }
  return lines;
}
