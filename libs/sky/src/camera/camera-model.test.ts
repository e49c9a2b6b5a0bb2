import { describe, expect, it } from 'vitest';
import {
  cameraAxes,
  directionOfPixel,
  dot,
  greatCircleDistanceDeg,
  isWithinLens,
  picturePoint,
  pictureSlope,
  pixelOfDirection,
  pixelSolidAngleSr,
  poseOfAxes,
  scaleArcsecAt,
  tangentPoint,
  type CameraModel,
} from '../index.js';

const plain: CameraModel = {
  width: 1024,
  height: 1024,
  focalLengthPx: 2150,
  principalPoint: { x: 511.5, y: 511.5 },
  radial: [0, 0, 0],
  decentering: [0, 0],
  affinity: [0, 0],
};

const bent: CameraModel = {
  ...plain,
  principalPoint: { x: 522.7, y: 496.6 },
  radial: [-0.152, -0.21, 0.03],
  decentering: [0.0021, -0.0013],
  affinity: [0.00035, -0.00022],
};

const corners = [
  [0, 0],
  [1023, 0],
  [0, 1023],
  [1023, 1023],
  [522.7, 496.6],
  [-0.5, 300],
] as const;

describe('a camera without distortion', () => {
  it('shows azimuth growing to the right and altitude growing upwards, to lower rows', () => {
    const axes = cameraAxes({ azimuthDeg: 120, altitudeDeg: 30, rollDeg: 0 });
    const right = pixelOfDirection(plain, axes, { azimuthDeg: 121, altitudeDeg: 30 });
    const above = pixelOfDirection(plain, axes, { azimuthDeg: 120, altitudeDeg: 31 });
    expect(right?.x).toBeGreaterThan(511.5 + 30);
    expect(above?.x).toBeCloseTo(511.5, 9);
    expect(above?.y).toBeCloseTo(511.5 - 2150 * Math.tan(Math.PI / 180), 9);
  });

  it('turns its right side towards higher altitude by a positive roll', () => {
    const axes = cameraAxes({ azimuthDeg: 120, altitudeDeg: 30, rollDeg: 10 });
    const start = directionOfPixel(plain, axes, 511.5, 511.5);
    const right = directionOfPixel(plain, axes, 900, 511.5);
    expect(start?.altitudeDeg).toBeCloseTo(30, 9);
    expect(right?.altitudeDeg).toBeGreaterThan(31);
  });

  it('has a scale of 1/f at the axis, and pixels that shrink with the cube of the cosine', () => {
    expect(scaleArcsecAt(plain, 511.5, 511.5)).toBeCloseTo(206264.806 / 2150, 5);
    const cosine = 1 / Math.hypot(1, 400 / 2150);
    expect(pixelSolidAngleSr(plain, 911.5, 511.5)).toBeCloseTo(cosine ** 3 / 2150 ** 2, 18);
  });

  it('does not see what is behind it', () => {
    const axes = cameraAxes({ azimuthDeg: 0, altitudeDeg: 10, rollDeg: 0 });
    expect(pixelOfDirection(plain, axes, { azimuthDeg: 180, altitudeDeg: 10 })).toBeNull();
  });
});

describe('a camera with distortion', () => {
  it.each(corners)('comes back to pixel %d, %d from the sky', (x, y) => {
    for (const altitudeDeg of [7.5, 57.5, 90]) {
      const axes = cameraAxes({ azimuthDeg: 300, altitudeDeg, rollDeg: -2.5 });
      const direction = directionOfPixel(bent, axes, x, y);
      const back = direction && pixelOfDirection(bent, axes, direction);
      expect(back?.x).toBeCloseTo(x, 8);
      expect(back?.y).toBeCloseTo(y, 8);
    }
  });

  it.each(corners)('has the solid angle of pixel %d, %d that its corners span', (x, y) => {
    const axes = cameraAxes({ azimuthDeg: 10, altitudeDeg: 20, rollDeg: 3 });
    const at = (u: number, v: number) => {
      const direction = directionOfPixel(bent, axes, u, v);
      if (direction === null) throw new Error('outside the lens');
      return direction;
    };
    const h = 0.5;
    const across = greatCircleDistanceDeg(at(x - h, y), at(x + h, y));
    const down = greatCircleDistanceDeg(at(x, y - h), at(x, y + h));
    const diagonal = greatCircleDistanceDeg(at(x - h, y - h), at(x + h, y + h));
    const cosine = (diagonal ** 2 - across ** 2 - down ** 2) / (2 * across * down);
    const spanned = across * down * Math.sqrt(1 - cosine ** 2) * (Math.PI / 180) ** 2;
    expect((pixelSolidAngleSr(bent, x, y) ?? 0) / spanned).toBeCloseTo(1, 5);
  });

  it('states its derivatives as differences show them', () => {
    const [x, y, h] = [0.21, -0.17, 1e-6];
    const slope = pictureSlope(bent, x, y);
    const [left, right] = [picturePoint(bent, x - h, y), picturePoint(bent, x + h, y)];
    const [below, above] = [picturePoint(bent, x, y - h), picturePoint(bent, x, y + h)];
    expect((right.x - left.x) / (2 * h)).toBeCloseTo(slope.xByX, 4);
    expect((right.y - left.y) / (2 * h)).toBeCloseTo(slope.yByX, 4);
    expect((above.x - below.x) / (2 * h)).toBeCloseTo(slope.xByY, 4);
    expect((above.y - below.y) / (2 * h)).toBeCloseTo(slope.yByY, 4);
  });

  it('shows no direction twice: beyond the radius where the law turns back there is nothing', () => {
    // With k3 = 0 the radius in the picture is greatest where 1 + 3 k1 u + 5 k2 u^2 = 0.
    const camera: CameraModel = { ...plain, radial: [-0.152, -0.21, 0] };
    const turn = Math.sqrt((-3 * 0.152 + Math.sqrt((3 * 0.152) ** 2 + 20 * 0.21)) / (2 * 5 * 0.21));
    expect(isWithinLens(camera, turn - 1e-6, 0)).toBe(true);
    expect(isWithinLens(camera, turn + 1e-6, 0)).toBe(false);
    const axes = cameraAxes({ azimuthDeg: 0, altitudeDeg: 0, rollDeg: 0 });
    expect(pixelOfDirection(camera, axes, { azimuthDeg: 60, altitudeDeg: 0 })).toBeNull();
    expect(tangentPoint(camera, 511.5 + 2 * 2150, 511.5)).toBeNull();
  });

  it('is not fooled by a law that turns back and grows again', () => {
    const camera: CameraModel = { ...plain, radial: [-1, 0, 0.5] };
    expect(isWithinLens(camera, 0.5, 0)).toBe(true);
    expect(isWithinLens(camera, 0.73, 0)).toBe(false);
    expect(isWithinLens(camera, 1.2, 0)).toBe(false);
  });
});

describe('the axes of a pose', () => {
  it.each([
    [0, 7.5, 0],
    [359.9, 57.5, -179.5],
    [60.8, 89.75, -59.5],
    [200, -3, 2],
  ])('are orthogonal and give back azimuth %d, altitude %d, roll %d', (az, alt, roll) => {
    const axes = cameraAxes({ azimuthDeg: az, altitudeDeg: alt, rollDeg: roll });
    expect(dot(axes.right, axes.up)).toBeCloseTo(0, 14);
    expect(dot(axes.right, axes.axis)).toBeCloseTo(0, 14);
    const pose = poseOfAxes(axes);
    expect(pose.azimuthDeg).toBeCloseTo(az, 9);
    expect(pose.altitudeDeg).toBeCloseTo(alt, 9);
    expect(pose.rollDeg).toBeCloseTo(roll, 9);
  });
});
