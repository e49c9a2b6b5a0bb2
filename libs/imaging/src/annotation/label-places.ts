import { typeset } from '../text/typeset.js';
import { text, type TextStyle } from '../drawing/svg.js';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Keeps labels off each other and inside the picture. */
export class LabelPlaces {
  readonly #taken: Box[] = [];

  constructor(
    readonly width: number,
    readonly height: number,
  ) {}

  /** Marks a box as taken. */
  take(box: Box): void {
    this.#taken.push(box);
  }

  /**
   * Sets a label at the first of the places around a point that is free: right, left, above, below,
   * then the corners. Gives its drawing, empty when there is no place.
   *
   * @param away from the point to the letters, px
   */
  around(content: string, x: number, y: number, away: number, style: TextStyle): string {
    const widthPx = typeset(content, style.sizePx, style.weight).widthPx;
    const drop = style.sizePx * 0.36;
    const diagonal = away * 0.75;
    const places = [
      [x + away, y + drop],
      [x - away - widthPx, y + drop],
      [x - widthPx / 2, y - away - 2],
      [x - widthPx / 2, y + away + 2 * drop],
      [x + diagonal, y - diagonal],
      [x + diagonal, y + diagonal + 2 * drop],
      [x - diagonal - widthPx, y - diagonal],
      [x - diagonal - widthPx, y + diagonal + 2 * drop],
    ];
    for (const [left, baseline] of places) {
      const drawn = this.at(content, left, baseline, style);
      if (drawn !== '') return drawn;
    }
    return '';
  }

  /** Sets a label whose line starts at a point; empty when that is taken or outside. */
  at(content: string, left: number, baseline: number, style: TextStyle): string {
    const { sizePx } = style;
    const widthPx = typeset(content, sizePx, style.weight).widthPx;
    const gap = 0.2 * sizePx;
    const box = {
      left: left - gap,
      top: baseline - 0.8 * sizePx - gap,
      right: left + widthPx + gap,
      bottom: baseline + 0.25 * sizePx + gap,
    };
    const inside =
      box.left >= 0 && box.top >= 0 && box.right <= this.width && box.bottom <= this.height;
    if (!inside || this.#taken.some((other) => overlap(box, other))) return '';
    this.#taken.push(box);
    return text(content, left, baseline, style);
  }
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
