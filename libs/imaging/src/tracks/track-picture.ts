import type { Image } from '@nightskies/pixels';
import { composePng } from '../drawing/compose.js';
import { ink, inkDim, inkSoft } from '../drawing/ink.js';
import { px, svg, text } from '../drawing/svg.js';
import { dimSky } from './dim-sky.js';
import { seriesPanel } from './series-panel.js';
import { roundBelow, tickLabel, ticks } from './ticks.js';
import { css, timeColour } from './time-palette.js';
import { TrackLayout } from './track-layout.js';
import { enlargement, paths, type TrackFrame } from './track-paths.js';

export type { TrackFrame } from './track-paths.js';

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
  const enlarged = enlargement(options.frames, layout);
  const { pageWidthPx, pageHeightPx } = layout;
  const drawing = svg(pageWidthPx, pageHeightPx, [
    ...paths(options.frames, share, layout, enlarged),
    frameOutline(layout, options.reference),
    scaleBar(layout, options.reference, enlarged),
    ...heading(options, layout),
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
  const wide = Math.max(long, (enlarged === 1 ? 220 : 310) * unit);
  const words = `${length} px of the frame`;
  const box = { sizePx: 24 * unit, fill: ink, halo: '#000', anchor: 'end' } as const;
  const note =
    enlarged === 1 ? '' : text(`paths drawn ${enlarged} times longer`, right, y - 58 * unit, box);
  // A dark ground, as tracks may lie under it.
  const ground = `<rect x="${px(right - wide - 22 * unit)}" y="${px(y - (enlarged === 1 ? 62 : 98) * unit)}" width="${px(wide + 44 * unit)}" height="${px((enlarged === 1 ? 84 : 120) * unit)}" rx="${px(8 * unit)}" fill="#000" fill-opacity="0.72"/>`;
  const bar = (stroke: string, weight: number): string =>
    `<path d="M${px(right - long)} ${px(y - 8 * unit)}v${px(16 * unit)}m0 ${px(-8 * unit)}h${px(long)}m0 ${px(-8 * unit)}v${px(16 * unit)}" fill="none" stroke="${stroke}" stroke-width="${px(weight * unit)}"/>`;
  return ground + bar('#000', 8) + bar(ink, 3) + text(words, right, y - 22 * unit, box) + note;
}

function heading({ title, subtitle }: TrackPictureOptions, layout: TrackLayout): string[] {
  const { unit } = layout;
  const maxWidthPx = layout.asideX - layout.left - 60 * unit;
  const left = 150 * unit;
  return [
    text(title, left, 92 * unit, {
      sizePx: 46 * unit,
      weight: 'bold',
      fill: ink,
      maxWidthPx,
    }),
    text(subtitle ?? '', left, 144 * unit, {
      sizePx: 30 * unit,
      fill: inkSoft,
      maxWidthPx,
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
