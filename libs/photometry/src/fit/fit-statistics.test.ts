import { describe, expect, it } from 'vitest';
import { seeded } from '../test-support/random.js';
import {
  drawSystematics,
  simulateStarTables,
  truth,
  withSystematics,
} from '../test-support/star-tables.js';
import { fitExtinction } from './fit-extinction.js';

const soak = process.env['NIGHTSKIES_SOAK'] === '1';
const trials = soak ? 1000 : 100;
const options = { defaultZeropoint: { value: truth.zeropoint, uncertainty: null } };

/** Share of all that are within so many errors, in per cent. */
const within = (deviations: readonly number[], errors: number): number =>
  (100 * deviations.filter((value) => Math.abs(value) < errors).length) / deviations.length;

/** The promise for 1,000 trials; for a tenth, three errors of a binomial draw of 68 or 95 %. */
const promised = soak ? { one: 4, two: 2 } : { one: 14, two: 6.5 };

describe('stated errors of sets with stars fainter than the catalogue, systematics drawn anew', () => {
  it(
    `cover 68 % within one and 95 % within two, ${trials} seeded fits (soak: 1000)`,
    { timeout: 1_800_000 },
    () => {
      const terms = ['zeropoint', 'extinction', 'colourTerm', 'fixed'] as const;
      const random = new Map(terms.map((term) => [term, [] as number[]]));
      const total = new Map(terms.map((term) => [term, [] as number[]]));
      let falseAlarms = 0;
      for (let seed = 0; seed < trials; seed += 1) {
        const set = simulateStarTables({ seed });
        const shifted = withSystematics(set, drawSystematics(seeded(900_000 + seed)));
        const [pure, whole] = [set, shifted].map((frames) => fitExtinction(frames, options));
        if (pure.photometric === false) falseAlarms += 1;
        for (const term of terms) {
          const of = term === 'fixed' ? 'extinction' : term;
          const [a, b] = [pure, whole].map(({ free, fixed }) =>
            term === 'fixed' ? fixed?.extinction : free?.[term],
          );
          if (a === undefined || b === undefined) throw new Error(`no fit of seed ${seed}`);
          const systematic = b.value - a.value;
          random.get(term)?.push((b.value - systematic - truth[of]) / b.random);
          total.get(term)?.push((b.value - truth[of]) / b.total);
        }
      }
      for (const term of terms) {
        const [alone, all] = [random.get(term) ?? [], total.get(term) ?? []];
        const said = [alone, all].map(
          (z) => `${within(z, 1).toFixed(1)} ${within(z, 2).toFixed(1)}`,
        );
        console.log(`${term}: random ${said[0]} %, total ${said[1]} % within 1 and 2`);
        expect(Math.abs(within(alone, 1) - 68), `${term}, random, 1`).toBeLessThanOrEqual(
          promised.one,
        );
        expect(Math.abs(within(alone, 2) - 95), `${term}, random, 2`).toBeLessThanOrEqual(
          promised.two,
        );
        // Three errors of the rms of so many draws: a tenth of the soak sees errors a fifth too small.
        const rms = Math.sqrt(alone.reduce((sum, z) => sum + z * z, 0) / alone.length);
        expect(Math.abs(rms - 1), `${term}, random, rms`).toBeLessThan(3 / Math.sqrt(2 * trials));
        expect(within(all, 1), `${term}, total, 1`).toBeGreaterThanOrEqual(68 - promised.one);
        expect(within(all, 2), `${term}, total, 2`).toBeGreaterThanOrEqual(95 - promised.two);
      }
      console.log(`false alarms: ${falseAlarms} of ${trials} photometric sets`);
      // 1 % per set; of a hundred sets three or more would come in 8 % even then.
      expect(falseAlarms).toBeLessThanOrEqual(soak ? 10 : 3);
    },
  );
});

const rows = [
  { name: 'lowest row', first: 0, frames: 15 },
  { name: 'row at 32.5 deg', first: 15, frames: 15 },
  { name: 'row at 57.5 deg', first: 30, frames: 10 },
  { name: 'row at 82.5 deg', first: 40, frames: 5 },
] as const;
const cloudTrials = soak ? 400 : 20;
/** A tenth of the soak has to do with the clouds that are hardest to find of those promised. */
const clouds = rows.flatMap((row) =>
  (soak ? [0.05, 0.1, 0.2] : row.first === 0 ? [0.2] : [0.05]).map((lossMag) => ({
    ...row,
    lossMag,
  })),
);

describe('a cloud in one frame', () => {
  it.each(clouds)(
    `of $lossMag mag in the $name is found as promised, ${cloudTrials} seeded trials (soak: 400 of each loss)`,
    { timeout: 1_800_000 },
    ({ first, frames, lossMag }) => {
      let [found, elsewhere] = [0, 0];
      for (let seed = 0; seed < cloudTrials; seed += 1) {
        const random = seeded(70_000 + seed);
        const clouded = first + Math.floor(frames * random());
        const set = simulateStarTables({
          seed: 50_000 + seed,
          lossMag: (frame) => (frame === clouded ? lossMag : 0),
        });
        const { conditions } = fitExtinction(set, options);
        const stem = set[clouded].frame;
        if (conditions.some(({ frame }) => frame === stem)) found += 1;
        if (conditions.some(({ frame }) => frame !== stem)) elsewhere += 1;
      }
      const rate = (100 * found) / cloudTrials;
      console.log(`${lossMag} mag: found in ${rate.toFixed(1)} %, false elsewhere ${elsewhere}`);
      // In the lowest row scintillation leaves 0.02 mag per frame: small clouds pass unseen there.
      if (first > 0) expect(rate).toBeGreaterThanOrEqual(lossMag < 0.1 ? 95 : 99);
      if (first === 0 && lossMag === 0.2) expect(rate).toBeGreaterThanOrEqual(90);
      expect(elsewhere).toBeLessThanOrEqual(Math.ceil(0.01 * cloudTrials) + 1);
    },
  );
});
