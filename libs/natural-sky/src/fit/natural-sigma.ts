import type { NaturalComponents } from '../components/natural-components.js';
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
  components: NaturalComponents,
  sky: ObservedSky,
  fit: FittedErrors,
): Float32Array {
  return modelSigma(components, sky, fit, () => 0);
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
  components: NaturalComponents,
  sky: ObservedSky,
  fit: FittedErrors,
  observed: Float32Array,
  random: Float32Array,
): Float32Array {
  const sigma = modelSigma(components, sky, fit, (index) => observed[index]);
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
  components: NaturalComponents,
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

/** Error of (observed less) natural light; `observedAt` is the light that scales with the zeropoint. */
function modelSigma(
  components: NaturalComponents,
  sky: ObservedSky,
  { parameters, covariance, structure }: FittedErrors,
  observedAt: (index: number) => number,
): Float32Array {
  const sigma = new Float32Array(sky.grid.columns * sky.grid.rows).fill(NaN);
  const vector = vectorOf(parameters);
  const row = new Float64Array(covarianceNames.length);
  const count = covarianceNames.length;
  // The far glow is no part of the natural model, and numbers held have no error.
  const places = covarianceNames
    .map((_, place) => place)
    .filter((place) => place !== farPlace && covariance.values[place * count + place] > 0);
  const packed = Float64Array.from(
    places.flatMap((i, k) =>
      places.slice(0, k + 1).map((j) => (i === j ? 1 : 2) * covariance.values[i * count + j]),
    ),
  );
  let rowAltitudeDeg = NaN;
  let fraction = 0;
  forEachCell(components, sky, parameters.airglowReferenceJdUtc, (index, cell, altitudeDeg) => {
    if (altitudeDeg !== rowAltitudeDeg) {
      rowAltitudeDeg = altitudeDeg;
      fraction = structureAt(structure.fraction, altitudeDeg);
    }
    const natural = naturalOfCell(cell, vector, row);
    row[zeropointPlace] = -observedAt(index);
    unseenLight(cell, row, firstUnseenPlace);
    let variance = (fraction * natural) ** 2;
    for (let i = 0, at = 0; i < places.length; i += 1) {
      let sum = 0;
      for (let j = 0; j <= i; j += 1, at += 1) sum += packed[at] * row[places[j]];
      variance += row[places[i]] * sum;
    }
    // Rounding may take a variance of nothing below it.
    sigma[index] = Math.sqrt(Math.max(0, variance));
  });
  return sigma;
}
