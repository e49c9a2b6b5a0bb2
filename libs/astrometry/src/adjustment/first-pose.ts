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

/** Fewer stars say nothing about a frame that the set could be asked to confirm. */
export const fewestStars = 4;

/**
 * Pose and scale of a frame from its stars alone: a linear map between the array and the plane
 * tangent at the middle of the picture, the plane moved there in a few rounds, stars far off counting
 * less (Cauchy's weights). Good to the distortion of the lens. Null where the stars determine none.
 */
export function firstPose(stars: SetFrameStars, { width, height }: PictureShape): FirstPose | null {
  const count = stars.x.length;
  if (count < fewestStars) return null;
  const vectors = Array.from(stars.x, (_, i) =>
    unitVector({ azimuthDeg: stars.azimuthDeg[i], altitudeDeg: stars.altitudeDeg[i] }),
  );
  const half = Math.max(width, height) / 2;
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const u = stars.x.map((x) => (x - middleX) / half);
  const v = stars.y.map((y) => (middleY - y) / half);
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
    const { xiAt, etaAt } = map;
    const away = Float64Array.from(u, (_, i) =>
      Math.hypot(xi[i] - xiAt(u[i], v[i]), eta[i] - etaAt(u[i], v[i])),
    );
    const scale = 2 * Math.max(away.toSorted()[count >> 1], 1e-12);
    for (let i = 0; i < count; i += 1) weight[i] = 1 / (1 + (away[i] / scale) ** 2);
    centre = plus(plus(axis, xiAt(0, 0), right), etaAt(0, 0), up);
  }
  if (map === null) return null;
  const [[xiU, xiV], [etaU, etaV]] = map.slopes;
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

interface PlaneMap {
  readonly slopes: readonly [readonly [number, number], readonly [number, number]];
  readonly xiAt: (u: number, v: number) => number;
  readonly etaAt: (u: number, v: number) => number;
}

/** Weighted least squares of two linear functions of u and v. */
function planeMap(
  u: Float64Array,
  v: Float64Array,
  xi: Float64Array,
  eta: Float64Array,
  weight: Float64Array,
): PlaneMap | null {
  const mean = (values: Float64Array): number => {
    let [sum, total] = [0, 0];
    for (let i = 0; i < values.length; i += 1) {
      sum += weight[i] * values[i];
      total += weight[i];
    }
    return sum / total;
  };
  const [u0, v0, xi0, eta0] = [mean(u), mean(v), mean(xi), mean(eta)];
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
  const slope = (byU: number, byV: number): [number, number] => [
    (vv * byU - uv * byV) / determinant,
    (uu * byV - uv * byU) / determinant,
  ];
  const [xiSlope, etaSlope] = [slope(uXi, vXi), slope(uEta, vEta)];
  return {
    slopes: [xiSlope, etaSlope],
    xiAt: (a, b) => xi0 + xiSlope[0] * (a - u0) + xiSlope[1] * (b - v0),
    etaAt: (a, b) => eta0 + etaSlope[0] * (a - u0) + etaSlope[1] * (b - v0),
  };
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
