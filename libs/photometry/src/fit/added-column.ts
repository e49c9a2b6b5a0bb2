import { columnCount, type Measurements } from './measurements.js';
import { addUnknown, shrinkOf, solveBlock, type Block } from './normal-equations.js';
import type { FittedModel } from './linear-model.js';

/** Estimate of an unknown that a fit holds at 0, as if it were freed as well. */
export interface Tested {
  readonly value: number;
  /** Standard error, the larger of that by the weights and that by the residuals clustered by star. */
  readonly sigma: number;
  /** Degrees of freedom of `sigma`: of as many equally important stars, less one. */
  readonly degrees: number;
  /** Change of the block's unknowns per unit of this one. */
  readonly shift: Float64Array;
}

/** An unknown of whose information the others leave less than this share cannot be told from them. */
const leastShare = 1e-8;

/**
 * What freeing a column of the model, or the offset of a frame, would give. `block` must not
 * contain it. Undefined when the measurements do not determine it.
 */
export function testUnknown(
  measurements: Measurements,
  { equations, weighing, residual }: FittedModel,
  block: Block,
  unknown: number,
): Tested | undefined {
  const { value, information, projection } = addUnknown(equations, block, unknown);
  const alone = equations.matrix[unknown * equations.size + unknown];
  if (!(information > leastShare * alone)) return undefined;
  const { stars, starStart, starsOfFrame, frame, columns } = measurements;
  const coefficient = new Float64Array(equations.size);
  const step = new Float64Array(equations.size);
  block.unknowns.forEach((other, a) => {
    coefficient[other] = -projection[a];
    step[other] = block.step[a];
  });
  coefficient[unknown] = 1;
  const active = Array.from({ length: columnCount }, (_, a) => a).filter(
    (a) => coefficient[a] !== 0 || step[a] !== 0,
  );
  // Stars outside a frame enter its offset through the few terms of the model only: by the weights.
  const members =
    unknown < columnCount
      ? Array.from({ length: stars }, (_, j) => j)
      : starsOfFrame[unknown - columnCount];
  let meat = 0;
  let outside = information;
  let shares = 0;
  for (const j of members) {
    let weights = 0;
    let weighted = 0;
    let squares = 0;
    let residuals = 0;
    let products = 0;
    for (let i = starStart[j]; i < starStart[j + 1]; i += 1) {
      const weight = 1 / weighing.own[i];
      if (weight === 0) continue;
      const offset = columnCount + frame[i];
      let v = coefficient[offset];
      let left = residual[i] - step[offset];
      for (let k = 0; k < active.length; k += 1) {
        const a = active[k];
        const column = columns[i * columnCount + a];
        v += column * coefficient[a];
        left -= column * step[a];
      }
      left -= value * v;
      weights += weight;
      weighted += weight * v;
      squares += weight * v * v;
      residuals += weight * left;
      products += weight * v * left;
    }
    if (weights === 0) continue;
    const shrink = shrinkOf(weights, weighing.star[j]);
    const score = products - shrink * weighted * residuals;
    const part = squares - shrink * weighted * weighted;
    const share = Math.min(0.9, part / information);
    outside -= part;
    meat += (score * score) / (1 - share);
    shares += share * share;
  }
  return {
    value,
    sigma: Math.max(
      Math.sqrt(meat + Math.max(0, outside)) / information,
      Math.sqrt(1 / information),
    ),
    degrees: Math.max(1, 1 / shares - 1),
    shift: projection.map((p) => -p),
  };
}

/** The block without one of its unknowns; the same block when it is not in it. */
export function withoutUnknown(model: FittedModel, unknown: number): Block | undefined {
  if (!model.block.unknowns.includes(unknown)) return model.block;
  // Steps of a smaller block start from residuals in which the unknown's own value is still taken off.
  return solveBlock(
    model.equations,
    model.block.unknowns.filter((other) => other !== unknown),
  );
}
