import { px } from '../drawing/svg.js';
import { roundBelow } from './ticks.js';
import { css, timeColour } from './time-palette.js';
import type { TrackLayout } from './track-layout.js';

/** One frame of a sequence: where the stars are that are seen in all. */
export interface TrackFrame {
  /** Start of the exposure, UTC, as 2026-11-01T20:03:04.250; null when not known. */
  readonly startUtc: string | null;
  /** Places, px of the frame, the first pixel's centre being (0, 0); the same stars in every frame. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** Median offset of the stars from the reference, px; null when there is none. */
  readonly offset: { readonly x: number; readonly y: number } | null;
  readonly rotationDeg: number;
}

/** A path shorter than this share of the frame's longer side is drawn enlarged. */
const shortestShare = 0.05;

/** How many times longer than they are the paths are drawn: 1, 2, 5, 10... */
export function enlargement(frames: readonly TrackFrame[], layout: TrackLayout): number {
  const typical = typicalPathPx(frames);
  const wanted =
    (shortestShare * Math.max(layout.fieldWidthPx, layout.fieldHeightPx)) / layout.scale;
  if (typical * layout.scale < 0.05 || typical >= wanted) return 1;
  return Math.max(1, roundBelow(wanted / typical));
}

/** How far from its place in the reference a star comes: the median over the stars, px of the frame. */
function typicalPathPx(frames: readonly TrackFrame[]): number {
  const longest = frames.map(({ x, y }) =>
    x.map((value, star) => Math.hypot(value - frames[0].x[star], y[star] - frames[0].y[star])),
  );
  return Math.max(
    0,
    ...longest.map((distances) => [...distances].sort((a, b) => a - b)[distances.length >> 1] ?? 0),
  );
}

/** The path of every star, a ring at its start and an arrow at its end. */
export function paths(
  frames: readonly TrackFrame[],
  share: readonly number[],
  layout: TrackLayout,
  enlarged: number,
): string[] {
  const count = frames[0].x.length;
  const weight = lineWeight(frames, layout, enlarged);
  const pathPx = typicalPathPx(frames) * enlarged * layout.scale;
  const head = Math.min(6 * weight + 5 * layout.unit, 0.3 * pathPx);
  const parts: string[] = [];
  for (let star = 0; star < count; star += 1) {
    const [x0, y0] = [frames[0].x[star], frames[0].y[star]];
    const points = frames.map(({ x, y }): readonly [number, number] => [
      layout.x(x0 + enlarged * (x[star] - x0)),
      layout.y(y0 + enlarged * (y[star] - y0)),
    ]);
    for (let k = 1; k < points.length; k += 1) {
      const [[ax, ay], [bx, by]] = [points[k - 1], points[k]];
      const colour = css(timeColour((share[k - 1] + share[k]) / 2));
      parts.push(
        `<path d="M${px(ax)} ${px(ay)}L${px(bx)} ${px(by)}" stroke="${colour}" stroke-width="${px(weight)}" stroke-opacity="0.85" stroke-linecap="round"/>`,
      );
    }
    parts.push(
      `<circle cx="${px(points[0][0])}" cy="${px(points[0][1])}" r="${px(1.4 * weight + 2 * layout.unit)}" fill="none" stroke="${css(timeColour(share[0]))}" stroke-width="${px(0.6 * weight)}"/>`,
      arrowHead(points, head, css(timeColour(share[share.length - 1]))),
    );
  }
  return parts;
}

/** Lines so fine that all together cover less than half of the frame: many long tracks stay apart. */
function lineWeight(frames: readonly TrackFrame[], layout: TrackLayout, enlarged: number): number {
  let lengthPx = 0;
  for (let k = 1; k < frames.length; k += 1) {
    const [{ x, y }, before] = [frames[k], frames[k - 1]];
    x.forEach((value, star) => {
      lengthPx += Math.hypot(value - before.x[star], y[star] - before.y[star]);
    });
  }
  const drawn = lengthPx * enlarged * layout.scale;
  const most = (0.4 * layout.fieldWidthPx * layout.fieldHeightPx) / Math.max(1, drawn);
  return Math.max(1.3 * layout.unit, Math.min(3.2 * layout.unit, most));
}

/** A filled head, its tip at the end of a path, along its last step that is long enough to tell. */
function arrowHead(
  points: readonly (readonly [number, number])[],
  size: number,
  colour: string,
): string {
  const [endX, endY] = points[points.length - 1];
  const before = points.findLast(([x, y]) => Math.hypot(endX - x, endY - y) > 0.6 * size);
  if (before === undefined) return '';
  const back = Math.atan2(before[1] - endY, before[0] - endX);
  const corner = (turn: number): string =>
    `${px(endX + size * Math.cos(back + turn))} ${px(endY + size * Math.sin(back + turn))}`;
  return `<path d="M${px(endX)} ${px(endY)}L${corner(0.42)}L${corner(-0.42)}Z" fill="${colour}"/>`;
}
