import { peakSums, type PeakWindow } from '@nightskies/pixels';
import type { StarKernel } from './star-kernel.js';

/** Shift from the peak and height of the Gaussian along one axis; NaN where the fit fails. */
export interface MarginalFit {
  shift: number;
  height: number;
}

/** Constants of the fit along one axis: the kernel's own weighted marginal sums. */
interface Axis {
  readonly count: number;
  readonly sigma: number;
  readonly weight: Float64Array;
  readonly kernel: Float64Array;
  readonly slope: Float64Array;
  readonly distance: Float64Array;
  readonly weightSum: number;
  readonly kernelSum: number;
  readonly kernelSquares: number;
  readonly slopeSum: number;
  readonly slopeSquares: number;
  readonly kernelSlope: number;
}

/** Triangular weights, 1 at the edge. */
function triangle(radius: number): Float64Array {
  return Float64Array.from({ length: 2 * radius + 1 }, (_, k) => radius - Math.abs(k - radius) + 1);
}

function axisOf(kernel: StarKernel, alongX: boolean): Axis {
  const [radius, across] = alongX
    ? [kernel.radiusX, triangle(kernel.radiusY)]
    : [kernel.radiusY, triangle(kernel.radiusX)];
  const count = 2 * radius + 1;
  const weight = triangle(radius);
  const marginal = Float64Array.from({ length: count }, (_, k) =>
    across.reduce((sum, value, j) => {
      const at = alongX ? j * kernel.width + k : k * kernel.width + j;
      return sum + value * kernel.gaussian[at];
    }, 0),
  );
  const slope = marginal.map((value, k) => value * (radius - k));
  const weighted = (value: (k: number) => number) =>
    weight.reduce((sum, w, k) => sum + w * value(k), 0);
  return {
    count,
    sigma: alongX ? kernel.sigmaX : kernel.sigmaY,
    weight,
    kernel: marginal,
    slope,
    // photutils measures this distance towards the first pixel in x and towards the last in y.
    distance: weight.map((_, k) => (alongX ? radius - k : k - radius)),
    weightSum: weighted(() => 1),
    kernelSum: weighted((k) => marginal[k]),
    kernelSquares: weighted((k) => marginal[k] ** 2),
    slopeSum: weighted((k) => slope[k]),
    slopeSquares: weighted((k) => slope[k] ** 2),
    kernelSlope: weighted((k) => marginal[k] * slope[k]),
  };
}

function solve(
  axis: Axis,
  data: number,
  dataKernel: number,
  dataSlope: number,
  dataDistance: number,
  fit: MarginalFit,
): void {
  const upper = dataKernel - (data * axis.kernelSum) / axis.weightSum;
  const lower = axis.kernelSquares - axis.kernelSum ** 2 / axis.weightSum;
  if (upper <= 0 || lower <= 0) {
    fit.height = Number.NaN;
    fit.shift = Number.NaN;
    return;
  }
  fit.height = upper / lower;
  const half = axis.count / 2;
  let shift =
    (axis.kernelSlope - (dataSlope - axis.slopeSum * data)) /
    ((fit.height * axis.slopeSquares) / axis.sigma ** 2);
  if (Math.abs(shift) > half) shift = data === 0 ? 0 : dataDistance / data;
  fit.shift = Math.abs(shift) > half ? 0 : shift;
}

/** Size and weights of the window over which a `MarginalFitter` needs its sums. */
export function marginalWindow(kernel: StarKernel): Omit<PeakWindow, 'mask'> {
  const weightsOf = ({ count, weight, kernel: marginal, slope, distance }: Axis) =>
    Float64Array.from({ length: 4 * count }, (_, at) => {
      const k = at >> 2;
      return weight[k] * [1, marginal[k], slope[k], distance[k]][at & 3];
    });
  return {
    radiusX: kernel.radiusX,
    radiusY: kernel.radiusY,
    weightsX: weightsOf(axisOf(kernel, true)),
    weightsY: weightsOf(axisOf(kernel, false)),
  };
}

/**
 * Fits a Gaussian of the kernel's width to the sums of an image along rows and columns near a
 * pixel: DAOFIND's centroid and the heights behind its second roundness. Arithmetic as in photutils
 * 1.6 (`daofind_marginal_fit`).
 */
export class MarginalFitter {
  readonly x: MarginalFit = { shift: 0, height: 0 };
  readonly y: MarginalFit = { shift: 0, height: 0 };
  readonly #axisX: Axis;
  readonly #axisY: Axis;

  constructor(kernel: StarKernel) {
    this.#axisX = axisOf(kernel, true);
    this.#axisY = axisOf(kernel, false);
  }

  /** Fits from the sums of a peak, which start at `at`; the answers are in `x` and `y`. */
  fit(sums: Float64Array, at: number): void {
    const whole = sums[at + peakSums.whole];
    const [x, y] = [at + peakSums.alongX, at + peakSums.alongY];
    solve(this.#axisX, whole, sums[x], sums[x + 1], sums[x + 2], this.x);
    solve(this.#axisY, whole, sums[y], sums[y + 1], sums[y + 2], this.y);
  }
}
