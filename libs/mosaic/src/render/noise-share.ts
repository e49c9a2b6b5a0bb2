import {
  cubicWeights,
  interpolationTaps,
  lanczosWeights,
  type Interpolation,
} from '@nightskies/pixels';

const phases = 1024;

/**
 * Part of the error of independent pixels that an interpolated value has, along one axis: the root of
 * the sum of the squared weights, a table of 1024 phases from a pixel's centre to that of the next.
 */
export function noiseShares(interpolation: Interpolation): Float64Array {
  const weights = new Float64Array(interpolationTaps[interpolation]);
  return Float64Array.from({ length: phases }, (_, phase) => {
    writeWeights(interpolation, phase / phases, weights);
    return Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0));
  });
}

function writeWeights(interpolation: Interpolation, phase: number, weights: Float64Array): void {
  switch (interpolation) {
    case 'nearest':
      weights[0] = 1;
      return;
    case 'bilinear':
      weights[0] = 1 - phase;
      weights[1] = phase;
      return;
    case 'bicubic':
      cubicWeights(phase, weights);
      return;
    case 'lanczos3':
      lanczosWeights(phase, weights);
  }
}

/**
 * The share of the mean over a square of an area in px, averaged over where its sides fall: of a side
 * s the mean of the summed squares of overlaps over s^2, 1 - s / 3 up to one px, (s - 1/3) / s^2 beyond.
 */
export function areaNoiseShare(areaPx: number): number {
  const side = Math.sqrt(areaPx);
  return side < 1 ? 1 - side / 3 : (side - 1 / 3) / areaPx;
}
