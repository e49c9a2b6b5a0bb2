import { px, text } from '../drawing/svg.js';
import type { ExtinctionPlotOptions, ExtinctionPoints } from './extinction-input.js';
import { crossesFor, dotsFor, fitLines, keyOf, type FitLine } from './extinction-marks.js';
import { keyBox } from './key-box.js';
import { dots, errorBar, mark } from './marks.js';
import { Panel, type PlotAxis } from './panel.js';
import { heading, ink, inkSoft, plotPage } from './plot-style.js';
import { binned, quantile, robustScatter } from './robust-bins.js';
import { scale } from './scale.js';

const farthestAirmass = 15;
const trendBins = 14;
const nameGap = 116;

/**
 * The extinction figure of a set, `extinction_fit_F_k.png` of the old pipeline (image-stages 6.8):
 * stars used against airmass, those rejected faint, the fits with free and with fixed zeropoint, and
 * their zeropoints with errors at airmass 0. Below, what the stars leave over the fit, with robust
 * means in stretches of airmass. What lies beyond the scales stands as strokes at the edge and is
 * counted.
 *
 * @returns PNG file; equal inputs give equal bytes
 */
export function extinctionPlot(options: ExtinctionPlotOptions): Promise<Uint8Array> {
  const widthPx = options.widthPx ?? 1600;
  const heightPx = Math.round((widthPx * 5) / 8);
  const unit = widthPx / 2000;
  const place = { left: 172 * unit, right: widthPx - 50 * unit, unit };
  const lines = fitLines(options, unit);
  const xAxis = airmassAxis(options.used.airmass);
  const stars = new Panel(
    { ...place, top: 160 * unit, bottom: 810 * unit },
    xAxis,
    magnitudeAxis(options, lines, xAxis.to),
  );
  const residuals = residualsOf(options.used, lines[0]);
  const rest = new Panel(
    { ...place, top: 850 * unit, bottom: 1130 * unit },
    xAxis,
    residualAxis(residuals),
  );
  const empty = options.used.airmass.length === 0;
  const rejected = dots(
    stars,
    { x: options.rejected.airmass, y: options.rejected.magnitude },
    crossesFor(options.rejected.airmass.length),
  );
  const usedStyle = dotsFor(options.used.airmass.length);
  const used = dots(stars, { x: options.used.airmass, y: options.used.magnitude }, usedStyle);
  const left = dots(rest, { x: options.used.airmass, y: residuals }, usedStyle);
  return plotPage(widthPx, heightPx, [
    heading(options, place.left, place.right, unit),
    stars.axes({ nameGap, xLabels: false, yLabels: !empty }),
    rest.axes({ nameGap, baseline: 0, yLabels: !empty }),
    rejected.drawing,
    used.drawing,
    stars.clipped('stars', lines.map((line) => drawnLine(stars, line)).join('')),
    ...lines.map((line) => zeropointMark(stars, line)),
    ...(empty ? [stars.nothing(options.reason ?? 'No usable star')] : []),
    keyBox(keyOf(options, lines, rejected.beyond, used.beyond), {
      x: place.right - 18 * unit,
      y: stars.top + 18 * unit,
      corner: 'top-right',
      unit,
    }),
    ...(lines.length === 0
      ? [empty ? '' : rest.nothing(options.reason ?? 'No fit')]
      : [left.drawing, trend(rest, options.used.airmass, residuals), restNote(rest, lines[0])]),
  ]);
}

function airmassAxis(airmass: ArrayLike<number>): PlotAxis {
  let largest = 1;
  for (let i = 0; i < airmass.length; i++) {
    if (airmass[i] <= farthestAirmass) largest = Math.max(largest, airmass[i]);
  }
  const to = airmass.length === 0 ? 5 : largest * 1.03 + 0.05;
  const step = to > 8 ? 2 : to > 3 ? 1 : 0.5;
  return {
    label: 'Airmass',
    from: -0.03 * to,
    to,
    ticks: Array.from({ length: Math.floor(to / step) + 1 }, (_, k) => k * step),
    decimals: step < 1 ? 1 : 0,
  };
}

function magnitudeAxis(
  { used }: ExtinctionPlotOptions,
  lines: readonly FitLine[],
  farthest: number,
): PlotAxis {
  const ends = lines.flatMap(({ zeropoint, extinction }) => [
    zeropoint.value + (zeropoint.error ?? 0),
    zeropoint.value - (zeropoint.error ?? 0),
    zeropoint.value - extinction.value * farthest,
  ]);
  const known = [quantile(used.magnitude, 0.005), quantile(used.magnitude, 0.995), ...ends].filter(
    Number.isFinite,
  );
  const least = known.length === 0 ? 0 : Math.min(...known);
  const most = known.length === 0 ? 1 : Math.max(...known);
  const margin = Math.max(0.06 * (most - least), 0.03);
  return scale('Catalogue − instrumental (mag)', least - margin, most + margin, 7);
}

function residualsOf(used: ExtinctionPoints, line: FitLine | undefined): Float64Array {
  return Float64Array.from({ length: used.magnitude.length }, (_, i) =>
    line === undefined
      ? Number.NaN
      : used.magnitude[i] - line.zeropoint.value + line.extinction.value * used.airmass[i],
  );
}

function residualAxis(residuals: Float64Array): PlotAxis {
  const scatter = robustScatter(Array.from(residuals).filter(Number.isFinite));
  const reach = Math.max(0.05, 4.5 * (Number.isFinite(scatter) ? scatter : 0));
  return scale('Residual (mag)', -reach, reach, 4);
}

function drawnLine(panel: Panel, { zeropoint, extinction, colour, dash }: FitLine): string {
  const { to } = panel.xAxis;
  const end = zeropoint.value - extinction.value * to;
  return `<path d="M${px(panel.x(0))} ${px(panel.y(zeropoint.value))}L${px(panel.x(to))} ${px(panel.y(end))}" fill="none" stroke="${colour}" stroke-width="${px(4 * panel.unit)}" ${dash}/>`;
}

function zeropointMark(panel: Panel, line: FitLine): string {
  const { zeropoint, colour, shape, aside } = line;
  const x = panel.x(0) + aside * panel.unit;
  return (
    errorBar(panel, x, zeropoint.value, zeropoint.error ?? 0, colour) +
    mark(shape, x, panel.y(zeropoint.value), 7.5 * panel.unit, colour)
  );
}

function trend(panel: Panel, airmass: ArrayLike<number>, residuals: Float64Array): string {
  const from = quantile(airmass, 0);
  const to = Math.min(panel.xAxis.to, quantile(airmass, 1));
  const means = binned(airmass, residuals, { from, to, bins: trendBins });
  return means
    .filter(({ mean }) => panel.beyond(mean) === 0)
    .map(
      ({ x, mean, error }) =>
        errorBar(panel, panel.x(x), mean, error, ink) +
        mark('diamond', panel.x(x), panel.y(mean), 8 * panel.unit, ink),
    )
    .join('');
}

function restNote(panel: Panel, { name }: FitLine): string {
  const { unit } = panel;
  const words = `Stars less the fit with ${name} (up: brighter); diamonds: robust means`;
  return text(words, panel.left + 18 * unit, panel.top + 36 * unit, {
    sizePx: 24 * unit,
    fill: inkSoft,
    halo: '#fff',
  });
}
