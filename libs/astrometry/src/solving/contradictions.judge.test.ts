import { bennettRefraction, observerFrame, type Observation } from '@nightskies/sky';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../../tools/testing/independent-night.js';
import { separationDeg, vectorOf } from '../wcs/tangent-plane.js';
import { solveChecked } from './contradictions.js';
import { PlateSolver } from './plate-solver.js';
import { diagnosePointing } from './pointing-diagnosis.js';
import {
  catalogueStars,
  frameNames,
  frameSize,
  nightJd,
  noisyStars,
  trueHeader,
} from './test-support/night-frames.js';
import { seeded } from './test-support/random-sky.js';

/** Site and air as in params.json of the night. */
const site = { latitudeDeg: 36.4519, longitudeDeg: -116.8731, heightM: 1214 };
const refraction = bennettRefraction({ pressureHpa: 876, temperatureC: 8.6 });

/** Middle of the exposure and commanded direction of a frame, as its header tells. */
function toldOf(night: string, name: string) {
  const [head, ...rows] = readFileSync(join(night, 'truth', 'frames.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const row = rows.find(([file]) => file === `${name}.fit`);
  if (row === undefined) throw new Error(`frames.csv has no ${name}`);
  const at = (column: string): number => Number(row[head.indexOf(column)]);
  const observation: Observation = { jdUtc: at('jd_mid_utc'), ...site, refraction };
  return { observation, commanded: { azimuthDeg: at('cmd_az'), altitudeDeg: at('cmd_alt') } };
}

const mistakes: readonly {
  readonly what: string;
  readonly cause: string;
  readonly change: (told: Observation) => Partial<Observation>;
}[] = [
  { what: 'an hour early', cause: 'time', change: ({ jdUtc }) => ({ jdUtc: jdUtc - 1 / 24 }) },
  { what: 'in local time', cause: 'time', change: ({ jdUtc }) => ({ jdUtc: jdUtc - 8 / 24 }) },
  { what: '20 degrees west', cause: 'longitude', change: () => ({ longitudeDeg: -136.8731 }) },
  {
    what: 'east of Greenwich',
    cause: 'longitude-sign',
    change: () => ({ longitudeDeg: 116.8731 }),
  },
  {
    what: 'in the southern half',
    cause: 'latitude-sign',
    change: () => ({ latitudeDeg: -36.4519 }),
  },
];

describe.skipIf(!hasIndependentNight)('frames of the independent night', () => {
  it('agree with their headers: every pointing within 1.5 deg', () => {
    const { night } = unpackNight();
    for (const name of frameNames) {
      const found = trueHeader(night, name).placeAt({ x: 511.5, y: 511.5 });
      const { apartDeg, agrees } = diagnosePointing({ ...toldOf(night, name), found });
      expect(agrees, `${name}: ${apartDeg}`).toBe(true);
    }
  });

  it.each(mistakes)(
    'said to be $what are solved where they are, and $cause is among the causes named',
    { timeout: 300_000 },
    ({ cause, change }) => {
      const { night } = unpackNight();
      const solver = new PlateSolver(catalogueStars(nightJd));
      for (const name of ['ib003', 'ib018', 'ib024', 'ib033', 'ib039']) {
        const { commanded, observation } = toldOf(night, name);
        const wrong = { ...observation, ...change(observation) };
        const expected = observerFrame(wrong).altAzToIcrs(commanded);
        const sources = noisyStars(night, name, seeded(4), {
          most: 400,
          noisePx: 0.05,
          falseOnes: 40,
        });
        const outcome = solveChecked(solver, frameSize, sources, {
          centre: { ...expected, radiusDeg: 5 },
          scaleArcsec: { low: 87, high: 106 },
          parity: 'direct',
        });
        if (!outcome.solved) throw new Error(`${name}: ${outcome.message}`);
        const truth = trueHeader(night, name).placeAt({ x: 511.5, y: 511.5 });
        const away = separationDeg(vectorOf(outcome.centre), vectorOf(truth));
        expect(away, name).toBeLessThan(0.01);
        const named = outcome.contradictions.map(({ what }) => what);
        expect(named, name).toEqual(['pointing']);
        const diagnosis = diagnosePointing({
          commanded,
          observation: wrong,
          found: outcome.centre,
          parity: { expected: 'direct', found: outcome.parity },
        });
        const causes = diagnosis.causes.map((one) => one.cause);
        expect(causes, name).toContain(cause);
        expect(causes, name).toContain('pointing');
      }
    },
  );
});
