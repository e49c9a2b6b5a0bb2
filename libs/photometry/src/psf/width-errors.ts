import {
  isMoffat,
  isRound,
  profileOf,
  unknownsOf,
  widthsOf,
  type ProfileWidths,
  type StarProfile,
} from './star-profile.js';

/** Standard errors of widths; null of what was held, or what the kind of profile has not. */
export interface WidthErrors {
  readonly fwhmMajorPx: number | null;
  readonly fwhmMinorPx: number | null;
  readonly thetaDeg: number | null;
  readonly beta: number | null;
}

export const noWidthErrors: WidthErrors = {
  fwhmMajorPx: null,
  fwhmMinorPx: null,
  thetaDeg: null,
  beta: null,
};

/** Errors of widths and angle from those of the unknowns of the shape, which come last, to first order. */
export function widthErrors(
  profile: StarProfile,
  covariance: Float64Array,
  n: number,
): WidthErrors {
  const unknowns = unknownsOf(profile);
  const from = n - unknowns.length;
  const step = 1e-5;
  const slopes = unknowns.map((_, k) => {
    const at = (by: number): ProfileWidths =>
      widthsOf(
        profileOf(
          profile.kind,
          unknowns.map((value, i) => (i === k ? value + by : value)),
        ),
      );
    const [above, below] = [at(step), at(-step)];
    const turn = above.thetaDeg - below.thetaDeg;
    return {
      fwhmMajorPx: (above.fwhmMajorPx - below.fwhmMajorPx) / (2 * step),
      fwhmMinorPx: (above.fwhmMinorPx - below.fwhmMinorPx) / (2 * step),
      thetaDeg: (turn - 180 * Math.round(turn / 180)) / (2 * step),
      beta: (above.beta - below.beta) / (2 * step),
    };
  });
  const error = (key: keyof ProfileWidths): number => {
    let sum = 0;
    for (let i = 0; i < slopes.length; i += 1) {
      for (let j = 0; j < slopes.length; j += 1) {
        sum += slopes[i][key] * slopes[j][key] * covariance[(from + i) * n + from + j];
      }
    }
    return Math.sqrt(sum);
  };
  return {
    fwhmMajorPx: error('fwhmMajorPx'),
    fwhmMinorPx: error('fwhmMinorPx'),
    thetaDeg: isRound(profile.kind) ? null : error('thetaDeg'),
    beta: isMoffat(profile.kind) ? error('beta') : null,
  };
}
