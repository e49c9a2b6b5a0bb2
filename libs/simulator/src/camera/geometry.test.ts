import { describe, expect, it } from 'vitest';
import { cameraAxes, directionOf, unitVector } from '@nightskies/sky';
import { CameraGeometry } from './geometry.js';
import { nominalLens, realisticLens } from './lens.js';

const camera = new CameraGeometry(1024, nominalLens);

function project(azimuthDeg: number, altitudeDeg: number, at: [number, number]) {
  const axes = cameraAxes({ azimuthDeg: at[0], altitudeDeg: at[1], rollDeg: 0 });
  return camera.project(axes, unitVector({ azimuthDeg, altitudeDeg }), 0);
}

describe('the camera', () => {
  it('has 96.07 arcsec per pixel in the middle', () => {
    expect(camera.scaleArcsec).toBeCloseTo(96.07, 2);
    expect(new CameraGeometry(256, nominalLens).scaleArcsec).toBeCloseTo(
      4 * camera.scaleArcsec,
      10,
    );
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
      expect(place?.x).toBeCloseTo(column, 2);
      expect(place?.y).toBeCloseTo(row, 2);
    },
  );

  it.each([
    ['nominal', camera],
    ['realistic', new CameraGeometry(1024, realisticLens)],
  ])('sees with every pixel what it shows there, with a %s lens', (_, geometry) => {
    const axes = cameraAxes({ azimuthDeg: 75, altitudeDeg: 32.5, rollDeg: 3 });
    const { right, up, axis } = axes;
    for (const [column, row] of [
      [0, 0],
      [300, 900],
      [1023, 511],
    ]) {
      const i = row * 1024 + column;
      const seen = (key: 'east' | 'north' | 'up') =>
        geometry.right[i] * right[key] + geometry.top[i] * up[key] + geometry.out[i] * axis[key];
      const vector = { east: seen('east'), north: seen('north'), up: seen('up') };
      const place = geometry.project(axes, vector, 1);
      expect(place?.x).toBeCloseTo(column, 6);
      expect(place?.y).toBeCloseTo(row, 6);
    }
  });

  it('looks along its axis where the axis meets the array, and elsewhere in the middle', () => {
    const pose = { azimuthDeg: 75, altitudeDeg: 32.5, rollDeg: 3 };
    const axes = cameraAxes(pose);
    const middle = camera.middle(axes);
    expect(middle.azimuthDeg).toBeCloseTo(75, 10);
    expect(middle.altitudeDeg).toBeCloseTo(32.5, 10);
    const real = new CameraGeometry(256, realisticLens);
    const place = real.project(axes, unitVector(real.middle(axes)), 0);
    expect(place?.x).toBeCloseTo(127.5, 9);
    expect(place?.y).toBeCloseTo(127.5, 9);
    const axis = real.project(axes, unitVector(directionOf(axes.axis)), 0);
    expect(axis?.x).toBeCloseTo(127.5 + 11.2 / 4, 9);
    expect(axis?.y).toBeCloseTo(127.5 - 14.9 / 4, 9);
  });

  it('has pixels that tile the sky: their solid angles are those between their corners', () => {
    const real = new CameraGeometry(256, realisticLens);
    const unit = (real.scaleArcsec / 3600 / (180 / Math.PI)) ** 2;
    for (const [column, row] of [
      [3, 5],
      [130, 124],
      [250, 251],
    ]) {
      const at = (x: number, y: number) => {
        const i = y * 256 + x;
        return [real.right[i], real.top[i], real.out[i]];
      };
      // The parallelogram between the neighbours, four pixels.
      const [a, b] = [
        [at(column + 1, row), at(column - 1, row)],
        [at(column, row + 1), at(column, row - 1)],
      ].map(([one, other]) => one.map((value, k) => value - other[k]));
      const area = Math.hypot(
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
      );
      expect(area / 4 / unit / real.solidAngle[row * 256 + column]).toBeCloseTo(1, 4);
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
