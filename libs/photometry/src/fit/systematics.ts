import type { Fitted } from '@nightskies/contracts';
import { median } from '@nightskies/pixels';
import type { FramePhotometry } from '../measured-stars.js';
import { testUnknown } from './added-column.js';
import { columnOf, magPerRelative, type Measurements } from './measurements.js';
import type { FittedModel } from './linear-model.js';

/** Shift of every unknown of a fit by one cause, 1 sigma, with its sign. */
export interface Systematic {
  readonly name: string;
  readonly shift: Float64Array;
}

/**
 * Relative error of all light by what apertures lose: of the wings beyond the growth curve, common to
 * all frames as the wings are the camera's, and of the curve at the aperture's radius, whose error
 * averages out over as many curves as are different: a set measured with one curve has its error.
 */
export function apertureError(frames: readonly FramePhotometry[]): number {
  const wings: number[] = [];
  const curves: number[] = [];
  const different = new Set<number>();
  for (const { growth, apertureRadiusPx, failure } of frames) {
    if (growth === null || failure !== null) continue;
    const beyond = growth.radiusPx.findIndex((radius) => radius >= apertureRadiusPx);
    const at = beyond < 0 ? growth.radiusPx.length - 1 : beyond;
    const fraction = growth.fraction[at];
    if (!(fraction > 0)) continue;
    wings.push(growth.wingsError / fraction);
    curves.push(growth.fractionError[at] / fraction);
    different.add(fraction);
  }
  if (wings.length === 0) return 0;
  return Math.hypot(median(wings), median(curves) / Math.sqrt(different.size));
}

/** Extinction of a clear night changes by about so much, mag per airmass and hour. */
const usualChange = 0.02;

export interface SystematicCauses {
  /** Relative error of the aperture correction. */
  readonly aperture: number;
  /** 1 sigma errors of held columns, by column; a colour term from the camera, a default zeropoint. */
  readonly held: readonly {
    readonly name: string;
    readonly column: number;
    readonly error: number;
  }[];
}

/**
 * Systematic errors of a fit, as shifts of its unknowns.
 *
 * - `sky-estimator`: the background under the stars is off by the same amount in all frames. Its
 *   size is what the stars tell: light in the aperture that bright and faint stars share alike is
 *   fitted, and its value and its error together count.
 * - `aperture-loss`: error of the part of the light outside the aperture.
 * - `field-term`: the correction for the pixel's solid angle has another shape than the flat: a
 *   square of it is fitted, and its value and its error together count.
 * - `extinction-in-time`: extinction that changes too little to be reported, and frames that were
 *   taken from low to high. What the stars tell of the change counts as the others do, taken
 *   together with how little it is on a clear night. Not where the fit has freed the change.
 * - `airmass-formula`: the formula replaced by another (Kasten and Young 1989, or Pickering 2002).
 */
export function systematicsOf(
  measurements: Measurements,
  model: FittedModel,
  { aperture, held }: SystematicCauses,
): Systematic[] {
  const systematics: Systematic[] = [];
  const { unknowns } = model.block;
  const shiftBy = (
    name: string,
    unknown: number,
    size: (tested: { value: number; sigma: number }) => number,
  ): void => {
    const tested = testUnknown(measurements, model, model.block, unknown);
    if (tested === undefined) return;
    const by = size(tested);
    systematics.push({ name, shift: tested.shift.map((shift) => shift * by) });
  };
  // The fit leaves the term at 0: it is off by the value found, give or take its error.
  const offBy = ({ value, sigma }: { value: number; sigma: number }): number =>
    Math.hypot(value, sigma);
  shiftBy('sky-estimator', columnOf('sky'), offBy);
  const lost = magPerRelative * aperture;
  const zeropointAt = unknowns.indexOf(0);
  if (zeropointAt < 0) shiftBy('aperture-loss', 0, () => lost);
  else {
    const shift = new Float64Array(unknowns.length);
    shift[zeropointAt] = lost;
    systematics.push({ name: 'aperture-loss', shift });
  }
  shiftBy('field-term', columnOf('fieldSquared'), offBy);
  if (!unknowns.includes(columnOf('time'))) {
    shiftBy('extinction-in-time', columnOf('time'), ({ value, sigma }) => {
      const told = usualChange ** 2 / (usualChange ** 2 + sigma ** 2);
      return Math.hypot(told * value, Math.sqrt(told) * sigma);
    });
  }
  shiftBy(
    'airmass-formula',
    columnOf('otherAirmass'),
    () => model.parameters[columnOf('extinction')],
  );
  for (const { name, column, error } of held) shiftBy(name, column, () => error);
  return systematics;
}

/** A fitted number with its errors put together. */
export function fittedNumber(
  value: number,
  random: number,
  systematic: readonly { readonly name: string; readonly value: number }[],
): Fitted {
  const sizes = systematic.map(({ name, value: size }) => ({ name, value: Math.abs(size) }));
  return {
    value,
    random,
    systematic: sizes,
    total: Math.hypot(random, ...sizes.map(({ value: size }) => size)),
  };
}
