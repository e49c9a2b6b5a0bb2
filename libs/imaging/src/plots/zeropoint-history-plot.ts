import { px } from '../drawing/svg.js';
import { dateTicks } from './date-ticks.js';
import { keyBox, type KeyEntry } from './key-box.js';
import { errorBar, mark, pointer } from './marks.js';
import { Panel } from './panel.js';
import {
  blue,
  counted,
  green,
  heading,
  numeral,
  plotPage,
  several,
  vermilion,
} from './plot-style.js';
import { quantile } from './robust-bins.js';
import { scale } from './scale.js';

/** Zeropoint fitted to one set. */
export interface PlottedZeropoint {
  /** Middle of the set, UTC; null when unknown. */
  readonly julianDate: number | null;
  readonly zeropointMag: number;
  readonly uncertaintyMag: number;
}

export interface ZeropointHistoryPlotOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** The other sets of the camera, never this one; those without a date are counted, not drawn. */
  readonly sets: readonly PlottedZeropoint[];
  /** This set and its name; null without a fit. Without a date it stands at the right edge. */
  readonly current: (PlottedZeropoint & { readonly name: string }) | null;
  /** The camera's constant. */
  readonly defaultZeropoint: { readonly value: number; readonly uncertainty: number | null };
  /** Mean of the other sets, its error, and the scatter from set to set; null without them. */
  readonly history: {
    readonly zeropointMag: number;
    readonly uncertaintyMag: number;
    readonly scatterMag: number;
  } | null;
  /** Default 1600; the height is half of it. */
  readonly widthPx?: number;
}

/**
 * Zeropoints of a camera by date: its sets with their errors, the band of their mean, the default,
 * and this set among them. Zeropoints beyond the scale stand as triangles at the edge.
 *
 * @returns PNG file; equal inputs give equal bytes
 */
export function zeropointHistoryPlot(options: ZeropointHistoryPlotOptions): Promise<Uint8Array> {
  const { sets, current, history } = options;
  const widthPx = options.widthPx ?? 1600;
  const heightPx = Math.round(widthPx / 2);
  const unit = widthPx / 2000;
  const dated = sets.filter(({ julianDate }) => julianDate !== null);
  const dates = [...dated, ...(current === null ? [] : [current])].flatMap(
    ({ julianDate }) => julianDate ?? [],
  );
  const [from, to] = rangeOfDates(dates);
  const dayNames = new Map(
    dates.length === 0 ? [] : dateTicks(from, to).map((tick) => [tick.julianDate, tick.words]),
  );
  const place = { left: 172 * unit, right: widthPx - 50 * unit, unit };
  const panel = new Panel(
    { ...place, top: 160 * unit, bottom: 880 * unit },
    { label: 'Date (UTC)', from, to, ticks: [...dayNames.keys()] },
    zeropointAxis(options),
  );
  return plotPage(widthPx, heightPx, [
    heading(options, place.left, place.right, unit),
    panel.axes({ nameGap: 126, xWords: (date) => dayNames.get(date) ?? '' }),
    panel.clipped('history', bands(panel, options)),
    ...dated.map((set) => drawnSet(panel, set, false)),
    current === null ? '' : drawnSet(panel, current, true),
    ...(dated.length === 0 && current === null
      ? [panel.nothing('No set of this camera has a fitted zeropoint yet')]
      : []),
    keyBox(keyOf(options, panel, dated.length, history), {
      x: panel.right - 18 * unit,
      y: panel.top + 18 * unit,
      corner: 'top-right',
      unit,
    }),
  ]);
}

function rangeOfDates(dates: readonly number[]): [number, number] {
  if (dates.length === 0) return [0, 1];
  const [first, last] = [Math.min(...dates), Math.max(...dates)];
  const margin = Math.max(0.04 * (last - first), 2);
  return [first - margin, last + margin];
}

function zeropointAxis(options: ZeropointHistoryPlotOptions): Panel['yAxis'] {
  const { sets, current, defaultZeropoint, history } = options;
  const values = sets.map(({ zeropointMag }) => zeropointMag);
  const known = [
    quantile(values, 0.02),
    quantile(values, 0.98),
    defaultZeropoint.value,
    ...(history === null
      ? []
      : [
          history.zeropointMag - history.scatterMag - history.uncertaintyMag,
          history.zeropointMag + history.scatterMag + history.uncertaintyMag,
        ]),
    ...(current === null
      ? []
      : [
          current.zeropointMag - current.uncertaintyMag,
          current.zeropointMag + current.uncertaintyMag,
        ]),
  ].filter(Number.isFinite);
  const least = Math.min(...known);
  const most = Math.max(...known);
  const margin = Math.max(0.12 * (most - least), 0.01);
  // The key stands above the points.
  return scale(
    'Zeropoint (mag)',
    least - margin,
    most + margin + 0.55 * (most - least + 2 * margin),
    6,
  );
}

function bands(panel: Panel, options: ZeropointHistoryPlotOptions): string {
  const { history, defaultZeropoint } = options;
  const { left, right } = panel;
  const band = (middle: number, half: number, opacity: number): string =>
    `<rect x="${px(left)}" y="${px(panel.y(middle + half))}" width="${px(right - left)}" height="${px(panel.y(middle - half) - panel.y(middle + half))}" fill="${blue}" fill-opacity="${opacity}"/>`;
  return [
    ...(history === null
      ? []
      : [
          band(history.zeropointMag, history.scatterMag, 0.1),
          band(history.zeropointMag, history.uncertaintyMag, 0.3),
        ]),
    defaultLine(panel.unit)(left, right, panel.y(defaultZeropoint.value)),
  ].join('');
}

function defaultLine(unit: number): KeyEntry['sample'] {
  return (from, to, y) =>
    `<path d="M${px(from)} ${px(y)}H${px(to)}" stroke="${green}" stroke-width="${px(3.4 * unit)}" stroke-dasharray="${px(16 * unit)} ${px(9 * unit)}"/>`;
}

function drawnSet(panel: Panel, set: PlottedZeropoint, isCurrent: boolean): string {
  const { julianDate, zeropointMag, uncertaintyMag } = set;
  const colour = isCurrent ? vermilion : blue;
  const x = julianDate === null ? panel.right : panel.x(julianDate);
  const side = panel.beyond(zeropointMag);
  if (Number.isNaN(side)) return '';
  if (side !== 0) return pointer(panel, x, side, colour);
  return (
    errorBar(panel, x, zeropointMag, uncertaintyMag, colour) +
    mark(
      isCurrent ? 'diamond' : 'circle',
      x,
      panel.y(zeropointMag),
      (isCurrent ? 13 : 8) * panel.unit,
      colour,
    )
  );
}

function keyOf(
  { sets, current, defaultZeropoint }: ZeropointHistoryPlotOptions,
  panel: Panel,
  dated: number,
  history: ZeropointHistoryPlotOptions['history'],
): KeyEntry[] {
  const { unit } = panel;
  const withError = (value: number, error: number | null): string =>
    numeral(value, 3) + (error === null ? '' : ` ± ${error.toFixed(3)}`);
  const beyond = sets.filter(
    ({ julianDate, zeropointMag }) => julianDate !== null && panel.beyond(zeropointMag) !== 0,
  ).length;
  const asides = [
    ...(beyond === 0 ? [] : [`${counted(beyond)} beyond the scale`]),
    ...(dated === sets.length ? [] : [`${counted(sets.length - dated)} without a date`]),
  ];
  const entry = (words: string, sample: KeyEntry['sample']): KeyEntry => ({ words, sample });
  return [
    ...(current === null
      ? []
      : [
          entry(
            `${current.name}: ${withError(current.zeropointMag, current.uncertaintyMag)}`,
            (from, to, y) => mark('diamond', (from + to) / 2, y, 11 * unit, vermilion),
          ),
        ]),
    ...(sets.length === 0
      ? []
      : [
          entry([several(sets.length, 'other set'), ...asides].join(', '), (from, to, y) =>
            mark('circle', (from + to) / 2, y, 8 * unit, blue),
          ),
        ]),
    ...(history === null
      ? []
      : [
          entry(
            `their mean ${withError(history.zeropointMag, history.uncertaintyMag)}, scatter ${history.scatterMag.toFixed(3)}`,
            (from, to, y) =>
              [
                [15, 0.1],
                [7, 0.3],
              ]
                .map(
                  ([half, opacity]) =>
                    `<rect x="${px(from)}" y="${px(y - half * unit)}" width="${px(to - from)}" height="${px(2 * half * unit)}" fill="${blue}" fill-opacity="${opacity}"/>`,
                )
                .join(''),
          ),
        ]),
    entry(
      `default ${withError(defaultZeropoint.value, defaultZeropoint.uncertainty)}`,
      defaultLine(unit),
    ),
  ];
}
