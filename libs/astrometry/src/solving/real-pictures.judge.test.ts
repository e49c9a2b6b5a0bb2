import { openStarCatalogue, starCatalogueUrl, type StarSelection } from '@nightskies/sky';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sharedData } from '../../../../tools/testing/shared-data.js';
import type { TanSip } from '../wcs/tan-sip.js';
import { separationDeg, vectorOf } from '../wcs/tangent-plane.js';
import { PlateSolver } from './plate-solver.js';
import type { PlateSolution } from './solution.js';
import type { SolverSources } from './solver-stars.js';
import {
  brightnessOf,
  referenceOf,
  sourcesOfPicture,
  type CheckStar,
  type Reference,
} from './test-support/real-pictures.js';

const wide = sharedData.path('real/wide');
const folder = wide ?? '';
const plate = 'm44-1910-04-01.jpg';
const plateEpochJd = 2_451_545 + (1910.25 - 2000) * 365.25;
const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
const starsOf = (epochJd: number): StarSelection =>
  catalogue.cone({ raDeg: 0, decDeg: 0, radiusDeg: 180, epochJd });

const pictures = [
  'cedar_crappy.jpg',
  'cedar_hale_bopp.jpg',
  'cedar_jan1_g90_e100ms.jpg',
  'cedar_jan1_g90_e50ms.jpg',
  'cedar_orion2.jpg',
  'cedar_orion_trees.jpg',
  'cedar_pleiades.jpg',
  'cedar_roof.jpg',
  'cedar_tree.jpg',
  plate,
  'tetra3_Alt40_Azi135.tiff',
  'tetra3_Alt40_Azi45.tiff',
  'tetra3_Alt60_Azi-45.tiff',
];

const rmsOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

/** Distance of where a solution puts a direction from where it is, px. */
function awayPx(wcs: TanSip, star: CheckStar): number {
  const found = wcs.pixelOfPlace(star);
  return found === undefined ? Infinity : Math.hypot(found.x - star.x, found.y - star.y);
}

/** Distance between what two solutions see at a place of the picture, px of the first. */
function apartPx(found: TanSip, reference: TanSip, x: number, y: number): number {
  const there = found.pixelOf(reference.directionAt({ x, y }));
  return there === undefined ? Infinity : Math.hypot(there.x - x, there.y - y);
}

/** Scale and rotation of one solution against another, by the similarity that fits best at some places. */
function similarity(found: TanSip, reference: TanSip, places: readonly CheckStar[]) {
  const pairs = places.flatMap(({ x, y }) => {
    const there = found.pixelOf(reference.directionAt({ x, y }));
    return there === undefined ? [] : [{ x, y, u: there.x, v: there.y }];
  });
  const mean = (of: (pair: (typeof pairs)[number]) => number): number =>
    pairs.reduce((sum, pair) => sum + of(pair), 0) / pairs.length;
  const [x0, y0, u0, v0] = [
    mean(({ x }) => x),
    mean(({ y }) => y),
    mean(({ u }) => u),
    mean(({ v }) => v),
  ];
  const along = mean(({ x, y, u, v }) => (x - x0) * (u - u0) + (y - y0) * (v - v0));
  const across = mean(({ x, y, u, v }) => (x - x0) * (v - v0) - (y - y0) * (u - u0));
  const size = mean(({ x, y }) => (x - x0) ** 2 + (y - y0) ** 2);
  return {
    scale: Math.hypot(along, across) / size,
    rotationDeg: (Math.atan2(across, along) * 180) / Math.PI,
  };
}

/** Check stars at whose measured place there is light in the picture: the reference is sure of these. */
function litStars({ stars }: Reference, { x, y }: SolverSources, withinPx: number): CheckStar[] {
  return stars.filter((star) =>
    Array.from(x).some((at, i) => Math.hypot(at - star.x, y[i] - star.y) < withinPx),
  );
}

async function seenIn(name: string): Promise<SolverSources> {
  const picture = await brightnessOf(join(folder, name));
  // The plate's stars are 40 px wide, and a second, shorter exposure lies beside them.
  return name === plate ? sourcesOfPicture(picture, 8, 5) : sourcesOfPicture(picture, 1, 2);
}

describe.skipIf(wide === null)('real pictures, from their pixels, with nothing known', () => {
  let solver: PlateSolver;
  beforeAll(() => {
    solver = new PlateSolver(starsOf(2_451_545));
  });

  it.each(pictures)(
    '%s is solved: centre 1 px, scale 0.1 %, rotation 0.1 deg, corners with stars 2 px, stars 1.5 times the rms of the reference',
    async (name) => {
      const reference = referenceOf(folder, name);
      const { width, height } = reference;
      const sources = await seenIn(name);
      const outcome = solver.solve({ width, height }, sources);
      if (!outcome.solved) throw new Error(`${outcome.reason}, odds e^${outcome.bestLogOdds}`);
      const { wcs } = outcome;
      expect(outcome.parity).toBe('direct');
      expect(apartPx(wcs, reference.wcs, (width - 1) / 2, (height - 1) / 2)).toBeLessThan(1);
      const lit = litStars(reference, sources, name === plate ? 8 : 1);
      const { scale, rotationDeg } = similarity(wcs, reference.wcs, lit);
      expect(Math.abs(scale - 1)).toBeLessThan(1e-3);
      expect(Math.abs(rotationDeg)).toBeLessThan(0.1);
      expect(rmsOf(lit.map((star) => awayPx(wcs, star)))).toBeLessThan(1.5 * reference.rmsPx);
      // Where no star of the reference is near a corner, both solutions are only continued there.
      const near = Math.hypot(width, height) / 6;
      for (const x of [0, width - 1]) {
        for (const y of [0, height - 1]) {
          if (!lit.some((star) => Math.hypot(star.x - x, star.y - y) < near)) continue;
          expect(apartPx(wcs, reference.wcs, x, y), `corner ${x}, ${y}`).toBeLessThan(2);
        }
      }
    },
  );
});

/** A check star as our catalogue knows it. */
function knownStars(reference: Reference): { star: CheckStar; row: number }[] {
  return reference.stars.flatMap((star) => {
    const { count, row } = catalogue.cone({ ...star, radiusDeg: 2 / 3600 });
    return count === 1 ? [{ star, row: row[0] }] : [];
  });
}

/** Distances of a solution's places of stars at its epoch from where they were measured, px. */
function misfits(
  { wcs }: PlateSolution,
  stars: StarSelection,
  known: ReturnType<typeof knownStars>,
) {
  return known.map(({ star, row }) => {
    const at = stars.row.indexOf(row);
    const pixel = wcs.pixelOf({ x: stars.x[at], y: stars.y[at], z: stars.z[at] });
    return pixel === undefined ? Infinity : Math.hypot(pixel.x - star.x, pixel.y - star.y);
  });
}

describe.skipIf(wide === null)('the plate of M44, from the stars measured in it', () => {
  const [then, now] = [plateEpochJd, 2_451_545].map((epochJd) => {
    const stars = starsOf(epochJd);
    return { stars, solver: new PlateSolver(stars) };
  });

  it('is solved with the stars of 1910 and of 2000, apart by the motion of the cluster', () => {
    const reference = referenceOf(folder, plate);
    const sources = { x: reference.stars.map(({ x }) => x), y: reference.stars.map(({ y }) => y) };
    const [old, recent] = [then, now].map(({ solver }) => {
      const outcome = solver.solve(reference, sources);
      if (!outcome.solved) throw new Error(outcome.reason);
      return outcome;
    });
    // 36 mas to the west and 13 to the south in each of 89.75 years (van Leeuwen 2009): 3.4 arcsec.
    const apart = separationDeg(vectorOf(old.centre), vectorOf(recent.centre)) * 3600;
    expect(apart).toBeGreaterThan(2.9);
    expect(apart).toBeLessThan(3.9);
    const middle = (reference.width - 1) / 2;
    expect(apartPx(recent.wcs, reference.wcs, middle, middle)).toBeLessThan(1);
    // Whatever its name says, the stars that move otherwise than the cluster stand as about 1990.
    const known = knownStars(reference);
    expect(known.length).toBeGreaterThan(20);
    const [misfitOld, misfitRecent] = [
      rmsOf(misfits(old, then.stars, known)),
      rmsOf(misfits(recent, now.stars, known)),
    ];
    expect(misfitRecent).toBeLessThan(1.2);
    expect(misfitOld).toBeGreaterThan(misfitRecent);
  });
});
