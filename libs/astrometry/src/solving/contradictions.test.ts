import { describe, expect, it } from 'vitest';
import { solveChecked, type CheckedSolution } from './contradictions.js';
import { PlateSolver } from './plate-solver.js';
import type { NoSolution, SolveHints } from './solution.js';
import {
  greatestDifferencePx,
  randomSky,
  seeded,
  sourcesOf,
  tanOf,
} from './test-support/random-sky.js';

const stars = randomSky(7, 30_000);
const solver = new PlateSolver(stars);
const picture = {
  width: 1000,
  height: 800,
  centre: { raDeg: 200, decDeg: -25 },
  scaleArcsec: 95,
  rotationDeg: 40,
  mirrored: false,
};
const truth = tanOf(picture);
const sources = sourcesOf(stars, truth, picture, seeded(3), {
  most: 200,
  noisePx: 0.1,
  falseOnes: 20,
});
/** A search that cannot succeed is given up sooner than by default. */
const soon = { maxHypotheses: 3000 };
const right: SolveHints = {
  centre: { ...picture.centre, radiusDeg: 5 },
  scaleArcsec: { low: 86, high: 105 },
  parity: 'direct',
};

function expectRight(outcome: CheckedSolution | NoSolution): CheckedSolution {
  if (!outcome.solved) throw new Error(outcome.message);
  expect(greatestDifferencePx(outcome.wcs, truth, picture)).toBeLessThan(0.5);
  return outcome;
}

describe('a picture with what was told about it', { timeout: 30_000 }, () => {
  it('is solved without a contradiction when all is right', () => {
    expect(expectRight(solveChecked(solver, picture, sources, right)).contradictions).toEqual([]);
  });

  it('is solved where it is, and the wrong pointing named with how far it is off', () => {
    const centre = { raDeg: 215, decDeg: -25, radiusDeg: 5 };
    const outcome = expectRight(solveChecked(solver, picture, sources, { ...right, centre }));
    expect(outcome.contradictions).toHaveLength(1);
    const [found] = outcome.contradictions;
    if (found.what !== 'pointing') throw new Error(found.what);
    expect(found.apartDeg).toBeCloseTo(13.58, 1);
    expect(found.message).toContain('RA 200.00');
    expect(found.message).toContain('expected within 5.0 deg of RA 215.000, Dec -25.000 deg');
  });

  it('is solved at its own scale, and the wrong scale named', () => {
    const scaleArcsec = { low: 250, high: 300 };
    const outcome = expectRight(
      solveChecked(solver, picture, sources, { ...right, scaleArcsec }, soon),
    );
    expect(outcome.contradictions.map(({ what }) => what)).toEqual(['scale']);
    expect(outcome.contradictions[0].message).toContain('expected 250.000 to 300.000');
  });

  it('is solved in its own parity, and the wrong parity named', () => {
    const outcome = expectRight(
      solveChecked(solver, picture, sources, { ...right, parity: 'mirrored' }),
    );
    expect(outcome.contradictions).toMatchObject([
      { what: 'parity', given: 'mirrored', found: 'direct' },
    ]);
  });

  it('has everything named that is wrong at once', () => {
    const outcome = expectRight(
      solveChecked(
        solver,
        picture,
        sources,
        {
          centre: { raDeg: 20, decDeg: 60, radiusDeg: 10 },
          scaleArcsec: { low: 250, high: 300 },
          parity: 'mirrored',
        },
        soon,
      ),
    );
    expect(outcome.contradictions.map(({ what }) => what)).toEqual(['pointing', 'scale', 'parity']);
  });

  it('is refused with a wrong hint where the search may not go beyond it', () => {
    const outcome = solveChecked(
      solver,
      picture,
      sources,
      { ...right, centre: { raDeg: 20, decDeg: 60, radiusDeg: 5 } },
      { searchBeyondHints: false },
    );
    expect(outcome.solved).toBe(false);
  });

  it('without enough sources is refused at once, with the reason', () => {
    const few = { x: [1, 2, 3], y: [3, 2, 1] };
    const outcome = solveChecked(solver, picture, few, right);
    expect(outcome).toMatchObject({ solved: false, reason: 'too-few-sources', hypotheses: 0 });
  });
});
