import type { LeastSquares } from '@nightskies/pixels';
import type { FitStarOptions, FitUnknown } from './fit-star-options.js';
import { pixelCentre, pixelLight, pixelRule } from './pixel-model.js';
import type { StarPixels } from './star-pixels.js';
import {
  isMoffat,
  isRound,
  profileOf,
  shapeUnknowns,
  unknownsOf,
  widthsOf,
  type StarProfile,
} from './star-profile.js';

/** The sums of a star's fit, for weights that are held during one minimisation. */
export class StarProblem implements LeastSquares {
  readonly unknowns: readonly FitUnknown[];
  readonly #pixels: StarPixels;
  readonly #options: FitStarOptions;
  readonly #heldSky: number | null;
  readonly #weight: Float64Array;

  constructor(pixels: StarPixels, options: FitStarOptions, heldSky: number | null) {
    this.#pixels = pixels;
    this.#options = options;
    this.#heldSky = heldSky;
    this.#weight = new Float64Array(pixels.count);
    const { free = 'all', profile } = options;
    const place: FitUnknown[] = free === 'flux' ? [] : ['x', 'y', 'sky'];
    this.unknowns = ['flux', ...place, ...(free === 'all' ? shapeNames(profile) : [])];
  }

  /** Where to start: place and shape as given, with the flux and sky that fit best there. */
  first(): Float64Array {
    const { free = 'all', profile } = this.#options;
    const shape = free === 'all' ? unknownsOf(profile) : [];
    const start = free === 'flux' ? [1] : [1, 0, 0, 0, ...shape];
    const { count, value } = this.#pixels;
    const held = this.#heldSky;
    let [light, square, level, product] = [0, 0, 0, 0];
    this.#eachPixel(Float64Array.from(start), (i, one) => {
      const above = value[i] - (held ?? 0);
      light += one;
      square += one * one;
      level += above;
      product += one * above;
    });
    if (held !== null) return Float64Array.of(product / square);
    const flux = (count * product - light * level) / (count * square - light * light);
    return Float64Array.of(flux, 0, 0, (level - flux * light) / count, ...shape);
  }

  /** Unknowns as numbers, with what is held. */
  stateOf(parameters: Float64Array) {
    const { free = 'all', profile } = this.#options;
    const [flux, x, y, sky] =
      free === 'flux' ? [parameters[0], 0, 0, this.#heldSky ?? 0] : parameters;
    const shape = free === 'all' ? profileOf(profile.kind, parameters.subarray(4)) : profile;
    return { flux, x, y, sky, profile: shape };
  }

  weigh(parameters: Float64Array): void {
    const { sigmaDn, gainElectronsPerDn } = this.#options;
    const { flux } = this.stateOf(parameters);
    this.#eachPixel(parameters, (i, light) => {
      const photons =
        gainElectronsPerDn === undefined ? 0 : Math.max(0, flux * light) / gainElectronsPerDn;
      this.#weight[i] = 1 / (sigmaDn * sigmaDn + photons);
    });
  }

  accumulate(parameters: Float64Array, normal: Float64Array, gradient: Float64Array): number {
    const n = parameters.length;
    const { flux, sky } = this.stateOf(parameters);
    const slope = new Float64Array(n);
    let sum = 0;
    this.#eachPixel(parameters, (i, light, slopes) => {
      slope[0] = light;
      if (n > 1) {
        slope[1] = flux * slopes[0];
        slope[2] = flux * slopes[1];
        slope[3] = 1;
        for (let k = 4; k < n; k += 1) slope[k] = flux * slopes[k - 2];
      }
      const residual = this.#pixels.value[i] - flux * light - sky;
      const weight = this.#weight[i];
      sum += weight * residual * residual;
      for (let a = 0; a < n; a += 1) {
        const scaled = weight * slope[a];
        gradient[a] += scaled * residual;
        for (let b = 0; b <= a; b += 1) normal[a * n + b] += scaled * slope[b];
      }
    });
    for (let a = 0; a < n; a += 1) {
      for (let b = 0; b < a; b += 1) normal[b * n + a] = normal[a * n + b];
    }
    return sum;
  }

  #eachPixel(
    parameters: Float64Array,
    use: (i: number, light: number, slopes: Float64Array) => void,
  ): void {
    const { x, y, profile } = this.stateOf(parameters);
    const rule =
      this.#options.pixels === 'centre'
        ? pixelCentre
        : pixelRule(widthsOf(this.#options.profile).fwhmMinorPx);
    const lightOf = pixelLight(profile, rule);
    const slopes = new Float64Array(2 + shapeUnknowns(profile.kind));
    const { count, u, v } = this.#pixels;
    for (let i = 0; i < count; i += 1) use(i, lightOf(u[i] - x, v[i] - y, slopes), slopes);
  }
}

function shapeNames({ kind }: StarProfile): FitUnknown[] {
  const widths: FitUnknown[] = isRound(kind) ? ['ln p'] : ['ln p', 'q', 'ln r'];
  return isMoffat(kind) ? [...widths, 'ln(beta - 1)'] : widths;
}
