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

/** A value of a tile with where on the sky its cell is, relative to a direction, deg. */
interface Near {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly cell: number;
}

function cellsNear(tile: RenderedTile, at: HorizontalDirection, radiusDeg: number): Near[] {
  const { range, rate } = tile;
  const level = Math.cos(at.altitudeDeg * degree);
  const column = wrapDeg(at.azimuthDeg + 180, 0) / stepDeg - 0.5;
  const row = (at.altitudeDeg + 6) / stepDeg - 0.5;
  const across = radiusDeg / stepDeg / level;
  const up = radiusDeg / stepDeg;
  const near: Near[] = [];
  for (let r = Math.ceil(row - up); r <= row + up; r++) {
    for (let c = Math.ceil(column - across); c <= column + across; c++) {
      if (c < range.columnStart || c >= range.columnEnd) return [];
      if (r < range.rowStart || r >= range.rowEnd) return [];
      const cell = (r - range.rowStart) * rate.width + c - range.columnStart;
      const [x, y] = [(c - column) * stepDeg * level, (r - row) * stepDeg];
      if (Math.hypot(x, y) <= radiusDeg)
        near.push({ x, y, value: rate.data[cell] ?? Number.NaN, cell });
    }
  }
  return near;
}

/** Width of the window that the light is weighted with, deg: about that of a star. */
const windowDeg = 0.025;

/**
 * Centroid of the light about a place by a Gaussian window that follows it, from the brightest cell
 * on: where it started from does not matter. Null where something is missing.
 */
function centroid(near: readonly Near[]): { readonly x: number; readonly y: number } | null {
  const ring = near
    .filter(({ x, y }) => Math.hypot(x, y) > 0.16)
    .map(({ value }) => value)
    .sort((a, b) => a - b);
  const background = ring[Math.floor(ring.length / 2)];
  const core = near.filter(({ x, y }) => Math.hypot(x, y) < 0.1);
  if (background === undefined || near.some(({ value }) => Number.isNaN(value))) return null;
  let { x, y } = core.reduce((most, one) => (one.value > most.value ? one : most));
  for (let round = 0; round < 50; round++) {
    let [sum, dx, dy] = [0, 0, 0];
    for (const one of core) {
      const away = (one.x - x) ** 2 + (one.y - y) ** 2;
      const light = (one.value - background) * Math.exp((-0.5 * away) / windowDeg ** 2);
      sum += light;
      dx += light * (one.x - x);
      dy += light * (one.y - y);
    }
    x += (2 * dx) / sum;
    y += (2 * dy) / sum;
  }
  return { x, y };
}

// The archives lie beside the checkout; where they are absent there is nothing to compare with.
describe.skipIf(!hasIndependentNight)('bright stars of the full-resolution map', () => {
  const offsets: { readonly deg: number; readonly x: number; readonly y: number }[] = [];
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
    const near = cellsNear(tile, star, 0.25);
    const odd = mapFlags.saturated.bit | mapFlags.bad.bit;
    const ofFrame = near.every(
      ({ cell }) => tile.frame.data[cell] === frame && ((tile.flags.data[cell] ?? 0) & odd) === 0,
    );
    if (near.length === 0 || !ofFrame) return;
    const found = centroid(near);
    if (found !== null) offsets.push({ ...found, deg: Math.hypot(found.x, found.y) });
  }

  test('lie within 0.008 deg (median) and 0.02 deg (90 %) of where they were seen', () => {
    const sorted = offsets.map(({ deg }) => deg).sort((a, b) => a - b);
    const quantile = (part: number): number =>
      sorted[Math.floor(part * sorted.length)] ?? Number.NaN;
    const mean = (axis: 'x' | 'y'): number =>
      offsets.reduce((sum, offset) => sum + offset[axis], 0) / offsets.length;
    console.log(
      `${offsets.length} stars: median ${quantile(0.5).toFixed(5)} deg, 90 % ${quantile(0.9).toFixed(5)}, ` +
        `worst ${quantile(0.999).toFixed(5)}; mean ${mean('x').toFixed(5)} in azimuth, ${mean('y').toFixed(5)} in altitude`,
    );
    console.log(`${rendered} cells: ${seconds.toFixed(2)} s of CPU`);
    expect(offsets.length).toBeGreaterThan(100);
    expect(quantile(0.5)).toBeLessThan(0.008);
    expect(quantile(0.9)).toBeLessThan(0.02);
  });
});
