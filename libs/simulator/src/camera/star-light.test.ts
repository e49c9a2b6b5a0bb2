import { describe, expect, it } from 'vitest';
import { encircledLight, psfParts, realisticPsf } from './psf.js';
import { StarLight } from './star-light.js';

const size = 301;

function lightWithin(light: Float32Array, x: number, y: number, radius: number): number {
  let sum = 0;
  // Each pixel in 5 x 5 parts.
  for (let i = 0; i < light.length; i++) {
    let inside = 0;
    for (let k = 0; k < 25; k++) {
      const dx = (i % size) + ((k % 5) - 2) / 5 - x;
      const dy = Math.floor(i / size) + (Math.floor(k / 5) - 2) / 5 - y;
      if (dx * dx + dy * dy <= radius * radius) inside += 1;
    }
    sum += (light[i] * inside) / 25;
  }
  return sum;
}

describe('the picture of a star', () => {
  it('has the light of the table within every radius, wings and all', () => {
    const places = [0, 1 / 3, 2 / 3].flatMap((x) => [0, 1 / 3, 2 / 3].map((y) => [x, y] as const));
    const lights = places.map(([x, y]) => {
      const stars = new StarLight(size, realisticPsf, 1);
      stars.add(150 + x, 150 + y, 1, 0);
      return stars.finish();
    });
    for (const radius of [2, 3, 4, 6, 8, 12, 20]) {
      const parts = lights.map((light, i) =>
        lightWithin(light, 150 + places[i][0], 150 + places[i][1], radius),
      );
      const mean = parts.reduce((sum, part) => sum + part, 0) / parts.length;
      const expected = encircledLight(realisticPsf, radius);
      // A small circle runs through few of the parts of pixels that stand for their light.
      expect(Math.abs(mean - expected)).toBeLessThan(radius < 4 ? 2e-3 : 3e-4);
    }
  });

  it('loses as much beyond 6 px as the lens it stands for: 0.8 %', () => {
    expect(encircledLight(realisticPsf, 6)).toBeCloseTo(0.9917, 4);
    expect(encircledLight(realisticPsf, 12)).toBeCloseTo(0.996, 4);
    expect(psfParts(realisticPsf).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  it('is one Gaussian without wings, wider off the axis and out of focus', () => {
    const widthOf = (factor: number, distance: number): number => {
      const stars = new StarLight(size, { fwhmPx: 4, growth: 0.2 }, factor);
      stars.add(150, 150, 1, distance);
      const light = stars.finish();
      let squares = 0;
      light.forEach((value, i) => {
        squares += value * ((i % size) - 150) ** 2;
      });
      return Math.sqrt(squares - 1 / 12) * Math.sqrt(8 * Math.LN2);
    };
    expect(widthOf(1, 0)).toBeCloseTo(4, 3);
    expect(widthOf(1, 1)).toBeCloseTo(4.8, 3);
    expect(widthOf(2.5, 0)).toBeCloseTo(10, 2);
  });

  it('is in a crowd what it is alone', () => {
    const [alone, crowd] = [0, 1].map((k) => {
      const stars = new StarLight(size, realisticPsf, 1);
      if (k === 0) stars.add(150.3, 149.6, 1000, 0);
      else stars.addOfCrowd(150.3, 149.6, 1000, 0);
      return stars.finish();
    });
    const top = Math.max(...alone);
    alone.forEach((value, i) => {
      expect(Math.abs(value - crowd[i])).toBeLessThan(3e-4 * top);
    });
    for (const radius of [3, 6, 12]) {
      const [a, b] = [alone, crowd].map((light) => lightWithin(light, 150.3, 149.6, radius));
      expect(Math.abs(a - b) / 1000).toBeLessThan(7e-4);
    }
  });

  it('shines into the frame from beside it', () => {
    const stars = new StarLight(size, realisticPsf, 1);
    stars.add(-10, 150, 1e6, 0);
    stars.add(-5000, 150, 1e6, 0);
    const light = stars.finish();
    expect(light[150 * size]).toBeGreaterThan(1);
    expect(light.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
  });
});
