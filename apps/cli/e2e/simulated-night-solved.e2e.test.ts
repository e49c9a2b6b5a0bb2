import { readFileSync } from 'node:fs';
import { detectSources, groundMask, notAStar, PlateSolver } from '@nightskies/astrometry';
import { firstImage, readFits } from '@nightskies/fits';
import { image } from '@nightskies/pixels';
import { realisticNight, simulateNight } from '@nightskies/simulator';
import { openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';

const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));

interface FrameStars {
  readonly x: number;
  readonly y: number;
  readonly raDeg: number;
  readonly decDeg: number;
}

/** Stars above 5 deg on the array, by frame. */
function starsByFrame(table: string, size: number): Map<string, FrameStars[]> {
  const [head = '', ...lines] = table.trim().split('\n');
  const names = head.split(',');
  const byFrame = new Map<string, FrameStars[]>();
  for (const line of lines) {
    const cells = line.split(',');
    const value = (column: string): number => Number(cells[names.indexOf(column)]);
    const [x, y] = [value('x'), value('y')];
    const outside = Math.min(x, y) < -0.5 || Math.max(x, y) > size - 0.5;
    if (outside || value('alt_app') < 5) continue;
    const [frame = ''] = cells;
    const stars = byFrame.get(frame) ?? [];
    byFrame.set(frame, stars);
    stars.push({ x, y, raDeg: value('ra'), decDeg: value('dec') });
  }
  return byFrame;
}

const rmsOf = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('a simulated night with a real camera and mount', () => {
  it.each([
    { size: 256, seed: 20261101, typicalPx: 0.02, mostPx: 0.5 },
    { size: 128, seed: 7, typicalPx: 0.05, mostPx: 0.5 },
  ])('of $size px has all its frames solved', ({ size, seed, typicalPx, mostPx }) => {
    const options = { ...realisticNight, seed, size, detectorStructure: false };
    const night = simulateNight(options, catalogue);
    const stars = starsByFrame(night.stars(), size);
    const epochJd = night.truth.frames[0]?.startJd ?? Number.NaN;
    const solver = new PlateSolver(
      catalogue.cone({ raDeg: 0, decDeg: 0, radiusDeg: 180, epochJd }),
    );
    const scale = night.truth.pixelScaleArcsec;
    const errors: number[] = [];
    for (const { path, bytes } of night) {
      const name = /(ib\d{3})\.fit$/.exec(path)?.[1];
      if (name === undefined) continue;
      const truth = night.truth.frames.find((frame) => frame.name === name);
      if (truth === undefined) throw new Error(`no truth of ${name}`);
      const frame = image(size, size, firstImage(readFits(bytes, name)).float32());
      // As many pixels as cover the sky of the usual mesh would be too few for a mean.
      const background = { boxWidthPx: 8, boxHeightPx: 8, excludePercent: 80 };
      const seeing = { fwhmPx: 1.6, gain: night.truth.gainElectronsPerDn, background };
      const ground = groundMask(frame, detectSources(frame, seeing), { boxPx: 8, marginPx: 2 });
      const found = detectSources(frame, { ...seeing, mask: ground.mask });
      const good = [...found.flags.keys()].filter((k) => ((found.flags[k] ?? 0) & notAStar) === 0);
      const outcome = solver.solve(
        { width: size, height: size },
        {
          x: good.map((k) => found.x[k] ?? 0),
          y: good.map((k) => found.y[k] ?? 0),
          positionError: good.map((k) => found.sigmaX[k] ?? Number.NaN),
        },
        {
          centre: { ...truth.centre, decDeg: truth.centre.decDeg - 1, radiusDeg: 12 },
          scaleArcsec: { low: scale * 0.9, high: scale * 1.1 },
        },
      );
      if (!outcome.solved) throw new Error(`${name}: ${outcome.reason}`);
      const apart = (stars.get(name) ?? []).map((star) => {
        const place = outcome.wcs.pixelOfPlace(star);
        return place === undefined ? Infinity : Math.hypot(place.x - star.x, place.y - star.y);
      });
      errors.push(rmsOf(apart));
    }
    expect(errors).toHaveLength(45);
    errors.sort((a, b) => a - b);
    process.stdout.write(
      `${size} px: rms ${(errors[22] ?? Infinity).toFixed(3)} px (median), ${(errors[44] ?? Infinity).toFixed(3)} (worst)\n`,
    );
    expect(errors[22]).toBeLessThan(typicalPx);
    expect(errors[44]).toBeLessThan(mostPx);
  });
});
