import type { Fitted, PhotometricFit } from '@nightskies/contracts';
import { median } from '@nightskies/pixels';
import type { FramePhotometry } from '../measured-stars.js';
import { countedByFrame, type CloudSearch } from './clouded-frames.js';
import { clusteredCovariance } from './clustered-covariance.js';
import { familyTail } from './distributions.js';
import { fitModel, startParameters, type FittedModel } from './linear-model.js';
import { columnCount, columnOf, gatherMeasurements, type Measurements } from './measurements.js';
import { residualsOf, type Residuals } from './residual-maps.js';
import { searchNight } from './night-search.js';
import { smoothTests } from './smooth-conditions.js';
import { apertureError, fittedNumber, systematicsOf } from './systematics.js';

export interface FitOptions {
  /** Zeropoint of the fixed fit, and its error where known. */
  readonly defaultZeropoint: { readonly value: number; readonly uncertainty: number | null };
  /** Colour term of the camera, for sets with too few stars to fit one. */
  readonly colourTerm?: { readonly value: number; readonly uncertainty: number };
}

/** The fit with free zeropoint; `covariance` of the random parts, in the order of the terms, 4 x 4. */
export interface FreeFit {
  readonly zeropoint: Fitted;
  readonly extinction: Fitted;
  readonly colourTerm: Fitted;
  readonly fieldTerm: Fitted;
  readonly covariance: number[];
  readonly scatterMag: number;
}

/** What a band of a set tells; the fields are those of the `photometric-fit` document. */
export interface ExtinctionFit extends Pick<
  PhotometricFit,
  'airmassRange' | 'fixed' | 'measurements' | 'reason' | 'photometric' | 'conditions' | 'frames'
> {
  readonly free: FreeFit | null;
  /** Each measurement that was offered to the fit, for residual maps and star tables. */
  readonly residuals: Residuals;
}

/** The fields below need so many stars: all four terms, zeropoint and extinction, extinction alone. */
export const fewestStars = { allTerms: 15, twoTerms: 6, extinction: 3 } as const;
/** Airmasses spread over less than this tell a zeropoint from extinction too badly. */
export const leastAirmassSpread = 0.3;
/** A frame whose stars are this many times as wide as those of the others is out of focus. */
const outOfFocusFrom = 1.5;
/** The field term is held at 1 to this. */
const fieldTermError = 0.1;
const usualColourTerm = { value: 0.04, uncertainty: 0.03 };

const freeColumns = ['zeropoint', 'extinction', 'colour', 'field'] as const;

/** Why a frame is not offered to the fit at all; null when it is. */
function refusals(frames: readonly FramePhotometry[]): (string | null)[] {
  const widths = frames.map(({ stars, failure }) => {
    const usable: number[] = [];
    for (let i = 0; i < stars.count; i += 1) {
      if (stars.flags[i] === 0 && stars.sigmaPx[i] > 0) usable.push(stars.sigmaPx[i]);
    }
    return failure !== null || usable.length < 5 ? null : median(usable);
  });
  const known = widths.filter((width) => width !== null);
  const usual = known.length < 3 ? null : median(known);
  return frames.map(({ failure, middleJdUtc, exposureSeconds }, frame) => {
    if (failure !== null) return failure;
    if (!Number.isFinite(middleJdUtc) || !(exposureSeconds > 0)) {
      return 'Its time or its exposure is not known.';
    }
    const width = widths[frame];
    if (width === null || usual === null || width < outOfFocusFrom * usual) return null;
    return (
      `Out of focus: its stars are ${(width / usual).toFixed(1)} times as wide as those of the ` +
      'other frames.'
    );
  });
}

function airmassRange({ airmass, count }: Measurements): [number, number] | null {
  if (count === 0) return null;
  let [low, high] = [Infinity, -Infinity];
  for (const value of airmass) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** Robust scatter of the measurements with weight, mag. */
function scatterOf({ weighing, residual }: FittedModel): number {
  const used: number[] = [];
  residual.forEach((value, i) => {
    if (weighing.robust[i] > 0) used.push(Math.abs(value));
  });
  return used.length === 0 ? 0 : 1.4826 * median(used);
}

interface Plan {
  readonly unknowns: readonly number[];
  readonly held: readonly {
    readonly name: string;
    readonly column: number;
    readonly error: number;
  }[];
}

/** Which terms so many stars over such airmasses can tell; a sentence when none. */
function planFree(
  { stars }: Measurements,
  range: [number, number] | null,
  colour: number,
): Plan | string {
  if (stars === 0 || range === null) return 'No star of the set may be used.';
  if (stars < fewestStars.twoTerms) {
    return (
      `Only ${stars} stars of the set may be used; a zeropoint and an extinction need at least ` +
      `${fewestStars.twoTerms}.`
    );
  }
  if (range[1] - range[0] < leastAirmassSpread) {
    return (
      `The stars lie between airmasses ${range[0].toFixed(2)} and ${range[1].toFixed(2)}; to tell ` +
      `zeropoint from extinction they must spread over at least ${leastAirmassSpread}.`
    );
  }
  if (stars < fewestStars.allTerms) {
    return {
      unknowns: [0, 1],
      held: [
        { name: 'colour-term', column: columnOf('colour'), error: colour },
        { name: 'field-term', column: columnOf('field'), error: fieldTermError },
      ],
    };
  }
  return { unknowns: [0, 1, 2, 3], held: [] };
}

/**
 * Zeropoint, extinction, colour and field term of one band of a set from its measured stars, with
 * random errors clustered by star, systematic ones by name, and tests for clouds.
 *
 *     -2.5 log10(DN/s of all the star's light) = M + c (B-V) + k X - Z + f 2.5 log10(solid angle)
 *
 * Frames that lose light significantly, and frames out of focus, are left out. With fewer than
 * `fewestStars.allTerms` stars the colour term is held at the camera's and the field term at 1; the
 * fit with fixed zeropoint frees extinction, colour and field term together. Never throws for what
 * a night may hold: what cannot be fitted is null, with the reason.
 */
export function fitExtinction(
  frames: readonly FramePhotometry[],
  { defaultZeropoint, colourTerm = usualColourTerm }: FitOptions,
): ExtinctionFit {
  const refused = refusals(frames);
  const measurements = gatherMeasurements(
    frames,
    refused.map((reason) => reason === null),
  );
  const range = airmassRange(measurements);
  const plan = planFree(measurements, range, colourTerm.uncertainty);
  const tests = frames.length + smoothTests;
  const start = startParameters(measurements, { colour: colourTerm.value, zeropoint: null });
  const found =
    typeof plan === 'string' ? undefined : searchNight(measurements, start, plan.unknowns, tests);
  const aperture = apertureError(frames);

  const freeOf = (plan: Plan, { model }: CloudSearch): ExtinctionFit['free'] => {
    const covariance = clusteredCovariance(measurements, model, model.block);
    const systematics = systematicsOf(measurements, model, { aperture, held: plan.held });
    const n = model.block.unknowns.length;
    const numberOf = (column: number) => {
      const at = model.block.unknowns.indexOf(column);
      if (at < 0) {
        const error = plan.held.find((other) => other.column === column)?.error ?? 0;
        return fittedNumber(model.parameters[column], 0, [{ name: 'held', value: error }]);
      }
      return fittedNumber(
        model.parameters[column],
        Math.sqrt(covariance[at * n + at]),
        systematics.map(({ name, shift }) => ({ name, value: shift[at] })),
      );
    };
    const [zeropoint, extinction, colour, field] = freeColumns.map((name) =>
      numberOf(columnOf(name)),
    );
    return {
      zeropoint,
      extinction,
      colourTerm: colour,
      fieldTerm: field,
      covariance: freeColumns.flatMap((_, a) =>
        freeColumns.map((_, b) => {
          const [p, q] = [model.block.unknowns.indexOf(a), model.block.unknowns.indexOf(b)];
          return p < 0 || q < 0 ? 0 : covariance[p * n + q];
        }),
      ),
      scatterMag: scatterOf(model),
    };
  };

  const fixedOf = (): ExtinctionFit['fixed'] => {
    if (measurements.stars < fewestStars.extinction) return null;
    const all = measurements.stars >= fewestStars.allTerms;
    const from = Float64Array.from(found?.model.parameters ?? start);
    from[0] = defaultZeropoint.value;
    const clouded = (found?.clouded ?? []).map((frame) => columnCount + frame);
    const changing = (found?.changes ?? []).flatMap(({ columns }) => columns);
    const unknowns = [...(all ? [1, 2, 3] : [1]), ...changing, ...clouded];
    const model = fitModel(measurements, from, unknowns, 12);
    if (model === undefined) return null;
    const covariance = clusteredCovariance(measurements, model, model.block);
    const held = [
      ...(all
        ? []
        : [
            { name: 'colour-term', column: columnOf('colour'), error: colourTerm.uncertainty },
            { name: 'field-term', column: columnOf('field'), error: fieldTermError },
          ]),
      ...(defaultZeropoint.uncertainty === null
        ? []
        : [{ name: 'zeropoint', column: 0, error: defaultZeropoint.uncertainty }]),
    ];
    const systematics = systematicsOf(measurements, model, { aperture, held });
    return {
      extinction: fittedNumber(
        model.parameters[1],
        Math.sqrt(covariance[0]),
        systematics.map(({ name, shift }) => ({ name, value: shift[0] })),
      ),
      scatterMag: scatterOf(model),
    };
  };

  const conditions: ExtinctionFit['conditions'] = [];
  if (found !== undefined) {
    for (const { kind, frame, value, sigma, tail, sentence } of found.changes) {
      const falseAlarm = familyTail(tail, tests);
      conditions.push({ kind, frame, value, sigma, falseAlarm, sentence });
    }
    for (const frame of found.clouded) {
      const lost = found.losses[frame];
      if (lost === null) continue;
      const { loss, sigma, tail } = lost;
      const stem = frames[frame].frame;
      conditions.push({
        kind: 'cloud-in-frame',
        frame: stem,
        value: loss,
        sigma,
        falseAlarm: familyTail(tail, tests),
        sentence:
          `Stars of ${stem} are ${Math.abs(loss).toFixed(3)} +- ${sigma.toFixed(3)} mag ` +
          `${loss > 0 ? 'fainter' : 'brighter'} than the other frames tell; it is left out of the fit.`,
      });
    }
  }
  const used = found === undefined ? null : countedByFrame(measurements, found.model);
  const offered = new Array<number>(frames.length).fill(0);
  for (const frame of measurements.frame) offered[frame] += 1;
  const clouded = new Set(found?.clouded);
  return {
    airmassRange: found === undefined ? null : range,
    free: found === undefined || typeof plan === 'string' ? null : freeOf(plan, found),
    fixed: fixedOf(),
    measurements: {
      frames: offered.filter((count) => count > 0).length,
      stars: measurements.stars,
      measured: frames.reduce((sum, { stars }) => sum + stars.count, 0),
      used: used?.reduce((sum, count, frame) => sum + (clouded.has(frame) ? 0 : count), 0) ?? 0,
    },
    reason:
      typeof plan === 'string'
        ? plan
        : found === undefined
          ? 'The measurements do not determine zeropoint and extinction.'
          : null,
    photometric: found === undefined ? null : conditions.length === 0,
    conditions,
    frames: frames.map(({ frame, stars }, index) => {
      const lost = found?.losses[index] ?? null;
      const out = clouded.has(index)
        ? 'Loses light against the other frames: left out of the fit.'
        : null;
      return {
        frame,
        lossMag: lost?.loss ?? null,
        sigmaMag: lost?.sigma ?? null,
        used: clouded.has(index) ? 0 : (used?.[index] ?? 0),
        measured: stars.count,
        usable: stars.flags.reduce((sum, flags) => sum + (flags === 0 ? 1 : 0), 0),
        reason:
          refused[index] ??
          out ??
          (offered[index] === 0 ? 'No star of the frame may be used.' : null),
      };
    }),
    residuals: residualsOf(frames, measurements, found?.model ?? null, found?.clouded ?? []),
  };
}
