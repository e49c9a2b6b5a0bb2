import { px, text } from '../drawing/svg.js';
import { ink, inkSoft, numeral, rule, ruleStrong, stroke, wrapped } from './plot-style.js';

/** A scale of a plot; `from` stands at the left or at the bottom and may be the larger value. */
export interface PlotAxis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  /** Decimals of the tick labels; default 0. */
  readonly decimals?: number;
}

/** Edges of a panel on the page, px; lengths and letters within it are given in units of `unit`. */
export interface PanelPlace {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly unit: number;
}

/** Which parts of the axes are written; panels side by side share some. */
export interface PanelAxesOptions {
  /** From the left edge to the middle line of the name of y, units; default 94. */
  readonly nameGap?: number;
  readonly xLabels?: boolean;
  readonly yLabels?: boolean;
  /** A heavier line at this value of y. */
  readonly baseline?: number;
  /** Whether the names of the scales are written. */
  readonly names?: boolean;
  /** How a tick of x is written, if not as a number. */
  readonly xWords?: (value: number) => string;
}

/** A rectangle with two linear scales. */
export class Panel {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly unit: number;

  constructor(
    place: PanelPlace,
    readonly xAxis: PlotAxis,
    readonly yAxis: PlotAxis,
  ) {
    this.left = place.left;
    this.right = place.right;
    this.top = place.top;
    this.bottom = place.bottom;
    this.unit = place.unit;
  }

  x(value: number): number {
    const { from, to } = this.xAxis;
    return this.left + ((value - from) / (to - from)) * (this.right - this.left);
  }

  y(value: number): number {
    const { from, to } = this.yAxis;
    return this.bottom - ((value - from) / (to - from)) * (this.bottom - this.top);
  }

  /** Whether a value of x lies within the scale; no number does not. */
  spans(x: number): boolean {
    const at = this.x(x);
    return at >= this.left && at <= this.right;
  }

  /** Which edge a value of y lies beyond: -1 above, 1 below, 0 within, NaN for no number. */
  beyond(y: number): number {
    const at = this.y(y);
    if (Number.isNaN(at)) return Number.NaN;
    return at < this.top ? -1 : at > this.bottom ? 1 : 0;
  }

  /** Name of the panel above its upper left corner. */
  title(words: string): string {
    return text(words, this.left, this.top - 20 * this.unit, {
      sizePx: 30 * this.unit,
      weight: 'bold',
      fill: ink,
    });
  }

  /** A drawing cut off at the edges; `name` is its own on the page. */
  clipped(name: string, drawing: string): string {
    return (
      `<clipPath id="${name}"><rect x="${px(this.left)}" y="${px(this.top)}" width="${px(this.right - this.left)}" height="${px(this.bottom - this.top)}"/></clipPath>` +
      `<g clip-path="url(#${name})">${drawing}</g>`
    );
  }

  /** Grid, ticks, frame and names. */
  axes(options: PanelAxesOptions = {}): string {
    const { left, right, top, bottom, unit, xAxis, yAxis } = this;
    const label = { sizePx: 26 * unit, fill: inkSoft } as const;
    const name = { sizePx: 28 * unit, fill: ink, anchor: 'middle' } as const;
    const middleY = (top + bottom) / 2;
    const nameX = left - (options.nameGap ?? 94) * unit;
    const parts: string[] = [];
    for (const value of yAxis.ticks) {
      const at = this.y(value);
      parts.push(stroke(left, at, right, at, rule, 1.5 * unit));
      if (options.yLabels === false) continue;
      const words = numeral(value, yAxis.decimals ?? 0);
      parts.push(text(words, left - 18 * unit, at + 9 * unit, { ...label, anchor: 'end' }));
    }
    for (const value of xAxis.ticks) {
      const at = this.x(value);
      parts.push(stroke(at, bottom, at, bottom + 10 * unit, ruleStrong, 2 * unit));
      if (options.xLabels === false) continue;
      const words = options.xWords?.(value) ?? numeral(value, xAxis.decimals ?? 0);
      parts.push(text(words, at, bottom + 42 * unit, { ...label, anchor: 'middle' }));
    }
    if (options.baseline !== undefined) {
      const at = this.y(options.baseline);
      parts.push(stroke(left, at, right, at, ruleStrong, 3 * unit));
    }
    parts.push(
      `<rect x="${px(left)}" y="${px(top)}" width="${px(right - left)}" height="${px(bottom - top)}" fill="none" stroke="${ruleStrong}" stroke-width="${px(2 * unit)}"/>`,
    );
    const named = options.names !== false;
    if (named && options.xLabels !== false) {
      parts.push(text(xAxis.label, (left + right) / 2, bottom + 92 * unit, name));
    }
    if (named && options.yLabels !== false) {
      parts.push(
        `<g transform="rotate(-90 ${px(nameX)} ${px(middleY)})">${text(yAxis.label, nameX, middleY, name)}</g>`,
      );
    }
    return parts.join('');
  }

  /** Why there is nothing to see, in the middle. */
  nothing(why: string): string {
    const sizePx = 32 * this.unit;
    const lines = wrapped(why, sizePx, 0.8 * (this.right - this.left));
    const first = (this.top + this.bottom) / 2 - ((lines.length - 1) / 2) * 1.35 * sizePx;
    return lines
      .map((line, i) =>
        text(line, (this.left + this.right) / 2, first + i * 1.35 * sizePx, {
          sizePx,
          fill: inkSoft,
          halo: '#fff',
          anchor: 'middle',
          maxWidthPx: 0.9 * (this.right - this.left),
        }),
      )
      .join('');
  }
}
