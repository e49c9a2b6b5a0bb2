import { NightSkiesError, problem } from '@nightskies/contracts';

/** sigma = FWHM * this, for a Gaussian. */
export const sigmaPerFwhm = 1 / (2 * Math.sqrt(2 * Math.log(2)));

export interface StarKernelOptions {
  /** Full width at half maximum of the major axis, px. */
  readonly fwhmPx: number;
  /** Minor to major axis, above 0, at most 1. */
  readonly ratio?: number;
  /** Position angle of the major axis from +x towards +y, degrees. */
  readonly thetaDeg?: number;
  /** Radius at which the Gaussian is cut off, in standard deviations. */
  readonly sigmaRadius?: number;
}

/**
 * A Gaussian lowered so that its sum is 0: convolved with an image it gives the height of the best
 * fitting Gaussian on a flat background at every pixel (Stetson 1987, PASP 99, 191, eq. 1-2).
 * All planes are `width` x `height`, row by row, the centre at (radiusX, radiusY).
 */
export interface StarKernel {
  readonly radiusX: number;
  readonly radiusY: number;
  readonly width: number;
  readonly height: number;
  readonly sigmaX: number;
  readonly sigmaY: number;
  /** 1 where the kernel is, 0 elsewhere; `pixels` of them. */
  readonly mask: Uint8Array;
  readonly pixels: number;
  /** The Gaussian with height 1, not cut off. */
  readonly gaussian: Float64Array;
  readonly weights: Float64Array;
  /** Standard deviation of the fitted height for unit noise per pixel. */
  readonly relativeError: number;
}

function refuse(parameter: string, found: number, expected: string): never {
  throw new NightSkiesError(
    problem('detection-parameter', `detection: ${parameter} cannot be used`, {
      found: `${found}`,
      expected,
      hint: `Choose ${parameter} within that range.`,
    }),
  );
}

/**
 * The kernel of DAOFIND, by the rules of photutils 1.6: pixels within `sigmaRadius` standard
 * deviations of the centre, and always those within 2 px.
 *
 * @throws NightSkiesError `detection-parameter`
 */
export function starKernel(options: StarKernelOptions): StarKernel {
  const { fwhmPx, ratio = 1, thetaDeg = 0, sigmaRadius = 1.5 } = options;
  if (!(fwhmPx > 0 && fwhmPx <= 100)) refuse('fwhmPx', fwhmPx, 'above 0, at most 100');
  if (!(ratio > 0 && ratio <= 1)) refuse('ratio', ratio, 'above 0, at most 1');
  if (!(sigmaRadius > 0 && sigmaRadius <= 5)) {
    refuse('sigmaRadius', sigmaRadius, 'above 0, at most 5');
  }
  const sigmaX = fwhmPx * sigmaPerFwhm;
  const sigmaY = sigmaX * ratio;
  const theta = (thetaDeg * Math.PI) / 180;
  const [cos, sin] = [Math.cos(theta), Math.sin(theta)];
  const [varianceX, varianceY] = [sigmaX ** 2, sigmaY ** 2];
  const a = cos ** 2 / (2 * varianceX) + sin ** 2 / (2 * varianceY);
  const b = 0.5 * cos * sin * (1 / varianceX - 1 / varianceY);
  const c = sin ** 2 / (2 * varianceX) + cos ** 2 / (2 * varianceY);
  const limit = sigmaRadius ** 2 / 2;
  const determinant = a * c - b ** 2;
  const radiusX = Math.trunc(Math.max(2, Math.sqrt((c * limit) / determinant)));
  const radiusY = Math.trunc(Math.max(2, Math.sqrt((a * limit) / determinant)));
  const width = 2 * radiusX + 1;
  const height = 2 * radiusY + 1;
  const mask = new Uint8Array(width * height);
  const gaussian = new Float64Array(width * height);
  let [pixels, sum, squares] = [0, 0, 0];
  for (let k = 0; k < mask.length; k += 1) {
    const x = (k % width) - radiusX;
    const y = Math.floor(k / width) - radiusY;
    const elliptical = a * x * x + 2 * b * x * y + c * y * y;
    gaussian[k] = Math.exp(-elliptical);
    if (elliptical <= limit || Math.hypot(x, y) <= 2) {
      mask[k] = 1;
      pixels += 1;
      sum += gaussian[k];
      squares += gaussian[k] ** 2;
    }
  }
  const norm = squares - sum ** 2 / pixels;
  return {
    radiusX,
    radiusY,
    width,
    height,
    sigmaX,
    sigmaY,
    mask,
    pixels,
    gaussian,
    weights: gaussian.map((value, k) => (mask[k] * (value - sum / pixels)) / norm),
    relativeError: 1 / Math.sqrt(norm),
  };
}
