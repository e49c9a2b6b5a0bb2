import type { Measured } from '@nightskies/contracts';

/** The causes of an error, 1 sigma each, in the unit of the number. */
export interface ErrorParts {
  readonly random: number;
  /** Null when what all cells share is not known. */
  readonly systematic: number | null;
  readonly model: number;
  readonly gaps: number;
}

export const zeropointUnknown = 'the error of the assumed zeropoint or plate scale is not known';

/**
 * A number with its error.
 *
 * @param gap what lacks data, when that is too much for an error to be stated
 */
export function measured(
  unit: string,
  value: number,
  parts: ErrorParts,
  gap: string | null = null,
): Measured {
  if (!Number.isFinite(value)) return unmeasured(unit, gap ?? 'the map has no light there');
  const { random, systematic, model, gaps } = parts;
  if (gap !== null || systematic === null) {
    const reason = [systematic === null ? zeropointUnknown : null, gap].filter(
      (why) => why !== null,
    );
    return { value, uncertainty: null, parts: null, unit, reason: reason.join('; ') };
  }
  const known = { random, systematic, model, gaps };
  const uncertainty = Math.hypot(random, systematic, model, gaps);
  if (!Number.isFinite(uncertainty)) {
    return { value, uncertainty: null, parts: null, unit, reason: 'its error cannot be stated' };
  }
  return { value, uncertainty, parts: known, unit, reason: null };
}

/** A number there is none of. */
export function unmeasured(unit: string, reason: string): Measured {
  return { value: null, uncertainty: null, parts: null, unit, reason };
}

/**
 * A number made from another: value and error by a function and its slope.
 *
 * @param slope absolute change of the new number per unit of the old one
 */
export function derived(
  unit: string,
  from: Measured,
  of: { readonly value: (value: number) => number; readonly slope: (value: number) => number },
  without: string,
): Measured {
  if (from.value === null) return unmeasured(unit, from.reason ?? without);
  const value = of.value(from.value);
  if (!Number.isFinite(value)) return unmeasured(unit, without);
  if (from.parts === null) {
    return { value, uncertainty: null, parts: null, unit, reason: from.reason };
  }
  const slope = Math.abs(of.slope(from.value));
  const { random, systematic, model, gaps } = from.parts;
  return measured(unit, value, {
    random: random * slope,
    systematic: systematic * slope,
    model: model * slope,
    gaps: gaps * slope,
  });
}
