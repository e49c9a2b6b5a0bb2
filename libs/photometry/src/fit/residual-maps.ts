import type { FramePhotometry } from '../measured-stars.js';
import type { FittedModel } from './linear-model.js';
import { columnCount, type Measurements } from './measurements.js';

/** Each measurement offered to a fit, with what the fit leaves of it. */
export interface Residuals {
  readonly count: number;
  /** Index of the frame, and of the star in the frame's `MeasuredStars`. */
  readonly frame: Int32Array;
  readonly star: Int32Array;
  /** Row of the star in the catalogue. */
  readonly row: Int32Array;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly azimuthDeg: Float64Array;
  readonly altitudeDeg: Float64Array;
  readonly airmass: Float64Array;
  /** Middle of the exposure, UTC. */
  readonly jdUtc: Float64Array;
  /** Light missing against the fit, mag (positive: fainter); NaN without a fit. */
  readonly residual: Float64Array;
  /** Standard error of the measurement, star's part included, mag; NaN without a fit. */
  readonly sigma: Float64Array;
  /** Robust weight in the fit, 0 to 1; 0 for one left out. */
  readonly weight: Float64Array;
}

/** Residuals of a fit; of frames left out against the fit of the others, their loss not taken off. */
export function residualsOf(
  frames: readonly FramePhotometry[],
  { count, frame, source, airmass }: Measurements,
  model: FittedModel | null,
  clouded: readonly number[],
): Residuals {
  const by = (pick: (photometry: FramePhotometry, star: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, i) => pick(frames[frame[i]], source[i]));
  const out = new Set(clouded);
  const loss = (i: number): number => model?.parameters[columnCount + frame[i]] ?? 0;
  return {
    count,
    frame,
    star: source,
    row: Int32Array.from({ length: count }, (_, i) => frames[frame[i]].stars.row[source[i]]),
    x: by(({ stars }, i) => stars.x[i]),
    y: by(({ stars }, i) => stars.y[i]),
    azimuthDeg: by(({ stars }, i) => stars.azimuthDeg[i]),
    altitudeDeg: by(({ stars }, i) => stars.altitudeDeg[i]),
    airmass,
    jdUtc: by(({ middleJdUtc }) => middleJdUtc),
    residual: Float64Array.from({ length: count }, (_, i) =>
      model === null ? NaN : model.residual[i] + loss(i),
    ),
    sigma: Float64Array.from({ length: count }, (_, i) =>
      model === null ? NaN : Math.sqrt(model.weighing.total[i]),
    ),
    weight: Float64Array.from({ length: count }, (_, i) =>
      model === null || out.has(frame[i]) ? 0 : model.weighing.robust[i],
    ),
  };
}
