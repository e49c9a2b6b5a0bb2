/** `round-...`: one width; the others are elliptical. */
export type ProfileKind = 'round-gaussian' | 'gaussian' | 'round-moffat' | 'moffat';

/**
 * How a star's light falls off, of volume 1, with w = (p u + q v, r v) for the offset (u, v) from the
 * star in px and Q = w . w:
 *
 *     Gaussian  p r / (2 pi) exp(-Q / 2)
 *     Moffat    p r (beta - 1) / pi (1 + Q)^-beta      (Moffat 1969, A&A 3, 455)
 *
 * The unknowns are ln p, q, ln r and ln(beta - 1), so that no value of them is impossible; a round
 * profile has ln p = ln r alone, and q = 0.
 */
export interface StarProfile {
  readonly kind: ProfileKind;
  readonly logP: number;
  readonly q: number;
  readonly logR: number;
  /** Of a Moffat profile; NaN for a Gaussian. */
  readonly logBetaLess1: number;
}

/** A profile in the words of an observer. */
export interface ProfileWidths {
  /** px. */
  readonly fwhmMajorPx: number;
  readonly fwhmMinorPx: number;
  /** Of the major axis, from +x towards +y, in [-90, 90). */
  readonly thetaDeg: number;
  /** Of a Moffat profile; NaN for a Gaussian. */
  readonly beta: number;
}

export function isMoffat(kind: ProfileKind): boolean {
  return kind === 'moffat' || kind === 'round-moffat';
}

export function isRound(kind: ProfileKind): boolean {
  return kind === 'round-gaussian' || kind === 'round-moffat';
}

/** How many unknowns the shape of a kind has. */
export function shapeUnknowns(kind: ProfileKind): number {
  return (isRound(kind) ? 1 : 3) + (isMoffat(kind) ? 1 : 0);
}

/** The unknowns of a shape: ln p, then q and ln r unless round, then ln(beta - 1) of a Moffat. */
export function unknownsOf({ kind, logP, q, logR, logBetaLess1 }: StarProfile): number[] {
  const widths = isRound(kind) ? [logP] : [logP, q, logR];
  return isMoffat(kind) ? [...widths, logBetaLess1] : widths;
}

/** The way back of `unknownsOf`. */
export function profileOf(kind: ProfileKind, unknowns: ArrayLike<number>): StarProfile {
  const [logP, q, logR] = isRound(kind)
    ? [unknowns[0], 0, unknowns[0]]
    : [unknowns[0], unknowns[1], unknowns[2]];
  const logBetaLess1 = isMoffat(kind) ? unknowns[shapeUnknowns(kind) - 1] : NaN;
  return { kind, logP, q, logR, logBetaLess1 };
}

/** Value of Q where the profile is at half its height. */
function halfLightQ(kind: ProfileKind, beta: number): number {
  return isMoffat(kind) ? 2 ** (1 / beta) - 1 : 2 * Math.LN2;
}

export function widthsOf({ kind, logP, q, logR, logBetaLess1 }: StarProfile): ProfileWidths {
  const [p, r] = [Math.exp(logP), Math.exp(logR)];
  const beta = isMoffat(kind) ? 1 + Math.exp(logBetaLess1) : NaN;
  // Q = a u^2 + 2 b u v + c v^2
  const [a, b, c] = [p * p, p * q, q * q + r * r];
  const middle = (a + c) / 2;
  const spread = Math.hypot((a - c) / 2, b);
  const twice = 2 * Math.sqrt(halfLightQ(kind, beta));
  const theta = (Math.atan2(-2 * b, c - a) * 90) / Math.PI;
  return {
    fwhmMajorPx: (twice * Math.sqrt(middle + spread)) / (p * r),
    fwhmMinorPx: twice / Math.sqrt(middle + spread),
    thetaDeg: theta >= 90 ? theta - 180 : theta,
    beta,
  };
}

/**
 * The profile of given widths.
 *
 * @throws RangeError for a width that is not positive, and a beta that is not above 1
 */
export function profileOfWidths(
  kind: ProfileKind,
  {
    fwhmMajorPx,
    fwhmMinorPx = fwhmMajorPx,
    thetaDeg = 0,
    beta = 3,
  }: { readonly fwhmMajorPx: number } & Partial<ProfileWidths>,
): StarProfile {
  if (!(fwhmMajorPx > 0 && fwhmMinorPx > 0 && (beta > 1 || !isMoffat(kind)))) {
    throw new RangeError(
      `a star ${fwhmMajorPx} by ${fwhmMinorPx} px wide, beta ${beta}: widths above 0 and beta above 1 are needed`,
    );
  }
  const twice = 2 * Math.sqrt(halfLightQ(kind, beta));
  const logBetaLess1 = isMoffat(kind) ? Math.log(beta - 1) : NaN;
  if (isRound(kind)) {
    const log = Math.log(twice / Math.sqrt(fwhmMajorPx * fwhmMinorPx));
    return { kind, logP: log, q: 0, logR: log, logBetaLess1 };
  }
  const [along, across] = [(twice / fwhmMajorPx) ** 2, (twice / fwhmMinorPx) ** 2];
  const theta = (thetaDeg * Math.PI) / 180;
  const [cosine, sine] = [Math.cos(theta), Math.sin(theta)];
  const a = along * cosine ** 2 + across * sine ** 2;
  const b = (along - across) * sine * cosine;
  const p = Math.sqrt(a);
  const r = Math.sqrt(along * across) / p;
  return { kind, logP: Math.log(p), q: b / p, logR: Math.log(r), logBetaLess1 };
}
