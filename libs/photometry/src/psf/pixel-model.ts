import { isMoffat, isRound, shapeUnknowns, type StarProfile } from './star-profile.js';

/** Points and weights of Gauss and Legendre's rule over a pixel's side, -0.5 to 0.5. */
export interface PixelRule {
  readonly at: readonly number[];
  readonly weight: readonly number[];
}

const outer3 = Math.sqrt(0.6) / 2;
const inner5 = Math.sqrt(5 - 2 * Math.sqrt(10 / 7)) / 6;
const outer5 = Math.sqrt(5 + 2 * Math.sqrt(10 / 7)) / 6;
const innerWeight5 = (322 + 13 * Math.sqrt(70)) / 1800;
const outerWeight5 = (322 - 13 * Math.sqrt(70)) / 1800;

/** The light at the centre of a pixel stands for all of it. */
export const pixelCentre: PixelRule = { at: [0], weight: [1] };

const threePoints: PixelRule = { at: [-outer3, 0, outer3], weight: [5 / 18, 8 / 18, 5 / 18] };
const fivePoints: PixelRule = {
  at: [-outer5, -inner5, 0, inner5, outer5],
  weight: [outerWeight5, innerWeight5, 64 / 225, innerWeight5, outerWeight5],
};

/** Rule that adds the light of a star of that width up over a pixel to about 1e-4 of its peak. */
export function pixelRule(fwhmMinorPx: number): PixelRule {
  return fwhmMinorPx < 1.8 ? fivePoints : threePoints;
}

/**
 * The light of a star of flux 1 that falls on the pixel at (u, v) from it. `slopes` is filled with what
 * it changes by with x, y and the unknowns of the shape.
 */
export type PixelLight = (u: number, v: number, slopes: Float64Array) => number;

export function pixelLight(profile: StarProfile, { at, weight }: PixelRule): PixelLight {
  const moffat = isMoffat(profile.kind);
  const round = isRound(profile.kind);
  const { q } = profile;
  const [p, r] = [Math.exp(profile.logP), Math.exp(profile.logR)];
  const betaLess1 = moffat ? Math.exp(profile.logBetaLess1) : NaN;
  const peak = moffat ? (p * r * betaLess1) / Math.PI : (p * r) / (2 * Math.PI);
  const last = 1 + shapeUnknowns(profile.kind);
  return (u, v, slopes) => {
    slopes.fill(0);
    let light = 0;
    for (let j = 0; j < at.length; j += 1) {
      const dv = v + at[j];
      const second = r * dv;
      for (let i = 0; i < at.length; i += 1) {
        const du = u + at[i];
        const first = p * du + q * dv;
        const distance = first * first + second * second;
        let here = weight[i] * weight[j] * peak;
        // The light falls by this times w for a step of w.
        let fall: number;
        if (moffat) {
          const log = Math.log1p(distance);
          here *= Math.exp(-(1 + betaLess1) * log);
          fall = (2 * here * (1 + betaLess1)) / (1 + distance);
          slopes[last] += here * (1 - betaLess1 * log);
        } else {
          here *= Math.exp(-0.5 * distance);
          fall = here;
        }
        light += here;
        slopes[0] += fall * first * p;
        slopes[1] += fall * (first * q + second * r);
        if (round) {
          slopes[2] += 2 * here - fall * distance;
        } else {
          slopes[2] += here - fall * first * p * du;
          slopes[3] -= fall * first * dv;
          slopes[4] += here - fall * second * second;
        }
      }
    }
    return light;
  };
}
