import { describe, expect, it } from 'vitest';
import {
  gnomonicForward,
  gnomonicInverse,
  hammer,
  zenithalEqualArea,
  zenithalEquidistant,
} from '../index.js';

const projections = { hammer, zenithalEqualArea, zenithalEquidistant };
const points = [
  [0, 0],
  [-179.9, 10],
  [179.9, -30],
  [45, 89.9],
  [-120, -60],
  [12.34, 56.78],
  [90, -5.9],
] as const;

describe.each(Object.entries(projections))('%s', (_, { forward, inverse }) => {
  it.each(points)('brings %d, %d there and back', (longitude, latitude) => {
    const { x, y } = forward(longitude, latitude);
    const back = inverse(x, y);
    expect(back?.longitudeDeg).toBeCloseTo(longitude, 9);
    expect(back?.latitudeDeg).toBeCloseTo(latitude, 9);
  });

  it('knows nothing outside its edge', () => {
    expect(inverse(3.2, 0)).toBeNull();
    expect(inverse(0, -3.2)).toBeNull();
  });

  it('mirrors east and west', () => {
    expect(forward(-50, 20).x).toBeCloseTo(-forward(50, 20).x, 14);
    expect(forward(-50, 20).y).toBeCloseTo(forward(50, 20).y, 14);
  });
});

/** Area of the picture of a small cell over its area on the sphere. */
function areaScale({ forward }: typeof hammer, longitude: number, latitude: number): number {
  const h = 1e-4;
  const rad = Math.PI / 180;
  const [e, w] = [forward(longitude + h, latitude), forward(longitude - h, latitude)];
  const [n, s] = [forward(longitude, latitude + h), forward(longitude, latitude - h)];
  const area = (e.x - w.x) * (n.y - s.y) - (n.x - s.x) * (e.y - w.y);
  return Math.abs(area) / ((2 * h * rad) ** 2 * Math.cos(latitude * rad));
}

describe.each([
  ['hammer', hammer],
  ['zenithal equal-area', zenithalEqualArea],
])('%s', (_, projection) => {
  it.each([
    [0, 5],
    [100, 40],
    [-170, -20],
    [30, 80],
  ])('keeps areas at %d, %d', (longitude, latitude) => {
    expect(areaScale(projection, longitude, latitude)).toBeCloseTo(1, 6);
  });
});

describe('known places', () => {
  it('the edge of the Hammer ellipse', () => {
    expect(hammer.forward(180, 0).x).toBeCloseTo(2 * Math.SQRT2, 12);
    expect(hammer.forward(0, 90).y).toBeCloseTo(Math.SQRT2, 12);
  });

  it('the horizon of the zenithal maps', () => {
    expect(zenithalEqualArea.forward(90, 0).x).toBeCloseTo(Math.SQRT2, 12);
    expect(zenithalEquidistant.forward(0, 0).y).toBeCloseTo(Math.PI / 2, 12);
    expect(zenithalEquidistant.forward(180, 30).y).toBeCloseTo(-Math.PI / 3, 12);
  });
});

describe('gnomonic', () => {
  const centre = { azimuthDeg: 24, altitudeDeg: 7.5 };

  it.each([
    { azimuthDeg: 24, altitudeDeg: 7.5 },
    { azimuthDeg: 355, altitudeDeg: -5 },
    { azimuthDeg: 40, altitudeDeg: 60 },
    { azimuthDeg: 200, altitudeDeg: 89 },
  ])('brings $azimuthDeg, $altitudeDeg there and back', (point) => {
    const plane = gnomonicForward(centre, point);
    if (plane === null) throw new Error('inside the domain');
    const back = gnomonicInverse(centre, plane.x, plane.y);
    expect(back.azimuthDeg).toBeCloseTo(point.azimuthDeg, 9);
    expect(back.altitudeDeg).toBeCloseTo(point.altitudeDeg, 10);
  });

  it('follows the formula of image-stages 9.2', () => {
    const rad = Math.PI / 180;
    const [a, a0, turn] = [30 * rad, 7.5 * rad, 40 * rad];
    const cosc = Math.sin(a0) * Math.sin(a) + Math.cos(a0) * Math.cos(a) * Math.cos(turn);
    const plane = gnomonicForward(centre, { azimuthDeg: 64, altitudeDeg: 30 });
    expect(plane?.x).toBeCloseTo((Math.cos(a) * Math.sin(turn)) / cosc, 14);
    const y = Math.cos(a0) * Math.sin(a) - Math.sin(a0) * Math.cos(a) * Math.cos(turn);
    expect(plane?.y).toBeCloseTo(y / cosc, 14);
  });

  it('has no point for the half of the sky behind', () => {
    expect(gnomonicForward(centre, { azimuthDeg: 204, altitudeDeg: 0 })).toBeNull();
  });
});
