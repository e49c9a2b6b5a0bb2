import { RowsOfTerms, type QuadraticForm } from '@nightskies/pixels';
import type { ComponentMaps } from '../components/natural-components.js';
import type { ObservedSky } from '../observed-sky.js';
import { covarianceNames, farPlace, firstUnseenPlace, zeropointPlace } from './covariance.js';
import { forEachCell, naturalOfCell } from './natural-model.js';
import { vectorOf, type NaturalSkyParameters } from './parameters.js';
import { structureAt } from './structure.js';
import { unseenLight } from './unseen-light.js';

/** What the errors of a model follow from: a fit, or its document read back. */
export interface FittedErrors {
  readonly parameters: NaturalSkyParameters;
  readonly covariance: { readonly values: ArrayLike<number> };
  readonly structure: { readonly fraction: readonly number[] };
}

/**
 * 1 sigma of the natural model, nL: the covariance of its parameters (with zeropoint and map errors)
 * and the structure of the sky the model does not have. NaN where the model is.
 */
export function naturalModelSigma(
  components: ComponentMaps,
  sky: ObservedSky,
  fit: FittedErrors,
): Float32Array {
  return modelErrors(components, sky, fit, unlit(sky)).natural;
}

/**
 * 1 sigma of the artificial light, observed less natural, nL: random noise, the natural model, and
 * the zeropoint. The zeropoint makes the observed light and, through the fit, the natural model
 * brighter together: what is left of it is less than the sum of squares of both.
 *
 * @param observed nL, on the grid of `sky`
 * @param random 1 sigma of the noise, nL, on the same grid
 */
export function artificialSigma(
  components: ComponentMaps,
  sky: ObservedSky,
  fit: FittedErrors,
  observed: Float32Array,
  random: Float32Array,
): Float32Array {
  const sigma = modelErrors(components, sky, fit, observed).rest;
  for (let i = 0; i < sigma.length; i += 1) sigma[i] = Math.hypot(sigma[i], random[i]);
  return sigma;
}

/**
 * 1 sigma of a sum of artificial light over cells, such as an illuminance: what the cells share
 * (parameters, maps, zeropoint) added up before it is squared, the structure of the sky as many
 * independent patches.
 *
 * @param weights of each cell in the sum; 0 or NaN: not in it
 * @returns in nL times the unit of the weights
 */
export function artificialSumSigma(
  components: ComponentMaps,
  sky: ObservedSky,
  fit: FittedErrors & { readonly residuals: { readonly independentPatches: number } },
  observed: Float32Array,
  weights: Float32Array,
): number {
  const { parameters, covariance, structure, residuals } = fit;
  const vector = vectorOf(parameters);
  const row = new Float64Array(covarianceNames.length);
  const sum = new Float64Array(covarianceNames.length);
  let structured = 0;
  let cells = 0;
  forEachCell(components, sky, parameters.airglowReferenceJdUtc, (index, cell, altitudeDeg) => {
    const weight = weights[index];
    if (!(Math.abs(weight) > 0) || !Number.isFinite(observed[index])) return;
    const natural = naturalOfCell(cell, vector, row);
    unseenLight(cell, row, firstUnseenPlace);
    row[zeropointPlace] = -observed[index];
    for (let i = 0; i < row.length; i += 1) sum[i] += weight * row[i];
    structured += (weight * structureAt(structure.fraction, altitudeDeg) * natural) ** 2;
    cells += 1;
  });
  let variance = structured * Math.max(1, cells / Math.max(1, residuals.independentPatches));
  for (let i = 0; i < sum.length; i += 1) {
    for (let j = 0; j < sum.length; j += 1) {
      variance += sum[i] * covariance.values[i * sum.length + j] * sum[j];
    }
  }
  return Math.sqrt(variance);
}

/** A sky without any light that scales with the zeropoint. */
function unlit({ grid }: ObservedSky): Float32Array {
  return new Float32Array(grid.columns * grid.rows);
}

/** Errors of one model, 1 sigma, nL: of its light, and of what is left when that is taken away. */
export interface ModelErrors {
  readonly natural: Float32Array;
  /** Without the random noise of the observed light; see `artificialSigma`. */
  readonly rest: Float32Array;
}

/**
 * `naturalModelSigma`, and `artificialSigma` of a map without noise, in one pass over the cells.
 *
 * @param observed nL, on the grid of `sky`
 */
export function modelErrors(
  components: ComponentMaps,
  sky: ObservedSky,
  { parameters, covariance, structure }: FittedErrors,
  observed: Float32Array,
): ModelErrors {
  const { columns, rows } = sky.grid;
  const errors = {
    natural: new Float32Array(columns * rows).fill(NaN),
    rest: new Float32Array(columns * rows).fill(NaN),
  };
  const vector = vectorOf(parameters);
  const row = new Float64Array(covarianceNames.length);
  const places = placesWithError(covariance.values);
  const cells = new RowsOfTerms(columns, formOf(covariance.values, places));
  const { terms, start } = cells;
  let first = -1;
  let fraction = 0;
  const finishRow = (): void => {
    const { all, others } = cells.roots();
    errors.natural.set(others, first);
    errors.rest.set(all, first);
  };
  forEachCell(components, sky, parameters.airglowReferenceJdUtc, (index, cell, altitudeDeg) => {
    const column = index % columns;
    if (index - column !== first) {
      if (first >= 0) finishRow();
      first = index - column;
      fraction = structureAt(structure.fraction, altitudeDeg);
      // Cells that are not visited have no model, and no error.
      start.fill(NaN);
    }
    const natural = naturalOfCell(cell, vector, row);
    unseenLight(cell, row, firstUnseenPlace);
    row[zeropointPlace] = -observed[index];
    for (let i = 0; i < places.length; i += 1) terms[i][column] = row[places[i]];
    start[column] = (fraction * natural) ** 2;
  });
  if (first >= 0) finishRow();
  return errors;
}

/** Places of the numbers that have an error; the far glow is no part of the natural model. */
function placesWithError(covariance: ArrayLike<number>): Int32Array {
  const count = covarianceNames.length;
  return Int32Array.from(
    covarianceNames
      .map((_, place) => place)
      .filter((place) => place !== farPlace && covariance[place * (count + 1)] > 0),
  );
}

/** The covariance of the numbers at `places`; of the natural light alone the zeropoint is no part. */
function formOf(covariance: ArrayLike<number>, places: Int32Array): QuadraticForm {
  const count = covarianceNames.length;
  const packed: number[] = [];
  places.forEach((i, k) => {
    for (const j of places.subarray(0, k + 1)) {
      packed.push((i === j ? 1 : 2) * covariance[i * count + j]);
    }
  });
  const zeropoint = places.indexOf(zeropointPlace);
  return {
    count: places.length,
    packed: Float64Array.from(packed),
    apart: zeropoint < 0 ? places.length : zeropoint,
  };
}
