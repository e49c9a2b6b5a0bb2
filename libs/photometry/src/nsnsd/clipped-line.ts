/** A straight line y = intercept + slope x with what the old clipping left. */
export interface OldLine {
  readonly slope: number;
  readonly intercept: number;
  /** From the covariance of the last pass; null when as many points as unknowns were left. */
  readonly slopeError: number | null;
  /** Null for a fixed intercept as well. */
  readonly interceptError: number | null;
  /** Of every point given, whether the final line uses it. */
  readonly used: readonly boolean[];
}

interface Line {
  readonly slope: number;
  readonly intercept: number;
  readonly slopeError: number | null;
  readonly interceptError: number | null;
}

const passes = 10;
const clip = 3;

/**
 * The fit of the old pipeline (image-stages 6.5): ordinary least squares ten times over, points of 3
 * sigma and more left out after each, never taken back but by the last line, which judges all points
 * anew. Sigma divides by one less than the points. Undefined when a pass has fewer points than
 * unknowns, or points at one abscissa: the old program stopped there (D40).
 *
 * @param fixedIntercept of a fit of the slope alone
 */
export function clippedLine(
  x: readonly number[],
  y: readonly number[],
  fixedIntercept: number | null = null,
): OldLine | undefined {
  let kept = x.map((_, i) => i);
  let line: Line | undefined;
  const residual = ({ slope, intercept }: Line, i: number): number =>
    y[i] - intercept - slope * x[i];
  const isNear = (of: Line, sigma: number, i: number): boolean =>
    Math.abs(residual(of, i)) < clip * sigma;
  for (let pass = 0; pass < passes; pass += 1) {
    const fitted = fitLine(x, y, kept, fixedIntercept);
    if (fitted === undefined) return undefined;
    const sigma = scatter(kept.map((i) => residual(fitted, i)));
    kept = kept.filter((i) => isNear(fitted, sigma, i));
    line = fitted;
  }
  if (line === undefined) return undefined;
  const last = line;
  const sigma = scatter(kept.map((i) => residual(last, i)));
  return { ...last, used: x.map((_, i) => isNear(last, sigma, i)) };
}

/** Root of the sum of squares over one less than their number. */
function scatter(residuals: readonly number[]): number {
  return Math.sqrt(sumOf(residuals.map((value) => value * value)) / (residuals.length - 1));
}

function fitLine(
  x: readonly number[],
  y: readonly number[],
  kept: readonly number[],
  fixedIntercept: number | null,
): Line | undefined {
  const unknowns = fixedIntercept === null ? 2 : 1;
  const count = kept.length;
  if (count < unknowns) return undefined;
  const meanX = fixedIntercept === null ? sumOf(kept.map((i) => x[i])) / count : 0;
  const meanY = fixedIntercept ?? sumOf(kept.map((i) => y[i])) / count;
  const squares = sumOf(kept.map((i) => (x[i] - meanX) ** 2));
  if (!(squares > 0)) return undefined;
  const slope = sumOf(kept.map((i) => (x[i] - meanX) * (y[i] - meanY))) / squares;
  const intercept = meanY - slope * meanX;
  const left = sumOf(kept.map((i) => (y[i] - intercept - slope * x[i]) ** 2));
  const variance = count > unknowns ? left / (count - unknowns) : null;
  return {
    slope,
    intercept,
    slopeError: variance === null ? null : Math.sqrt(variance / squares),
    interceptError:
      variance === null || fixedIntercept !== null
        ? null
        : Math.sqrt(variance * (1 / count + meanX ** 2 / squares)),
  };
}

export function sumOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
