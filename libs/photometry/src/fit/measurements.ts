import { airmass as airmassBy, type AirmassFormula } from '../airmass/index.js';
import type { FramePhotometry } from '../measured-stars.js';

/** Magnitudes per unit of relative light: 2.5 / ln 10. */
export const magPerRelative = 2.5 / Math.LN10;

/** Names of the columns of the model, in their order; the first four are what a fit is about. */
export const modelColumns = [
  'zeropoint',
  'extinction',
  'colour',
  'field',
  'time',
  'east',
  'north',
  'sky',
  'fieldSquared',
  'otherAirmass',
] as const;
export type ModelColumn = (typeof modelColumns)[number];
export const columnCount = modelColumns.length;
export const columnOf = (name: ModelColumn): number => modelColumns.indexOf(name);

/**
 * Usable measurements of a set, ordered by star, element i of each array one measurement. The
 * magnitude of measurement i is predicted as `M_i + columns_i . parameters`; columns are
 * `modelColumns`, row by row.
 */
export interface Measurements {
  readonly count: number;
  /** First measurement of each star, and the number of all at the end. */
  readonly starStart: Int32Array;
  readonly stars: number;
  readonly frames: number;
  readonly frame: Int32Array;
  /** Stars measured in each frame. */
  readonly starsOfFrame: readonly (readonly number[])[];
  /** Index of the measurement in its frame's `MeasuredStars`. */
  readonly source: Int32Array;
  readonly columns: Float64Array;
  /** All the star's light in DN/s over that of a star of its catalogue magnitude and zeropoint 0. */
  readonly light: Float64Array;
  /** Standard error of `light` by the detector's noise. */
  readonly lightError: Float64Array;
  /** Relative error by scintillation. */
  readonly scintillation: Float64Array;
  /** Error common to all measurements of a star: catalogue and faint neighbours, mag. */
  readonly starError: Float64Array;
  readonly airmass: Float64Array;
}

/** Time of a set that columns count from: the mean of its frames whose time is known, days. */
function meanTime(frames: readonly FramePhotometry[]): number {
  const times = frames.map(({ middleJdUtc }) => middleJdUtc).filter(Number.isFinite);
  return times.reduce((sum, time) => sum + time, 0) / Math.max(1, times.length);
}

/** The formula whose difference shows how much the choice of one matters. */
const otherFormula = (formula: string): AirmassFormula =>
  formula === 'kasten-young-1989' ? 'pickering-2002' : 'kasten-young-1989';

/**
 * Measurements without a flag, with a colour and finite numbers, of the frames marked in `taken`.
 */
export function gatherMeasurements(
  frames: readonly FramePhotometry[],
  taken: readonly boolean[],
): Measurements {
  const picked: { frame: number; source: number; row: number }[] = [];
  frames.forEach(({ stars }, frame) => {
    if (!taken[frame]) return;
    for (let i = 0; i < stars.count; i += 1) {
      const finite =
        Number.isFinite(stars.magnitude[i] + stars.bv[i] + stars.flux[i] + stars.airmass[i]) &&
        Number.isFinite(stars.azimuthDeg[i]) &&
        stars.altitudeDeg[i] > 0 &&
        stars.apertureFraction[i] > 0 &&
        stars.fluxError[i] > 0 &&
        [stars.fluxError, stars.scintillation, stars.confusion, stars.magnitudeError].every(
          (errors) => errors[i] >= 0 && errors[i] < Infinity,
        ) &&
        stars.relativeSolidAngle[i] > 0;
      if (stars.flags[i] === 0 && finite) picked.push({ frame, source: i, row: stars.row[i] });
    }
  });
  picked.sort((a, b) => a.row - b.row || a.frame - b.frame || a.source - b.source);

  const count = picked.length;
  const starts: number[] = [];
  const starsOfFrame = frames.map((): number[] => []);
  const gathered = {
    frame: new Int32Array(count),
    source: new Int32Array(count),
    columns: new Float64Array(count * columnCount),
    light: new Float64Array(count),
    lightError: new Float64Array(count),
    scintillation: new Float64Array(count),
    starError: new Float64Array(count),
    airmass: new Float64Array(count),
  };
  const middle = meanTime(frames);
  picked.forEach(({ frame, source, row }, i) => {
    if (i === 0 || picked[i - 1].row !== row) starts.push(i);
    const members = starsOfFrame[frame];
    if (members.at(-1) !== starts.length - 1) members.push(starts.length - 1);
    const { stars, exposureSeconds, middleJdUtc, airmassFormula } = frames[frame];
    const scale =
      10 ** (0.4 * stars.magnitude[source]) / (exposureSeconds * stars.apertureFraction[source]);
    const airmass = stars.airmass[source];
    const azimuth = (stars.azimuthDeg[source] * Math.PI) / 180;
    const altitude = stars.altitudeDeg[source];
    const field = 2.5 * Math.log10(stars.relativeSolidAngle[source]);
    const other = airmassBy(otherFormula(airmassFormula), altitude);
    gathered.frame[i] = frame;
    gathered.source[i] = source;
    gathered.light[i] = stars.flux[source] * scale;
    gathered.lightError[i] = stars.fluxError[source] * scale;
    gathered.scintillation[i] = stars.scintillation[source];
    gathered.starError[i] = Math.hypot(
      stars.magnitudeError[source],
      magPerRelative * stars.confusion[source],
    );
    gathered.airmass[i] = airmass;
    const columns: Record<ModelColumn, number> = {
      zeropoint: -1,
      extinction: airmass,
      colour: stars.bv[source],
      field,
      time: airmass * (middleJdUtc - middle) * 24,
      east: airmass * Math.sin(azimuth),
      north: airmass * Math.cos(azimuth),
      sky:
        (-magPerRelative * Math.PI * frames[frame].apertureRadiusPx ** 2) /
        (exposureSeconds * 10 ** (-0.4 * stars.magnitude[source])),
      fieldSquared: field * field,
      otherAirmass: other - airmass,
    };
    modelColumns.forEach((name, k) => {
      gathered.columns[i * columnCount + k] = columns[name];
    });
  });
  return {
    count,
    stars: starts.length,
    starStart: Int32Array.from([...starts, count]),
    frames: frames.length,
    starsOfFrame,
    ...gathered,
  };
}
