import { describe, expect, it } from 'vitest';
import { separationDeg, vectorOf } from '../wcs/tangent-plane.js';
import { PlateSolver } from './plate-solver.js';
import type { SolveHints, SolveOutcome } from './solution.js';
import {
  greatestDifferencePx,
  randomSky,
  seeded,
  sourcesOf,
  tanOf,
  type MadePicture,
} from './test-support/random-sky.js';

const stars = randomSky(7, 60_000);
const solver = new PlateSolver(stars);

const given = { most: 300, noisePx: 0.1, falseOnes: 20 };

function made(seed: number, fieldDeg: number, mirrored: boolean): MadePicture {
  const random = seeded(seed);
  const pixels = 1000;
  return {
    width: pixels,
    height: 800,
    centre: { raDeg: 360 * random(), decDeg: (Math.asin(2 * random() - 1) * 180) / Math.PI },
    // The gnomonic plane stretches: the field is 2 atan(half the width).
    scaleArcsec: ((2 * Math.tan((fieldDeg * Math.PI) / 360)) / pixels) * (180 / Math.PI) * 3600,
    rotationDeg: 360 * random() - 180,
    mirrored,
  };
}

function expectRight(outcome: SolveOutcome, picture: MadePicture): void {
  if (!outcome.solved) throw new Error(`not solved: ${outcome.reason}`);
  const truth = tanOf(picture);
  expect(greatestDifferencePx(outcome.wcs, truth, picture)).toBeLessThan(0.5);
  expect(outcome.parity).toBe(picture.mirrored ? 'mirrored' : 'direct');
  expect(outcome.scaleArcsec / picture.scaleArcsec).toBeCloseTo(1, 3);
  const away = separationDeg(vectorOf(outcome.centre), vectorOf(picture.centre));
  expect((away * 3600) / picture.scaleArcsec).toBeLessThan(0.2);
  const turned = outcome.rotationDeg - picture.rotationDeg;
  expect(Math.abs(turned - 360 * Math.round(turned / 360))).toBeLessThan(0.02);
  expect(outcome.logOdds).toBeGreaterThan(Math.log(1e9));
}

describe('a picture of the sky', () => {
  const fields = [4, 12, 27, 60, 100];
  const cases = fields.flatMap((fieldDeg) =>
    [false, true].map((mirrored) => ({ fieldDeg, mirrored, seed: fieldDeg + Number(mirrored) })),
  );

  it.each(cases)(
    'of $fieldDeg deg is solved with rough pointing and scale (mirrored: $mirrored)',
    ({ fieldDeg, mirrored, seed }) => {
      const picture = made(seed, fieldDeg, mirrored);
      const sources = sourcesOf(stars, tanOf(picture), picture, seeded(seed + 1000), given);
      const hints: SolveHints = {
        centre: { raDeg: picture.centre.raDeg, decDeg: picture.centre.decDeg, radiusDeg: 5 },
        scaleArcsec: { low: picture.scaleArcsec * 0.9, high: picture.scaleArcsec * 1.1 },
      };
      expectRight(solver.solve(picture, sources, hints), picture);
    },
  );

  it.each(cases.filter(({ fieldDeg }) => fieldDeg > 4))(
    'of $fieldDeg deg is solved with nothing known (mirrored: $mirrored)',
    ({ fieldDeg, mirrored, seed }) => {
      const picture = made(seed + 500, fieldDeg, mirrored);
      const sources = sourcesOf(stars, tanOf(picture), picture, seeded(seed + 1500), given);
      expectRight(solver.solve(picture, sources), picture);
    },
  );

  it('is not solved in the other parity when its parity is told wrongly', () => {
    const picture = made(3, 20, false);
    const sources = sourcesOf(stars, tanOf(picture), picture, seeded(1003), given);
    const scaleArcsec = { low: picture.scaleArcsec * 0.9, high: picture.scaleArcsec * 1.1 };
    const outcome = solver.solve(picture, sources, { parity: 'mirrored', scaleArcsec });
    expect(outcome.solved).toBe(false);
  });

  it('is refused with the reason when it has too few sources', () => {
    const outcome = solver.solve({ width: 100, height: 100 }, { x: [1, 2, 3], y: [4, 5, 6] });
    expect(outcome).toMatchObject({ solved: false, reason: 'too-few-sources' });
  });
});
