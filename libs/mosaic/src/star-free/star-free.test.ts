import { NightSkiesError } from '@nightskies/contracts';
import { image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { medianRadiusPx, nsnsdMedianRadiusPx, removeStars } from './star-free.js';

const unbinned = { binningX: 1, binningY: 1 };

describe('the footprint', () => {
  it('of 0.3336 deg has the pixels of the old one, 12.5 px', () => {
    const radius = medianRadiusPx(0.3336, unbinned, 'ib001.fit');
    expect(radius).toBeCloseTo(nsnsdMedianRadiusPx, 2);
    // The farthest member of the old footprint is at sqrt 153, the nearest outsider at sqrt 157.
    expect(radius ** 2).toBeGreaterThan(153);
    expect(radius ** 2).toBeLessThan(157);
  });

  it('covers the same sky in a binned frame', () => {
    const radius = medianRadiusPx(0.3336, { binningX: 4, binningY: 4 }, 'ib001.fit');
    expect(radius).toBeCloseTo(nsnsdMedianRadiusPx / 4, 3);
  });

  it('that is too small to remove a star from binned pixels is refused', () => {
    const ask = (): number => medianRadiusPx(0.05, { binningX: 4, binningY: 4 }, 'ib001.fit');
    expect(ask).toThrow(NightSkiesError);
    expect(ask).toThrow(/star-removal-radius/);
  });
});

// image-stages 13.12
const pattern = (at: number): number => (37 * Math.floor(at / 40) + 101 * (at % 40)) % 1000;
const vector = [
  [0, 0, 471],
  [0, 20, 481],
  [5, 5, 488],
  [20, 20, 538],
  [39, 39, 490],
  [30, 3, 497],
] as const;

describe('a frame without stars', () => {
  it.each(vector)('has at row %d, column %d the median %d', (row, column, expected) => {
    const whole = Uint16Array.from({ length: 1600 }, (_, at) => pattern(at));
    const old = removeStars(image(40, 40, whole), nsnsdMedianRadiusPx);
    expect(old.data).toBeInstanceOf(Uint16Array);
    expect(old.data[row * 40 + column]).toBe(expected);
    const modern = removeStars(image(40, 40, Float32Array.from(whole)), nsnsdMedianRadiusPx);
    expect(modern.data).toBeInstanceOf(Float32Array);
    expect(modern.data[row * 40 + column]).toBe(expected);
  });

  it('keeps the sky and loses a star', () => {
    const sky = new Float32Array(64 * 64).fill(150.25);
    sky[20 * 64 + 20] = 40_000;
    const { data } = removeStars(image(64, 64, sky), 5);
    expect(data.every((value) => value === 150.25)).toBe(true);
  });
});
