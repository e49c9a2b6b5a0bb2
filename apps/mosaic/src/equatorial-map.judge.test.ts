import { readFileSync } from 'node:fs';
import { readCircumstances, skyOver } from '@nightskies/astrometry';
import { mapFlags } from '@nightskies/contracts';
import { planTiles, readMapFrame, renderTile, type MapFrame } from '@nightskies/mosaic';
import {
  degree,
  framesTouching,
  icrsCells,
  openStarCatalogue,
  separationDeg,
  starCatalogueUrl,
  type PointedFrame,
} from '@nightskies/sky';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import {
  calibratedFrames,
  frameTruth,
  stemOf,
  truePlacements,
} from './test-support/independent-frames.js';
import { cellsNear, centroid, summary } from './test-support/star-centroids.js';

const stepDeg = 180 / 6900;
const grid = icrsCells(stepDeg);

// The archives lie beside the checkout; where they are absent there is nothing to compare with.
describe.skipIf(!hasIndependentNight)('bright stars of the map among the stars', () => {
  const offsets: { readonly x: number; readonly y: number }[] = [];
  let seconds = 0;
  let rendered = 0;

  beforeAll(async () => {
    const { night } = unpackNight();
    const calibrated = calibratedFrames(night, 'V');
    const placed = truePlacements(night);
    const truth = frameTruth(night);
    // Of the frames above the lowest row, whose refraction below 5 deg is not to be judged.
    const pointed = Array.from({ length: 30 }, (_, k): PointedFrame => {
      const name = stemOf(k + 16, 'V');
      const value = truth(name);
      return {
        ...{ name, fieldRadiusDeg: 19.5 },
        azimuthDeg: value('centre_ra_icrs'),
        altitudeDeg: value('centre_dec_icrs'),
      };
    });
    const files = new Map<string, MapFrame>();
    const frameOf = (stem: string): MapFrame => {
      const known =
        files.get(stem) ??
        readMapFrame(calibrated(stem), `${stem}.fit`, placed(stem), (header) => {
          const circumstances = readCircumstances(header, 'V', 'start');
          return {
            middleJdUtc: circumstances.middleJdUtc,
            sky: () => skyOver(circumstances),
          };
        });
      files.set(stem, known);
      return known;
    };
    const catalogue = openStarCatalogue(readFileSync(starCatalogueUrl));
    const epochJd = truth('ib020')('jd_mid_utc');
    for (const range of planTiles(grid).filter(({ tile }) => tile % 4 === 2)) {
      const touching = framesTouching(grid, range, pointed, 0.8).map(frameOf);
      if (touching.length === 0) continue;
      const start = process.cpuUsage();
      const { tile } = await renderTile(grid, range, touching, {
        featherDeg: 2,
        blend: 'nearest-axis',
      });
      const used = process.cpuUsage(start);
      seconds += (used.user + used.system) / 1e6;
      rendered += tile.rate.data.length;
      const row = (range.rowStart + range.rowEnd) / 2;
      const column = (range.columnStart + range.columnEnd) / 2;
      const stars = catalogue.cone({
        ...{ raDeg: 360 - column * stepDeg, decDeg: row * stepDeg - 90 },
        ...{ radiusDeg: 40, limitV: 10, epochJd },
      });
      for (let k = 0; k < stars.count && (stars.v[k] ?? 9) < 7; k++) {
        const [x, y, z] = [stars.x[k] ?? 0, stars.y[k] ?? 0, stars.z[k] ?? 0];
        const raDeg = (Math.atan2(y, x) / degree + 360) % 360;
        const decDeg = Math.asin(z) / degree;
        const place = {
          column: (360 - raDeg) / stepDeg - 0.5,
          row: (decDeg + 90) / stepDeg - 0.5,
          ...{ latitudeDeg: decDeg, stepDeg },
        };
        const near = cellsNear(tile, place, 0.25);
        const odd = mapFlags.saturated.bit | mapFlags.bad.bit | mapFlags.noData.bit;
        const clean = near.every(
          ({ cell }) =>
            tile.frame.data[cell] === tile.frame.data[near[0]?.cell ?? 0] &&
            ((tile.flags.data[cell] ?? 0) & odd) === 0,
        );
        if (near.length === 0 || !clean) continue;
        let crowded = false;
        for (let other = 0; other < stars.count && !crowded; other++) {
          if (other === k || (stars.v[other] ?? 9) > (stars.v[k] ?? 9) + 3) continue;
          const beside = { x: stars.x[other] ?? 0, y: stars.y[other] ?? 0, z: stars.z[other] ?? 0 };
          crowded = Math.abs(beside.z - z) < 0.01 && separationDeg(beside, { x, y, z }) < 0.25;
        }
        const found = crowded ? null : centroid(near);
        if (found !== null) offsets.push(found);
      }
    }
  }, 120_000);

  test('are where the catalogue has them, though each frame has its own time', () => {
    const { medianDeg, ninetyDeg, text } = summary(offsets);
    console.log(text);
    console.log(`${rendered} cells: ${seconds.toFixed(2)} s of CPU`);
    expect(offsets.length).toBeGreaterThan(100);
    expect(medianDeg).toBeLessThan(0.008);
    expect(ninetyDeg).toBeLessThan(0.02);
  });
});
