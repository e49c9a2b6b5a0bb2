import { readFileSync } from 'node:fs';
import { readTanSip } from '@nightskies/astrometry';
import { firstImage, Header, readFits } from '@nightskies/fits';
import { readStandardStars, standardStarsUrl } from '@nightskies/sky';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  independentSet,
  type Choice,
} from '../../../../apps/calibration/src/test-support/independent-set.js';
import { bytesOf } from '../../../../tools/testing/in-memory-context.js';
import { hasIndependentNight, unpackNight } from '../../../../tools/testing/independent-night.js';
import { fitOldExtinction, type OldExtinctionRow } from './fit-old-extinction.js';
import { measureOldFrame, type OldFrameStars } from './measure-old-frame.js';

const starSchema = z.object({
  hip: z.number(),
  magnitude: z.number(),
  bv: z.number(),
  elevationDeg: z.number(),
  x: z.number(),
  y: z.number(),
  sigma: z.number(),
  psfFlux: z.number(),
  apertureFlux: z.number(),
  used: z.boolean(),
});
const rowNumbers = z.record(z.string(), z.number());
const fixtureSchema = z.object({
  site: z.object({ longitudeDeg: z.number(), latitudeDeg: z.number(), heightM: z.number() }),
  row: rowNumbers,
  frames: z.array(
    z.object({
      name: z.string(),
      jdUtc: z.number(),
      exposureSeconds: z.number(),
      world: z.record(z.string(), z.union([z.number(), z.string()])),
      starsInImage: z.number(),
      stars: z.array(starSchema),
      rejected: z.array(z.tuple([z.number(), z.string()])),
    }),
  ),
});

/** What old_way.py, which shares no code with ours, made of the same frames and solutions. */
const python = fixtureSchema.parse(
  JSON.parse(readFileSync(new URL('../test-support/old-way.json', import.meta.url), 'utf8')),
);
const standards = readStandardStars(readFileSync(standardStarsUrl));
const choice: Choice = { band: 'V', compat: 'nsnsd', masters: 'standard' };
const options = { set: 1, zeropointDefault: 14.74, exposureSeconds: 12 };

const byHip = <T extends { hip: number }>(stars: readonly T[]): T[] =>
  stars.toSorted((a, b) => a.hip - b.hip);

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function differences(row: OldExtinctionRow): [string, number][] {
  const ours = rowNumbers.parse(row);
  expect(Object.keys(ours).toSorted()).toEqual(Object.keys(python.row).toSorted());
  return Object.entries(ours).map(([name, value]) => [name, value - (python.row[name] ?? NaN)]);
}

// The archives lie beside the checkout; where they are absent there are no raw frames.
describe.skipIf(!hasIndependentNight)('the old photometry against scipy and photutils', () => {
  const frames: OldFrameStars[] = [];

  beforeAll(async () => {
    const set = independentSet(hasIndependentNight ? unpackNight().night : '');
    const masters = bytesOf(await set.masters(choice), 'masters');
    for (const { name, jdUtc, exposureSeconds, world } of python.frames) {
      const made = bytesOf(await set.frame(choice, masters, name.slice(0, 5)), 'frame');
      const { float32, header } = imageOf(made, name);
      expect(header.number('JD')).toBe(jdUtc);
      const wcs = readTanSip(Header.of(Object.entries(world)));
      const number = (key: string): number => z.number().parse(world[key]);
      frames.push(
        measureOldFrame(
          {
            name,
            image: float32,
            band: 'V',
            jdUtc,
            exposureSeconds,
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
    expect(frames).toHaveLength(45);
    frames.forEach(({ starsInImage, stars, rejected }, i) => {
      const expected = python.frames[i];
      expect(starsInImage).toBe(expected.starsInImage);
      expect(stars.map(({ hip }) => hip)).toEqual(expected.stars.map(({ hip }) => hip));
      expect(rejected.map(({ hip, reason }) => [hip, reason])).toEqual(expected.rejected);
    });
  });

  it('measures them alike: places to 1e-7 px, light to a millionth', () => {
    const pairs = frames.flatMap(({ stars }, i) => {
      const expected = byHip(python.frames[i].stars);
      return byHip(stars).map((ours, k) => [ours, expected[k]] as const);
    });
    const worst = {
      elevationArcsec: largest(pairs.map(([a, b]) => 3600 * (a.elevationDeg - b.elevationDeg))),
      places: largest(pairs.flatMap(([a, b]) => [a.x - b.x, a.y - b.y, a.sigma - b.sigma])),
      psfFlux: largest(pairs.map(([a, b]) => a.psfFlux / b.psfFlux - 1)),
      apertureFlux: largest(pairs.map(([a, b]) => a.apertureFlux / b.apertureFlux - 1)),
    };
    console.info(`${pairs.length} stars, largest differences: ${JSON.stringify(worst)}`);
    expect(pairs.length).toBeGreaterThan(100);
    expect(pairs.every(([a, b]) => a.magnitude === b.magnitude && a.bv === b.bv)).toBe(true);
    expect(worst.elevationArcsec).toBeLessThan(2);
    expect(worst.places).toBeLessThan(1e-7);
    expect(worst.psfFlux).toBeLessThan(1e-6);
    expect(worst.apertureFlux).toBeLessThan(1e-6);
  });

  it('gives zeropoint and extinction to 1e-4, as all other columns, and keeps the same stars', () => {
    const { row, used } = fitOldExtinction(frames, options);
    expect(used).toEqual(python.frames.flatMap(({ stars }) => stars.map((star) => star.used)));
    const found = differences(row);
    console.info(found.map(([name, value]) => `${name} ${value.toExponential(1)}`).join(', '));
    for (const [name, value] of found) expect(Math.abs(value), name).toBeLessThan(1e-4);
  });
});

describe('the old fit against scipy, from the same table of stars', () => {
  it('agrees in every column to 1e-7', () => {
    const frames = python.frames.map(({ name, starsInImage, stars, world }): OldFrameStars => ({
      name,
      starsInImage,
      cdelt: [z.number().parse(world.CDELT1), z.number().parse(world.CDELT2)],
      stars: stars.map((star) => ({ ...star, frame: name.slice(-7) })),
      rejected: [],
    }));
    const found = differences(fitOldExtinction(frames, options).row);
    for (const [name, value] of found) expect(Math.abs(value), name).toBeLessThan(1e-7);
  });
});

function imageOf(bytes: Uint8Array, name: string) {
  const hdu = firstImage(readFits(bytes, name));
  return { header: hdu.header, float32: { width: 1024, height: 1024, data: hdu.float32() } };
}
