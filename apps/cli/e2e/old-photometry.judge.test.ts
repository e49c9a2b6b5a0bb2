import { readFileSync } from 'node:fs';
import { readTanSip } from '@nightskies/astrometry';
import { firstImage, Header, readFits } from '@nightskies/fits';
import {
  fitOldExtinction,
  measureOldFrame,
  type OldExtinctionRow,
  type OldFrameStars,
} from '@nightskies/photometry';
import { readStandardStars, standardStarsUrl } from '@nightskies/sky';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  oldBands,
  pythonOf,
  rowNumbers,
} from '../../../libs/photometry/src/test-support/old-way.js';
import { bytesOf } from '../../../tools/testing/in-memory-context.js';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { independentSet, type Choice } from '../../calibration/src/test-support/independent-set.js';

const standards = readStandardStars(readFileSync(standardStarsUrl));

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function differences(
  row: OldExtinctionRow,
  expected: Readonly<Record<string, number>>,
): [string, number][] {
  const ours = rowNumbers.parse(row);
  expect(Object.keys(ours).toSorted()).toEqual(Object.keys(expected).toSorted());
  return Object.entries(ours).map(([name, value]) => [name, value - (expected[name] ?? NaN)]);
}

// The archives lie beside the checkout; where they are absent there are no raw frames.
describe.skipIf(!hasIndependentNight).each(oldBands)(
  'the old photometry in $band against scipy and photutils',
  ({ band, suffix, frameCount, starCount, exposureSeconds }) => {
    const python = pythonOf(band);
    const frames: OldFrameStars[] = [];

    beforeAll(async () => {
      const choice: Choice = { band, compat: 'nsnsd', masters: 'standard' };
      const set = independentSet(unpackNight().night);
      const masters = bytesOf(await set.masters(choice), 'masters');
      for (const { name, jdUtc, exposureSeconds: exposure, world } of python.frames) {
        const made = await set.frame(choice, masters, `${name.slice(0, 5)}${suffix}`);
        const hdu = firstImage(readFits(bytesOf(made, 'frame'), name));
        expect(hdu.header.number('JD')).toBe(jdUtc);
        const wcs = readTanSip(Header.of(Object.entries(world)));
        const number = (key: string): number => z.number().parse(world[key]);
        frames.push(
          measureOldFrame(
            {
              name,
              image: { width: 1024, height: 1024, data: hdu.float32() },
              band,
              jdUtc,
              exposureSeconds: exposure,
              centre: { raDeg: number('CRVAL1'), decDeg: number('CRVAL2') },
              cdelt: [number('CDELT1'), number('CDELT2')],
              skyToPixel: (place) => wcs?.pixelOfPlace(place),
            },
            standards,
            python.site,
          ),
        );
      }
    }, 300_000);

    it('takes the same stars of every frame and rejects the others for the same reasons', () => {
      expect(frames).toHaveLength(frameCount);
      frames.forEach(({ starsInImage, stars, rejected }, i) => {
        const expected = python.frames[i];
        expect(starsInImage).toBe(expected.starsInImage);
        expect(stars.map(({ hip }) => hip)).toEqual(expected.stars.map(({ hip }) => hip));
        expect(rejected.map(({ hip, reason }) => [hip, reason])).toEqual(expected.rejected);
      });
    });

    it('measures them alike: places to 1e-7 px, light to a millionth', () => {
      const pairs = frames.flatMap(({ stars }, i) =>
        stars.map((ours, k) => [ours, python.frames[i].stars[k]] as const),
      );
      const worst = {
        elevationArcsec: largest(pairs.map(([a, b]) => 3600 * (a.elevationDeg - b.elevationDeg))),
        places: largest(pairs.flatMap(([a, b]) => [a.x - b.x, a.y - b.y, a.sigma - b.sigma])),
        psfFlux: largest(pairs.map(([a, b]) => a.psfFlux / b.psfFlux - 1)),
        apertureFlux: largest(pairs.map(([a, b]) => a.apertureFlux / b.apertureFlux - 1)),
      };
      console.info(`${band}, ${pairs.length} stars, at most ${JSON.stringify(worst)}`);
      expect(pairs).toHaveLength(starCount);
      expect(largest(pairs.map(([a, b]) => a.magnitude - b.magnitude))).toBeLessThan(1e-12);
      expect(worst.elevationArcsec).toBeLessThan(2);
      expect(worst.places).toBeLessThan(1e-7);
      expect(worst.psfFlux).toBeLessThan(1e-6);
      expect(worst.apertureFlux).toBeLessThan(1e-6);
    });

    it('gives zeropoint, extinction and all other columns to 1e-4, from the same stars', () => {
      const { row, used } = fitOldExtinction(frames, {
        set: 1,
        zeropointDefault: 14.74,
        exposureSeconds,
      });
      expect(used).toEqual(python.frames.flatMap(({ stars }) => stars.map((star) => star.used)));
      const found = differences(row, python.row);
      const printed = found.map(([name, value]) => `${name} ${value.toExponential(1)}`);
      console.info(`${band}, ours less Python's: ${printed.join(', ')}`);
      for (const [name, value] of found) expect(Math.abs(value), name).toBeLessThan(1e-4);
    });
  },
);
