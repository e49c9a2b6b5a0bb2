import { describe, expect, it } from 'vitest';
import {
  cubicPicturePoint,
  cubicTangentPoint,
  nominalPixelRad,
  nominalPlateScaleArcsec,
  pictureRadius,
  tangentRadius,
} from '../index.js';

const px = nominalPixelRad;

describe('radial law', () => {
  // image-stages 13.6
  it.each([
    [50, 50.0558],
    [100, 100.2235],
    [200, 200.8981],
    [300, 302.0299],
    [400, 403.6252],
    [500, 505.6905],
    [512, 517.9702],
  ])('moves %d px in the picture to %d px in the tangent plane', (picture, tangent) => {
    expect(tangentRadius(picture * px) / px).toBeCloseTo(tangent, 4);
  });

  it.each([0, 1e-9, 1, 100, 724, 5000])('comes back from %d px', (radius) => {
    expect(pictureRadius(tangentRadius(radius * px)) / px).toBeCloseTo(radius, 9);
  });

  it('uses pixels of 96.07 arcsec', () => {
    expect(nominalPlateScaleArcsec).toBeCloseTo(96.07, 2);
  });
});

describe('cubic of the old pipeline', () => {
  // image-stages 13.6
  it.each([
    [50, 50.2334],
    [100, 100.4872],
    [200, 201.137],
    [300, 302.1121],
    [400, 403.5751],
    [500, 505.6886],
    [512, 517.9937],
  ])('moves %d px on the x axis to %d px', (picture, tangent) => {
    expect(cubicTangentPoint({ x: picture * px, y: 0 }).x / px).toBeCloseTo(tangent, 3);
  });

  it('comes back within 0.05 px and stays within 0.54 px of the radial law, as measured', () => {
    let worstReturn = 0;
    let worstLaw = 0;
    for (let x = -512; x <= 512; x += 32) {
      for (let y = -512; y <= 512; y += 32) {
        const tangent = cubicTangentPoint({ x: x * px, y: y * px });
        const back = cubicPicturePoint(tangent);
        worstReturn = Math.max(worstReturn, Math.hypot(back.x / px - x, back.y / px - y));
        const r = Math.hypot(x, y);
        const law = r === 0 ? 1 : tangentRadius(r * px) / (r * px);
        const off = Math.hypot(tangent.x / px - x * law, tangent.y / px - y * law);
        worstLaw = Math.max(worstLaw, off);
      }
    }
    expect(worstReturn).toBeLessThan(0.055);
    expect(worstLaw).toBeLessThan(0.55);
  });
});
