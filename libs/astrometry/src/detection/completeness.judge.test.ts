import { image, median, type Image } from '@nightskies/pixels';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../../tools/testing/independent-night.js';
import {
  catalogueStars,
  frameNames,
  nightJd,
  trueHeader,
} from '../solving/test-support/night-frames.js';
import { PointGrid } from '../solving/source-field.js';
import { detectSources, type Sources } from './detect-sources.js';
import { groundMask } from './ground-mask.js';
import { notAStar, sourceFlags } from './source-flags.js';
import {
  cosmicRays,
  distanceFrom,
  fullWellDn,
  hotPixels,
  nightFwhmPx,
  nightGain,
  nightPixels,
  trails,
  trueStars,
  type Segment,
  type TrueStar,
} from './test-support/night-pixels.js';

const options = { fwhmPx: nightFwhmPx, gain: nightGain, saturationLevel: fullWellDn };

/** A source this near a star is that star; by chance one is so near in at most 4 % of cases. */
const samePx = 1;

interface Found {
  readonly name: string;
  readonly ground: Image<Uint8Array>;
  readonly sources: Sources;
  readonly lookUp: PointGrid;
  readonly stars: readonly TrueStar[];
  readonly starLookUp: PointGrid;
  readonly faint: readonly TrueStar[];
  readonly faintLookUp: PointGrid;
  readonly hot: PointGrid;
  readonly rays: readonly Segment[];
  /** Peaks of the same frame turned upside down, where there are no stars. */
  readonly inverted: Sources;
}

function lookUpOf(points: readonly { x: number; y: number }[]): PointGrid {
  return new PointGrid(
    points.map(({ x }) => x),
    points.map(({ y }) => y),
  );
}

function search(night: string, name: string, frame: Image): Found {
  const first = detectSources(frame, options);
  const { mask, share } = groundMask(frame, first);
  const sources = share === 0 ? first : detectSources(frame, { ...options, mask });
  const turned = image(
    frame.width,
    frame.height,
    frame.data.map((value) => -value),
  );
  const stars = trueStars(night, name);
  const faint = faintStars(night, name);
  return {
    name,
    ground: mask,
    sources,
    lookUp: new PointGrid(sources.x, sources.y),
    stars,
    starLookUp: lookUpOf(stars),
    faint,
    faintLookUp: lookUpOf(faint),
    hot: lookUpOf(hotPixels(night)),
    rays: [...cosmicRays(night, name), ...trails(night, name)],
    inverted: detectSources(turned, { ...options, saturationLevel: Infinity, mask }),
  };
}

const groundAt = ({ ground }: Found, { x, y }: { x: number; y: number }) =>
  ground.data[Math.round(y) * ground.width + Math.round(x)] !== 0;

/** Stars of V 9 to 10: drawn by the night, not listed by it, but in our catalogue. */
function faintStars(night: string, name: string): TrueStar[] {
  const wcs = trueHeader(night, name);
  const { x, y, z, v } = catalogue;
  const faint: TrueStar[] = [];
  for (let k = 0; k < v.length; k += 1) {
    if (!(v[k] >= 9.01 && v[k] < 10)) continue;
    const pixel = wcs.pixelOf({ x: x[k], y: y[k], z: z[k] });
    if (pixel === undefined || !(Math.min(pixel.x, pixel.y) >= 0)) continue;
    if (Math.max(pixel.x, pixel.y) > 1023) continue;
    faint.push({ ...pixel, v: v[k], occulted: false, peakRaw: 0 });
  }
  return faint;
}

const catalogue = hasIndependentNight ? catalogueStars(nightJd) : { x: [], y: [], z: [], v: [] };

/** Fifths of a pixel, the first from its left or upper edge. */
const phaseBin = (place: number) => Math.floor(5 * (place + 0.5 - Math.floor(place + 0.5)));

const isFreeOfDefects = ({ hot, rays }: Found, { x, y }: TrueStar) =>
  hot.nearest(x, y, 4) < 0 && rays.every((ray) => distanceFrom(ray, x, y) > 5);

const rows = [
  { altitude: 7.5, from: 0, to: 15 },
  { altitude: 32.5, from: 15, to: 30 },
  { altitude: 57.5, from: 30, to: 40 },
  { altitude: 82.5, from: 40, to: 45 },
];

// Needs the independent night beside this checkout.
describe.skipIf(!hasIndependentNight)('sources of the independent night', () => {
  let frames: readonly Found[] = [];
  beforeAll(() => {
    const { night } = unpackNight();
    const pixels = nightPixels(night);
    frames = frameNames.map((name) => search(night, name, pixels(name)));
  });

  it.each(rows)('are complete at an altitude of $altitude deg', ({ altitude, from, to }) => {
    const bins = new Map<number, { seen: number; all: number }>();
    for (const frame of frames.slice(from, to)) {
      for (const star of [...frame.stars, ...frame.faint]) {
        if (star.occulted || groundAt(frame, star)) continue;
        const bin = Math.max(3, Math.floor(2 * star.v) / 2);
        const count = bins.get(bin) ?? { seen: 0, all: 0 };
        bins.set(bin, count);
        count.all += 1;
        if (frame.lookUp.nearest(star.x, star.y, samePx) >= 0) count.seen += 1;
      }
    }
    const shares = [...bins].sort(([a], [b]) => a - b);
    const text = shares.map(
      ([v, { seen, all }]) => `${v}: ${((100 * seen) / all).toFixed(1)} % of ${all}`,
    );
    process.stdout.write(`altitude ${altitude}, found by V in steps of 0.5: ${text.join(', ')}\n`);
    for (const [v, { seen, all }] of shares) {
      if (v < 7) expect(seen / all, `V ${v}`).toBeGreaterThan(0.98);
      // Half are found down to what the catalogue holds, also through six and more airmasses.
      expect(seen / all, `V ${v}`).toBeGreaterThan(altitude < 10 ? 0.5 : 0.8);
    }
    expect(shares.at(-1)?.[0]).toBe(9.5);
  });

  it('are not made by noise: of the frames upside down fewer than one in 20,000 px', () => {
    let [peaks, pixels] = [0, 0];
    for (const { inverted, lookUp, ground } of frames) {
      for (let k = 0; k < inverted.count; k += 1) {
        if (lookUp.nearest(inverted.x[k], inverted.y[k], 12) < 0) peaks += 1;
      }
      for (let y = 0; y < 1024; y += 4) {
        for (let x = 0; x < 1024; x += 4) {
          if (ground.data[y * 1024 + x] === 0 && lookUp.nearest(x, y, 12) < 0) pixels += 16;
        }
      }
    }
    process.stdout.write(`upside down: ${peaks} peaks above 5 sigma in ${pixels} free pixels\n`);
    expect(pixels).toBeGreaterThan(1e6);
    expect(peaks / pixels).toBeLessThan(1 / 20000);
  });

  it('are stars when as bright as V 8.8 and neither flagged nor on a listed defect', () => {
    let [strangers, withoutPlace] = [0, 0];
    for (const frame of frames) {
      const { sources, stars, lookUp, starLookUp, faintLookUp, hot, rays } = frame;
      const fluxes = stars
        .filter((star) => Math.abs(star.v - 8.8) < 0.2 && !star.occulted)
        .map(({ x, y }) => lookUp.nearest(x, y, samePx))
        .filter((source) => source >= 0)
        .map((source) => sources.flux[source]);
      const bright = median(fluxes);
      for (let k = 0; k < sources.count && sources.flux[k] > bright; k += 1) {
        const [x, y] = [sources.x[k], sources.y[k]];
        if ((sources.flags[k] & (notAStar | sourceFlags.saturated)) !== 0) continue;
        if (starLookUp.nearest(x, y, 3) >= 0 || faintLookUp.nearest(x, y, 3) >= 0) continue;
        if (hot.nearest(x, y, 1.5) >= 0) continue;
        if (rays.some((ray) => distanceFrom(ray, x, y) < 6)) continue;
        if ((sources.flags[k] & sourceFlags.noCentroid) === 0) strangers += 1;
        else withoutPlace += 1;
      }
    }
    process.stdout.write(
      `brighter than V 8.8, no star and not flagged: ${strangers} in ${frames.length} frames, and ` +
        `${withoutPlace} that say they have no centroid\n`,
    );
    expect(strangers / frames.length).toBeLessThan(1);
    expect(withoutPlace / frames.length).toBeLessThan(3);
  });

  it('are flagged where the pixel is hot, a cosmic ray fell or the star is saturated', () => {
    const { night } = unpackNight();
    const hot = hotPixels(night);
    const counts: Record<string, { flagged: number; all: number }> = {};
    const count = (kind: string, isFlagged: boolean) => {
      const so = (counts[kind] ??= { flagged: 0, all: 0 });
      so.all += 1;
      if (isFlagged) so.flagged += 1;
    };
    for (const frame of frames) {
      const { sources, stars, starLookUp, faintLookUp, lookUp } = frame;
      const isFree = (x: number, y: number) =>
        starLookUp.nearest(x, y, 6) < 0 && faintLookUp.nearest(x, y, 6) < 0;
      const judge = (kind: string, x: number, y: number, radius: number) => {
        const source = isFree(x, y) ? lookUp.nearest(x, y, radius) : -1;
        if (source < 0 || (sources.flags[source] & sourceFlags.saturated) !== 0) return;
        const significance = sources.significance[source] > 20 ? 'above 20 sigma' : '5 to 20 sigma';
        count(`${kind}, ${significance}`, (sources.flags[source] & notAStar) !== 0);
      };
      for (const { x, y } of hot) judge('hot pixels', x, y, 0.7);
      for (const { x0, y0, x1, y1 } of cosmicRays(night, frame.name)) {
        judge('cosmic rays', (x0 + x1) / 2, (y0 + y1) / 2, 1 + Math.hypot(x1 - x0, y1 - y0) / 2);
      }
      for (const star of stars) {
        if (star.occulted || groundAt(frame, star)) continue;
        const source = lookUp.nearest(star.x, star.y, samePx);
        if (source < 0) continue;
        const isFlagged = (sources.flags[source] & sourceFlags.saturated) !== 0;
        if (star.peakRaw >= 65000) count('saturated stars', isFlagged);
        else if (star.peakRaw < 55000) count('other stars as saturated', isFlagged);
        if (star.v < 8 && isFreeOfDefects(frame, star)) {
          count('stars to V 8 as none', (sources.flags[source] & notAStar) !== 0);
        }
      }
    }
    const share = (kind: string) => counts[kind].flagged / counts[kind].all;
    const text = Object.entries(counts).map(
      ([kind, { flagged, all }]) => `${kind}: ${flagged} of ${all}`,
    );
    process.stdout.write(`flagged: ${text.sort().join('; ')}\n`);
    expect(share('saturated stars')).toBeGreaterThan(0.9);
    expect(share('other stars as saturated')).toBeLessThan(0.001);
    expect(share('stars to V 8 as none')).toBeLessThan(0.002);
    expect(share('hot pixels, above 20 sigma')).toBeGreaterThan(0.9);
  });

  it('have places without a bias against the phase of the pixels', () => {
    const bins = Array.from({ length: 5 }, () => ({ x: [0], y: [0] }));
    for (const bin of bins) bin.x.length = bin.y.length = 0;
    for (const frame of frames) {
      const { sources, stars, lookUp } = frame;
      for (const star of stars) {
        if (star.v < 4 || star.v >= 7 || star.occulted || groundAt(frame, star)) continue;
        const source = lookUp.nearest(star.x, star.y, samePx);
        if (source < 0 || sources.flags[source] !== 0) continue;
        if (
          stars.some(
            (other) => other !== star && Math.hypot(other.x - star.x, other.y - star.y) < 6,
          )
        )
          continue;
        bins[phaseBin(star.x)].x.push(sources.x[source] - star.x);
        bins[phaseBin(star.y)].y.push(sources.y[source] - star.y);
      }
    }
    const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    for (const axis of ['x', 'y'] as const) {
      const text = bins.map((bin) => `${mean(bin[axis]).toFixed(4)} (${bin[axis].length})`);
      process.stdout.write(`bias in ${axis} by phase, px (stars): ${text.join(', ')}\n`);
      for (const bin of bins) expect(Math.abs(mean(bin[axis]))).toBeLessThan(0.02);
    }
  });
});
