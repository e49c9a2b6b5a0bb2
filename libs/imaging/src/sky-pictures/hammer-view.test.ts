import { describe, expect, it } from 'vitest';
import { hammerForward, hammerInverse } from './hammer-view.js';

describe('hammer projection', () => {
  it('has its edge at 2 sqrt 2 and its pole at sqrt 2', () => {
    expect(hammerForward(180, 0)[0]).toBeCloseTo(2 * Math.SQRT2, 12);
    expect(hammerForward(0, 90)[1]).toBeCloseTo(Math.SQRT2, 12);
  });

  it('comes back to where it started, far from the centre as well', () => {
    for (const longitude of [-179, -90, -1, 0, 33, 120, 179]) {
      for (const latitude of [-60, -6, 0, 45, 89]) {
        const back = hammerInverse(...hammerForward(longitude, latitude));
        expect(back?.longitudeDeg).toBeCloseTo(longitude, 8);
        expect(back?.latitudeDeg).toBeCloseTo(latitude, 8);
      }
    }
  });

  it('keeps areas', () => {
    const area = (longitude: number, latitude: number): number => {
      const h = 0.01;
      const [x0, y0] = hammerForward(longitude, latitude);
      const [x1, y1] = hammerForward(longitude + h, latitude);
      const [x2, y2] = hammerForward(longitude, latitude + h);
      const cell = (x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0);
      return cell / ((h * Math.PI) / 180) ** 2 / Math.cos((latitude * Math.PI) / 180);
    };
    for (const [longitude, latitude] of [
      [0, 0],
      [100, 20],
      [-150, 60],
      [170, 5],
    ] as const) {
      expect(area(longitude, latitude)).toBeCloseTo(1, 3);
    }
  });

  it('knows what lies outside the ellipse', () => {
    expect(hammerInverse(2.9, 0)).toBeNull();
    expect(hammerInverse(0, 1.5)).toBeNull();
  });
});
