import { cameraAxes, layeredRefraction, observerFrame, unitVector } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { FieldMap } from './field-map.js';
import { CameraGeometry } from './geometry.js';
import { realisticLens } from './lens.js';

const observation = { latitudeDeg: 38.4, longitudeDeg: -110.1, heightM: 1740 };
const sky = observerFrame({
  ...observation,
  jdUtc: 2_461_351.65,
  refraction: layeredRefraction({
    ...observation,
    pressureHpa: 820,
    temperatureC: 7,
    relativeHumidity: 0.3,
    wavelengthUm: 0.55,
  }),
});

describe('the map of a field', () => {
  it.each([
    [7.5, 0.05],
    [57.5, 0.03],
    [90, 0.03],
  ])('finds places at %f deg of altitude as the camera does, within %f px', (altitudeDeg, px) => {
    const geometry = new CameraGeometry(1024, realisticLens);
    const pose = { azimuthDeg: 130, altitudeDeg, rollDeg: 0.7 };
    const axes = cameraAxes(pose);
    const map = new FieldMap(sky, axes, geometry, sky.altAzToIcrsVector(pose));
    const place = { column: 0, row: 0, east: 0, north: 0, up: 0 };
    let compared = 0;
    for (let row = 3; row < 1024; row += 97) {
      for (let column = 5; column < 1024; column += 97) {
        const i = row * 1024 + column;
        const see = (key: 'east' | 'north' | 'up'): number =>
          geometry.right[i] * axes.right[key] +
          geometry.top[i] * axes.up[key] +
          geometry.out[i] * axes.axis[key];
        const vector = { east: see('east'), north: see('north'), up: see('up') };
        const seenDeg = (Math.asin(vector.up) * 180) / Math.PI;
        if (seenDeg < 2) continue;
        const azimuthDeg = (Math.atan2(vector.east, vector.north) * 180) / Math.PI;
        const { x, y, z } = sky.altAzToIcrsVector({ azimuthDeg, altitudeDeg: seenDeg });
        expect(map.find(x, y, z, place)).toBe(true);
        expect(Math.hypot(place.column - column, place.row - row)).toBeLessThan(px);
        expect(Math.abs(place.up - vector.up)).toBeLessThan(1e-4);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(50);
  });

  it('ends beside the frame and has nothing behind the camera', () => {
    const geometry = new CameraGeometry(128, realisticLens);
    const pose = { azimuthDeg: 0, altitudeDeg: 45, rollDeg: 0 };
    const centre = sky.altAzToIcrsVector(pose);
    const map = new FieldMap(sky, cameraAxes(pose), geometry, centre);
    const place = { column: 0, row: 0, ...unitVector(pose) };
    expect(map.find(-centre.x, -centre.y, -centre.z, place)).toBe(false);
    const away = sky.altAzToIcrsVector({ azimuthDeg: 60, altitudeDeg: 45 });
    expect(map.find(away.x, away.y, away.z, place)).toBe(false);
  });
});
