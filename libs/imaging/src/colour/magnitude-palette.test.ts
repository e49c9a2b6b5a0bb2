import { describe, expect, it } from 'vitest';
import { magnitudeColour, magnitudeKnots } from './magnitude-palette.js';

describe('magnitudeColour', () => {
  it('gives the knots exactly', () => {
    for (const [mag, ...rgb] of magnitudeKnots) expect(magnitudeColour(mag)).toEqual(rgb);
  });

  it('interpolates half way between two knots', () => {
    expect(magnitudeColour(14.25)).toEqual([255, 244, 255]);
    expect(magnitudeColour(21.15)).toEqual([23, 106, 218]);
  });

  it('meets the landmarks of the printed scale', () => {
    expect(magnitudeColour(14)).toEqual([255, 255, 255]);
    const [red, green, blue] = magnitudeColour(19.0);
    expect(red).toBeGreaterThan(200);
    expect(Math.max(green, blue)).toBeLessThan(60);
    const [r2, g2, b2] = magnitudeColour(20.2);
    expect(g2).toBeGreaterThan(Math.max(r2, b2) + 80);
    const [r3, , b3] = magnitudeColour(21.4);
    expect(b3).toBeGreaterThan(r3 + 150);
    expect(magnitudeColour(24)).toEqual([0, 0, 0]);
  });

  it('stays white above and black below the scale', () => {
    expect(magnitudeColour(-5)).toEqual([255, 255, 255]);
    expect(magnitudeColour(Infinity)).toEqual([0, 0, 0]);
  });
});
