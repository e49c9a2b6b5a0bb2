import { describe, expect, it } from 'vitest';
import { PlaneFit, type MatchedPairs } from '../wcs/plane-fit.js';
import { zeroPolynomial } from '../wcs/polynomial.js';
import { TanSip } from '../wcs/tan-sip.js';
import { chooseOrder } from './cross-validation.js';
import { normal, seeded } from './test-support/random-sky.js';

const size = 1000;
const crpix = { x: 499.5, y: 499.5 };
const crval = { raDeg: 40, decDeg: 30 };

/** A lens whose radial distortion of one order shifts the corners by `cornerPx`. */
function lens(order: number, cornerPx: number): TanSip {
  const a = zeroPolynomial(order);
  const b = zeroPolynomial(order);
  a.coefficients[order * (order + 1)] = cornerPx / 500 ** order;
  b.coefficients[order] = -cornerPx / 500 ** order;
  const cd = [
    [-0.02, 0],
    [0, -0.02],
  ] as const;
  return new TanSip({ crval, crpix, cd, a, b });
}

function chosen(wcs: TanSip, count: number, seed: number, maxOrder: number): number {
  const random = seeded(seed);
  const noisePx = 0.1;
  const x = Float64Array.from({ length: count }, () => 999 * random());
  const y = Float64Array.from({ length: count }, () => 999 * random());
  const seen = Array.from(x, (_, i) => wcs.directionAt({ x: x[i], y: y[i] }));
  const pairs: MatchedPairs = {
    x: x.map((value) => value + noisePx * normal(random)),
    y: y.map((value) => value + noisePx * normal(random)),
    starX: Float64Array.from(seen, (v) => v.x),
    starY: Float64Array.from(seen, (v) => v.y),
    starZ: Float64Array.from(seen, (v) => v.z),
    weight: new Float64Array(count).fill(1),
  };
  const fit = new PlaneFit(pairs, { crpix, centre: crval, halfSize: 500 }, maxOrder);
  const places = { across: x.map((value) => value / size), down: y.map((value) => value / size) };
  return chooseOrder(fit, places, pairs.weight, maxOrder, noisePx);
}

describe('the order of a distortion', () => {
  it.each([2, 3, 4, 5])('is found when it is %i and plain to see', (order) => {
    for (let seed = 0; seed < 10; seed += 1) {
      expect(chosen(lens(order, 8), 400, seed, 5), `seed ${seed}`).toBe(order);
    }
  });

  it('is 1 for a lens without distortion in nearly every picture', () => {
    const orders = Array.from({ length: 40 }, (_, seed) => chosen(lens(2, 0), 60, seed, 5));
    expect(orders.filter((order) => order === 1).length).toBeGreaterThanOrEqual(38);
  });

  it('never exceeds the highest one asked for', () => {
    expect(chosen(lens(5, 8), 400, 1, 2)).toBeLessThanOrEqual(2);
  });

  it('never asks for more terms than the pairs support', () => {
    expect(chosen(lens(5, 8), 20, 1, 5)).toBeLessThanOrEqual(2);
  });
});
