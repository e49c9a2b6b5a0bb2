import type { Image } from '@nightskies/pixels';
import { composePng } from '../drawing/compose.js';
import { ink, inkDim, inkSoft } from '../drawing/ink.js';
import { px, svg, text } from '../drawing/svg.js';
import { dimSky } from './dim-sky.js';
import { seriesPanel } from './series-panel.js';
import { roundBelow, tickLabel, ticks } from './ticks.js';
import { css, timeColour } from './time-palette.js';

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

export interface TrackPictureOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** The first frame as the camera took it: shown dimly behind the tracks. */
  readonly reference: Image;
  /** The reference first. */
  readonly frames: readonly TrackFrame[];
  /** Width of the page; default 2400. */
  readonly pageWidthPx?: number;
}

/** A path shorter than this share of the frame's longer side is drawn enlarged. */
const shortestShare = 0.03;

/**
 * Picture of the tracks of stars through a sequence: the reference dimly behind, each star's path in
 * the colours of time with an arrow at its end, and beside it the median offset and the turn of the
 * frames. The first row of the frame is the lowest. Paths too short to see are drawn enlarged about
 * their start, by a factor that is told. No font of the machine is used and equal inputs give equal
 * bytes.
 *
 * @returns PNG file
 */
export async function trackPicture(options: TrackPictureOptions): Promise<Uint8Array> {
  const layout = new TrackLayout(options.reference, options.pageWidthPx ?? 2400);
  const share = shares(options.frames);
  const enlarged = enlargement(options, layout);
  const { unit, pageWidthPx, pageHeightPx } = layout;
  const drawing = svg(pageWidthPx, pageHeightPx, [
    ...paths(options.frames, share, layout, enlarged),
    frameOutline(layout, options.reference),
    scaleBar(layout, options.reference, enlarged),
    ...heading(options, unit),
    ...timeBar(options.frames, layout),
    ...panels(options.frames, share, layout),
  ]);
  return composePng(
    pageWidthPx,
    pageHeightPx,
    {
      rgba: dimSky(options.reference, layout.fieldWidthPx, layout.fieldHeightPx),
      widthPx: layout.fieldWidthPx,
      heightPx: layout.fieldHeightPx,
      left: layout.left,
      top: layout.top,
    },
    drawing,
  );
}

class TrackLayout {
  /** One unit is 1/2400 of the width of the page: letters and lines are given in it. */
  readonly unit: number;
  readonly left: number;
  readonly top: number;
  /** Px of the page per px of the frame. */
  readonly scale: number;
  readonly fieldWidthPx: number;
  readonly fieldHeightPx: number;
  readonly pageHeightPx: number;
  /** Left end and width of what stands beside the field. */
  readonly asideX: number;
  readonly asideWidthPx: number;

  constructor(
    { width, height }: Image,
    readonly pageWidthPx: number,
  ) {
    this.unit = pageWidthPx / 2400;
    this.left = Math.round(150 * this.unit);
    this.top = Math.round(190 * this.unit);
    this.scale = Math.min((1480 * this.unit) / width, (1400 * this.unit) / height);
    this.fieldWidthPx = Math.round(width * this.scale);
    this.fieldHeightPx = Math.round(height * this.scale);
    this.pageHeightPx =
      this.top +
      Math.max(this.fieldHeightPx, Math.round(1060 * this.unit)) +
      Math.round(110 * this.unit);
    this.asideX = 1800 * this.unit;
    this.asideWidthPx = 520 * this.unit;
  }

  x(frameX: number): number {
    return this.left + (frameX + 0.5) * this.scale;
  }

  y(frameY: number): number {
    return this.top + this.fieldHeightPx - (frameY + 0.5) * this.scale;
  }
}

/** Where each frame stands between the first and the last: by time when all have one, else by number. */
function shares(frames: readonly TrackFrame[]): number[] {
  const times = frames.map(({ startUtc }) =>
    startUtc === null ? Number.NaN : Date.parse(`${startUtc}Z`),
  );
  const isTimed = hasTimes(frames);
  const values = isTimed ? times : frames.map((_, number) => number);
  const first = Math.min(...values);
  const span = Math.max(...values) - first;
  return values.map((value) => (span > 0 ? (value - first) / span : 0));
}

function hasTimes(frames: readonly TrackFrame[]): boolean {
  return frames.every(({ startUtc }) => startUtc !== null);
}

/** How many times longer than they are the paths are drawn: 1, 2, 5, 10... */
function enlargement({ frames, reference }: TrackPictureOptions, layout: TrackLayout): number {
  const longest = frames.map(({ x, y }) =>
    x.map((value, star) => Math.hypot(value - frames[0].x[star], y[star] - frames[0].y[star])),
  );
  const typical = Math.max(
    0,
    ...longest.map((distances) => [...distances].sort((a, b) => a - b)[distances.length >> 1] ?? 0),
  );
  const wanted = shortestShare * Math.max(reference.width, reference.height);
  if (typical * layout.scale < 0.05 || typical >= wanted) return 1;
  return Math.max(1, roundBelow(wanted / typical));
}

function paths(
  frames: readonly TrackFrame[],
  share: readonly number[],
  layout: TrackLayout,
  enlarged: number,
): string[] {
  const count = frames[0].x.length;
  const weight = lineWeight(frames, layout, enlarged);
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
      arrowHead(points, 4 * weight + 3 * layout.unit, css(timeColour(share[share.length - 1]))),
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

/** A filled head at the end of a path, in the direction of its last step that is long enough to tell. */
function arrowHead(
  points: readonly (readonly [number, number])[],
  size: number,
  colour: string,
): string {
  const [endX, endY] = points[points.length - 1];
  const before = points.findLast(([x, y]) => Math.hypot(endX - x, endY - y) > size);
  if (before === undefined) return '';
  const angle = Math.atan2(endY - before[1], endX - before[0]);
  const corner = (turn: number, length: number): string =>
    `${px(endX + length * Math.cos(angle + turn))} ${px(endY + length * Math.sin(angle + turn))}`;
  return `<path d="M${corner(0, size)}L${corner(2.5, size)}L${corner(-2.5, size)}Z" fill="${colour}"/>`;
}

/** The edge of the frame with its pixel numbers. */
function frameOutline(layout: TrackLayout, { width, height }: Image): string {
  const { unit, left, top, fieldWidthPx, fieldHeightPx } = layout;
  const bottom = top + fieldHeightPx;
  const label = { sizePx: 22 * unit, fill: inkDim } as const;
  const stroke = `stroke="${inkSoft}" stroke-width="${px(2 * unit)}"`;
  const across = ticks(0, width - 1, 7);
  const up = ticks(0, height - 1, 6);
  const columns = across.map(
    (mark) =>
      `<path d="M${px(layout.x(mark))} ${px(bottom)}v${px(10 * unit)}" ${stroke}/>` +
      text(tickLabel(mark, 1), layout.x(mark), bottom + 38 * unit, { ...label, anchor: 'middle' }),
  );
  const rows = up.map(
    (mark) =>
      `<path d="M${px(left)} ${px(layout.y(mark))}h${px(-10 * unit)}" ${stroke}/>` +
      text(tickLabel(mark, 1), left - 18 * unit, layout.y(mark) + 8 * unit, {
        ...label,
        anchor: 'end',
      }),
  );
  const middle = layout.x((width - 1) / 2);
  const name = text(
    'column and row, px of the frame (first row lowest)',
    middle,
    bottom + 78 * unit,
    {
      ...label,
      anchor: 'middle',
    },
  );
  return (
    `<rect x="${left}" y="${top}" width="${fieldWidthPx}" height="${fieldHeightPx}" fill="none" ${stroke}/>` +
    columns.join('') +
    rows.join('') +
    name
  );
}

/** A round number of px of the frame, in the lower right corner of it, and how far paths are enlarged. */
function scaleBar(layout: TrackLayout, { width }: Image, enlarged: number): string {
  const { unit, left, top, fieldWidthPx, fieldHeightPx, scale } = layout;
  const length = roundBelow(width / 6);
  const right = left + fieldWidthPx - 36 * unit;
  const y = top + fieldHeightPx - 36 * unit;
  const long = length * scale;
  const words =
    enlarged === 1
      ? `${length} px`
      : `${length} px of the frame, ${tickLabel(length / enlarged, length / enlarged)} px of a path`;
  const box = { sizePx: 24 * unit, fill: ink, halo: '#000', anchor: 'end' } as const;
  const note =
    enlarged === 1 ? '' : text(`paths ${enlarged} times their length`, right, y - 58 * unit, box);
  // A dark ground, as tracks may lie under it.
  const ground = `<rect x="${px(right - Math.max(long, 170 * unit) - 22 * unit)}" y="${px(y - (enlarged === 1 ? 62 : 98) * unit)}" width="${px(Math.max(long, 170 * unit) + 44 * unit)}" height="${px((enlarged === 1 ? 84 : 120) * unit)}" rx="${px(8 * unit)}" fill="#000" fill-opacity="0.72"/>`;
  const bar = (stroke: string, weight: number): string =>
    `<path d="M${px(right - long)} ${px(y - 8 * unit)}v${px(16 * unit)}m0 ${px(-8 * unit)}h${px(long)}m0 ${px(-8 * unit)}v${px(16 * unit)}" fill="none" stroke="${stroke}" stroke-width="${px(weight * unit)}"/>`;
  return ground + bar('#000', 8) + bar(ink, 3) + text(words, right, y - 22 * unit, box) + note;
}

function heading({ title, subtitle }: TrackPictureOptions, unit: number): string[] {
  const left = 150 * unit;
  return [
    text(title, left, 92 * unit, {
      sizePx: 46 * unit,
      weight: 'bold',
      fill: ink,
      maxWidthPx: 1480 * unit,
    }),
    text(subtitle ?? '', left, 144 * unit, {
      sizePx: 30 * unit,
      fill: inkSoft,
      maxWidthPx: 1480 * unit,
    }),
  ];
}

/** The scale of the colours: from the first to the last frame. */
function timeBar(frames: readonly TrackFrame[], layout: TrackLayout): string[] {
  const { unit, asideX, asideWidthPx } = layout;
  const y = 216 * unit;
  const steps = 64;
  const parts = Array.from({ length: steps }, (_, k) => {
    const from = asideX + (asideWidthPx * k) / steps;
    // Each step reaches under the next one, or the seams would shine through.
    const wide = Math.min((2 * asideWidthPx) / steps, asideX + asideWidthPx - from);
    return `<rect x="${px(from)}" y="${px(y)}" width="${px(wide)}" height="${px(26 * unit)}" fill="${css(timeColour(k / (steps - 1)))}"/>`;
  });
  const [first, last] = ends(frames);
  const label = { sizePx: 22 * unit, fill: inkSoft } as const;
  return [
    text(hasTimes(frames) ? 'Start of exposure, UTC' : 'Frames in order', asideX, y - 16 * unit, {
      sizePx: 24 * unit,
      fill: inkSoft,
    }),
    ...parts,
    text(first, asideX, y + 58 * unit, label),
    text(last, asideX + asideWidthPx, y + 58 * unit, { ...label, anchor: 'end' }),
  ];
}

/** Names of the two ends of the scale of time. */
function ends(frames: readonly TrackFrame[]): readonly [string, string] {
  if (!hasTimes(frames)) return ['first', `last of ${frames.length}`];
  const times = frames.map(({ startUtc }) => startUtc ?? '').sort();
  const words = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 19)}`;
  return [words(times[0]), words(times[times.length - 1])];
}

/** Median offset along both axes and the turn, against time. */
function panels(
  frames: readonly TrackFrame[],
  share: readonly number[],
  layout: TrackLayout,
): string[] {
  const { unit, asideX, asideWidthPx } = layout;
  const series = [
    {
      title: 'Median offset along columns, px',
      values: frames.map(({ offset }) => offset?.x ?? null),
    },
    {
      title: 'Median offset along rows, px',
      values: frames.map(({ offset }) => offset?.y ?? null),
    },
    {
      title: 'Turn, degrees from +x towards +y',
      values: frames.map(({ rotationDeg }) => rotationDeg),
    },
  ];
  return series.map(({ title, values }, k) =>
    seriesPanel({
      title,
      x: asideX,
      y: (392 + 300 * k) * unit,
      widthPx: asideWidthPx,
      heightPx: 220 * unit,
      unit,
      share,
      values,
    }),
  );
}
