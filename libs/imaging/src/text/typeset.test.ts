import { describe, expect, it } from 'vitest';
import { typeset } from './typeset.js';

describe('typeset', () => {
  it('gives outlines that need no font of the machine', () => {
    const { pathData } = typeset('Haleakalā 21.5 mag/arcsec²', 40);
    expect(pathData).toMatch(/^M[-\d.]/);
    expect(pathData.length).toBeGreaterThan(2000);
  });

  it('starts at the given point and grows with the size', () => {
    const small = typeset('N', 10);
    const large = typeset('N', 30, 'regular', 100, 50);
    expect(large.widthPx).toBeCloseTo(3 * small.widthPx, 6);
    const firstX = Number(/^M([-\d.]+?)[ ,-]/.exec(large.pathData)?.[1]);
    expect(firstX).toBeGreaterThan(100);
    expect(firstX).toBeLessThan(100 + large.widthPx);
  });

  it('kerns pairs such as AV', () => {
    const pair = typeset('AV', 100).widthPx;
    expect(pair).toBeLessThan(typeset('A', 100).widthPx + typeset('V', 100).widthPx - 2);
  });

  it('keeps figures of one width, so that ticks and tables stand in line', () => {
    const widths = Array.from('0123456789', (digit) => typeset(digit, 100).widthPx);
    expect(new Set(widths).size).toBe(1);
  });

  it('has the signs of our axes', () => {
    const missing = typeset('\u4e2d', 40).pathData;
    for (const sign of ['°', '²', '−', '–', '·', 'µ']) {
      expect(typeset(sign, 40).pathData).not.toBe(missing);
    }
  });

  it('shows a letter it lacks by its base letter', () => {
    expect(typeset('ā', 40).pathData).toBe(typeset('a', 40).pathData);
  });
});
