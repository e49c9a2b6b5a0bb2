import { problem, type PhotometricFit, type Problem } from '@nightskies/contracts';
import { usualZeropointError } from '@nightskies/photometry';

type Constant = PhotometricFit['defaultZeropoint'];

/** No constant is known better than this; one that is said to have no error cannot be weighed, mag. */
const leastError = 1e-4;

/** So many errors from the stars, and the constant of a camera is doubted. */
const doubtLimit = 3;

/** The old fit tells its random errors alone; what it leaves out is as large as this, mag. */
const untoldByOldFit = 0.05;

/**
 * The camera's constant as it may be weighed against the stars of a set: with the error it states, or
 * the usual one, but so large that both agree within their errors (DerSimonian and Laird 1986,
 * Controlled Clinical Trials 7, 177, for two values of which the stars are the one with a known error).
 * A slip of the pen so weighs next to nothing.
 */
export function weighedConstant(constant: Constant, free: PhotometricFit['free']): Constant {
  const stated = Math.max(constant.uncertainty ?? usualZeropointError, leastError);
  if (free === null) return { ...constant, uncertainty: stated };
  const { value, total } = free.zeropoint;
  const beyond = (constant.value - value) ** 2 - total ** 2;
  return { ...constant, uncertainty: Math.sqrt(Math.max(stated ** 2, beyond)) };
}

/** A constant that the stars of the set contradict, whatever is applied. */
export function doubtfulConstant(fit: PhotometricFit): Problem[] {
  const { defaultZeropoint: constant, free, applied, band } = fit;
  if (free === null) return [];
  const { value, total } = free.zeropoint;
  const error = Math.hypot(
    total,
    constant.uncertainty ?? usualZeropointError,
    fit.compat === 'nsnsd' ? untoldByOldFit : 0,
  );
  if (Math.abs(constant.value - value) <= doubtLimit * error) return [];
  return [
    problem('default-zeropoint-doubtful', "the stars contradict the camera's zeropoint", {
      file: setOf(fit),
      found: `${constant.value.toFixed(3)} mag in ${band} (${constant.origin})`,
      expected: `about ${value.toFixed(3)} mag, as its stars give`,
      hint:
        `The map is made with ${applied.zeropointMag.toFixed(3)} mag (${applied.origin}); ` +
        `${fit.fixed === null ? '' : 'extinction-fixed rests on the doubtful value. '}Correct it in the file list or cameras.json, ` +
        'or look for dirt on the lens, another filter, another gain.',
    }),
  ];
}

/** A set as messages name it. */
export const setOf = ({ night, set, band }: Pick<PhotometricFit, 'night' | 'set' | 'band'>) =>
  `${night} set ${set} ${band}`;
