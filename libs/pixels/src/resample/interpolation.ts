/**
 * How a value between pixels is made. All of them return the pixel's own value at its centre and a
 * constant image unchanged: they conserve surface brightness, not flux (for that, `sampleArea`).
 * With f the true function, M the largest absolute derivative named within the support, per px:
 *
 * - `nearest`: the pixel whose square holds the place. Error at most (Mx + My) / 2. No new values:
 *   for classes, flags and pictures of pixels.
 * - `bilinear`: 2 x 2 pixels. Error at most (Mxx + Myy) / 8. Never beyond the values around; blurs.
 * - `bicubic`: 4 x 4 pixels, Keys' cubic convolution with a = -1/2 (Keys 1981, IEEE Trans. ASSP 29,
 *   1153, eq. 15), exact for quadratics. Error at most 0.047 Mxxx + 0.059 Myyy. May overshoot by 7.5 %
 *   of an edge.
 * - `lanczos3`: 6 x 6 pixels, sinc(d) sinc(d / 3) divided by its sum (Duchon 1979, J. Appl. Meteor.
 *   18, 1016). Keeps the finest structure: a wave along an axis comes back to 0.8 % of its amplitude
 *   for periods of 8 px and longer, to 2.5 % for 4 px and longer (bicubic: 1 and 12 %). Exact for
 *   constants only; error at most 0.020 Mx + 0.62 Mxx + 1.55 (0.020 My + 0.62 Myy). Rings beside stars
 *   and saturated pixels, by 12 % of an edge.
 *
 * Where the image has noise of its own the value has less, by up to the root of the sum of squared
 * weights, and neighbours become correlated.
 */
export type Interpolation = 'nearest' | 'bilinear' | 'bicubic' | 'lanczos3';

/** Pixels along an axis that take part. */
export const interpolationTaps: Readonly<Record<Interpolation, number>> = {
  nearest: 1,
  bilinear: 2,
  bicubic: 4,
  lanczos3: 6,
};

/** Weights of the pixels at -1, 0, 1, 2 of Keys' cubic at `t` of 0 to 1. */
export function cubicWeights(t: number, weights: Float64Array): void {
  weights[0] = ((-0.5 * t + 1) * t - 0.5) * t;
  weights[1] = (1.5 * t - 2.5) * t * t + 1;
  weights[2] = ((-1.5 * t + 2) * t + 0.5) * t;
  weights[3] = (0.5 * t - 0.5) * t * t;
}

/** Keys' cubic for the four pixels: factors of the third, second, first and no power of the place. */
export const cubicPowers: readonly number[] = [
  ...[-0.5, 1.5, -1.5, 0.5],
  ...[1, -2.5, 2, -0.5],
  ...[-0.5, 0, 0.5, 0],
  ...[0, 1, 0, 0],
];

/** Weights of the pixels at -2 to 3 of Lanczos-3 at `t` of 0 to 1, of sum 1. */
export function lanczosWeights(t: number, weights: Float64Array): void {
  let sum = 0;
  for (let k = 0; k < 6; k++) {
    const distance = Math.abs(t + 2 - k);
    const angle = Math.PI * distance;
    // At whole distances sinc is 0 or 1: the sine of a rounded multiple of pi is not.
    weights[k] =
      distance === 0
        ? 1
        : Number.isInteger(distance) || distance >= 3
          ? 0
          : (3 * Math.sin(angle) * Math.sin(angle / 3)) / (angle * angle);
    sum += weights[k];
  }
  for (let k = 0; k < 6; k++) weights[k] /= sum;
}

/** Phases per px of `lanczosTable`. */
export const lanczosPhases = 1024;

let table: Float32Array | undefined;

/**
 * The weights of Lanczos-3 at 1025 phases of 0 to 1, rows of eight: six weights and two zeros. Straight
 * lines between them are off by 4.5e-7 at most.
 */
export function lanczosTable(): Float32Array {
  if (table === undefined) {
    table = new Float32Array((lanczosPhases + 1) * 8);
    const weights = new Float64Array(6);
    for (let phase = 0; phase <= lanczosPhases; phase++) {
      lanczosWeights(phase / lanczosPhases, weights);
      table.set(weights, phase * 8);
    }
  }
  return table;
}
