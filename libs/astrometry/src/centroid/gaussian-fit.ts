import {
  leastSquares,
  type CentroidNoise,
  type Image,
  type LeastSquares,
} from '@nightskies/pixels';

const sigmaPerFwhm = 1 / (2 * Math.sqrt(2 * Math.log(2)));

export interface GaussianFit {
  /** Position, the first pixel's centre at (0, 0). */
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly sky: number;
  readonly fwhmMajorPx: number;
  readonly fwhmMinorPx: number;
  /** Of the major axis, from +x towards +y, -90 to 90 degrees. */
  readonly thetaDeg: number;
  /** Volume of the Gaussian, in units of the image. */
  readonly flux: number;
  /** Standard errors from photon and background noise, px. */
  readonly sigmaX: number;
  readonly sigmaY: number;
  /**
   * Covariance of height, x, y, sky and, when the shape is free, the three coefficients p, q, r of
   * exp(-(p u^2 + 2 q u v + r v^2) / 2), row by row.
   */
  readonly covariance: Float64Array;
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly converged: boolean;
}

export interface GaussianFitOptions extends CentroidNoise {
  /** Expected width of the star as it appears, px. */
  readonly fwhmPx: number;
  /** `fixed`: a round star of the expected width, better for faint ones. Default `free`. */
  readonly shape?: 'free' | 'fixed';
  /** Pixels within this distance of the start are fitted; default 1.5 FWHM, at least 2.5 px. */
  readonly radiusPx?: number;
}

interface Sample {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly weight: number;
}

function samplesAround(
  { width, height, data }: Image,
  x: number,
  y: number,
  { fwhmPx, noise, gain, radiusPx }: GaussianFitOptions,
): Sample[] {
  const radius = radiusPx ?? Math.max(2.5, 1.5 * fwhmPx);
  const samples: Sample[] = [];
  const lastRow = Math.min(height - 1, Math.floor(y + radius));
  const lastColumn = Math.min(width - 1, Math.floor(x + radius));
  for (let row = Math.max(0, Math.ceil(y - radius)); row <= lastRow; row += 1) {
    for (let column = Math.max(0, Math.ceil(x - radius)); column <= lastColumn; column += 1) {
      const value = data[row * width + column];
      if (Math.hypot(column - x, row - y) > radius || !Number.isFinite(value)) continue;
      const photons = gain === undefined ? 0 : Math.max(value, 0) / gain;
      samples.push({ x: column - x, y: row - y, value, weight: 1 / (noise * noise + photons) });
    }
  }
  return samples;
}

function gaussianProblem(samples: readonly Sample[], shape: 'free' | 'fixed', fixed: number) {
  const n = shape === 'free' ? 7 : 4;
  const slope = new Float64Array(n);
  const problem: LeastSquares = {
    accumulate(parameters, normal, gradient) {
      const [height, x, y, sky] = parameters;
      const [p, q, r] = shape === 'free' ? parameters.subarray(4) : [fixed, 0, fixed];
      let sum = 0;
      for (const sample of samples) {
        const u = sample.x - x;
        const v = sample.y - y;
        const unit = Math.exp(-0.5 * (p * u * u + 2 * q * u * v + r * v * v));
        const model = height * unit;
        slope[0] = unit;
        slope[1] = model * (p * u + q * v);
        slope[2] = model * (q * u + r * v);
        slope[3] = 1;
        if (shape === 'free') {
          slope[4] = -0.5 * model * u * u;
          slope[5] = -model * u * v;
          slope[6] = -0.5 * model * v * v;
        }
        const residual = sample.value - model - sky;
        sum += sample.weight * residual * residual;
        for (let i = 0; i < n; i += 1) {
          const scaled = sample.weight * slope[i];
          gradient[i] += scaled * residual;
          for (let j = 0; j < n; j += 1) normal[i * n + j] += scaled * slope[j];
        }
      }
      return sum;
    },
  };
  return problem;
}

/**
 * Least-squares fit of a two-dimensional Gaussian on a level to the pixels around a star, with
 * covariance. The Gaussian is taken at the pixel centres, so its width includes that of a pixel.
 * Pixels without a value are left out. Undefined when too few pixels are left.
 *
 * @param x, y where to start, within about one FWHM
 */
export function fitGaussian(
  source: Image,
  x: number,
  y: number,
  options: GaussianFitOptions,
): GaussianFit | undefined {
  const shape = options.shape ?? 'free';
  const samples = samplesAround(source, x, y, options);
  const n = shape === 'free' ? 7 : 4;
  if (samples.length <= n) return undefined;
  const sharp = 1 / (options.fwhmPx * sigmaPerFwhm) ** 2;
  const values = samples.map(({ value }) => value);
  const sky = Math.min(...values);
  const start = [Math.max(...values) - sky, 0, 0, sky];
  const fit = leastSquares(
    gaussianProblem(samples, shape, sharp),
    Float64Array.from(shape === 'free' ? [...start, sharp, 0, sharp] : start),
  );
  const [height, dx, dy, level] = fit.parameters;
  const [p, q, r] = shape === 'free' ? fit.parameters.subarray(4) : [sharp, 0, sharp];
  const determinant = p * r - q * q;
  const middle = (p + r) / 2;
  const spread = Math.hypot((p - r) / 2, q);
  const inside = Math.hypot(dx, dy) <= options.fwhmPx + 1;
  return {
    x: x + dx,
    y: y + dy,
    height,
    sky: level,
    fwhmMajorPx: 1 / (sigmaPerFwhm * Math.sqrt(middle - spread)),
    fwhmMinorPx: 1 / (sigmaPerFwhm * Math.sqrt(middle + spread)),
    thetaDeg: (Math.atan2(-2 * q, r - p) * 90) / Math.PI,
    flux: (2 * Math.PI * height) / Math.sqrt(determinant),
    sigmaX: Math.sqrt(fit.covariance[n + 1]),
    sigmaY: Math.sqrt(fit.covariance[2 * n + 2]),
    covariance: fit.covariance,
    chiSquare: fit.chiSquare,
    degreesOfFreedom: samples.length - n,
    converged: fit.converged && inside && height > 0 && determinant > 0 && middle > 0,
  };
}
