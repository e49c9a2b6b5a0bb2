import { describe, expect, it } from 'vitest';
import { smoothingSpline, type CurvePoint } from './smoothing-spline.js';

/** Fifteen azimuths of a row, 24 deg apart but for a small error; numbers from `first`. */
function row(first: number, azimuthOfFirst?: number): CurvePoint[] {
  return Array.from({ length: 15 }, (_, i) => ({
    x: first + i,
    y:
      i === 0 && azimuthOfFirst !== undefined
        ? azimuthOfFirst
        : i * 24 + 0.3 + 0.5 * Math.sin(i + 1),
  }));
}

/** Worst difference from values of scipy at the same places. */
function worst(
  spline: { valueAt(x: number): number },
  values: readonly [number, number][],
): number {
  return Math.max(...values.map(([x, y]) => Math.abs(spline.valueAt(x) - y)));
}

describe('smoothingSpline', () => {
  it('is the least-squares polynomial where that is close enough', () => {
    const spline = smoothingSpline(row(1), 3);
    expect(spline.interiorKnots).toEqual([]);
    // scipy 1.10.1, UnivariateSpline(x, y, k=3)
    expect(
      worst(spline, [
        [0, -23.16674894141102],
        [1, 0.6669959478243619],
        [3, 48.41293582278946],
        [15, 336.64177943907436],
        [17, 384.8932943988092],
      ]),
    ).toBeLessThan(1e-10);
  });

  it('puts knots where azimuth jumps by 360, and meets the sum of squares, as FITPACK does', () => {
    const spline = smoothingSpline(row(16, 359.8), 3);
    expect(spline.interiorKnots).toEqual([18, 19, 20, 23]);
    expect(spline.sumOfSquares).toBeCloseTo(14.991847902569004, 8);
    expect(
      worst(spline, [
        [15, 1474.2673887370427],
        [16, 359.43223443847893],
        [18, 45.618228335427276],
        [20, 95.8928902777212],
        [30, 336.97457106492925],
        [32, 387.60090685875696],
      ]),
    ).toBeLessThan(1e-8);
  });

  it('starts again with one knot at a time when the room scipy leaves at first is used up', () => {
    const spline = smoothingSpline(row(1, 359.8), 1);
    expect(spline.interiorKnots).toEqual([2, 3, 5, 8]);
    expect(
      worst(spline, [
        [1, 358.24849089095744],
        [2, 27.83405431411725],
        [7, 144.2914120253606],
        [15, 336.4310942624174],
      ]),
    ).toBeLessThan(1e-8);
  });

  it.each<[number, number[], [number, number][]]>([
    [
      1,
      [2, 5],
      [
        [0, 691.5762589611853],
        [2, 25.468894117805227],
        [4, 71.96238579954843],
        [12, 264.31550412702325],
      ],
    ],
    [
      2,
      [3.5],
      [
        [0, 916.3982757382672],
        [2, 25.47677502364079],
        [4, 1.9254036036318254],
        [12, 103.987101330565],
      ],
    ],
  ])(
    'takes the knots of interpolation for degree %i when no fewer will do',
    (degree, knots, values) => {
      const points = [
        { x: 1, y: 359.7 },
        { x: 2, y: 23.9 },
        { x: 5, y: 95.6 },
        { x: 10, y: 216 },
      ];
      const spline = smoothingSpline(points, degree);
      expect(spline.interiorKnots).toEqual(knots);
      expect(worst(spline, values)).toBeLessThan(1e-8);
    },
  );

  it('refuses fewer points than a polynomial of the degree needs', () => {
    expect(() => smoothingSpline(row(1).slice(0, 3), 3)).toThrow('no spline of degree 3 through 3');
    expect(() => smoothingSpline(row(1), 0)).toThrow(RangeError);
  });
});
