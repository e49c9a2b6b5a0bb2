import { median } from '@nightskies/pixels';
import { columnCount, columnOf, magPerRelative, type Measurements } from './measurements.js';
import {
  normalEquations,
  solveBlock,
  type Block,
  type NormalEquations,
} from './normal-equations.js';
import { weigh, type Weighing } from './robust-weights.js';

/** A model fitted to measurements, with all that tests and error estimates need. */
export interface FittedModel {
  /** Of every column of the model, then the loss of every frame (0 for one that is not free), mag. */
  readonly parameters: Float64Array;
  /** The unknowns that were free, and their covariance by the weights. */
  readonly block: Block;
  readonly equations: NormalEquations;
  readonly weighing: Weighing;
  /** Relative light missing against the model, mag (positive: fainter). */
  readonly residual: Float64Array;
}

/** Light predicted and missing, per measurement. */
export function predict(
  { count, columns, light, frame }: Measurements,
  parameters: Float64Array,
  modelLight: Float64Array,
  residual: Float64Array,
): void {
  for (let i = 0; i < count; i += 1) {
    let magnitude = parameters[columnCount + frame[i]];
    for (let a = 0; a < columnCount; a += 1)
      magnitude += columns[i * columnCount + a] * parameters[a];
    modelLight[i] = 10 ** (-0.4 * magnitude);
    residual[i] = magPerRelative * (1 - light[i] / modelLight[i]);
  }
}

/** Parameters to start from: usual extinction, colour as given, and the zeropoint these imply. */
export function startParameters(
  measurements: Measurements,
  { colour, zeropoint }: { readonly colour: number; readonly zeropoint: number | null },
): Float64Array {
  const parameters = new Float64Array(columnCount + measurements.frames);
  parameters[columnOf('extinction')] = 0.2;
  parameters[columnOf('colour')] = colour;
  parameters[columnOf('field')] = 1;
  if (zeropoint !== null) {
    parameters[0] = zeropoint;
    return parameters;
  }
  const implied: number[] = [];
  for (let i = 0; i < measurements.count; i += 1) {
    if (!(measurements.light[i] > 0)) continue;
    let magnitude = 2.5 * Math.log10(measurements.light[i]);
    for (let a = 1; a < 4; a += 1) {
      magnitude += measurements.columns[i * columnCount + a] * parameters[a];
    }
    implied.push(magnitude);
  }
  if (implied.length > 0) parameters[0] = median(implied);
  return parameters;
}

/** Parameters have settled when none moves by more than this share of its error in a step. */
const settled = 0.01;
/**
 * A frame loses no more than this, mag: one that shows no light of its stars would lose ever more, and
 * the error of its loss with it, until the frame seemed to agree with the others.
 */
const deepestLoss = 4;

/**
 * Iteratively reweighted Gauss-Newton fit of relative light. Light, not its logarithm, is compared:
 * scintillation and faint neighbours change the light with a mean of zero, and the mean of the
 * logarithm would be off by half the variance (0.005 mag where the scatter is 10 %).
 *
 * Undefined when the measurements do not determine the unknowns.
 */
export function fitModel(
  measurements: Measurements,
  start: Float64Array,
  unknowns: readonly number[],
  steps: number,
): FittedModel | undefined {
  const parameters = Float64Array.from(start);
  const modelLight = new Float64Array(measurements.count);
  const residual = new Float64Array(measurements.count);
  const needed = 1 + Math.max(0, ...unknowns.filter((unknown) => unknown < columnCount));
  for (let step = 0; ; step += 1) {
    predict(measurements, parameters, modelLight, residual);
    const weighing = weigh(measurements, modelLight, residual);
    const partly = normalEquations(measurements, weighing, residual, needed);
    const block = solveBlock(partly, unknowns);
    if (block === undefined) return undefined;
    const n = unknowns.length;
    const next = unknowns.map((unknown, a) => {
      const moved = parameters[unknown] + block.step[a];
      return unknown < columnCount ? moved : Math.min(deepestLoss, moved);
    });
    const still = unknowns.every((unknown, a) => {
      const change = Math.abs(next[a] - parameters[unknown]);
      return change < settled * Math.sqrt(block.inverse[a * n + a]);
    });
    if (still || step === steps) {
      const equations = normalEquations(measurements, weighing, residual, columnCount);
      return { parameters, block, equations, weighing, residual };
    }
    unknowns.forEach((unknown, a) => {
      parameters[unknown] = next[a];
    });
  }
}
