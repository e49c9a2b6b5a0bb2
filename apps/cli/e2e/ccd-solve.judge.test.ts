import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTanSip } from '@nightskies/astrometry';
import { readFits } from '@nightskies/fits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sharedData } from '../../../tools/testing/shared-data.js';
import { nightskies, type Finished } from './nightskies.js';

const wide = sharedData.path('real/wide');

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
  'm44-1910-04-01.jpg',
  'tetra3_Alt40_Azi135.tiff',
  'tetra3_Alt40_Azi45.tiff',
  'tetra3_Alt60_Azi-45.tiff',
];

const star = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);
/** Where there are too few stars for a better one, the solution of astrometry.net is the reference. */
const referenceSchema = z.object({
  width: z.number(),
  height: z.number(),
  centre_ra_deg: z.number(),
  centre_dec_deg: z.number(),
  stars_x_y_ra_dec_resid_px: z.array(star),
  check: z.object({
    refined_centre_ra_dec_deg: z.tuple([z.number(), z.number()]).optional(),
    stars_x_y_ra_dec_v: z.array(star).optional(),
  }),
});

describe.skipIf(wide === null)('real pictures, told nothing, from pixels to header', () => {
  let folder = '';
  let finished: Finished;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'nightskies wide '));
    finished = await nightskies(['ccd', 'solve', wide ?? '', '--to', folder]);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('are solved, every one', () => {
    expect(finished.code, finished.stdout + finished.stderr).toBe(0);
    expect(finished.stdout.trim().split('\n')).toHaveLength(pictures.length + 1);
  });

  it.each(pictures)('%s agrees with the reference: middle to 1 px, stars to 1.2 px rms', (name) => {
    const reference = readFileSync(join(wide ?? '', `${name}.solution.json`), 'utf8');
    const { width, height, check, ...own } = referenceSchema.parse(JSON.parse(reference));
    const centre = check.refined_centre_ra_dec_deg ?? [own.centre_ra_deg, own.centre_dec_deg];
    const stars = check.stars_x_y_ra_dec_v ?? own.stars_x_y_ra_dec_resid_px;
    const file = join(folder, name.replace(/\.\w+$/, '.wcs'));
    const [{ header }] = readFits(readFileSync(file), name).hdus;
    const wcs = readTanSip(header);
    const away = ([raDeg, decDeg]: readonly [number, number], x: number, y: number): number => {
      const found = wcs?.pixelOfPlace({ raDeg, decDeg });
      return found === undefined ? Infinity : Math.hypot(found.x - x, found.y - y);
    };
    const middle = away(centre, (width - 1) / 2, (height - 1) / 2);
    const squares = stars.map(([x, y, ra, dec]) => away([ra, dec], x, y) ** 2);
    const rms = Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
    process.stdout.write(
      `${name}: middle ${middle.toFixed(2)} px, stars ${rms.toFixed(2)} px rms\n`,
    );
    expect(middle).toBeLessThan(1);
    expect(rms).toBeLessThan(1.2);
  });
});
