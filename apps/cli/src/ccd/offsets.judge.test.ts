import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mapX, mapY, rotationDeg, trackStars, type Affine } from '@nightskies/astrometry';
import { usualBayerGains } from '@nightskies/imaging';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sharedData } from '../../../../tools/testing/shared-data.js';
import { detectStars, frameStars, type CentroidKind, type Detected } from './offsets-detection.js';
import { FrameReader } from './offsets-frames.js';
import { at } from './offsets-numbers.js';
import { medianOffset } from './offsets-table.js';
import type { FrameTime } from './offsets-time.js';

const folder = sharedData.path('real/series') ?? '';
const names =
  folder === ''
    ? []
    : readdirSync(folder)
        .filter((name) => name.endsWith('.fits.gz'))
        .sort();

const referenceSchema = z.object({
  offset_of_stars_relative_to_reference: z.record(
    z.string(),
    z.object({
      'UT-OBS': z.string(),
      dx: z.number(),
      dy: z.number(),
      pairs: z.number(),
      affine_x_y_1_to_x_y: z.tuple([
        z.tuple([z.number(), z.number()]),
        z.tuple([z.number(), z.number()]),
        z.tuple([z.number(), z.number()]),
      ]),
    }),
  ),
});

/** As `ccd offsets` follows the series, frame by frame against the reference program. */
async function compare(centroids: CentroidKind) {
  const { offset_of_stars_relative_to_reference: theirs } = referenceSchema.parse(
    JSON.parse(readFileSync(join(folder, 'hatp32.reference.json'), 'utf8')),
  );
  const reader = new FrameReader(usualBayerGains, undefined);
  const read: { readonly time: FrameTime; readonly detected: Detected }[] = [];
  for (const name of names) {
    const { image, time } = await reader.read(join(folder, name));
    const detection = {
      box: 50,
      filter: 5,
      background: 'mmm',
      clip: 3,
      fwhm: 4.3,
      threshold: 5,
    } as const;
    read.push({ time, detected: detectStars(image, { ...detection, centroids }) });
  }
  const stars = read.map(({ detected }) => frameStars(detected));
  const tracks = trackStars(stars, 650, 500);
  const rows = names.map((name, frame) => {
    const { motion, star } = at(tracks.frames, frame);
    const reference = theirs[name];
    if (motion === null || reference === undefined) throw new Error(`${name} was left out`);
    const [[xx, yx], [xy, yy], [x0, y0]] = reference.affine_x_y_1_to_x_y;
    const map: Affine = { xx, xy, x0, yx, yy, y0 };
    let [squares, count] = [0, 0];
    star.forEach((index, track) => {
      if (index < 0) return;
      const [x, y] = [at(at(stars, 0).x, track), at(at(stars, 0).y, track)];
      squares += (mapX(motion.map, x, y) - mapX(map, x, y)) ** 2;
      squares += (mapY(motion.map, x, y) - mapY(map, x, y)) ** 2;
      count += 1;
    });
    const { startUtc } = at(read, frame).time;
    const here = Array.from(star.keys()).filter((track) => at(star, track) >= 0);
    const offset = medianOffset(
      read.map(({ detected }) => detected),
      tracks,
      frame,
      here,
    );
    return {
      frame: name.slice(8, 20),
      sameTime: reference['UT-OBS'].startsWith(startUtc ?? 'none'),
      tracked: count,
      theirPairs: reference.pairs,
      dxLessTheirs: (offset?.x ?? NaN) - reference.dx,
      dyLessTheirs: (offset?.y ?? NaN) - reference.dy,
      rmsDifferencePx: Math.sqrt(squares / count),
      turnDifferenceDeg: rotationDeg(motion.map) - rotationDeg(map),
      rmsPx: motion.rmsPx,
    };
  });
  return { rows, inAll: tracks.inAll.length };
}

describe.skipIf(folder === '')(
  'ccd offsets on the HAT-P-32 series (needs the shared data beside the checkout)',
  () => {
    it.each([
      { centroids: 'fitted' as const, limitPx: 0.05 },
      // The reference program took windowed centroids.
      { centroids: 'windowed' as const, limitPx: 0.05 },
      // The stars of the first frame are trailed a little, and DAOFIND sees another middle of them.
      { centroids: 'dao' as const, limitPx: 0.12 },
    ])(
      'moves as an independent program says, to $limitPx px, with $centroids centroids, at the times of UT-OBS',
      async ({ centroids, limitPx }) => {
        const { rows, inAll } = await compare(centroids);
        console.table(rows);
        console.log(`${inAll} stars in all frames`);
        expect(rows.every(({ sameTime }) => sameTime)).toBe(true);
        // The reference has 23 pairs in the last frame.
        expect(inAll).toBeGreaterThan(23);
        for (const { rmsDifferencePx, turnDifferenceDeg } of rows) {
          expect(rmsDifferencePx).toBeLessThan(limitPx);
          expect(Math.abs(turnDifferenceDeg)).toBeLessThan(0.01);
        }
      },
    );
  },
);
