import { openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { separationDeg, vectorOf } from '../wcs/tangent-plane.js';
import { PlateSolver } from './plate-solver.js';
import type { SolveOutcome, PlateSolution } from './solution.js';
import { seeded, sourcesOf, tanOf } from './test-support/random-sky.js';

const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
const jd = (year: number): number => 2_451_545 + (year - 2000) * 365.25;
const skyOf = (year: number) =>
  catalogue.cone({ raDeg: 130.1, decDeg: 19.6, radiusDeg: 4, epochJd: jd(year) });

const picture = {
  width: 3000,
  height: 3000,
  centre: { raDeg: 130.1327, decDeg: 19.6408 },
  scaleArcsec: 1.025,
  rotationDeg: 0.1,
  mirrored: false,
};
const hints = {
  centre: { ...picture.centre, radiusDeg: 1 },
  scaleArcsec: { low: 1, high: 1.05 },
};

function solved(outcome: SolveOutcome): PlateSolution {
  if (!outcome.solved) throw new Error(outcome.reason);
  return outcome;
}

describe('a narrow picture of 1910', () => {
  const given = { most: 60, noisePx: 0.1, falseOnes: 5 };
  const sources = sourcesOf(skyOf(1910.25), tanOf(picture), picture, seeded(1), given);
  const offArcsec = ({ centre }: PlateSolution): number =>
    3600 * separationDeg(vectorOf(centre), vectorOf(picture.centre));

  it('is solved to a tenth of a pixel with the stars of its epoch', () => {
    const solution = solved(new PlateSolver(skyOf(1910.25)).solve(picture, sources, hints));
    expect(offArcsec(solution)).toBeLessThan(0.1);
    expect(solution.rmsPx).toBeLessThan(0.2);
  });

  it('is solved with the stars of 2000 as well, but off by what they moved, and with a larger scatter', () => {
    const right = solved(new PlateSolver(skyOf(1910.25)).solve(picture, sources, hints));
    const solution = solved(new PlateSolver(skyOf(2000)).solve(picture, sources, hints));
    expect(offArcsec(solution)).toBeGreaterThan(2.5);
    expect(solution.rmsPx).toBeGreaterThan(1.2 * right.rmsPx);
    expect(solution.matches.length).toBeLessThan(right.matches.length);
  });
});
