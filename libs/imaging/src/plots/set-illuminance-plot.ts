import { text } from '../drawing/svg.js';
import {
  azimuthAxes,
  azimuthCurve,
  azimuthPanel,
  highestOf,
  lowestOf,
  type AzimuthProfile,
  type CurveStyle,
} from './azimuth-panel.js';
import { heading, ink, inkSoft, plotPage, stroke } from './plot-style.js';
import { sampleOf } from './vertical-illuminance-plot.js';

/** Artificial light of one set, above one limit of zenith angle. */
export interface SetIlluminance {
  /** 1 to 8: its colour. */
  readonly set: number;
  readonly name: string;
  /** mlx; null when not known. */
  readonly horizontal: number | null;
  readonly vertical: AzimuthProfile;
}

export interface SetIlluminanceOptions {
  readonly title: string;
  readonly subtitle?: string;
  readonly sets: readonly SetIlluminance[];
  /** Default 2000: 10 x 6 inches at 200 dots, which the file states. */
  readonly widthPx?: number;
}

/**
 * Hues in the order of the old figures (red, orange, green, light blue, violet, magenta, grey, black), in
 * tones that differ for any colour vision; the line differs as well.
 */
const colours = [
  ...['#d55e00', '#c99700', '#007d5b', '#3a9ad9'],
  ...['#5b3a9e', '#b5478b', '#80858f', '#1a1c20'],
];
const patterns: readonly (readonly number[])[] = [[], [18, 8], [5, 7], [22, 6, 5, 6]];

function styleOf(set: number): CurveStyle {
  const at = set - 1;
  return {
    colour: colours[at % colours.length],
    dashes: patterns[at % patterns.length],
    points: false,
  };
}

/**
 * Artificial illuminance of all sets of a night: per set a curve of upright planes over azimuth and a
 * dotted line of the level plane (`illuminance_horizon.png`, `illuminance_za80.png`,
 * `illuminance_za70.png` of the old tree). Height is 0.6 of the width.
 *
 * @returns PNG file; equal inputs give equal bytes
 */
export function setIlluminancePlot(options: SetIlluminanceOptions): Promise<Uint8Array> {
  const { sets } = options;
  const widthPx = options.widthPx ?? 2000;
  const heightPx = Math.round(0.6 * widthPx);
  const unit = widthPx / 2000;
  const profiles = sets.map(({ vertical }) => ({ ...vertical, uncertainties: null }));
  const level = sets.map(({ horizontal }) => horizontal ?? 0);
  const right = widthPx - 330 * unit;
  const panel = azimuthPanel(
    { left: 170 * unit, right, top: 170 * unit, bottom: heightPx - 120 * unit, unit },
    Math.min(lowestOf(profiles), ...level),
    1.1 * Math.max(highestOf(profiles), ...level),
  );
  const curves = sets.map(({ set, horizontal }, i) => {
    const style = styleOf(set);
    const line =
      horizontal === null
        ? ''
        : stroke(
            panel.left,
            panel.y(horizontal),
            right,
            panel.y(horizontal),
            style.colour,
            3 * unit,
          ).replace('/>', ` stroke-linecap="round" stroke-dasharray="0 ${8 * unit}"/>`);
    return line + azimuthCurve(panel, profiles[i], style);
  });
  return plotPage(
    widthPx,
    heightPx,
    [
      heading(options, 60 * unit, widthPx - 60 * unit, unit),
      azimuthAxes(panel),
      panel.clipped('curves', curves.join('')),
      ...(sets.length === 0 ? [panel.nothing('No set has an artificial map')] : []),
      ...key(sets, right + 30 * unit, panel.top + 24 * unit, unit),
    ],
    200,
  );
}

function key(sets: readonly SetIlluminance[], left: number, top: number, unit: number): string[] {
  const style = { sizePx: 26 * unit, fill: ink, maxWidthPx: 190 * unit } as const;
  const entries = sets.flatMap(({ set, name }, i) => {
    const y = top + 44 * i * unit;
    return [
      sampleOf(left, left + 70 * unit, y, styleOf(set), unit),
      text(name, left + 86 * unit, y + 9 * unit, style),
    ];
  });
  const notes = ['curve: vertical', 'dotted: horizontal'].map((words, i) =>
    text(words, left, top + (44 * sets.length + 30 + 34 * i) * unit, {
      ...style,
      sizePx: 24 * unit,
      fill: inkSoft,
      maxWidthPx: 270 * unit,
    }),
  );
  return sets.length === 0 ? [] : [...entries, ...notes];
}
