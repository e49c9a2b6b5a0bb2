import {
  azimuthAxes,
  azimuthCurve,
  azimuthPanel,
  highestOf,
  lowestOf,
  type AzimuthProfile,
  type CurveStyle,
} from './azimuth-panel.js';
import { keyBox } from './key-box.js';
import { blue, heading, plotPage, stroke, vermilion } from './plot-style.js';

export interface VerticalIlluminanceOptions {
  readonly title: string;
  readonly subtitle?: string;
  /** All light; null without. */
  readonly allSources: AzimuthProfile | null;
  readonly artificial: AzimuthProfile | null;
  /** Why there is nothing, if so. */
  readonly reason?: string;
  /** Default 3000: 10 x 6 inches at 300 dots, which the file states. */
  readonly widthPx?: number;
}

const allStyle: CurveStyle = { colour: blue, dashes: [], points: true };
const artificialStyle: CurveStyle = { colour: vermilion, dashes: [18, 9], points: true };

/**
 * Illuminance of upright planes over the azimuth they face: all sources and artificial light alone, as
 * curves that close around the horizon, with bands of 1 sigma. Height is 0.6 of the width. Missing
 * azimuths leave the points that are known, without a curve.
 *
 * @returns PNG file; equal inputs give equal bytes
 */
export function verticalIlluminancePlot(options: VerticalIlluminanceOptions): Promise<Uint8Array> {
  const widthPx = options.widthPx ?? 3000;
  const heightPx = Math.round(0.6 * widthPx);
  const unit = widthPx / 2000;
  const drawn = [
    { name: 'All sources, to 96° from the zenith', profile: options.allSources, style: allStyle },
    { name: 'Artificial light only', profile: options.artificial, style: artificialStyle },
  ].flatMap(({ profile, ...rest }) => (profile === null ? [] : [{ profile, ...rest }]));
  const profiles = drawn.map(({ profile }) => profile);
  const panel = azimuthPanel(
    {
      left: 170 * unit,
      right: widthPx - 60 * unit,
      top: 170 * unit,
      bottom: heightPx - 120 * unit,
      unit,
    },
    lowestOf(profiles),
    1.15 * highestOf(profiles),
  );
  const key = drawn.map(({ name, style }) => ({
    words: name,
    sample: (from: number, to: number, y: number) => sampleOf(from, to, y, style, unit),
  }));
  return plotPage(
    widthPx,
    heightPx,
    [
      heading(options, 60 * unit, widthPx - 60 * unit, unit),
      azimuthAxes(panel),
      panel.clipped(
        'curves',
        drawn.map(({ profile, style }) => azimuthCurve(panel, profile, style)).join(''),
      ),
      ...(drawn.length === 0 ? [panel.nothing(options.reason ?? 'Nothing was measured')] : []),
      keyBox(key, {
        x: panel.right - 16 * unit,
        y: panel.top + 16 * unit,
        corner: 'top-right',
        unit,
      }),
    ],
    300,
  );
}

/** A stretch of a curve for the key. */
export function sampleOf(
  from: number,
  to: number,
  y: number,
  { colour, dashes }: CurveStyle,
  unit: number,
): string {
  const line = stroke(from, y, to, y, colour, 4 * unit);
  const pattern = dashes.map((length) => String(length * unit)).join(' ');
  return pattern === '' ? line : line.replace('/>', ` stroke-dasharray="${pattern}"/>`);
}
