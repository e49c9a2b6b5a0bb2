import { describe, expect, it } from 'vitest';
import { FisheyeCamera, type FisheyeModel } from './fisheye-model.js';

const straight: FisheyeModel = {
  width: 1000,
  height: 800,
  parity: 'direct',
  principalPoint: { x: 500, y: 400 },
  radialPx: [250],
  upAzimuthDeg: 0,
  tiltEastDeg: 0,
  tiltNorthDeg: 0,
};

const bent: FisheyeModel = {
  ...straight,
  parity: 'mirrored',
  principalPoint: { x: 480.3, y: 411.9 },
  radialPx: [255, -6, -1.5],
  upAzimuthDeg: 137.2,
  tiltEastDeg: -2.3,
  tiltNorthDeg: 11,
};

describe('a fisheye camera', () => {
  it.each([
    { azimuthDeg: 0, x: 500, y: 400 - (250 * Math.PI) / 6, parity: 'direct' as const },
    { azimuthDeg: 90, x: 500 - (250 * Math.PI) / 6, y: 400, parity: 'direct' as const },
    { azimuthDeg: 90, x: 500 + (250 * Math.PI) / 6, y: 400, parity: 'mirrored' as const },
    { azimuthDeg: 180, x: 500, y: 400 + (250 * Math.PI) / 6, parity: 'mirrored' as const },
  ])('shows azimuth $azimuthDeg, 30 deg from the zenith, $parity, where the eye would', (one) => {
    const camera = new FisheyeCamera({ ...straight, parity: one.parity });
    const pixel = camera.pixelOf({ azimuthDeg: one.azimuthDeg, altitudeDeg: 60 });
    expect(pixel?.x).toBeCloseTo(one.x, 9);
    expect(pixel?.y).toBeCloseTo(one.y, 9);
  });

  it('has the principal point at its tilted axis', () => {
    const camera = new FisheyeCamera(bent);
    const tilt = Math.hypot(bent.tiltEastDeg, bent.tiltNorthDeg);
    expect(camera.axis.altitudeDeg).toBeCloseTo(90 - tilt, 10);
    const azimuthDeg = (Math.atan2(bent.tiltEastDeg, bent.tiltNorthDeg) * 180) / Math.PI;
    expect(camera.axis.azimuthDeg).toBeCloseTo(azimuthDeg + 360, 9);
    const pixel = camera.pixelOf(camera.axis);
    expect(pixel?.x).toBeCloseTo(bent.principalPoint.x, 9);
    expect(pixel?.y).toBeCloseTo(bent.principalPoint.y, 9);
  });

  it('goes from pixel to sky and back to 1e-9 px, over the whole picture', () => {
    const camera = new FisheyeCamera(bent);
    let worst = 0;
    let met = 0;
    for (let y = 0; y < 800; y += 37) {
      for (let x = 0; x < 1000; x += 41) {
        const direction = camera.directionAt({ x, y });
        if (direction === undefined) continue;
        const back = camera.pixelOf(direction) ?? { x: NaN, y: NaN };
        worst = Math.max(worst, Math.hypot(back.x - x, back.y - y));
        met += 1;
      }
    }
    expect(met).toBeGreaterThan(300);
    expect(worst).toBeLessThan(1e-9);
  });

  it('has no direction beyond the place where its law stops growing', () => {
    const camera = new FisheyeCamera({ ...straight, radialPx: [250, -40] });
    expect(camera.thetaLimit).toBeCloseTo(Math.sqrt(250 / 120), 1);
    expect(camera.directionAt({ x: 900, y: 400 })).toBeUndefined();
    expect(camera.pixelOf({ azimuthDeg: 10, altitudeDeg: -10 })).toBeUndefined();
  });
});
