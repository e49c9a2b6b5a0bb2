import {
  directionOf,
  dot,
  tangentFrame,
  unitVector,
  type CameraAxes,
  type UnitVector,
} from '@nightskies/sky';
import type { SetFrameStars } from './set-frame.js';

export interface PictureShape {
  readonly width: number;
  readonly height: number;
}

/** What the stars of one frame say of it, as if its picture were an undistorted one. */
export interface FirstPose {
  /** Of the middle of the picture. */
  readonly axes: CameraAxes;
  readonly focalLengthPx: number;
  /** The sky is seen as in a mirror. */
  readonly mirrored: boolean;
}

const rounds = 8;

/** More stars make a pose no better that is only good to the distortion of the lens. */
const starsAsked = 150;

/** Fewer stars say nothing about a frame that the set could be asked to confirm. */
export const fewestStars = 4;

/**
 * Pose and scale of a frame from its stars alone: a linear map between the array and the plane
 * tangent at the middle of the picture, the plane moved there in a few rounds, stars far off counting
 * less (Cauchy's weights). Good to the distortion of the lens. Null where the stars determine none.
 */
export function firstPose(stars: SetFrameStars, { width, height }: PictureShape): FirstPose | null {
  if (stars.x.length < fewestStars) return null;
  const step = Math.max(1, Math.floor(stars.x.length / starsAsked));
  const count = Math.ceil(stars.x.length / step);
  const half = Math.max(width, height) / 2;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const vectors: UnitVector[] = [];
  const u = new Float64Array(count);
  const v = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    const star = i * step;
    const { azimuthDeg, altitudeDeg } = stars;
    vectors.push(unitVector({ azimuthDeg: azimuthDeg[star], altitudeDeg: altitudeDeg[star] }));
    u[i] = (stars.x[star] - middleX) / half;
    v[i] = (middleY - stars.y[star]) / half;
  }
  const weight = new Float64Array(count).fill(1);
  let centre = vectors.reduce((sum, one) => plus(sum, 1, one));
  let map: PlaneMap | null = null;
  for (let round = 0; round < rounds; round += 1) {
    const { axis, right, up } = tangentFrame(directionOf(centre));
    const xi = new Float64Array(count);
    const eta = new Float64Array(count);
    for (let i = 0; i < count; i += 1) {
      const forward = dot(vectors[i], axis);
      if (!(forward > 0.1)) weight[i] = 0;
      xi[i] = weight[i] > 0 ? dot(vectors[i], right) / forward : 0;
      eta[i] = weight[i] > 0 ? dot(vectors[i], up) / forward : 0;
    }
    map = planeMap(u, v, xi, eta, weight);
    if (map === null) return null;
    const away = new Float64Array(count);
    for (let i = 0; i < count; i += 1) {
      const dXi = xi[i] - valueAt(map.xi, u[i], v[i]);
      const dEta = eta[i] - valueAt(map.eta, u[i], v[i]);
      away[i] = Math.sqrt(dXi * dXi + dEta * dEta);
    }
    const scale = 2 * Math.max(away.toSorted()[count >> 1], 1e-12);
    for (let i = 0; i < count; i += 1) weight[i] = 1 / (1 + (away[i] / scale) ** 2);
    centre = plus(plus(axis, valueAt(map.xi, 0, 0), right), valueAt(map.eta, 0, 0), up);
  }
  if (map === null) return null;
  const { byU: xiU, byV: xiV } = map.xi;
  const { byU: etaU, byV: etaV } = map.eta;
  const determinant = xiU * etaV - xiV * etaU;
  const roll = Math.atan2(etaU - xiV, xiU + etaV);
  const level = tangentFrame(directionOf(centre));
  const [c, s] = [Math.cos(roll), Math.sin(roll)];
  return {
    axes: {
      axis: level.axis,
      right: plus(scaled(level.right, c), s, level.up),
      up: plus(scaled(level.up, c), -s, level.right),
    },
    focalLengthPx: half / Math.sqrt(Math.abs(determinant)),
    mirrored: determinant < 0,
  };
}

/** A linear function of u and v. */
interface Linear {
  readonly constant: number;
  readonly byU: number;
  readonly byV: number;
}

interface PlaneMap {
  readonly xi: Linear;
  readonly eta: Linear;
}

function valueAt({ constant, byU, byV }: Linear, u: number, v: number): number {
  return constant + byU * u + byV * v;
}

function weightedMean(values: Float64Array, weight: Float64Array): number {
  let [sum, total] = [0, 0];
  for (let i = 0; i < values.length; i += 1) {
    sum += weight[i] * values[i];
    total += weight[i];
  }
  return sum / total;
}

/** Weighted least squares of two linear functions of u and v. */
function planeMap(
  u: Float64Array,
  v: Float64Array,
  xi: Float64Array,
  eta: Float64Array,
  weight: Float64Array,
): PlaneMap | null {
  const [u0, v0] = [weightedMean(u, weight), weightedMean(v, weight)];
  const [xi0, eta0] = [weightedMean(xi, weight), weightedMean(eta, weight)];
  let [uu, uv, vv, uXi, vXi, uEta, vEta] = [0, 0, 0, 0, 0, 0, 0];
  for (let i = 0; i < u.length; i += 1) {
    const [a, b, w] = [u[i] - u0, v[i] - v0, weight[i]];
    uu += w * a * a;
    uv += w * a * b;
    vv += w * b * b;
    uXi += w * a * (xi[i] - xi0);
    vXi += w * b * (xi[i] - xi0);
    uEta += w * a * (eta[i] - eta0);
    vEta += w * b * (eta[i] - eta0);
  }
  const determinant = uu * vv - uv * uv;
  if (!(determinant > 1e-9 * uu * vv)) return null;
  const through = (mean: number, alongU: number, alongV: number): Linear => {
    const byU = (vv * alongU - uv * alongV) / determinant;
    const byV = (uu * alongV - uv * alongU) / determinant;
    return { constant: mean - byU * u0 - byV * v0, byU, byV };
  };
  return { xi: through(xi0, uXi, vXi), eta: through(eta0, uEta, vEta) };
}

function scaled({ east, north, up }: UnitVector, factor: number): UnitVector {
  return { east: factor * east, north: factor * north, up: factor * up };
}

function plus(a: UnitVector, factor: number, b: UnitVector): UnitVector {
  return {
    east: a.east + factor * b.east,
    north: a.north + factor * b.north,
    up: a.up + factor * b.up,
  };
}
