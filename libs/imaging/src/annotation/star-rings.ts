import { px } from '../drawing/svg.js';
import type { AnnotationView } from './annotation-view.js';
import { halo, matchColour } from './annotation-ink.js';

/** A source the solution rests on, at its array position. */
export interface RingedStar {
  readonly x: number;
  readonly y: number;
  readonly v: number;
}

/** Beyond so many rings a picture shows nothing but rings. */
const mostRings = 150;

/** A thin ring round each star that was used, wider for brighter ones. */
export function starRings(
  view: AnnotationView,
  unit: number,
  stars: readonly RingedStar[],
): string {
  const brightest = stars.toSorted((a, b) => a.v - b.v).slice(0, mostRings);
  const faintest = brightest.at(-1)?.v ?? 0;
  const rings = brightest.map(({ x, y, v }) => {
    const at = view.shown({ x, y });
    const radius = unit * Math.min(6 + 1.6 * Math.max(faintest - v, 0), 16);
    return `M${px(at.x - radius)} ${px(at.y)}a${px(radius)} ${px(radius)} 0 1 0 ${px(2 * radius)} 0a${px(radius)} ${px(radius)} 0 1 0 ${px(-2 * radius)} 0`;
  });
  const d = rings.join('');
  // The dark rim shows a ring that lies on the white disc of its star.
  return (
    `<path d="${d}" fill="none" stroke="${halo}" stroke-opacity="0.5" stroke-width="${px(3 * unit)}"/>` +
    `<path d="${d}" fill="none" stroke="${matchColour}" stroke-opacity="0.8" stroke-width="${px(1.2 * unit)}"/>`
  );
}
