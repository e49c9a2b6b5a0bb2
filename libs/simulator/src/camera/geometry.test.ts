import { describe, expect, it } from 'vitest';
import { degree } from '@nightskies/sky';
import { axesOf, CameraGeometry } from './geometry.js';

const camera = new CameraGeometry(1024);

function project(azimuthDeg: number, altitudeDeg: number, at: [number, number]) {
  const flat = Math.cos(altitudeDeg * degree);
  return camera.project(
    axesOf({ azimuthDeg: at[0], altitudeDeg: at[1] }),
    flat * Math.sin(azimuthDeg * degree),
    flat * Math.cos(azimuthDeg * degree),
    Math.sin(altitudeDeg * degree),
    0,
  );
}

describe('the camera', () => {
  it('has 96.07 arcsec per pixel in the middle', () => {
    expect(camera.scaleArcsec).toBeCloseTo(96.07, 2);
    expect(new CameraGeometry(256).scaleArcsec).toBeCloseTo(4 * camera.scaleArcsec, 10);
  });

  // Places computed for the old pipeline's law by an independent program.
  it.each([
    [30, 10, [24, 7.5], 732.711, 416.252],
    [180, 60, [180, 57.5], 511.5, 417.958],
    [-170, 45.5, [-180, 57.5], 777.139, 945.673],
    [10, 89, [0, 82.5], 518.013, 267.648],
  ] as const)(
    'sees azimuth %d, altitude %d from %j at its known place',
    (az, alt, at, column, row) => {
      const place = project(az, alt, [at[0], at[1]]);
      expect(place?.column).toBeCloseTo(column, 2);
      expect(place?.row).toBeCloseTo(row, 2);
    },
  );

  it('sees with every pixel what it shows there', () => {
    const axes = axesOf({ azimuthDeg: 75, altitudeDeg: 32.5 });
    for (const [column, row] of [
      [0, 0],
      [300, 900],
      [1023, 511],
    ]) {
      const i = row * 1024 + column;
      const direction = [0, 1, 2].map(
        (axis) =>
          camera.right[i] * axes.right[axis] +
          camera.top[i] * axes.top[axis] +
          camera.out[i] * axes.out[axis],
      );
      const place = camera.project(axes, direction[0], direction[1], direction[2], 1);
      expect(place?.column).toBeCloseTo(column, 6);
      expect(place?.row).toBeCloseTo(row, 6);
    }
  });

  it.each([
    [100, -0.0037],
    [300, 0.0099],
    [450, 0.0382],
    [512, 0.0542],
  ])('has pixels of the known solid angle %d px off the centre', (radius, mag) => {
    const small = camera.solidAngle[511 * 1024 + 511 + radius];
    expect(Math.abs(-2.5 * Math.log10(small) - mag)).toBeLessThan(2e-4);
  });

  it('sees nothing behind itself', () => {
    expect(project(180, 10, [0, 7.5])).toBeNull();
  });
});
