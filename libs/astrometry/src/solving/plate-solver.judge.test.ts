import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { hasIndependentNight, unpackNight } from '../../../../tools/testing/independent-night.js';
import { sharedData } from '../../../../tools/testing/shared-data.js';
import type { TanSip } from '../wcs/tan-sip.js';
import { PlateSolver } from './plate-solver.js';
import type { SolveHints } from './solution.js';
import {
  catalogueStars,
  frameNames,
  frameSize,
  gridErrorsPx,
  nightJd,
  noisyStars,
  trueHeader,
} from './test-support/night-frames.js';
import { seeded } from './test-support/random-sky.js';

const given = { most: 1500, noisePx: 0.03, falseOnes: 100 };
const scaleArcsec = { low: 87, high: 106 };

const rmsOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1];

describe.skipIf(!hasIndependentNight)('the independent night, from its star places', () => {
  it('has every frame solved with the commanded pointing, true above 5 deg to 0.8 px, rms below 0.1 px', () => {
    const { night } = unpackNight();
    const solver = new PlateSolver(catalogueStars(nightJd));
    const rms: number[] = [];
    for (const [i, name] of frameNames.entries()) {
      const sources = noisyStars(night, name, seeded(i), given);
      const middle = trueHeader(night, name).placeAt({ x: 511.5, y: 511.5 });
      const hints = { centre: { ...middle, radiusDeg: 5 }, scaleArcsec };
      const outcome = solver.solve(frameSize, sources, hints);
      if (!outcome.solved) throw new Error(`${name}: ${outcome.reason}`);
      const errors = gridErrorsPx(night, name, outcome.wcs, 5);
      expect(Math.max(...errors), name).toBeLessThan(0.8);
      rms.push(rmsOf(errors));
    }
    expect(medianOf(rms)).toBeLessThan(0.03);
    expect(Math.max(...rms)).toBeLessThan(0.1);
  });

  it.each([
    { known: 'the scale', hints: { scaleArcsec } satisfies SolveHints },
    { known: 'nothing', hints: {} satisfies SolveHints },
  ])('has every frame solved with $known known', ({ hints }) => {
    const { night } = unpackNight();
    const solver = new PlateSolver(catalogueStars(nightJd));
    for (const [i, name] of frameNames.entries()) {
      const sources = noisyStars(night, name, seeded(i + 100), given);
      const outcome = solver.solve(frameSize, sources, hints);
      if (!outcome.solved) throw new Error(`${name}: ${outcome.reason}`);
      expect(rmsOf(gridErrorsPx(night, name, outcome.wcs, 5)), name).toBeLessThan(0.1);
    }
  });
});

const pictures = [
  'cedar_crappy.jpg',
  'cedar_hale_bopp.jpg',
  'cedar_jan1_g90_e100ms.jpg',
  'cedar_jan1_g90_e50ms.jpg',
  'cedar_orion2.jpg',
  'cedar_orion_trees.jpg',
  'cedar_pleiades.jpg',
  'cedar_tree.jpg',
  'm44-1910-04-01.jpg',
  'tetra3_Alt40_Azi135.tiff',
  'tetra3_Alt40_Azi45.tiff',
  'tetra3_Alt60_Azi-45.tiff',
];

const referenceSchema = z.object({
  width: z.number(),
  height: z.number(),
  check: z.object({
    refined_centre_ra_dec_deg: z.tuple([z.number(), z.number()]),
    refined_corners_ra_dec_deg: z.array(z.tuple([z.number(), z.number()])),
    stars_x_y_ra_dec_v: z.array(
      z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]),
    ),
  }),
});

function awayPx(
  wcs: TanSip,
  [raDeg, decDeg]: readonly [number, number],
  [x, y]: readonly [number, number],
): number {
  const found = wcs.pixelOfPlace({ raDeg, decDeg });
  return found === undefined ? Infinity : Math.hypot(found.x - x, found.y - y);
}

const wide = sharedData.path('real/wide');

describe.skipIf(wide === null)('real pictures, from the stars measured in them', () => {
  // The reference places are of J2000, the plate of 1910 among them.
  const solver = new PlateSolver(catalogueStars(2_451_545));

  it.each(pictures)('%s is solved with nothing known, half as many false sources added', (name) => {
    const path = `${wide ?? ''}/${name}.solution.json`;
    const { width, height, check } = referenceSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    const random = seeded(5);
    const sources = check.stars_x_y_ra_dec_v.map(([x, y, , , v]) => ({ x, y, v }));
    const stars = sources.length;
    for (let i = 0; i < stars / 2; i += 1) {
      const { v } = sources[Math.floor(random() * stars)];
      sources.push({ x: random() * width, y: random() * height, v });
    }
    sources.sort((a, b) => a.v - b.v);
    const outcome = solver.solve(
      { width, height },
      { x: sources.map(({ x }) => x), y: sources.map(({ y }) => y) },
    );
    if (!outcome.solved) throw new Error(outcome.reason);
    const middle = [(width - 1) / 2, (height - 1) / 2] as const;
    expect(awayPx(outcome.wcs, check.refined_centre_ra_dec_deg, middle)).toBeLessThan(1);
    const away = check.stars_x_y_ra_dec_v.map(([x, y, ra, dec]) =>
      awayPx(outcome.wcs, [ra, dec], [x, y]),
    );
    expect(rmsOf(away)).toBeLessThan(1.2);
    const corners = [
      [0, 0],
      [width - 1, 0],
      [width - 1, height - 1],
      [0, height - 1],
    ] as const;
    for (const [i, [x, y]] of corners.entries()) {
      // Where no star is measured near a corner, two fits of different order part there.
      const near = check.stars_x_y_ra_dec_v.some(
        (star) => Math.hypot(star[0] - x, star[1] - y) < 50,
      );
      const apart = awayPx(outcome.wcs, check.refined_corners_ra_dec_deg[i], [x, y]);
      if (near) expect(apart, `corner ${i}`).toBeLessThan(3);
    }
    expect(outcome.parity).toBe('direct');
  });
});
