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
  const cells = sky.grid.columns * sky.grid.rows;
  const errors = {
    natural: new Float32Array(cells).fill(NaN),
    rest: new Float32Array(cells).fill(NaN),
  };
  const vector = vectorOf(parameters);
  const row = new Float64Array(covarianceNames.length);
  const variances = new ModelVariances(covariance.values);
  let rowAltitudeDeg = NaN;
  let fraction = 0;
  forEachCell(components, sky, parameters.airglowReferenceJdUtc, (index, cell, altitudeDeg) => {
    if (altitudeDeg !== rowAltitudeDeg) {
      rowAltitudeDeg = altitudeDeg;
      fraction = structureAt(structure.fraction, altitudeDeg);
    }
    const natural = naturalOfCell(cell, vector, row);
    unseenLight(cell, row, firstUnseenPlace);
    variances.of(row, observed[index], fraction * natural);
    // Rounding may take a variance of nothing below it.
    errors.natural[index] = Math.sqrt(Math.max(0, variances.natural));
    errors.rest[index] = Math.sqrt(Math.max(0, variances.rest));
  });
  return errors;
}

/** What a covariance makes of the derivatives of one cell after the other. */
class ModelVariances {
  /** Of the natural light, and of the observed light without it. */
  natural = 0;
  rest = 0;
  /** The numbers that have an error; the far glow is no part of the natural model. */
  private readonly places: Int32Array;
  /** Where the zeropoint is among them; their count when it has no error. */
  private readonly zeropoint: number;
  /** Lower triangle of the covariance, twice what is off its diagonal. */
  private readonly packed: Float64Array;
  private readonly terms: Float64Array;

  constructor(covariance: ArrayLike<number>) {
    const count = covarianceNames.length;
    const places = covarianceNames
      .map((_, place) => place)
      .filter((place) => place !== farPlace && covariance[place * count + place] > 0);
    this.places = Int32Array.from(places);
    const zeropoint = places.indexOf(zeropointPlace);
    this.zeropoint = zeropoint < 0 ? places.length : zeropoint;
    this.packed = Float64Array.from(
      places.flatMap((i, k) =>
        places.slice(0, k + 1).map((j) => (i === j ? 1 : 2) * covariance[i * count + j]),
      ),
    );
    this.terms = new Float64Array(places.length);
  }

  /**
   * @param row derivatives in the order of `covarianceNames`
   * @param observed light that scales with the zeropoint, nL
   * @param structured 1 sigma of the structure in the cell, nL
   */
  of(row: Float64Array, observed: number, structured: number): void {
    const { places, zeropoint, packed, terms } = this;
    row[zeropointPlace] = -observed;
    for (let i = 0; i < places.length; i += 1) terms[i] = row[places[i]];
    let variance = structured ** 2;
    let at = 0;
    for (let i = 0; i < zeropoint; i += 1) {
      let sum = 0;
      for (let j = 0; j <= i; j += 1, at += 1) sum += packed[at] * terms[j];
      variance += terms[i] * sum;
    }
    this.natural = variance;
    if (zeropoint === terms.length) {
      this.rest = variance;
      return;
    }
    let sum = 0;
    for (let j = 0; j <= zeropoint; j += 1, at += 1) sum += packed[at] * terms[j];
    let rest = variance + terms[zeropoint] * sum;
    // Of the natural light alone the zeropoint is no part: the same sums without it.
    for (let i = zeropoint + 1; i < terms.length; i += 1) {
      let ofNatural = 0;
      for (let j = 0; j < zeropoint; j += 1, at += 1) ofNatural += packed[at] * terms[j];
      let ofRest = ofNatural + packed[at] * terms[zeropoint];
      at += 1;
      for (let j = zeropoint + 1; j <= i; j += 1, at += 1) {
        const term = packed[at] * terms[j];
        ofNatural += term;
        ofRest += term;
      }
      variance += terms[i] * ofNatural;
      rest += terms[i] * ofRest;
    }
    this.natural = variance;
    this.rest = rest;
  }
}
