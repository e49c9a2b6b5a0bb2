import sharp from 'sharp';
import { pathThrough, px, svg, text } from '../drawing/svg.js';
import { typeset } from '../text/typeset.js';

/** A scale of a plot; `from` stands at the left or at the bottom and may be the larger value. */
export interface PlotAxis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly number[];
  /** Decimals of the tick labels; default 0. */
  readonly decimals?: number;
}

export interface PlotPoint {
  readonly x: number;
  /** NaN leaves a gap. */
  readonly y: number;
  /** Drawn as a ring, for a value of another kind than the rest. */
  readonly hollow?: boolean;
}

export type LineStyle = 'solid' | 'dashed' | 'dash-dot' | 'none';

export interface PlotSeries {
  readonly name: string;
  /** CSS colour. */
  readonly colour: string;
  readonly line: LineStyle;
  readonly markers: boolean;
  readonly points: readonly PlotPoint[];
}

export interface LinePlot {
  readonly title: string;
  readonly subtitle?: string;
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  /** Later ones are drawn over earlier ones. */
  readonly series: readonly PlotSeries[];
  /** A heavier line at this value of y. */
  readonly baseline?: number;
  /** Stretches of the x axis with a name, parted by fine lines. */
  readonly sections?: readonly {
    readonly from: number;
    readonly to: number;
    readonly name: string;
  }[];
  /** What a ring means, for the legend. */
  readonly hollowMeans?: string;
  /** Text within the frame, its first line bold. */
  readonly notes?: readonly string[];
  /** Default 2000; the height is half of it. */
  readonly widthPx?: number;
}

const ink = '#1a1c20';
const inkSoft = '#4a4e57';
const rule = '#e3e5ea';
const ruleStrong = '#b4b8c1';
const dashes: Record<LineStyle, readonly number[]> = {
  solid: [],
  dashed: [14, 8],
  'dash-dot': [16, 7, 3, 7],
  none: [],
};

/**
 * Plot of series against one x, on white, twice as wide as high. Points above or below the frame are
 * shown by a triangle at its edge, those left or right of it not at all. Letters are outlines of the
 * bundled font; equal inputs give equal bytes.
 *
 * @returns PNG file
 */
export async function linePlot(plot: LinePlot): Promise<Uint8Array> {
  const frame = new PlotFrame(plot);
  const drawing = svg(frame.widthPx, frame.heightPx, [
    `<rect width="${frame.widthPx}" height="${frame.heightPx}" fill="#fff"/>`,
    `<clipPath id="frame"><rect x="${px(frame.left)}" y="${px(frame.top)}" width="${px(frame.right - frame.left)}" height="${px(frame.bottom - frame.top)}"/></clipPath>`,
    ...sections(frame),
    ...axes(frame),
    ...plot.series.flatMap((series) => [lineOf(frame, series), ...markersOf(frame, series)]),
    ...words(frame),
    ...legend(frame),
  ]);
  const png = await sharp(drawing)
    .removeAlpha()
    .png({ compressionLevel: 9, adaptiveFiltering: false })
    .toBuffer();
  return new Uint8Array(png);
}

/** Where things stand on the page: lengths in units of 1/2000 of the width. */
class PlotFrame {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly unit: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;

  constructor(readonly plot: LinePlot) {
    this.widthPx = plot.widthPx ?? 2000;
    this.heightPx = Math.round(this.widthPx / 2);
    this.unit = this.widthPx / 2000;
    this.left = 150 * this.unit;
    this.right = this.widthPx - 60 * this.unit;
    this.top = 170 * this.unit;
    this.bottom = this.heightPx - 120 * this.unit;
  }

  x(value: number): number {
    const { from, to } = this.plot.x;
    return this.left + ((value - from) / (to - from)) * (this.right - this.left);
  }

  y(value: number): number {
    const { from, to } = this.plot.y;
    return this.bottom - ((value - from) / (to - from)) * (this.bottom - this.top);
  }
}

function stroke(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  colour: string,
  width: number,
): string {
  return `<path d="M${px(x1)} ${px(y1)}L${px(x2)} ${px(y2)}" stroke="${colour}" stroke-width="${px(width)}"/>`;
}

function axes(frame: PlotFrame): string[] {
  const { plot, unit, left, right, top, bottom } = frame;
  const label = { sizePx: 26 * unit, fill: inkSoft } as const;
  const name = { sizePx: 28 * unit, fill: ink } as const;
  const middleY = (top + bottom) / 2;
  const nameX = 56 * unit;
  return [
    ...plot.y.ticks.flatMap((value) => [
      stroke(left, frame.y(value), right, frame.y(value), rule, 1.5 * unit),
      text(numeral(value, plot.y), left - 18 * unit, frame.y(value) + 9 * unit, {
        ...label,
        anchor: 'end',
      }),
    ]),
    ...plot.x.ticks.flatMap((value) => [
      stroke(frame.x(value), bottom, frame.x(value), bottom + 10 * unit, ruleStrong, 2 * unit),
      text(numeral(value, plot.x), frame.x(value), bottom + 42 * unit, {
        ...label,
        anchor: 'middle',
      }),
    ]),
    ...(plot.baseline === undefined
      ? []
      : [
          stroke(left, frame.y(plot.baseline), right, frame.y(plot.baseline), ruleStrong, 3 * unit),
        ]),
    `<rect x="${px(left)}" y="${px(top)}" width="${px(right - left)}" height="${px(bottom - top)}" fill="none" stroke="${ruleStrong}" stroke-width="${px(2 * unit)}"/>`,
    text(plot.x.label, (left + right) / 2, bottom + 92 * unit, { ...name, anchor: 'middle' }),
    `<g transform="rotate(-90 ${px(nameX)} ${px(middleY)})">${text(plot.y.label, nameX, middleY, { ...name, anchor: 'middle' })}</g>`,
  ];
}

/** A tick label with a true minus sign. */
function numeral(value: number, axis: PlotAxis): string {
  const digits = Math.abs(value).toFixed(axis.decimals ?? 0);
  return value < 0 && Number(digits) !== 0 ? `−${digits}` : digits;
}

function sections(frame: PlotFrame): string[] {
  const { plot, unit, top, bottom } = frame;
  return (plot.sections ?? []).flatMap(({ from, to, name }, i) => [
    ...(i === 0 ? [] : [stroke(frame.x(from), top, frame.x(from), bottom, rule, 2 * unit)]),
    text(name, (frame.x(from) + frame.x(to)) / 2, bottom - 18 * unit, {
      sizePx: 24 * unit,
      fill: inkSoft,
      anchor: 'middle',
      maxWidthPx: frame.x(to) - frame.x(from) - 8 * unit,
    }),
  ]);
}

function lineAttributes({ colour, line }: PlotSeries, unit: number): string {
  const dash = dashes[line].map((length) => px(length * unit)).join(' ');
  const pattern = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return `fill="none" stroke="${colour}" stroke-width="${px(3.2 * unit)}" stroke-linejoin="round"${pattern}`;
}

function lineOf(frame: PlotFrame, series: PlotSeries): string {
  if (series.line === 'none') return '';
  const runs: (readonly [number, number])[][] = [[]];
  for (const { x, y } of series.points) {
    if (Number.isFinite(y)) runs[runs.length - 1].push([frame.x(x), frame.y(y)]);
    else runs.push([]);
  }
  const d = runs
    .filter((run) => run.length > 1)
    .map(pathThrough)
    .join('');
  return d === ''
    ? ''
    : `<path d="${d}" clip-path="url(#frame)" ${lineAttributes(series, frame.unit)}/>`;
}

function markersOf(frame: PlotFrame, series: PlotSeries): string[] {
  if (!series.markers) return [];
  const { left, right, top, bottom, unit } = frame;
  return series.points
    .filter(({ x, y }) => Number.isFinite(y) && frame.x(x) >= left && frame.x(x) <= right)
    .map(({ x, y, hollow }) => {
      const [atX, atY] = [frame.x(x), frame.y(y)];
      if (atY < top || atY > bottom) {
        return beyond(atX, atY < top ? top : bottom, atY < top ? -1 : 1, series.colour, unit);
      }
      return marker(atX, atY, series.colour, hollow === true, unit);
    });
}

function marker(x: number, y: number, colour: string, hollow: boolean, unit: number): string {
  const radius = (hollow ? 8 : 6) * unit;
  const paint = hollow
    ? `fill="#fff" stroke="${colour}" stroke-width="${px(3 * unit)}"`
    : `fill="${colour}"`;
  return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" ${paint}/>`;
}

/** A triangle at the edge that points to where the value lies. */
function beyond(x: number, edge: number, side: 1 | -1, colour: string, unit: number): string {
  const base = edge - side * 18 * unit;
  return `<path d="${pathThrough([
    [x - 9 * unit, base],
    [x + 9 * unit, base],
    [x, edge - side * 2 * unit],
  ])}Z" fill="${colour}"/>`;
}

function words(frame: PlotFrame): string[] {
  const { plot, unit, left, right, top } = frame;
  return [
    text(plot.title, left, 74 * unit, {
      sizePx: 44 * unit,
      weight: 'bold',
      fill: ink,
      maxWidthPx: right - left,
    }),
    text(plot.subtitle ?? '', left, 130 * unit, {
      sizePx: 28 * unit,
      fill: inkSoft,
      maxWidthPx: 700 * unit,
    }),
    ...(plot.notes ?? []).map((line, i) =>
      text(line, left + 28 * unit, top + (50 + 38 * i) * unit, {
        sizePx: (i === 0 ? 30 : 26) * unit,
        weight: i === 0 ? 'bold' : 'regular',
        fill: i === 0 ? ink : inkSoft,
        halo: '#fff',
        maxWidthPx: (right - left) * 0.6,
      }),
    ),
  ];
}

/** Names of the series in one line above the frame, right. */
function legend(frame: PlotFrame): string[] {
  const { plot, unit } = frame;
  const baseline = 130 * unit;
  const middle = baseline - 9 * unit;
  const sample = 84 * unit;
  const style = { sizePx: 26 * unit, fill: ink, anchor: 'end' } as const;
  const parts: string[] = [];
  let end = frame.right;
  const entry = (name: string, drawn: (from: number, to: number) => string): void => {
    const right = end - typeset(name, style.sizePx).widthPx - 16 * unit;
    parts.push(text(name, end, baseline, style), drawn(right - sample, right));
    end = right - sample - 44 * unit;
  };
  if (plot.hollowMeans !== undefined) {
    entry(plot.hollowMeans, (_, to) => marker(to - 12 * unit, middle, inkSoft, true, unit));
    end += sample - 24 * unit;
  }
  for (const series of [...plot.series].reverse()) {
    entry(series.name, (from, to) => {
      const line =
        series.line === 'none'
          ? ''
          : `<path d="M${px(from)} ${px(middle)}H${px(to)}" ${lineAttributes(series, unit)}/>`;
      const dot = series.markers ? marker((from + to) / 2, middle, series.colour, false, unit) : '';
      return line + dot;
    });
  }
  return parts;
}
