import type { SetAstrometry } from '@nightskies/contracts';
import type { CardEntry } from '@nightskies/fits';

/** A relative error with the sentence that says where it is from. */
export interface RelativeError {
  /** 1 sigma, relative. */
  readonly value: number;
  readonly origin: string;
}

/**
 * Errors that all cells of a map have in common or change over many degrees: they neither average down
 * over the sky nor show in it. Relative to the brightness, 1 sigma; null where unknown.
 */
export interface SystematicErrors {
  readonly zeropoint: number | null;
  readonly flat: number;
  readonly scale: number | null;
  /** All in quadrature; null where one is unknown, so that no total claims too little. */
  readonly total: number | null;
}

/**
 * Large-scale error of a master flat where the overlaps do not tell: flats taken of an integrating
 * sphere or a twilight sky agree with each other to about half a per cent over a wide field.
 */
export const usualFlatError = 0.005;

/** Of an overlap report: relative response over the array, rms of it and of its errors. */
export interface MeasuredResponse {
  readonly response: { readonly rms: number; readonly rmsSigma: number } | null;
}

/**
 * Large-scale error of the flat from the overlaps: rms over the array of the response that the pairs
 * show, never less than the error of that figure. Stars that the filter leaves are in it as far as
 * their light depends on the place in the array.
 *
 * @param report null where there is none
 */
export function flatError(report: MeasuredResponse | null): RelativeError {
  const response = report?.response ?? null;
  return response === null
    ? { value: usualFlatError, origin: 'usual, not measured' }
    : { value: Math.max(response.rms, response.rmsSigma), origin: 'overlaps of the frames' };
}

/**
 * Error of the plate scale from that of the focal length: ds = s df / f.
 *
 * @returns arcsec, 1 sigma; null where the camera was not measured with its error
 */
export function plateScaleError(
  { camera, cameraTerms }: Pick<SetAstrometry, 'camera' | 'cameraTerms'>,
  plateScaleArcsec: number,
): number | null {
  const term = cameraTerms.find(({ name }) => name === focalLengthTerm);
  if (camera === null || term === undefined || term.sigma === null) return null;
  return (plateScaleArcsec * term.sigma) / camera.focalLengthPx;
}

const focalLengthTerm = 'focal-length';

/**
 * Surface brightness goes as 10^(-0.4 Z) / s^2 over the response of the flat, Z the zeropoint and s
 * the plate scale. So an error dZ (mag) is one of 0.4 ln 10 dZ of the brightness, one of ds twice
 * ds / s, one of the flat itself. They are independent: star photometry and astrometry share no error
 * of that size.
 */
export function systematicErrors(of: {
  readonly zeropointUncertaintyMag: number | null;
  readonly flat: RelativeError;
  readonly plateScaleArcsec: number;
  readonly plateScaleErrorArcsec: number | null;
}): SystematicErrors {
  const { zeropointUncertaintyMag: mag, plateScaleErrorArcsec: arcsec } = of;
  const zeropoint = mag === null ? null : 0.4 * Math.LN10 * mag;
  const scale = arcsec === null ? null : (2 * arcsec) / of.plateScaleArcsec;
  const flat = of.flat.value;
  const total = zeropoint === null || scale === null ? null : Math.hypot(zeropoint, flat, scale);
  return { zeropoint, flat, scale, total };
}

/** Header cards of the systematic errors: PLTSCERR, FLATERR, FLATORIG, SYSERR, each where known. */
export function systematicCards(
  errors: SystematicErrors,
  of: { readonly flat: RelativeError; readonly plateScaleErrorArcsec: number | null },
): CardEntry[] {
  const { plateScaleErrorArcsec: arcsec, flat } = of;
  const known = (keyword: string, value: number | null, comment: string): CardEntry[] =>
    value === null ? [] : [[keyword, value, comment]];
  return [
    ...known('PLTSCERR', arcsec, 'arcsec/px, 1 sigma'),
    ['FLATERR', flat.value, 'relative, 1 sigma, flat over the field'],
    ['FLATORIG', flat.origin, 'where FLATERR comes from'],
    ...known('SYSERR', errors.total, 'relative, 1 sigma: zeropoint, flat, scale'),
  ];
}

/**
 * The whole error of a cell: sqrt(random^2 + confusion^2 + (systematic B)^2), in the unit of the
 * brightness B. Where the systematic error is unknown it is left out; NaN where the random one is.
 */
export function totalSigma(
  brightness: number,
  randomSigma: number,
  confusionSigma: number,
  systematic: number | null,
): number {
  return Math.hypot(randomSigma, confusionSigma, (systematic ?? 0) * brightness);
}
