import { pathThrough, px } from '../drawing/svg.js';
import { keyBox } from './key-box.js';
import { errorBar, mark } from './marks.js';
import { Panel } from './panel.js';
import { blue, grey, heading, ink, numeral, plotPage, several, vermilion } from './plot-style.js';
import { robustMean } from './robust-bins.js';
import { scale } from './scale.js';

/** Part of a star's light within a radius, of one frame. */
export interface PlottedGrowth {
  /** Growing. */
  readonly radiusPx: ArrayLike<number>;
  readonly fraction: ArrayLike<number>;
  readonly fractionError: ArrayLike<number>;
  /** Part of the light beyond the last radius, and its error. */
  readonly wings: number;
  readonly wingsError: number;
}

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

interface GrowthPoint {
  readonly radiusPx: number;
  readonly fraction: number;
  readonly error: number;
}

/** Fewer frames than this say less about their scatter than their own errors do. */
const fewestFrames = 5;
const close = 0.9;

/**
 * The curve of growth of a set: the part of a star's light within a radius, frame by frame faint and
 * their robust mean with errors, the aperture, and the wings beyond the last radius; the outer part
 * enlarged.
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
  const last = Math.max(apertureRadiusPx, ...set.map(({ radiusPx }) => radiusPx));
  const farthest = 1.22 * last;
  const panel = new Panel(
    { ...place, top: 160 * unit, bottom: 1130 * unit },
    scale('Radius (px)', 0, farthest, 10),
    scale('Light within the radius', 0, 1.06, 6),
  );
  const head = heading(options, place.left, place.right, unit);
  if (set.length === 0) {
    return plotPage(widthPx, heightPx, [
      head,
      panel.axes({ nameGap: 116 }),
      panel.nothing(options.reason ?? 'No curve of growth: no star was bright and alone enough'),
    ]);
  }
  const inset = new Panel(
    { left: 900 * unit, right: 1900 * unit, top: 430 * unit, bottom: 820 * unit, unit },
    ...enlarged(set, farthest),
  );
  const wings = robustWings(curves);
  return plotPage(widthPx, heightPx, [
    head,
    panel.axes({ nameGap: 116 }),
    drawnGrowth(panel, 'growth', options, set, wings),
    `<rect x="${px(inset.left)}" y="${px(inset.top)}" width="${px(inset.right - inset.left)}" height="${px(inset.bottom - inset.top)}" fill="#fff"/>`,
    inset.axes({ nameGap: 116, names: false }),
    drawnGrowth(inset, 'enlarged', options, set, wings),
    inset.title('Enlarged'),
    key(panel, options, set, wings),
  ]);
}

/** Robust means of the frames at the radii that at least half of them have. */
function growthOfSet(curves: readonly PlottedGrowth[]): GrowthPoint[] {
  const at = new Map<number, { fraction: number; error: number }[]>();
  for (const { radiusPx, fraction, fractionError } of curves) {
    for (let k = 0; k < radiusPx.length; k++) {
      if (!Number.isFinite(fraction[k])) continue;
      const values = at.get(radiusPx[k]) ?? [];
      values.push({ fraction: fraction[k], error: fractionError[k] });
      at.set(radiusPx[k], values);
    }
  }
  return [...at]
    .filter(([, values]) => 2 * values.length >= curves.length)
    .sort(([a], [b]) => a - b)
    .map(([radiusPx, values]) => {
      const { mean, error } = meanAndError(
        values.map(({ fraction }) => fraction),
        values.map((value) => value.error),
      );
      return { radiusPx, fraction: mean, error };
    });
}

function meanAndError(
  values: readonly number[],
  errors: readonly number[],
): { readonly mean: number; readonly error: number } {
  const { mean, error } = robustMean(values);
  if (values.length >= fewestFrames) return { mean, error };
  return { mean, error: Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0)) / errors.length };
}

function robustWings(curves: readonly PlottedGrowth[]): {
  readonly mean: number;
  readonly error: number;
} {
  return meanAndError(
    curves.map(({ wings }) => wings),
    curves.map(({ wingsError }) => wingsError),
  );
}

/** Scales of the outer part, from where nine tenths of the light are within. */
function enlarged(
  set: readonly GrowthPoint[],
  farthest: number,
): [ReturnType<typeof scale>, ReturnType<typeof scale>] {
  const outer = set.filter(({ fraction }) => fraction >= close);
  const shown = outer.length > 1 ? outer : set;
  const least = Math.min(...shown.map(({ fraction, error }) => fraction - error));
  const most = Math.max(1, ...shown.map(({ fraction, error }) => fraction + error));
  const margin = 0.08 * (most - least);
  return [
    scale('', shown[0].radiusPx - 0.03 * farthest, farthest, 8),
    scale('', least - margin, most + margin, 5),
  ];
}

function drawnGrowth(
  panel: Panel,
  name: string,
  { curves, apertureRadiusPx }: GrowthPlotOptions,
  set: readonly GrowthPoint[],
  wings: { readonly mean: number; readonly error: number },
): string {
  const { unit, top, bottom, right } = panel;
  const faint = curves.map(({ radiusPx, fraction }) => {
    const points = Array.from(radiusPx, (radius, k): [number, number] => [
      panel.x(radius),
      panel.y(fraction[k]),
    ]).filter(([, y]) => Number.isFinite(y));
    return points.length < 2
      ? ''
      : `<path d="${pathThrough(points)}" fill="none" stroke="${grey}" stroke-opacity="0.35" stroke-width="${px(2 * unit)}"/>`;
  });
  const end = panel.x(set[set.length - 1].radiusPx);
  const aperture = panel.x(apertureRadiusPx);
  const wingsTop = panel.y(1);
  const wingsHeight = panel.y(1 - wings.mean) - wingsTop;
  return panel.clipped(
    name,
    [
      Number.isFinite(wingsHeight) && wingsHeight > 0
        ? `<rect x="${px(end)}" y="${px(wingsTop)}" width="${px(right - end)}" height="${px(wingsHeight)}" fill="${vermilion}" fill-opacity="0.28"/>`
        : '',
      `<path d="M${px(panel.left)} ${px(wingsTop)}H${px(right)}" stroke="${grey}" stroke-width="${px(2 * unit)}"/>`,
      `<path d="M${px(aperture)} ${px(top)}V${px(bottom)}" stroke="${ink}" stroke-width="${px(2.6 * unit)}" stroke-dasharray="${px(12 * unit)} ${px(8 * unit)}"/>`,
      ...(curves.length > 1 ? faint : []),
      `<path d="${pathThrough(set.map((one) => [panel.x(one.radiusPx), panel.y(one.fraction)]))}" fill="none" stroke="${blue}" stroke-width="${px(3.2 * unit)}"/>`,
      ...set.map(
        ({ radiusPx, fraction, error }) =>
          errorBar(panel, panel.x(radiusPx), fraction, error, blue) +
          mark('circle', panel.x(radiusPx), panel.y(fraction), 7 * unit, blue),
      ),
      errorBar(panel, (end + right) / 2, 1 - wings.mean, wings.error, vermilion),
    ].join(''),
  );
}

/** Part of the light within a radius, between the points of the curve. */
function within(set: readonly GrowthPoint[], radiusPx: number): number {
  const above = set.findIndex((one) => one.radiusPx >= radiusPx);
  if (above < 0) return Number.NaN;
  const next = set[above];
  const before = above === 0 ? { radiusPx: 0, fraction: 0 } : set[above - 1];
  const part = (radiusPx - before.radiusPx) / (next.radiusPx - before.radiusPx);
  return before.fraction + part * (next.fraction - before.fraction);
}

function key(
  panel: Panel,
  { curves, apertureRadiusPx }: GrowthPlotOptions,
  set: readonly GrowthPoint[],
  wings: { readonly mean: number; readonly error: number },
): string {
  const { unit } = panel;
  const line =
    (colour: string, width: number, dash = '') =>
    (from: number, to: number, y: number): string =>
      `<path d="M${px(from)} ${px(y)}H${px(to)}" stroke="${colour}" stroke-width="${px(width * unit)}"${dash}/>`;
  const share = within(set, apertureRadiusPx);
  const percent = (value: number): string => `${numeral(100 * value, 2)} %`;
  const lastPx = numeral(set[set.length - 1].radiusPx, 1);
  const dash = ` stroke-dasharray="${px(12 * unit)} ${px(8 * unit)}"`;
  return keyBox(
    [
      {
        words: curves.length === 1 ? 'the frame' : 'mean of the set',
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
