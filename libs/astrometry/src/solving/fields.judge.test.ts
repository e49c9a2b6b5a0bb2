import { beforeAll, describe, expect, it } from 'vitest';
import { PlateSolver } from './plate-solver.js';
import type { SolverStars } from './solver-stars.js';
import { catalogueStars } from './test-support/night-frames.js';
import { greatestDifferencePx, seeded, sourcesOf, tanOf } from './test-support/random-sky.js';

const pixels = 1000;
const wanted = 6;
const fewestStars = 15;

describe('pictures of any field, at random places of the sky, with nothing known', () => {
  let stars: SolverStars;
  let solver: PlateSolver;
  beforeAll(() => {
    stars = catalogueStars(2_451_545);
    solver = new PlateSolver(stars);
  });

  it.each([0.8, 1, 1.4, 2, 3, 5, 10, 20, 40, 80, 110, 120])(
    'of %f deg are all solved to 1 px where 15 catalogue stars fall, in either parity',
    { timeout: 300_000 },
    (fieldDeg) => {
      const halfPlane = Math.tan((fieldDeg * Math.PI) / 360);
      let solved = 0;
      for (let seed = 0; solved < wanted; seed += 1) {
        const random = seeded(1000 * fieldDeg + seed);
        const picture = {
          width: pixels,
          height: pixels,
          centre: { raDeg: 360 * random(), decDeg: (Math.asin(2 * random() - 1) * 180) / Math.PI },
          scaleArcsec: ((2 * halfPlane) / pixels) * (180 / Math.PI) * 3600,
          rotationDeg: 360 * random(),
          mirrored: seed % 2 === 1,
        };
        const truth = tanOf(picture);
        const sources = sourcesOf(stars, truth, picture, random, {
          most: 300,
          noisePx: 0.2,
          falseOnes: 3,
        });
        if (sources.x.length - 3 < fewestStars) continue;
        const outcome = solver.solve(picture, sources);
        if (!outcome.solved) throw new Error(`seed ${seed}: ${outcome.message}`);
        expect(outcome.parity, `seed ${seed}`).toBe(picture.mirrored ? 'mirrored' : 'direct');
        expect(greatestDifferencePx(outcome.wcs, truth, picture), `seed ${seed}`).toBeLessThan(1);
        solved += 1;
      }
    },
  );
});
