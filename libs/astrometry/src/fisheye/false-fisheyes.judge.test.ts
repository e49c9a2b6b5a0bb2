import { describe, expect, it } from 'vitest';
import { normal, seeded } from '../solving/test-support/random-sky.js';
import type { FisheyeModel } from './fisheye-model.js';
import { solveFisheye } from './solve-fisheye.js';
import {
  laterSphere,
  madeUpSources,
  madeUpSphere,
  overHorizon,
} from './test-support/made-up-fisheye.js';

const soak = process.env.NIGHTSKIES_SOAK === '1';
const tries = soak ? 3000 : 40;
const size = { width: 1200, height: 1040 };

interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

function strewn(count: number, place: () => readonly [number, number]): Places {
  const places = Array.from({ length: count }, place).filter(
    ([x, y]) => x >= 0 && y >= 0 && x <= size.width - 1 && y <= size.height - 1,
  );
  return {
    x: Float64Array.from(places, ([x]) => x),
    y: Float64Array.from(places, ([, y]) => y),
  };
}

function shuffled(values: Float64Array, random: () => number): Float64Array {
  const mixed = values.slice();
  for (let i = mixed.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
  }
  return mixed;
}

const camera: FisheyeModel = {
  ...size,
  parity: 'direct',
  principalPoint: { x: 610, y: 505 },
  radialPx: [335, -6],
  upAzimuthDeg: 10,
  tiltEastDeg: 0.5,
  tiltNorthDeg: 0.5,
};

describe('sources that are no stars of the sky given', () => {
  it(
    `are never solved, in ${tries} tries (the full count in the soak)`,
    { timeout: 14_400_000 },
    () => {
      let best = 0;
      let hypotheses = 0;
      for (let i = 0; i < tries; i += 1) {
        const random = seeded(i + 500);
        const sphere = madeUpSphere(random);
        const sky = overHorizon(sphere);
        const real = (): Places =>
          madeUpSources(sky, camera, random, { noisePx: 0.3, falseOnes: 200 });
        const kinds: readonly (() => Places)[] = [
          () => strewn(1200, () => [size.width * random(), size.height * random()]),
          () => {
            const crowds = Array.from({ length: 8 }, () => [
              size.width * random(),
              size.height * random(),
            ]);
            return strewn(1200, () => {
              const [x, y] = crowds[Math.floor(8 * random())];
              return [x + 70 * normal(random), y + 70 * normal(random)];
            });
          },
          () => {
            const { x, y } = real();
            return { x, y: shuffled(y, random) };
          },
          () => real(),
        ];
        const kind = i % kinds.length;
        // The last kind is a true sky seen hours before the time given.
        const given = kind === 3 ? overHorizon(laterSphere(sphere, 40, 240 + 60 * (i % 5))) : sky;
        const outcome = solveFisheye(size, kinds[kind](), given);
        expect(outcome.solved, `try ${i}`).toBe(false);
        hypotheses += outcome.hypotheses;
        if (!outcome.solved) best = Math.max(best, outcome.bestLogOdds);
      }
      // By Ville's inequality one of n hypotheses reaches odds of 1000 n by chance in one run of 1000:
      // a best below that shows that the chance model holds.
      expect(best).toBeLessThan(Math.log(1000 * hypotheses));
    },
  );
});
