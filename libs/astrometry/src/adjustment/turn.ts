import { dot, type CameraAxes, type UnitVector } from '@nightskies/sky';

/**
 * A rotation of a camera as a vector in its own axes, radians: small ones move its axis by `along`
 * towards its right and by `lift` towards its up side, and turn its right side by `spin` towards up.
 * Unlike azimuth, altitude and roll it is regular everywhere, the zenith included.
 */
export interface Turn {
  readonly along: number;
  readonly lift: number;
  readonly spin: number;
}

/** The axes after a turn (Rodrigues' formula). */
export function turned(axes: CameraAxes, { along, lift, spin }: Turn): CameraAxes {
  const [x, y, z] = [-lift, along, spin];
  const square = x * x + y * y + z * z;
  const angle = Math.sqrt(square);
  const first = angle < 1e-6 ? 1 - square / 6 : Math.sin(angle) / angle;
  const half = angle < 1e-6 ? 1 - square / 24 : Math.sin(angle / 2) / (angle / 2);
  const second = (half * half) / 2;
  const mixed = (a: number, b: number, c: number): UnitVector => ({
    east: a * axes.right.east + b * axes.up.east + c * axes.axis.east,
    north: a * axes.right.north + b * axes.up.north + c * axes.axis.north,
    up: a * axes.right.up + b * axes.up.up + c * axes.axis.up,
  });
  return {
    right: mixed(
      1 - second * (y * y + z * z),
      first * z + second * x * y,
      -first * y + second * x * z,
    ),
    up: mixed(
      -first * z + second * x * y,
      1 - second * (x * x + z * z),
      first * x + second * y * z,
    ),
    axis: mixed(
      first * y + second * x * z,
      -first * x + second * y * z,
      1 - second * (x * x + y * y),
    ),
  };
}

/** The turn that carries one camera into another, of less than half a revolution. */
export function turnBetween(from: CameraAxes, to: CameraAxes): Turn {
  const x = (dot(from.axis, to.up) - dot(from.up, to.axis)) / 2;
  const y = (dot(from.right, to.axis) - dot(from.axis, to.right)) / 2;
  const z = (dot(from.up, to.right) - dot(from.right, to.up)) / 2;
  const sine = Math.hypot(x, y, z);
  const trace = dot(from.right, to.right) + dot(from.up, to.up) + dot(from.axis, to.axis);
  const stretch = sine < 1e-12 ? 1 : Math.atan2(sine, (trace - 1) / 2) / sine;
  return { along: y * stretch, lift: -x * stretch, spin: z * stretch };
}

/**
 * Covariance (3 x 3, row by row) of a turn stated in axes that are rolled by an angle against those
 * it was stated in, radians: out of rolled axes into level ones when the roll is theirs.
 */
export function rolledCovariance(covariance: Float64Array, roll: number): Float64Array {
  const [c, s] = [Math.cos(roll), Math.sin(roll)];
  const r = [c, -s, 0, s, c, 0, 0, 0, 1];
  const result = new Float64Array(9);
  for (let i = 0; i < 3; i += 1) {
    for (let j = 0; j < 3; j += 1) {
      for (let k = 0; k < 3; k += 1) {
        for (let l = 0; l < 3; l += 1) {
          result[3 * i + j] += r[3 * i + k] * covariance[3 * k + l] * r[3 * j + l];
        }
      }
    }
  }
  return result;
}

/** A turn stated in level axes, from one stated in axes rolled by an angle, radians. */
export function levelTurn({ along, lift, spin }: Turn, roll: number): Turn {
  const [c, s] = [Math.cos(roll), Math.sin(roll)];
  return { along: c * along - s * lift, lift: s * along + c * lift, spin };
}
