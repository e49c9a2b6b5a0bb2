import { degree } from '@nightskies/sky';
import type { PictureSize } from '../solving/pose.js';
import type { PixelPoint } from '../wcs/tan-sip.js';
import { orientationOf, type EastNorthUp, type FisheyeModel } from './fisheye-model.js';

/** Bend of the radial law assumed before it is fitted: k3 / k1, between equidistant and equisolid. */
export const usualBend = -0.02;

/** Unit vector in the camera's frame (x right, y down, z along the axis) of a picture place. */
function lift(dx: number, dy: number, scale: number, mirror: number): EastNorthUp {
  const r = Math.sqrt(dx * dx + dy * dy);
  const linear = r / scale;
  const theta = linear * (1 - usualBend * linear * linear);
  const share = r === 0 ? 0 : Math.sin(theta) / r;
  return [mirror * share * dx, share * dy, Math.cos(theta)];
}

const cross = (a: EastNorthUp, b: EastNorthUp): EastNorthUp => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** As Math.hypot, which costs many times more. */
const lengthOf = (a: number, b: number, c: number): number => Math.sqrt(a * a + b * b + c * c);

const unit = ([a, b, c]: EastNorthUp): EastNorthUp => {
  const length = lengthOf(a, b, c);
  return [a / length, b / length, c / length];
};

/** Right-handed axes tied to three vectors: their middle, across it, and the third (TRIAD). */
function axesOf(three: readonly EastNorthUp[]): readonly [EastNorthUp, EastNorthUp, EastNorthUp] {
  const [a, b, c] = three;
  const first = unit([a[0] + b[0] + c[0], a[1] + b[1] + c[1], a[2] + b[2] + c[2]]);
  const second = unit(cross(first, [b[0] - a[0], b[1] - a[1], b[2] - a[2]]));
  return [first, second, cross(first, second)];
}

const sizeOf = ([a, b, c]: readonly EastNorthUp[]): number =>
  chord(a, b) + chord(b, c) + chord(c, a);
const chord = (a: EastNorthUp, b: EastNorthUp): number =>
  lengthOf(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** Positive when the corners go round as the hands of a clock, seen from inside the sphere. */
function turn([a, b, c]: readonly EastNorthUp[]): number {
  const [east, north, up] = cross(a, b);
  return east * c[0] + north * c[1] + up * c[2];
}

/** What a hypothesis must keep to. */
export interface FisheyeBounds {
  /** Scale at the axis, px per radian. */
  readonly lowScale: number;
  readonly highScale: number;
  /** Farthest the axis may be from the zenith, degrees. */
  readonly searchTiltDeg: number;
}

/**
 * The camera that shows three stars at three places of its picture, its axis at a given place;
 * undefined when it does not keep to the bounds. A wrong place of the axis is made up for by a tilt:
 * the two part only in the second order.
 */
export function cameraOfTriangle(
  size: PictureSize,
  middle: PixelPoint,
  places: readonly PixelPoint[],
  stars: readonly EastNorthUp[],
  bounds: FisheyeBounds,
): FisheyeModel | undefined {
  const offsets = places.map(({ x, y }) => [x - middle.x, y - middle.y] as const);
  const [a, b, c] = offsets;
  // Seen from inside, with y down, the picture of an unmirrored sky turns as the sky does.
  const pictureTurn = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
  const mirror = pictureTurn * turn(stars) > 0 ? 1 : -1;
  const [sizePx, sizeSky] = [perimeter(offsets), sizeOf(stars)];
  let scale = sizePx / sizeSky;
  let lifted: EastNorthUp[] = [];
  for (let round = 0; round < 2; round += 1) {
    if (!(scale > 0.8 * bounds.lowScale && scale < 1.3 * bounds.highScale)) return undefined;
    const tried = scale;
    lifted = offsets.map(([dx, dy]) => lift(dx, dy, tried, mirror));
    scale *= sizeOf(lifted) / sizeSky;
  }
  if (!(scale >= bounds.lowScale && scale <= bounds.highScale)) return undefined;
  const camera = axesOf(lifted);
  const sky = axesOf(stars);
  const skyOf = (k: 1 | 2): EastNorthUp => {
    const [i, j, l] = [camera[0][k], camera[1][k], camera[2][k]];
    return [
      i * sky[0][0] + j * sky[1][0] + l * sky[2][0],
      i * sky[0][1] + j * sky[1][1] + l * sky[2][1],
      i * sky[0][2] + j * sky[1][2] + l * sky[2][2],
    ];
  };
  const axis = skyOf(2);
  if (axis[2] < Math.cos(bounds.searchTiltDeg * degree)) return undefined;
  const down = skyOf(1);
  return {
    width: size.width,
    height: size.height,
    parity: mirror === 1 ? 'direct' : 'mirrored',
    principalPoint: middle,
    radialPx: [scale, usualBend * scale],
    ...orientationOf(axis, [-down[0], -down[1], -down[2]]),
  };
}

function perimeter(offsets: readonly (readonly [number, number])[]): number {
  const [a, b, c] = offsets;
  const side = (one: readonly [number, number], other: readonly [number, number]) =>
    Math.hypot(one[0] - other[0], one[1] - other[1]);
  return side(a, b) + side(b, c) + side(c, a);
}
