import { px, text } from '../drawing/svg.js';
import { typeset } from '../text/typeset.js';
import type { PlotAxis } from './panel.js';
import { errorBar, mark, pointer } from './marks.js';
import { Panel, type PanelPlace } from './panel.js';
import { blue, counted, ink, vermilion } from './plot-style.js';
import type { ResidualFrame, ResidualStars } from './residual-input.js';
import { binned, quantile } from './robust-bins.js';
import { scale } from './scale.js';

const lossName = 'Loss of light (mag)';
const minuteSteps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360];
const stripBins = 10;
/** Ends of the scales of loss over that of the colours. */
const overReach = 1.25;

interface Placed {
  readonly frame: ResidualFrame;
  /** Minutes of the day, or the number of the frame. */
  readonly x: number;
}

/**
 * Loss of light by frame, against time where all frames have one, otherwise against their number.
 * Flagged frames bear their names; losses beyond the scale stand as triangles at the edge.
 */
export function frameSeries(
  place: PanelPlace,
  frames: readonly ResidualFrame[],
  scaleMag: number,
): string {
  const { placed, axis, words } = alongTime(frames);
  const panel = new Panel(place, axis, lossAxis(frames, scaleMag));
  const { unit } = panel;
  const measured = placed.filter(({ frame }) => frame.lossMag !== null);
  const missing = frames.length - measured.length;
  const points = measured.map((one) => ({
    ...one,
    at: panel.x(one.x),
    loss: one.frame.lossMag ?? Number.NaN,
    error: one.frame.sigmaMag ?? 0,
    colour: one.frame.flagged ? vermilion : blue,
  }));
  return [
    panel.title(
      'By frame' + (missing === 0 ? '' : ` (${counted(missing)} of ${frames.length} unmeasured)`),
    ),
    panel.axes({ nameGap: 116, baseline: 0, ...(words === undefined ? {} : { xWords: words }) }),
    ...points.map(({ at, loss, error, colour, frame }) => {
      const side = panel.beyond(loss);
      return side === 0
        ? errorBar(panel, at, loss, error, colour) +
            mark(frame.flagged ? 'diamond' : 'circle', at, panel.y(loss), 8 * unit, colour)
        : pointer(panel, at, side, colour);
    }),
    ...points
      .filter(({ frame }) => frame.flagged)
      .map(({ at, loss, error, frame }) => uprightName(panel, at, loss, error, frame.name)),
    measured.length === 0 ? panel.nothing('No frame was measured') : '',
  ].join('');
}

/** Cloudy frames stretch the scale, to four times that of the colours; their names need room. */
function lossAxis(frames: readonly ResidualFrame[], scaleMag: number): PlotAxis {
  const losses = frames.map(({ lossMag }) => 1.15 * (lossMag ?? 0));
  const usual = overReach * scaleMag;
  const low = Math.max(-4 * usual, Math.min(-usual, ...losses));
  const high = Math.min(4 * usual, Math.max(usual, ...losses));
  const room = frames.some(({ flagged }) => flagged) ? 0.25 * (high - low) : 0;
  return scale(lossName, low, high + room, 5);
}

/** A name that stands on its point, or hangs below one that is bright or has no room above. */
function uprightName(panel: Panel, x: number, value: number, error: number, name: string): string {
  const { unit, top, bottom } = panel;
  const sizePx = 23 * unit;
  const within = (one: number): number => Math.max(top, Math.min(bottom, panel.y(one)));
  const away = 17 * unit;
  const length = typeset(name, sizePx, 'bold').widthPx;
  const high = within(value + error) - away;
  const low = within(value - error) + away;
  const [roomAbove, roomBelow] = [high - length > top, low + length < bottom];
  const start = roomAbove && (value >= 0 || !roomBelow) ? high : low + length;
  const words = text(name, x + 0.36 * sizePx, start, {
    sizePx,
    weight: 'bold',
    fill: ink,
    halo: '#fff',
  });
  return `<g transform="rotate(-90 ${px(x + 0.36 * sizePx)} ${px(start)})">${words}</g>`;
}

function alongTime(frames: readonly ResidualFrame[]): {
  readonly placed: readonly Placed[];
  readonly axis: PlotAxis;
  readonly words?: (value: number) => string;
} {
  const first = Math.min(...frames.map(({ julianDate }) => julianDate ?? Number.NaN));
  if (frames.length === 0 || Number.isNaN(first)) {
    const placed = frames.map((frame, k) => ({ frame, x: k + 1 }));
    return {
      placed,
      axis: { ...scale('Frame', 0, frames.length + 1, 8), decimals: 0 },
    };
  }
  // The day of UTC begins half a day after that of the Julian date.
  const midnight = Math.floor(first + 0.5) - 0.5;
  const placed = frames.map((frame) => ({
    frame,
    x: ((frame.julianDate ?? first) - midnight) * 1440,
  }));
  const last = Math.max(...placed.map(({ x }) => x));
  const start = (first - midnight) * 1440;
  const margin = Math.max(0.03 * (last - start), 0.5);
  const [from, to] = [start - margin, last + margin];
  const step = minuteSteps.find((minutes) => (to - from) / minutes <= 7) ?? 720;
  const firstTick = Math.ceil(from / step);
  const count = Math.floor(to / step) - firstTick + 1;
  return {
    placed,
    axis: {
      label: 'UTC',
      from,
      to,
      ticks: Array.from({ length: count }, (_, k) => (firstTick + k) * step),
    },
    words: (minutes) =>
      [Math.floor(minutes / 60) % 24, Math.round(minutes) % 60]
        .map((part) => String(part).padStart(2, '0'))
        .join(':'),
  };
}

/** Robust means of the residuals against airmass, magnitude and colour, side by side. */
export function residualStrips(place: PanelPlace, stars: ResidualStars, scaleMag: number): string {
  const reachMag = overReach * scaleMag;
  const gap = 26 * place.unit;
  const width = (place.right - place.left - 2 * gap) / 3;
  const y = scale(lossName, -reachMag, reachMag, 5);
  return (
    [
      ['Airmass', stars.airmass],
      ['Magnitude', stars.magnitude],
      ['B−V', stars.bv],
    ] as const
  )
    .map(([name, values], k) => {
      const left = place.left + k * (width + gap);
      const panel = new Panel({ ...place, left, right: left + width }, stripAxis(name, values), y);
      return (
        (k === 0 ? panel.title('By airmass, magnitude and colour') : '') +
        panel.axes({ yLabels: k === 0, nameGap: 116, baseline: 0 }) +
        stripMeans(panel, values, stars.residualMag)
      );
    })
    .join('');
}

function stripAxis(name: string, values: ArrayLike<number>): PlotAxis {
  const low = quantile(values, 0.002);
  const high = quantile(values, 0.998);
  if (Number.isNaN(low)) return { label: name, from: 0, to: 1, ticks: [] };
  const margin = Math.max(0.06 * (high - low), 0.05);
  return scale(name, low - margin, high + margin, 3);
}

function stripMeans(panel: Panel, values: ArrayLike<number>, residuals: ArrayLike<number>): string {
  const { from, to } = panel.xAxis;
  const { unit } = panel;
  return [
    ...binned(values, residuals, { from, to, bins: stripBins }).map(({ x, mean, error }) => {
      const side = panel.beyond(mean);
      return side === 0
        ? errorBar(panel, panel.x(x), mean, error, blue) +
            mark('circle', panel.x(x), panel.y(mean), 8 * unit, blue)
        : pointer(panel, panel.x(x), side, blue);
    }),
  ].join('');
}
