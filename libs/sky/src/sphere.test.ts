import { describe, expect, it } from 'vitest';
import {
  directionOf,
  dot,
  greatCircleDistanceDeg,
  tangentFrame,
  unitVector,
  wrapDeg,
} from './index.js';

const places = [
  { azimuthDeg: 0, altitudeDeg: 0 },
  { azimuthDeg: 359.999, altitudeDeg: 12 },
  { azimuthDeg: 123.4, altitudeDeg: -5.9 },
  { azimuthDeg: 180, altitudeDeg: 57.5 },
  { azimuthDeg: 271, altitudeDeg: 89.99 },
];

describe('directions', () => {
  it.each(places)('come back from their vector: $azimuthDeg, $altitudeDeg', (place) => {
    const back = directionOf(unitVector(place));
    expect(back.azimuthDeg).toBeCloseTo(place.azimuthDeg, 9);
    expect(back.altitudeDeg).toBeCloseTo(place.altitudeDeg, 12);
  });

  it('north, east and zenith are the axes', () => {
    expect(unitVector({ azimuthDeg: 0, altitudeDeg: 0 }).north).toBe(1);
    expect(unitVector({ azimuthDeg: 90, altitudeDeg: 0 }).east).toBe(1);
    expect(unitVector({ azimuthDeg: 77, altitudeDeg: 90 }).up).toBe(1);
  });

  it.each(places)('have a right-handed tangent frame: $azimuthDeg, $altitudeDeg', (place) => {
    const { axis, right, up } = tangentFrame(place);
    for (const one of [axis, right, up]) expect(dot(one, one)).toBeCloseTo(1, 14);
    for (const product of [dot(axis, right), dot(axis, up), dot(right, up)]) {
      expect(product).toBeCloseTo(0, 14);
    }
    const east = { ...place, azimuthDeg: place.azimuthDeg + 0.1 };
    expect(dot(unitVector(east), right)).toBeGreaterThan(0);
    const higher = { ...place, altitudeDeg: place.altitudeDeg + 0.005 };
    expect(dot(unitVector(higher), up)).toBeGreaterThan(0);
  });
});

describe('great circle distance', () => {
  it('knows a right angle, an antipode and a second of arc', () => {
    const north = { azimuthDeg: 0, altitudeDeg: 0 };
    expect(greatCircleDistanceDeg(north, { azimuthDeg: 222, altitudeDeg: 90 })).toBeCloseTo(90, 13);
    expect(greatCircleDistanceDeg(north, { azimuthDeg: 180, altitudeDeg: 0 })).toBeCloseTo(180, 13);
    const second = 1 / 3600;
    expect(greatCircleDistanceDeg(north, { azimuthDeg: second, altitudeDeg: 0 })).toBeCloseTo(
      second,
      15,
    );
  });

  it('does not care on which side of north or of which one stands', () => {
    const a = { azimuthDeg: 350, altitudeDeg: 20 };
    const b = { azimuthDeg: 20, altitudeDeg: 35 };
    const shifted = { azimuthDeg: -10, altitudeDeg: 20 };
    expect(greatCircleDistanceDeg(a, b)).toBeCloseTo(greatCircleDistanceDeg(b, a), 13);
    expect(greatCircleDistanceDeg(a, b)).toBeCloseTo(greatCircleDistanceDeg(shifted, b), 12);
  });
});

describe('wrapped angles', () => {
  it.each([
    [-180, -180, -180],
    [180, -180, -180],
    [540.5, -180, -179.5],
    [-0.25, 0, 359.75],
    [-1e-20, 0, 0],
    [360, 0, 0],
  ])('%d brought to the turn from %d is %d', (angle, from, expected) => {
    expect(wrapDeg(angle, from)).toBe(expected);
  });
});
