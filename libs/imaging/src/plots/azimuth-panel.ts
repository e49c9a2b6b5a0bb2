import { azimuthLabel } from '../sky-pictures/cardinal.js';
import { pathThrough, px } from '../drawing/svg.js';
import { Panel, type PanelPlace } from './panel.js';
import { periodicSpline } from './periodic-spline.js';
import { rule, stroke } from './plot-style.js';
import { scale } from './scale.js';

/** Illuminance of upright planes by the azimuth they face, 0, step, 2 step ... deg, around the horizon. */
export interface AzimuthProfile {
  readonly stepDeg: number;
  /** mlx; null without data. */
  readonly values: readonly (number | null)[];
  /** 1 sigma, mlx; null as a whole or one by one where not known. */
  readonly uncertainties: readonly (number | null)[] | null;
}

/** Values all around, or null where one is missing: a curve would invent it. */
function whole(values: readonly (number | null)[]): number[] | null {
  const known = values.filter((value) => value !== null && Number.isFinite(value));
  return known.length === values.length && known.length > 2 ? known.map(Number) : null;
}

/** Greatest value of profiles, their errors added. */
export function highestOf(profiles: readonly AzimuthProfile[]): number {
  return Math.max(
    0,
    ...profiles.flatMap(({ values, uncertainties }) =>
      values.map((value, i) => (value ?? 0) + (uncertainties?.[i] ?? 0)),
    ),
  );
}

/** Least value of profiles, less their errors; not above 0. */
export function lowestOf(profiles: readonly AzimuthProfile[]): number {
  return Math.min(
    0,
    ...profiles.flatMap(({ values, uncertainties }) =>
      values.map((value, i) => (value ?? 0) - (uncertainties?.[i] ?? 0)),
    ),
  );
}

/** Panel of azimuth 0 to 360 deg against illuminance from 0 up, or from a little below a negative value. */
export function azimuthPanel(place: PanelPlace, lowest: number, highest: number): Panel {
  const top = highest > 0 ? highest : 1;
  const bottom = lowest < 0 ? lowest - 0.05 * (top - lowest) : 0;
  return new Panel(
    place,
    { label: 'Azimuth', from: 0, to: 360, ticks: Array.from({ length: 13 }, (_, k) => 30 * k) },
    scale('Vertical illuminance (mlx)', bottom, top, 6),
  );
}

/** Grid and axes; azimuths by letter at the cardinal points. */
export function azimuthAxes(panel: Panel): string {
  const lines = panel.xAxis.ticks.map((azimuth) =>
    stroke(panel.x(azimuth), panel.top, panel.x(azimuth), panel.bottom, rule, 1.5 * panel.unit),
  );
  return (
    lines.join('') +
    panel.axes({ xWords: (azimuth) => azimuthLabel(azimuth).text, nameGap: 112, baseline: 0 })
  );
}

export interface CurveStyle {
  readonly colour: string;
  /** Units; empty for an unbroken line. */
  readonly dashes: readonly number[];
  readonly points: boolean;
}

/** Curve and band of errors; with a value missing, the points that are known alone. */
export function azimuthCurve(panel: Panel, profile: AzimuthProfile, style: CurveStyle): string {
  const { unit } = panel;
  const { stepDeg, values, uncertainties } = profile;
  const around = whole(values);
  const errors = uncertainties === null ? null : whole(uncertainties);
  const parts: string[] = [];
  const through = (curve: (place: number) => number): [number, number][] =>
    Array.from({ length: 361 }, (_, k) => [panel.x(k), panel.y(curve(k / stepDeg))]);
  if (around !== null) {
    const curve = periodicSpline(around);
    if (errors !== null) {
      const error = periodicSpline(errors);
      const upper = through((place) => curve(place) + error(place));
      const lower = through((place) => curve(place) - error(place)).reverse();
      parts.push(
        `<path d="${pathThrough([...upper, ...lower])}Z" fill="${style.colour}" fill-opacity="0.18"/>`,
      );
    }
    const dashes = style.dashes.map((length) => px(length * unit)).join(' ');
    parts.push(
      `<path d="${pathThrough(through(curve))}" fill="none" stroke="${style.colour}" stroke-width="${px(4 * unit)}" stroke-linejoin="round"${dashes === '' ? '' : ` stroke-dasharray="${dashes}"`}/>`,
    );
  }
  if (style.points || around === null) parts.push(pointsOf(panel, profile, style.colour));
  return parts.join('');
}

function pointsOf(panel: Panel, { stepDeg, values }: AzimuthProfile, colour: string): string {
  return values
    .map((value, i) =>
      value === null || !Number.isFinite(value)
        ? ''
        : `<circle cx="${px(panel.x(i * stepDeg))}" cy="${px(panel.y(value))}" r="${px(5 * panel.unit)}" fill="${colour}"/>`,
    )
    .join('');
}
