import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { firstImage, readFits } from '@nightskies/fits';
import { image, median } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sharedData } from '../../../../tools/testing/shared-data.js';
import { estimateBackground } from '../background/index.js';
import { daoStars, type DaoStars } from './dao-star-finder.js';

const recordSchema = z.object({
  columns: z.array(z.string()),
  frames: z.array(
    z.object({
      file: z.string(),
      threshold: z.number(),
      count: z.number(),
      countInFloat64: z.number(),
      sums: z.record(z.string(), z.number()),
      brightest: z.array(z.array(z.number())),
    }),
  ),
});

// Written by photutils_real_frames.py.
const record = recordSchema.parse(
  JSON.parse(
    readFileSync(
      fileURLToPath(new URL('../test-support/photutils-real-frames.json', import.meta.url)),
      'utf8',
    ),
  ),
);

/** Mesh of 50 px, filter of 5, mode, 3 sigma; stars of FWHM 4.3 px above 5 sigma. */
function starsOf(path: string): { stars: DaoStars; threshold: number } {
  const file = firstImage(readFits(gunzipSync(readFileSync(path)), path));
  const [width, height] = file.shape;
  const source = image(width, height, file.float32());
  const { level, mesh } = estimateBackground(source, {
    boxWidthPx: 50,
    boxHeightPx: 50,
    filterWidth: 5,
    filterHeight: 5,
    estimator: 'mmm',
    excludePercent: 90,
  });
  const residual = source.data.map((value, k) => value - level.data[k]);
  const threshold = 5 * median(mesh.noise);
  const stars = daoStars(image(width, height, residual), { fwhmPx: 4.3, threshold });
  return { stars, threshold };
}

const columnsOf = (stars: DaoStars) => [
  stars.xCentroid,
  stars.yCentroid,
  stars.sharpness,
  stars.roundness1,
  stars.roundness2,
  stars.peak,
  stars.flux,
];

const folder = sharedData.path('real');

// Needs the real frames beside this checkout.
describe.skipIf(folder === null).each(record.frames)('stars in $file', (peer) => {
  it('are those of photutils, in the same places with the same shapes', () => {
    const { stars, threshold } = starsOf(`${folder ?? ''}/${peer.file}`);
    const columns = columnsOf(stars);
    const sums = columns.map((column) => column.reduce((sum, value) => sum + value, 0));
    const away = sums.map((sum, k) => Math.abs(sum - peer.sums[record.columns[k]]));
    const order = Array.from(stars.flux.keys()).sort((a, b) => stars.flux[b] - stars.flux[a]);
    const apart = peer.brightest.map(([x, y], k) =>
      Math.hypot(stars.xCentroid[order[k]] - x, stars.yCentroid[order[k]] - y),
    );
    process.stdout.write(
      `${peer.file}: ${stars.count} stars, photutils ${peer.count} (${peer.countInFloat64} ` +
        `before rounding to float32); brightest at most ` +
        `${Math.max(...apart).toExponential(1)} px apart, sums over all stars ` +
        `${away.map((value) => value.toExponential(1)).join(', ')} apart\n`,
    );
    expect(Math.abs(threshold / peer.threshold - 1)).toBeLessThan(1e-9);
    expect(stars.count).toBe(peer.count);
    expect(Math.max(...apart)).toBeLessThan(0.02);
    // Of all stars together, so that none can be another one. Of a star with two equal highest
    // pixels the one or the other place is listed, 0.03 px apart.
    const ties = peer.countInFloat64 - peer.count;
    expect(Math.max(away[0], away[1])).toBeLessThan(0.001 + 0.05 * ties);
  });
});
