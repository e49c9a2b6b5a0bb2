import {
  cameraAxes,
  degree,
  directionOf,
  directionOfPixel,
  poseOfAxes,
  type CameraAxes,
  type CameraModel,
  type CameraPose,
  type HorizontalDirection,
  type UnitVector,
} from '@nightskies/sky';
import { normal, seeded } from '../../solving/test-support/random-sky.js';
import type { SetFrame, SetFrameStars } from '../set-frame.js';

export const madeUpCamera: CameraModel = {
  width: 1024,
  height: 1024,
  focalLengthPx: 2120,
  principalPoint: { x: 500.3, y: 519.8 },
  radial: [-0.14, -0.18, 0.1],
  decentering: [-0.0018, 0.0022],
  affinity: [-0.0003, 0.0004],
};

export const madeUpMount = {
  azimuthZero: -0.7,
  altitudeZero: 0.35,
  rollZero: 1.4,
  flexure: 0.1,
  tilt: 0.45,
  tiltAzimuthDeg: 250,
  sigma: 0.08,
  rollSigma: 0.3,
};

/** The pattern of a set: rows at four altitudes, and the zenith before and after. */
export const pattern: readonly {
  readonly name: string;
  readonly commanded: HorizontalDirection;
}[] = [
  { name: 'zenith1', commanded: { azimuthDeg: 0, altitudeDeg: 90 } },
  ...[
    [7.5, 15],
    [32.5, 15],
    [57.5, 10],
    [82.5, 5],
  ].flatMap(([altitudeDeg, count]) =>
    Array.from({ length: count }, (_, i) => ({
      name: `alt${altitudeDeg}-${i + 1}`,
      commanded: { azimuthDeg: (360 / count) * i, altitudeDeg },
    })),
  ),
  { name: 'zenith2', commanded: { azimuthDeg: 0, altitudeDeg: 90 } },
];

export interface MadeUpFrame extends SetFrame {
  readonly stars: SetFrameStars;
  readonly axes: CameraAxes;
  readonly pose: CameraPose;
}

/** The mount by spherical trigonometry on its own axes, then tilted: no part of the code tested. */
function pointed(commanded: HorizontalDirection, random: () => number): CameraAxes {
  const mount = madeUpMount;
  const a = commanded.altitudeDeg * degree;
  const onMount = cameraAxes({
    azimuthDeg: commanded.azimuthDeg + mount.azimuthZero + mount.sigma * normal(random),
    altitudeDeg:
      commanded.altitudeDeg +
      mount.altitudeZero +
      mount.flexure * Math.cos(a) +
      mount.sigma * normal(random),
    rollDeg: mount.rollZero + mount.rollSigma * normal(random),
  });
  const [t, z] = [mount.tilt * degree, mount.tiltAzimuthDeg * degree];
  const turn = (v: UnitVector): UnitVector => {
    const along = v.east * Math.sin(z) + v.north * Math.cos(z);
    const across = v.east * Math.cos(z) - v.north * Math.sin(z);
    const tilted = along * Math.cos(t) + v.up * Math.sin(t);
    return {
      east: tilted * Math.sin(z) + across * Math.cos(z),
      north: tilted * Math.cos(z) - across * Math.sin(z),
      up: v.up * Math.cos(t) - along * Math.sin(t),
    };
  };
  return { right: turn(onMount.right), up: turn(onMount.up), axis: turn(onMount.axis) };
}

/** Stars of a camera that points somewhere: random places, their directions, errors of 0.01 to 0.1 px. */
export function starsSeen(axes: CameraAxes, random: () => number, count: number): SetFrameStars {
  const columns = { x: [0], y: [0], sigmaPx: [0], azimuthDeg: [0], altitudeDeg: [0] };
  for (const values of Object.values(columns)) values.pop();
  while (columns.x.length < count) {
    const [x, y] = [1023 * random(), 1023 * random()];
    const sigma = 0.01 + 0.09 * random();
    const direction = directionOfPixel(madeUpCamera, axes, x, y);
    if (direction === null) throw new Error('the made-up lens shows its whole picture');
    columns.x.push(x + sigma * normal(random));
    columns.y.push(y + sigma * normal(random));
    columns.sigmaPx.push(sigma);
    columns.azimuthDeg.push(direction.azimuthDeg);
    columns.altitudeDeg.push(direction.altitudeDeg);
  }
  return {
    x: Float64Array.from(columns.x),
    y: Float64Array.from(columns.y),
    sigmaPx: Float64Array.from(columns.sigmaPx),
    azimuthDeg: Float64Array.from(columns.azimuthDeg),
    altitudeDeg: Float64Array.from(columns.altitudeDeg),
  };
}

export function madeUpSet(seed: number, starsPerFrame = 100): MadeUpFrame[] {
  const random = seeded(seed);
  return pattern.map(({ name, commanded }) => {
    const axes = pointed(commanded, random);
    const stars = starsSeen(axes, random, starsPerFrame);
    return { name, commanded, axes, pose: poseOfAxes(axes), stars };
  });
}

/** The same frame with a solution that puts it somewhere else. */
export function elsewhere(
  frame: MadeUpFrame,
  direction: HorizontalDirection,
  seed: number,
): SetFrame {
  const axes = cameraAxes({ ...direction, rollDeg: frame.pose.rollDeg });
  return { ...frame, stars: starsSeen(axes, seeded(seed), 60) };
}

/** Direction of the picture's middle. */
export function middleOf(camera: CameraModel, axes: CameraAxes): HorizontalDirection {
  const middle = directionOfPixel(camera, axes, 511.5, 511.5);
  return middle ?? directionOf(axes.axis);
}
