import { describe, expect, it } from 'vitest';
import { fisheyeCards } from './fisheye-cards.js';
import { FisheyeCamera, type FisheyeModel } from './fisheye-model.js';

const upright: FisheyeModel = {
  width: 1392,
  height: 1040,
  parity: 'direct',
  principalPoint: { x: 709.66, y: 489.515 },
  radialPx: [337.36, -5.08, -0.41, -0.336],
  upAzimuthDeg: 179.5477,
  tiltEastDeg: 0.61,
  tiltNorthDeg: 1.2578,
};

const leaning: FisheyeModel = {
  width: 1000,
  height: 800,
  parity: 'mirrored',
  principalPoint: { x: 480.3, y: 411.9 },
  radialPx: [255, -6, -1.5],
  upAzimuthDeg: 137.2,
  tiltEastDeg: -2.3,
  tiltNorthDeg: 11,
};

describe('the WCS cards of a fisheye', () => {
  // Azimuth and altitude that astropy 5.2.1 (WCSLIB) reads from these cards at array positions.
  it.each([
    {
      model: upright,
      x: 811,
      y: 20,
      azimuthDeg: 167.29865770799628,
      altitudeDeg: 5.088038863331771,
    },
    {
      model: upright,
      x: 246,
      y: 311,
      azimuthDeg: 248.50465842305329,
      altitudeDeg: 1.3796185641111347,
    },
    {
      model: upright,
      x: 472,
      y: 505,
      azimuthDeg: 274.79406717910257,
      altitudeDeg: 49.742291181176995,
    },
    {
      model: leaning,
      x: 359,
      y: 117,
      azimuthDeg: 112.02181346901864,
      altitudeDeg: 20.273826285534714,
    },
    {
      model: leaning,
      x: 133,
      y: 408,
      azimuthDeg: 47.4479272757643,
      altitudeDeg: -0.5301887281779879,
    },
    {
      model: leaning,
      x: 359,
      y: 699,
      azimuthDeg: 340.3859790316435,
      altitudeDeg: 4.687647480764496,
    },
  ])('say the same of pixel $x, $y as the camera does', (one) => {
    const direction = new FisheyeCamera(one.model).directionAt(one);
    expect(direction?.azimuthDeg).toBeCloseTo(one.azimuthDeg, 9);
    expect(direction?.altitudeDeg).toBeCloseTo(one.altitudeDeg, 9);
  });

  it('are those that were given to astropy', () => {
    const values = new Map(fisheyeCards(upright).map(([keyword, value]) => [keyword, value]));
    expect(values.get('CTYPE1')).toBe('ALON-ZPN');
    expect(values.get('CTYPE2')).toBe('ALAT-ZPN');
    expect(values.get('CRPIX1')).toBe(710.66);
    expect(values.get('CRVAL2')).toBeCloseTo(90 - Math.hypot(0.61, 1.2578), 10);
    expect(values.get('PV2_3')).toBeCloseTo(-5.08 / 337.36, 14);
    expect(values.get('LONPOLE')).toBe(180);
    const [cd11, cd12, cd21, cd22] = ['CD1_1', 'CD1_2', 'CD2_1', 'CD2_2'].map((keyword) =>
      Number(values.get(keyword)),
    );
    // Azimuth grows clockwise on the sky, so a direct picture has a negative determinant.
    expect(cd11 * cd22 - cd12 * cd21).toBeCloseTo(-((180 / Math.PI / 337.36) ** 2), 12);
  });
});
