import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstImage, readFits } from '@nightskies/fits';
import { image, type Image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../../tools/testing/independent-night.js';
import { detectSources, type Sources } from './detect-sources.js';
import { groundMask, type Ground } from './ground-mask.js';
import { notAStar } from './source-flags.js';

interface TrueStar {
  readonly x: number;
  readonly y: number;
  readonly v: number;
  readonly occulted: boolean;
}

function frameOf(folder: string, stem: string): Image {
  const file = readFileSync(join(folder, `V-standard-${stem}.fit`));
  return image(1024, 1024, firstImage(readFits(file, stem)).float32());
}

function starsOf(night: string, stem: string): TrueStar[] {
  const lines = readFileSync(join(night, 'truth', 'stars', `${stem}.csv`), 'utf8')
    .trim()
    .split(/\r?\n/);
  const names = lines[0].split(',');
  const column = (cells: readonly string[], name: string) => cells[names.indexOf(name)];
  return lines.slice(1).map((line) => {
    const cells = line.split(',');
    return {
      x: Number(column(cells, 'x')) - 1,
      y: Number(column(cells, 'y')) - 1,
      v: Number(column(cells, 'v_mag')),
      occulted: column(cells, 'occulted') === '1',
    };
  });
}

function nearest(sources: Sources, x: number, y: number): { source: number; distance: number } {
  let [source, distance] = [-1, Infinity];
  for (let k = 0; k < sources.count; k += 1) {
    const here = Math.hypot(sources.x[k] - x, sources.y[k] - y);
    if (here < distance) [source, distance] = [k, here];
  }
  return { source, distance };
}

const rms = (values: readonly number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

interface Found {
  readonly stars: readonly TrueStar[];
  readonly sources: Sources;
  readonly ground: Ground;
}

function search(stem: string): Found {
  const { night, compatFrames } = unpackNight();
  const frame = frameOf(compatFrames, stem);
  const options = { fwhmPx: 1.85, gain: 2, saturationLevel: 60000 };
  const ground = groundMask(frame, detectSources(frame, options));
  const sources = detectSources(frame, { ...options, mask: ground.mask });
  return { stars: starsOf(night, stem), sources, ground };
}

/** Stars with no other of comparable light within the window. */
function alone(star: TrueStar, stars: readonly TrueStar[]): boolean {
  return !stars.some(
    (other) =>
      other !== star && other.v < star.v + 3 && Math.hypot(other.x - star.x, other.y - star.y) < 6,
  );
}

// Needs the independent night beside this checkout.
describe.skipIf(!hasIndependentNight).each([
  ['ib001', 0.03],
  ['ib025', 0.02],
  ['ib041', 0.02],
])('sources of the independent frame %s', (stem, mostRmsPx) => {
  const cell = (mask: Image<Uint8Array>, star: TrueStar) =>
    mask.data[Math.round(star.y) * 1024 + Math.round(star.x)];

  it('hold its stars, complete to V 7, in their places, and few bright things else', () => {
    const { stars, sources, ground } = search(stem);
    const counts = new Map<number, { seen: number; all: number }>();
    const residuals: number[] = [];
    const isStar = new Uint8Array(sources.count);
    const fluxOfEight: number[] = [];
    for (const star of stars) {
      if (star.occulted || cell(ground.mask, star) === 1) continue;
      const { source, distance } = nearest(sources, star.x, star.y);
      const count = counts.get(Math.floor(star.v)) ?? { seen: 0, all: 0 };
      counts.set(Math.floor(star.v), count);
      count.all += 1;
      if (distance > 1.5) continue;
      count.seen += 1;
      isStar[source] = 1;
      if (Math.abs(star.v - 7.5) < 0.1) fluxOfEight.push(sources.flux[source]);
      if (star.v >= 5 && star.v < 7 && sources.flags[source] === 0 && alone(star, stars)) {
        residuals.push(sources.x[source] - star.x, sources.y[source] - star.y);
      }
    }
    const bright = fluxOfEight.sort((a, b) => a - b)[fluxOfEight.length >> 1];
    let strangers = 0;
    for (let k = 0; k < sources.count; k += 1) {
      const unknown = isStar[k] === 0 && (sources.flags[k] & notAStar) === 0;
      if (!unknown || sources.flux[k] < bright) continue;
      const near = stars.some(
        (star) => Math.hypot(star.x - sources.x[k], star.y - sources.y[k]) < 5,
      );
      if (!near) strangers += 1;
    }
    const shares = [...counts].sort(([a], [b]) => a - b);
    const text = shares.map(([v, { seen, all }]) => `V ${v}: ${seen}/${all}`).join(', ');
    process.stdout.write(
      `${stem}: ${text}; centroids rms ${rms(residuals).toFixed(4)} px (${residuals.length / 2} stars ` +
        `of V 5-7); ${strangers} strangers brighter than V 7.5; ground ${ground.share.toFixed(3)}\n`,
    );
    for (const [v, { seen, all }] of shares) {
      if (v < 7) expect(seen / all).toBeGreaterThan(0.97);
      else if (v < 8) expect(seen / all).toBeGreaterThan(0.93);
    }
    expect(rms(residuals)).toBeLessThan(mostRmsPx);
    expect(Math.abs(residuals.reduce((a, b) => a + b, 0) / residuals.length)).toBeLessThan(0.004);
    expect(strangers).toBeLessThan(3);
  });

  it('leave out the ground: every star behind terrain, none in front of it', () => {
    const { stars, ground } = search(stem);
    const hidden = stars.filter(({ occulted }) => occulted);
    expect(hidden.filter((star) => cell(ground.mask, star) !== 1).length).toBe(0);
    expect(ground.share > 0).toBe(hidden.length > 0);
    const free = stars.filter(({ occulted }) => !occulted);
    // The margin takes a few just above the skyline.
    const lost = free.filter((star) => cell(ground.mask, star) === 1).length;
    expect(lost / free.length).toBeLessThan(0.02);
  });
});
