import { describe, expect, it } from 'vitest';
import { angleDeg, declinationText, rightAscensionDeg, rightAscensionText } from './sky-angles.js';

describe('angles as people write them', () => {
  it.each([
    ['83.822', 83.822],
    ['05:35:17.3', 83.8220833],
    ['05 35 17.3', 83.8220833],
    ['5h35m17.3s', 83.8220833],
    ['5h', 75],
    ['-10', 350],
  ])('right ascension %s', (text, expected) => {
    expect(rightAscensionDeg(text)).toBeCloseTo(expected, 6);
  });

  it.each([
    ['-05:23:28', -5.3911111],
    ['-0 30 00', -0.5],
    ['+41d16m09s', 41.2691667],
    ['-5.39', -5.39],
  ])('declination %s', (text, expected) => {
    expect(angleDeg(text)).toBeCloseTo(expected, 6);
  });

  it.each(['', 'north', '12:75:00', '91', '1:2:3:4'])('no angle: %j', (text) => {
    expect(angleDeg(text)).toBeUndefined();
  });

  it('are shown and read back', () => {
    for (const [ra, dec] of [
      [0, 0],
      [359.99999, -89.5],
      [83.822, -0.25],
    ] as const) {
      const back = (rightAscensionDeg(rightAscensionText(ra)) ?? NaN) - ra;
      expect(Math.abs(((back + 540) % 360) - 180)).toBeLessThan(0.00025);
      expect(angleDeg(declinationText(dec).replace('−', '-'))).toBeCloseTo(dec, 3);
    }
  });
});
