import { pathThrough, px } from '../drawing/svg.js';
import { keyBox } from './key-box.js';
import { errorBar, mark } from './marks.js';
import { Panel, type PlotAxis } from './panel.js';
import { blue, grey, heading, ink, numeral, plotPage, several, vermilion } from './plot-style.js';
import {
  growthOfSet,
  lightWithin,
  wingsOfSet,
  type GrowthPoint,
  type MeanAndError,
  type PlottedGrowth,
} from './growth-of-set.js';
import { scale } from './scale.js';

export interface GrowthPlotOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** One of each frame that has one, or one alone. */
  readonly curves: readonly PlottedGrowth[];
  /** Radius the stars are measured in, px. */
  readonly apertureRadiusPx: number;
  /** Why there is no curve; shown where there is none. */
  readonly reason?: string;
  /** Default 1600; the height is 5/8 of it. */
  readonly widthPx?: number;
}

const close = 0.9;
/** The scale reaches beyond the smallest and the largest radius by this factor. */
const reach = 1.25;
const roundRadiiPx = [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 60, 80, 100, 200];

/**
 * The curve of growth of a set: the part of a star's light within a radius, frame by frame faint and
 * their robust mean with errors, the aperture, and the wings beyond the last radius. Below, where
 * the curve closes in on all of the light, enlarged.
 *
 * @returns PNG file; equal inputs give equal bytes
 */
export function growthPlot(options: GrowthPlotOptions): Promise<Uint8Array> {
  const { curves, apertureRadiusPx } = options;
  const widthPx = options.widthPx ?? 1600;
  const heightPx = Math.round((widthPx * 5) / 8);
  const unit = widthPx / 2000;
  const place = { left: 172 * unit, right: widthPx - 50 * unit, unit };
  const set = growthOfSet(curves);
  const radiiPx = [apertureRadiusPx, ...set.map(({ radiusPx }) => radiusPx)];
  const radii = radiusAxis(Math.min(...radiiPx), Math.max(...radiiPx));
  const all = new Panel(
    { ...place, top: 160 * unit, bottom: 640 * unit },
    radii,
    scale('Light within', 0, 1.08, 6),
  );
  const outer = new Panel({ ...place, top: 690 * unit, bottom: 1130 * unit }, radii, enlarged(set));
  const empty = set.length === 0;
  const wings = wingsOfSet(curves);
  return plotPage(widthPx, heightPx, [
    heading(options, place.left, place.right, unit),
    all.axes({ nameGap: 120, xLabels: false, baseline: 1 }),
    outer.axes({ nameGap: 120, xWords: radiusWords, yLabels: !empty, baseline: 1 }),
    ...(empty
      ? [all.nothing(options.reason ?? 'No curve of growth: no star was bright and alone enough')]
      : [
          drawnGrowth(all, 'growth', options, set, wings),
          drawnGrowth(outer, 'enlarged', options, set, wings),
          key(all, options, set, wings),
        ]),
  ]);
}

/** Radii on a scale of equal factors: values are decimal logarithms of pixels. */
function radiusAxis(smallestPx: number, largestPx: number): PlotAxis {
  const [from, to] = [Math.log10(smallestPx / reach), Math.log10(largestPx * reach)];
  return {
    label: 'Radius (px)',
    from,
    to,
    ticks: roundRadiiPx.map(Math.log10).filter((value) => value >= from && value <= to),
  };
}

function radiusWords(logRadius: number): string {
  const radiusPx = 10 ** logRadius;
  return numeral(radiusPx, radiusPx < 0.95 ? 1 : 0);
}

/** The scale of the part of the light, from where nine tenths of it are within. */
function enlarged(set: readonly GrowthPoint[]): PlotAxis {
  const outer = set.filter(({ fraction }) => fraction >= close);
  const shown = outer.length > 1 ? outer : set;
  const least = Math.min(1, ...shown.map(({ fraction, error }) => fraction - error));
  const most = Math.max(1, ...shown.map(({ fraction, error }) => fraction + error));
  const margin = Math.max(0.12 * (most - least), 0.002);
  return scale('Enlarged', least - margin, most + margin, 5);
}

function drawnGrowth(
  panel: Panel,
  name: string,
  { curves, apertureRadiusPx }: GrowthPlotOptions,
  set: readonly GrowthPoint[],
  wings: MeanAndError,
): string {
  const { unit, top, bottom, right } = panel;
  const faint = curves.map(({ radiusPx, fraction }) => {
    const points = Array.from(radiusPx, (radius, k): [number, number] => [
      panel.x(Math.log10(radius)),
      panel.y(fraction[k]),
    ]).filter(([, y]) => Number.isFinite(y));
    return points.length < 2
      ? ''
      : `<path d="${pathThrough(points)}" fill="none" stroke="${grey}" stroke-opacity="0.35" stroke-width="${px(2 * unit)}"/>`;
  });
  const end = panel.x(Math.log10(set[set.length - 1].radiusPx));
  const aperture = panel.x(Math.log10(apertureRadiusPx));
  const wingsTop = panel.y(1);
  const wingsHeight = panel.y(1 - wings.mean) - wingsTop;
  return panel.clipped(
    name,
    [
      Number.isFinite(wingsHeight) && wingsHeight > 0
        ? `<rect x="${px(end)}" y="${px(wingsTop)}" width="${px(right - end)}" height="${px(wingsHeight)}" fill="${vermilion}" fill-opacity="0.28"/>`
        : '',
      `<path d="M${px(aperture)} ${px(top)}V${px(bottom)}" stroke="${ink}" stroke-width="${px(2.6 * unit)}" stroke-dasharray="${px(12 * unit)} ${px(8 * unit)}"/>`,
      ...(curves.length > 1 ? faint : []),
      `<path d="${pathThrough(set.map((one) => [panel.x(Math.log10(one.radiusPx)), panel.y(one.fraction)]))}" fill="none" stroke="${blue}" stroke-width="${px(3.2 * unit)}"/>`,
      ...set.map(
        ({ radiusPx, fraction, error }) =>
          errorBar(panel, panel.x(Math.log10(radiusPx)), fraction, error, blue) +
          mark('circle', panel.x(Math.log10(radiusPx)), panel.y(fraction), 7 * unit, blue),
      ),
      errorBar(panel, (end + right) / 2, 1 - wings.mean, wings.error, vermilion),
    ].join(''),
  );
}

function key(
  panel: Panel,
  { curves, apertureRadiusPx }: GrowthPlotOptions,
  set: readonly GrowthPoint[],
  wings: MeanAndError,
): string {
  const { unit } = panel;
  const line =
    (colour: string, width: number, dash = '') =>
    (from: number, to: number, y: number): string =>
      `<path d="M${px(from)} ${px(y)}H${px(to)}" stroke="${colour}" stroke-width="${px(width * unit)}"${dash}/>`;
  const share = lightWithin(set, apertureRadiusPx);
  const percent = (value: number): string => `${numeral(100 * value, 2)} %`;
  const lastPx = numeral(set[set.length - 1].radiusPx, 1);
  const dash = ` stroke-dasharray="${px(12 * unit)} ${px(8 * unit)}"`;
  return keyBox(
    [
      {
        words: curves.length === 1 ? 'measured' : 'mean of the set',
        sample: (from, to, y) =>
          line(blue, 3.2)(from, to, y) + mark('circle', (from + to) / 2, y, 7 * unit, blue),
      },
      ...(curves.length > 1
        ? [{ words: several(curves.length, 'frame'), sample: line(grey, 2) }]
        : []),
      {
        words:
          `aperture of ${numeral(apertureRadiusPx, 1)} px` +
          (Number.isNaN(share) ? '' : `: ${percent(share)} of the light`),
        sample: line(ink, 2.6, dash),
      },
      {
        words: `wings beyond ${lastPx} px: ${percent(wings.mean)} ± ${percent(wings.error)}`,
        sample: (from, to, y) =>
          `<rect x="${px(from)}" y="${px(y - 10 * unit)}" width="${px(to - from)}" height="${px(20 * unit)}" fill="${vermilion}" fill-opacity="0.28"/>`,
      },
    ],
    { x: panel.right - 18 * unit, y: panel.bottom - 18 * unit, corner: 'bottom-right', unit },
  );
}
