import { gnomonicForward, nominalPixelRad, type HorizontalDirection } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { frameModel, framePixel, type FrameModel } from './frame-model.js';

const whole = { width: 1024, height: 1024, binningX: 1, binningY: 1 };

const unrolled = (
  pointing: HorizontalDirection,
  kind: 'radial' | 'cubic',
  shape: typeof whole = whole,
): FrameModel => frameModel(shape, { ...pointing, rollDeg: 0 }, { kind });

function place(
  direction: HorizontalDirection,
  centre: HorizontalDirection,
  shape: typeof whole = whole,
): { x: number; y: number } {
  const pixel = framePixel(unrolled(centre, 'radial', shape), direction);
  if (pixel === null) throw new Error('in front of the camera');
  return pixel;
}

const at = (azimuthDeg: number, altitudeDeg: number): HorizontalDirection => ({
  azimuthDeg,
  altitudeDeg,
});

describe('the place of a direction in a frame', () => {
  // image-stages 13.8
  it.each([
    [at(30, 10), at(24, 7.5), 732.711, 416.252],
    [at(180, 60), at(180, 57.5), 511.5, 417.958],
    [at(-170, 45.5), at(-180, 57.5), 777.139, 945.673],
    [at(10, 89), at(0, 82.5), 518.013, 267.648],
  ])('%o in the frame at %o is column %d, row %d', (direction, centre, x, y) => {
    const pixel = place(direction, centre);
    expect(pixel.x).toBeCloseTo(x, 3);
    expect(pixel.y).toBeCloseTo(y, 3);
  });

  it('is the same for azimuth -180 and 180', () => {
    expect(place(at(-175, 50), at(180, 57.5)).x).toBeCloseTo(
      place(at(185, 50), at(-180, 57.5)).x,
      9,
    );
  });

  it('mirrors east and west of the axis', () => {
    const east = place(at(250, 40), at(240, 32.5));
    const west = place(at(230, 40), at(240, 32.5));
    expect(east.x - 511.5).toBeCloseTo(511.5 - west.x, 9);
    expect(east.y).toBeCloseTo(west.y, 9);
  });

  it('in a binned frame covers the same part of the detector', () => {
    const unbinned = place(at(30, 10), at(24, 7.5));
    const binned = place(at(30, 10), at(24, 7.5), {
      width: 256,
      height: 512,
      binningX: 4,
      binningY: 2,
    });
    expect(4 * (binned.x + 0.5)).toBeCloseTo(unbinned.x + 0.5, 9);
    expect(2 * (binned.y + 0.5)).toBeCloseTo(unbinned.y + 0.5, 9);
  });

  it('does not exist behind the camera', () => {
    const model = unrolled(at(0, 10), 'radial');
    expect(framePixel(model, at(180, 10))).toBeNull();
  });
});

/** A lens with every term of its law, and an axis off the middle. */
const measuredLens = {
  kind: 'measured',
  camera: {
    width: 1024,
    height: 1024,
    focalLengthPx: 2150,
    principalPoint: { x: 522.7, y: 496.6 },
    radial: [-0.152, -0.21, 0.05],
    decentering: [0.0021, -0.0013],
    affinity: [0.00035, -0.00022],
  },
} as const;

describe('a frame with a measured lens', () => {
  const pose = { azimuthDeg: 200, altitudeDeg: 40, rollDeg: 2 };

  it('has its optical axis at the principal point', () => {
    const pixel = framePixel(frameModel(whole, pose, measuredLens), pose);
    expect(pixel?.x).toBeCloseTo(522.7, 9);
    expect(pixel?.y).toBeCloseTo(496.6, 9);
  });

  it('rolled by 2 deg shows the vertical through its axis leaning by as much', () => {
    const above = framePixel(frameModel(whole, pose, measuredLens), { ...pose, altitudeDeg: 40.1 });
    if (above === null) throw new Error('in front of the camera');
    const leanDeg = (Math.atan2(above.x - 522.7, 496.6 - above.y) * 180) / Math.PI;
    expect(leanDeg).toBeCloseTo(2, 1);
  });

  it('reaches to its farthest corner, which is the one the axis is off', () => {
    const { fieldRadiusDeg } = frameModel(whole, pose, measuredLens);
    expect(fieldRadiusDeg).toBeGreaterThan(19);
    expect(fieldRadiusDeg).toBeLessThan(19.6);
  });
});

describe('a frame', () => {
  it('reaches 18.93 deg from its axis, as the reference measured', () => {
    expect(unrolled(at(0, 0), 'radial').fieldRadiusDeg).toBeCloseTo(18.93, 1);
  });

  it('bent by the old cubic lies within 0.55 px of the radial law', () => {
    const centre = at(24, 32.5);
    const radial = unrolled(centre, 'radial');
    const cubic = unrolled(centre, 'cubic');
    let worst = 0;
    for (let azimuth = 10; azimuth <= 38; azimuth += 1) {
      for (let altitude = 21; altitude <= 44; altitude += 1) {
        const direction = at(azimuth, altitude);
        const [a, b] = [framePixel(radial, direction), framePixel(cubic, direction)];
        if (a === null || b === null) throw new Error('in front of the camera');
        worst = Math.max(worst, Math.hypot(a.x - b.x, a.y - b.y));
      }
    }
    expect(worst).toBeGreaterThan(0.1);
    expect(worst).toBeLessThan(0.55);
  });

  it('without distortion would be the tangent plane in units of its pixels', () => {
    const centre = at(0, 0);
    const near = at(0.01, 0.01);
    const plane = gnomonicForward(centre, near);
    const pixel = place(near, centre);
    if (plane === null) throw new Error('in front of the camera');
    expect(pixel.x - 511.5).toBeCloseTo(plane.x / nominalPixelRad, 4);
    expect(511.5 - pixel.y).toBeCloseTo(plane.y / nominalPixelRad, 4);
  });
});
