import { lengthOf, type PivotedQr } from './qr.js';

const smallest = 2.2250738585072014e-308;

export interface TrustStep {
  /** Change of the parameters that lowers the linear model. */
  readonly step: Float64Array;
  /** Marquardt's parameter that keeps the scaled step within the radius. */
  readonly damping: number;
}

/**
 * Step of Levenberg and Marquardt within a region: the least-squares solution of J p = f, its scaled
 * length at most a tenth longer than `radius` (Moré 1978, Lecture Notes in Mathematics 630, 105,
 * section 5).
 *
 * @param scale   by which each parameter is measured
 * @param damping of the step before, where the search begins
 */
export function trustStep(
  { upper, pivot, rotated }: PivotedQr,
  scale: Float64Array,
  radius: number,
  damping: number,
): TrustStep {
  const n = scale.length;
  const scaledLength = (step: Float64Array): number => lengthOf(step.map((v, i) => v * scale[i]));
  const newton = newtonStep(upper, pivot, rotated);
  let step = newton.step;
  let scaled = scaledLength(step);
  let excess = scaled - radius;
  if (excess <= 0.1 * radius) return { step, damping: 0 };

  const unitSlope = (): Float64Array =>
    Float64Array.from(pivot, (l) => scale[l] * ((scale[l] * step[l]) / scaled));
  let lowest = 0;
  if (newton.full) {
    const slope = lengthOf(solvedTransposed(upper, unitSlope()));
    lowest = excess / radius / slope / slope;
  }
  const gradient = new Float64Array(n);
  for (let j = 0; j < n; j += 1) {
    let sum = 0;
    for (let i = 0; i <= j; i += 1) sum += upper[i * n + j] * rotated[i];
    gradient[j] = sum / scale[pivot[j]];
  }
  const gradientLength = lengthOf(gradient);
  let highest = gradientLength / radius;
  if (highest === 0) highest = smallest / Math.min(radius, 0.1);
  let parameter = Math.min(Math.max(damping, lowest), highest);
  if (parameter === 0) parameter = gradientLength / scaled;

  for (let round = 1; ; round += 1) {
    if (parameter === 0) parameter = Math.max(smallest, 0.001 * highest);
    const root = Math.sqrt(parameter);
    const damped = dampedFactor(
      upper,
      Float64Array.from(pivot, (l) => root * scale[l]),
      rotated,
    );
    step = newtonStep(damped.upper, pivot, damped.rotated).step;
    scaled = scaledLength(step);
    const before = excess;
    excess = scaled - radius;
    const found =
      Math.abs(excess) <= 0.1 * radius || (lowest === 0 && excess <= before && before < 0);
    if (found || round === 10) return { step, damping: parameter };
    const slope = lengthOf(solvedTransposed(damped.upper, unitSlope()));
    const correction = excess / radius / slope / slope;
    if (excess > 0) lowest = Math.max(lowest, parameter);
    if (excess < 0) highest = Math.min(highest, parameter);
    parameter = Math.max(lowest, parameter + correction);
  }
}

/** R z = right, z back in the order of the parameters; what a singular R leaves open is 0. */
function newtonStep(
  upper: Float64Array,
  pivot: Int32Array,
  right: Float64Array,
): { step: Float64Array; full: boolean } {
  const n = right.length;
  let rank = 0;
  while (rank < n && upper[rank * n + rank] !== 0) rank += 1;
  const solved = new Float64Array(n);
  for (let j = rank - 1; j >= 0; j -= 1) {
    let sum = right[j];
    for (let k = j + 1; k < rank; k += 1) sum -= upper[j * n + k] * solved[k];
    solved[j] = sum / upper[j * n + j];
  }
  const step = new Float64Array(n);
  for (let j = 0; j < n; j += 1) step[pivot[j]] = solved[j];
  return { step, full: rank === n };
}

/** R' z = right. */
function solvedTransposed(upper: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const solved = new Float64Array(n);
  for (let j = 0; j < n; j += 1) {
    let sum = right[j];
    for (let i = 0; i < j; i += 1) sum -= upper[i * n + j] * solved[i];
    solved[j] = sum / upper[j * n + j];
  }
  return solved;
}

/** Factor and rotated right-hand side of R with a diagonal below it, by Givens' rotations. */
function dampedFactor(
  upper: Float64Array,
  diagonal: Float64Array,
  rotated: Float64Array,
): { upper: Float64Array; rotated: Float64Array } {
  const n = diagonal.length;
  const factor = upper.slice();
  const right = rotated.slice();
  for (let j = 0; j < n; j += 1) {
    if (diagonal[j] === 0) continue;
    const row = new Float64Array(n);
    row[j] = diagonal[j];
    let end = 0;
    for (let k = j; k < n; k += 1) {
      if (row[k] === 0) continue;
      const length = Math.hypot(factor[k * n + k], row[k]);
      const cosine = factor[k * n + k] / length;
      const sine = row[k] / length;
      for (let i = k; i < n; i += 1) {
        const above = factor[k * n + i];
        factor[k * n + i] = cosine * above + sine * row[i];
        row[i] = cosine * row[i] - sine * above;
      }
      const above = right[k];
      right[k] = cosine * above + sine * end;
      end = cosine * end - sine * above;
    }
  }
  return { upper: factor, rotated: right };
}
