import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mapFlags } from '@nightskies/contracts';
import {
  allSkyGrid,
  planTiles,
  readMapFrame,
  renderTile,
  type MapFrame,
  type RenderedTile,
} from '@nightskies/mosaic';
import { degree, framesTouching, wrapDeg, type HorizontalDirection } from '@nightskies/sky';
import { beforeAll, describe, expect, test } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import {
  calibratedFrames,
  frameTruth,
  stemOf,
  truePlacements,
} from './test-support/independent-frames.js';
import { cellsNear, centroid, summary } from './test-support/star-centroids.js';

const stepDeg = 360 / 13800;
const grid = allSkyGrid(stepDeg);

/** Some of the tiles of the full map: three in each row of tiles, the seam and the zenith among them. */
const tiles = [0, 7, 11, 20, 26, 33, 39, 40, 46, 51];

interface Star extends HorizontalDirection {
  readonly id: string;
  readonly magnitude: number;
  readonly occulted: boolean;
  readonly peak: number;
}

/** Stars that the frame shows, at their apparent places in the middle of its exposure. */
function starsOf(night: string, stem: string): Star[] {
  const [head, ...lines] = readFileSync(join(night, 'truth', 'stars', `${stem}.csv`), 'utf8')
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const at = (line: readonly string[], column: string): string =>
    line[head?.indexOf(column) ?? -1] ?? '';
  return lines.map((line) => ({
    id: at(line, 'id'),
    azimuthDeg: Number(at(line, 'az_app')),
    altitudeDeg: Number(at(line, 'alt_app')),
    magnitude: Number(at(line, 'v_mag')),
    occulted: at(line, 'occulted') !== '0',
    peak: Number(at(line, 'peak_raw')),
  }));
}

// The archives lie beside the checkout; where they are absent there is nothing to compare with.
describe.skipIf(!hasIndependentNight)('bright stars of the full-resolution map', () => {
  const offsets: { readonly x: number; readonly y: number }[] = [];
  let seconds = 0;
  let rendered = 0;

  beforeAll(async () => {
    const { night } = unpackNight();
    const calibrated = calibratedFrames(night, 'V');
    const placed = truePlacements(night);
    const truth = frameTruth(night);
    const pointed = Array.from({ length: 45 }, (_, k) => {
      const value = truth(stemOf(k + 1, 'V'));
      return {
        name: stemOf(k + 1, 'V'),
        azimuthDeg: value('axis_az'),
        altitudeDeg: value('axis_alt'),
        fieldRadiusDeg: 19.5,
      };
    });
    const files = new Map<string, MapFrame>();
    const frameOf = (stem: string): MapFrame => {
      const known =
        files.get(stem) ??
        readMapFrame(calibrated(stem), `${stem}.fit`, placed(stem), () => ({
          middleJdUtc: truth(stem)('jd_mid_utc'),
          sky: () => null,
        }));
      files.set(stem, known);
      return known;
    };
    for (const range of planTiles(grid).filter(({ tile }) => tiles.includes(tile))) {
      const touching = framesTouching(grid, range, pointed, 0.5).map(frameOf);
      const start = process.cpuUsage();
      const { tile, frames } = await renderTile(grid, range, touching, {
        featherDeg: 2,
        blend: 'nearest-axis',
      });
      const used = process.cpuUsage(start);
      seconds += (used.user + used.system) / 1e6;
      rendered += tile.rate.data.length;
      for (const [index, frame] of frames.entries()) {
        const stars = starsOf(night, frame.name.replace('.fit', ''));
        for (const star of stars) measure(tile, index + 1, star, stars);
      }
    }
  }, 120_000);

  /** Takes a star of V 2 to 6.5 that stands alone, unsaturated, in cells of its own frame alone. */
  function measure(tile: RenderedTile, frame: number, star: Star, stars: readonly Star[]): void {
    if (star.magnitude > 6.5 || star.peak > 50_000 || star.occulted || star.altitudeDeg < 5) return;
    const crowded = stars.some((other) => {
      const dx = wrapDeg(other.azimuthDeg - star.azimuthDeg, -180);
      const apart = Math.hypot(
        dx * Math.cos(star.altitudeDeg * degree),
        other.altitudeDeg - star.altitudeDeg,
      );
      return other !== star && apart < 0.25 && other.magnitude < star.magnitude + 3;
    });
    if (crowded) return;
    const near = cellsNear(
      tile,
      {
        column: wrapDeg(star.azimuthDeg + 180, 0) / stepDeg - 0.5,
        row: (star.altitudeDeg + 6) / stepDeg - 0.5,
        ...{ latitudeDeg: star.altitudeDeg, stepDeg },
      },
      0.25,
    );
    const odd = mapFlags.saturated.bit | mapFlags.bad.bit;
    const ofFrame = near.every(
      ({ cell }) => tile.frame.data[cell] === frame && ((tile.flags.data[cell] ?? 0) & odd) === 0,
    );
    if (near.length === 0 || !ofFrame) return;
    const found = centroid(near);
    if (found !== null) offsets.push(found);
  }

  test('lie within 0.008 deg (median) and 0.02 deg (90 %) of where they were seen', () => {
    const { medianDeg, ninetyDeg, text } = summary(offsets);
    console.log(text);
    console.log(`${rendered} cells: ${seconds.toFixed(2)} s of CPU`);
    expect(offsets.length).toBeGreaterThan(100);
    expect(medianDeg).toBeLessThan(0.008);
    expect(ninetyDeg).toBeLessThan(0.02);
  });
});
