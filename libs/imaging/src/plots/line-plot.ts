import { pathThrough, px, text } from '../drawing/svg.js';
import { typeset } from '../text/typeset.js';
import { pointer } from './marks.js';
import { Panel, type PlotAxis } from './panel.js';
import { ink, inkSoft, plotPage, rule, stroke } from './plot-style.js';

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
export function linePlot(plot: LinePlot): Promise<Uint8Array> {
  const frame = new PlotFrame(plot);
  return plotPage(frame.widthPx, frame.heightPx, [
    ...sections(frame),
    frame.axes(plot.baseline === undefined ? {} : { baseline: plot.baseline }),
    ...plot.series.flatMap((series, k) => [
      frame.clipped(`series-${k}`, lineOf(frame, series)),
      ...markersOf(frame, series),
    ]),
    ...words(frame),
    ...legend(frame),
  ]);
}

/** Where things stand on the page: lengths in units of 1/2000 of the width. */
class PlotFrame extends Panel {
  readonly widthPx: number;
  readonly heightPx: number;

  constructor(readonly plot: LinePlot) {
    const widthPx = plot.widthPx ?? 2000;
    const heightPx = Math.round(widthPx / 2);
    const unit = widthPx / 2000;
    super(
      {
        left: 150 * unit,
        right: widthPx - 60 * unit,
        top: 170 * unit,
        bottom: heightPx - 120 * unit,
        unit,
      },
      plot.x,
      plot.y,
    );
    this.widthPx = widthPx;
    this.heightPx = heightPx;
  }
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
  return d === '' ? '' : `<path d="${d}" ${lineAttributes(series, frame.unit)}/>`;
}

function markersOf(frame: PlotFrame, series: PlotSeries): string[] {
  if (!series.markers) return [];
  return series.points
    .filter(({ x, y }) => Number.isFinite(y) && frame.spans(x))
    .map(({ x, y, hollow }) => {
      const side = frame.beyond(y);
      return side === 0
        ? marker(frame.x(x), frame.y(y), series.colour, hollow === true, frame.unit)
        : pointer(frame, frame.x(x), side, series.colour);
    });
}

function marker(x: number, y: number, colour: string, hollow: boolean, unit: number): string {
  const radius = (hollow ? 8 : 6) * unit;
  const paint = hollow
    ? `fill="#fff" stroke="${colour}" stroke-width="${px(3 * unit)}"`
    : `fill="${colour}"`;
  return `<circle cx="${px(x)}" cy="${px(y)}" r="${px(radius)}" ${paint}/>`;
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
