import { describe, expect, it } from 'vitest';
import { placeErrorPx } from '../wcs/fit-covariance.js';
import { PlateSolver } from './plate-solver.js';
import type { PlateSolution } from './solution.js';
import { randomSky, seeded, sourcesOf, tanOf } from './test-support/random-sky.js';

const stars = randomSky(7, 20_000);
const solver = new PlateSolver(stars);
const picture = {
  width: 1000,
  height: 800,
  centre: { raDeg: 123, decDeg: 40 },
  scaleArcsec: 90,
  rotationDeg: 25,
  mirrored: false,
};
const truth = tanOf(picture);
const hints = {
  centre: { ...picture.centre, radiusDeg: 3 },
  scaleArcsec: { low: 85, high: 95 },
};

/** The picture again and again, its stars measured anew. */
const solutions: readonly PlateSolution[] = Array.from({ length: 200 }, (_, seed) => {
  const given = { most: 120, noisePx: 0.2, falseOnes: 0 };
  const outcome = solver.solve(
    picture,
    sourcesOf(stars, truth, picture, seeded(seed), given),
    hints,
  );
  if (!outcome.solved) throw new Error(outcome.reason);
  return outcome;
});

const rmsOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

function stated({ uncertainty }: PlateSolution): NonNullable<PlateSolution['uncertainty']> {
  if (uncertainty === null) throw new Error('no uncertainty');
  return uncertainty;
}

/** Errors along x and y of where a solution puts what truly lies at a place, over the stated error. */
function scatterAt(x: number, y: number): number {
  const ratios = solutions.flatMap(({ wcs, covariance }) => {
    const found = wcs.pixelOf(truth.directionAt({ x, y }));
    if (found === undefined || covariance === null) throw new Error('no place');
    const sigma = placeErrorPx(covariance, { x, y });
    return [(found.x - x) / sigma, (found.y - y) / sigma];
  });
  return rmsOf(ratios);
}

describe('the errors a solution states, against the scatter of 200 pictures', () => {
  it.each([
    { place: 'middle', x: 499.5, y: 399.5 },
    { place: 'edge', x: 999, y: 399.5 },
    { place: 'corner', x: 0, y: 799 },
  ])('hold at the $place within 15 %', ({ x, y }) => {
    const ratio = scatterAt(x, y);
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });

  it('hold for the scale within 15 %', () => {
    const ratio = rmsOf(solutions.map((one) => (one.scaleArcsec - 90) / stated(one).scaleArcsec));
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });

  it('hold for the rotation within 15 %', () => {
    const ratio = rmsOf(solutions.map((one) => (one.rotationDeg - 25) / stated(one).rotationDeg));
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });

  it('are largest in a corner', () => {
    for (const one of solutions) {
      expect(stated(one).worstCornerPx).toBeGreaterThan(stated(one).centrePx);
    }
  });
});
