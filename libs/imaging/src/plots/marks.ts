import { pathThrough, px } from '../drawing/svg.js';
import type { Panel } from './panel.js';
import { stroke } from './plot-style.js';

/** Values of a scatter plot; element i of both belongs to point i. */
export interface PlotPoints {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

export interface DrawnPoints {
  readonly drawing: string;
  /** Points beyond the scales, and such that are no numbers. */
  readonly beyond: number;
}

export interface DotStyle {
  readonly shape: 'dot' | 'cross';
  readonly colour: string;
  readonly opacity: number;
  /** Units. */
  readonly radius: number;
  /**
   * Dots are shared out among so many layers, each painted at once: within a layer they hide one another
   * instead of adding up, and thousands are painted three times as fast. Each for itself when left out.
   */
  readonly layers?: number;
}

const edgeOpacity = 0.35;

/**
 * Many points, see-through, so that crowds show by their depth. What lies above or below the panel
 * stands as a short stroke at the edge.
 */
export function dots(panel: Panel, points: PlotPoints, style: DotStyle): DrawnPoints {
  const { unit, top, bottom } = panel;
  const r = style.radius * unit;
  const layers = style.shape === 'dot' ? (style.layers ?? 0) : 0;
  const marks: string[] = [];
  const edges: string[] = [];
  let beyond = 0;
  for (let i = 0; i < points.x.length; i++) {
    const side = panel.beyond(points.y[i]);
    if (side === 0 && panel.spans(points.x[i])) {
      const [x, y] = [panel.x(points.x[i]), panel.y(points.y[i])];
      marks.push(pointAt(x, y, r, style.shape, layers > 0));
      continue;
    }
    beyond++;
    if (!Number.isNaN(side) && side !== 0 && panel.spans(points.x[i])) {
      const edge = side < 0 ? top : bottom;
      edges.push(`M${px(panel.x(points.x[i]))} ${px(edge)}v${px(-side * 14 * unit)}`);
    }
  }
  const line = `fill="none" stroke="${style.colour}" stroke-opacity="${style.opacity}"`;
  const paint =
    style.shape === 'cross'
      ? `${line} stroke-width="${px(1.6 * unit)}"`
      : layers > 0
        ? `${line} stroke-width="${px(2 * r)}" stroke-linecap="round"`
        : `fill="${style.colour}" fill-opacity="${style.opacity}"`;
  const atEdge =
    edges.length === 0
      ? ''
      : `<path d="${edges.join('')}" stroke="${style.colour}" stroke-opacity="${Math.max(edgeOpacity, style.opacity)}" stroke-width="${px(2 * unit)}"/>`;
  const drawn = layers > 0 ? inLayers(marks, layers) : marks.join('');
  return { drawing: `<g ${paint}>${drawn}</g>${atEdge}`, beyond };
}

/** A point as an element, or a dot as a part of a path with round ends. */
function pointAt(
  x: number,
  y: number,
  r: number,
  shape: DotStyle['shape'],
  layered: boolean,
): string {
  if (layered) return `M${px(x)} ${px(y)}h0`;
  return shape === 'dot'
    ? `<circle cx="${px(x)}" cy="${px(y)}" r="${px(r)}"/>`
    : `<path d="M${px(x - r)} ${px(y - r)}l${px(2 * r)} ${px(2 * r)}m${px(-2 * r)} 0l${px(2 * r)} ${px(-2 * r)}"/>`;
}

/** Marks in turn on so many paths. */
function inLayers(marks: readonly string[], layers: number): string {
  const paths = Array.from({ length: Math.min(layers, marks.length) }, (): string[] => []);
  marks.forEach((mark, i) => paths[i % layers].push(mark));
  return paths.map((path) => `<path d="${path.join('')}"/>`).join('');
}

export type MarkShape = 'circle' | 'square' | 'diamond';

/** One mark on the page with a white rim, so that it shows on a crowd of points. */
export function mark(
  shape: MarkShape,
  x: number,
  y: number,
  radius: number,
  colour: string,
  hollow = false,
): string {
  const paint = hollow
    ? `fill="#fff" stroke="${colour}" stroke-width="${px(0.42 * radius)}"`
    : `fill="${colour}" stroke="#fff" stroke-width="${px(0.25 * radius)}"`;
  if (shape === 'circle') {
    return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" ${paint}/>`;
  }
  const r = shape === 'diamond' ? 1.25 * radius : 0.9 * radius;
  const corners: readonly (readonly [number, number])[] =
    shape === 'diamond'
      ? [
          [x, y - r],
          [x + r, y],
          [x, y + r],
          [x - r, y],
        ]
      : [
          [x - r, y - r],
          [x + r, y - r],
          [x + r, y + r],
          [x - r, y + r],
        ];
  return `<path d="${pathThrough(corners)}Z" ${paint}/>`;
}

/** An upright error bar with feet, cut off at the edges of the panel; nothing for no number. */
export function errorBar(
  panel: Panel,
  x: number,
  y: number,
  error: number,
  colour: string,
): string {
  if (!(error > 0) || !Number.isFinite(y)) return '';
  const { unit, top, bottom } = panel;
  const within = (at: number): number => Math.min(bottom, Math.max(top, at));
  const [low, high] = [within(panel.y(y - error)), within(panel.y(y + error))];
  if (low === high) return '';
  const foot = 7 * unit;
  return (
    stroke(x, low, x, high, colour, 2.6 * unit) +
    [low, high].map((at) => stroke(x - foot, at, x + foot, at, colour, 2.6 * unit)).join('')
  );
}

/** A triangle at an edge of the panel that points to where a value lies: side -1 above, 1 below. */
export function pointer(panel: Panel, x: number, side: number, colour: string): string {
  const { unit } = panel;
  const edge = side < 0 ? panel.top : panel.bottom;
  const base = edge - side * 18 * unit;
  return `<path d="${pathThrough([
    [x - 9 * unit, base],
    [x + 9 * unit, base],
    [x, edge - side * 2 * unit],
  ])}Z" fill="${colour}"/>`;
}
