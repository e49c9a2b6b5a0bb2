import { describe, expect, it } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../../tools/testing/independent-night.js';
import { separationDeg, vectorOf } from '../wcs/tangent-plane.js';
import { solveChecked } from './contradictions.js';
import { PlateSolver } from './plate-solver.js';
import { falseTry } from './test-support/false-fields.js';
import {
  catalogueStars,
  frameNames,
  frameSize,
  nightJd,
  noisyStars,
  trueHeader,
} from './test-support/night-frames.js';
import { seeded } from './test-support/random-sky.js';

const soak = process.env.NIGHTSKIES_SOAK === '1';
const tries = soak ? 3000 : 300;

/** A solution within this of the truth is right, degrees: 2 px. */
const rightDeg = 0.05;

describe.skipIf(!hasIndependentNight)(
  'frames of noise, clouds, ground, shuffled stars, decoys',
  () => {
    // None in 3,000 tries bounds the rate to 1e-3 at 95 % (rule of three); the threshold of e^20.7 to 1e-9
    // for a hypothesis (Ville's inequality), 2e-4 for a search given up at 200,000 of them.
    it(
      `are never solved falsely, in ${tries} seeded tries (soak: 3000)`,
      { timeout: 7_200_000 },
      () => {
        const { night } = unpackNight();
        const solver = new PlateSolver(catalogueStars(nightJd));
        const given = { most: 300, noisePx: 0.05, falseOnes: 20 };
        for (let i = 0; i < tries; i += 1) {
          const random = seeded(i + 9000);
          const name = frameNames[i % frameNames.length];
          const real = noisyStars(night, name, random, given);
          const truth = trueHeader(night, name).placeAt({ x: 511.5, y: 511.5 });
          const { kind, sources, hints, decoy } = falseTry(i, random, real, truth);
          if (!decoy) {
            const outcome = solver.solve(frameSize, sources, hints);
            expect(outcome.solved, `try ${i}, ${kind}`).toBe(false);
            continue;
          }
          const outcome = solveChecked(solver, frameSize, sources, hints);
          if (!outcome.solved) continue;
          const away = separationDeg(vectorOf(outcome.centre), vectorOf(truth));
          expect(away, `try ${i}, ${kind}`).toBeLessThan(rightDeg);
          const named = outcome.contradictions.map(({ what }) => what);
          const told =
            hints.centre === undefined ? 0 : separationDeg(vectorOf(truth), vectorOf(hints.centre));
          if (told > 10.5) expect(named, `try ${i}, ${kind}`).toEqual(['pointing']);
        }
      },
    );
  },
);
