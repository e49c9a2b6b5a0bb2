import { image } from '@nightskies/pixels';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { roundBelow, tickLabel, ticks } from './ticks.js';
import { timeColour } from './time-palette.js';
import { trackPicture, type TrackFrame } from './track-picture.js';

const reference = image(
  120,
  80,
  Float32Array.from({ length: 120 * 80 }, (_, k) => 100 + (k % 13)),
);
const pageWidthPx = 2400;

function drifting(
  stepPx: number,
  startUtc: readonly (string | null)[] = [null, null, null],
): TrackFrame[] {
  return startUtc.map((time, k) => ({
    startUtc: time,
    x: Float64Array.of(30 + k * stepPx, 80 + k * stepPx),
    y: Float64Array.of(20, 60),
    offset: { x: k * stepPx, y: 0 },
    rotationDeg: 0.1 * k,
  }));
}

/** RGB of the page where the frame's pixel (x, y) lies. */
async function colourAt(png: Uint8Array, x: number, y: number): Promise<[number, number, number]> {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const unit = pageWidthPx / 2400;
  const scale = (1480 * unit) / 120;
  const column = Math.round(Math.round(150 * unit) + (x + 0.5) * scale);
  const row = Math.round(Math.round(190 * unit) + Math.round(80 * scale) - (y + 0.5) * scale);
  const at = (row * info.width + column) * info.channels;
  return [data[at], data[at + 1], data[at + 2]];
}

const isNear = (found: readonly number[], wanted: readonly number[]): boolean =>
  found.every((value, k) => Math.abs(value - wanted[k]) < 60);

describe('the picture of star tracks', () => {
  it('draws each path where the star went, in the colours of time, the first row lowest', async () => {
    const png = await trackPicture({
      title: 'Tracks',
      reference,
      frames: drifting(12),
      pageWidthPx,
    });
    expect(isNear(await colourAt(png, 36, 20), timeColour(0.25))).toBe(true);
    expect(isNear(await colourAt(png, 48, 20), timeColour(0.75))).toBe(true);
    expect(isNear(await colourAt(png, 86, 60), timeColour(0.25))).toBe(true);
    const beside = await colourAt(png, 36, 40);
    expect(Math.max(...beside) - Math.min(...beside)).toBeLessThan(20);
  });

  it('enlarges paths too short to see', async () => {
    const frames = drifting(0.4);
    const png = await trackPicture({ title: 'Tracks', reference, frames, pageWidthPx });
    // 0.8 px in all, drawn 5 times as long about the start: its end is far beyond the true one.
    expect(isNear(await colourAt(png, 33.2, 20), timeColour(1))).toBe(true);
    const still = await trackPicture({
      title: 'Tracks',
      reference,
      frames: drifting(0),
      pageWidthPx,
    });
    expect(still.length).toBeGreaterThan(1000);
  });

  it('shows a sequence of any times, none and no stars, and the same bytes for the same input', async () => {
    const times = ['2026-11-01T20:00:00.000', '2026-11-01T21:00:00.000', '2026-11-01T23:00:00.000'];
    const options = { title: 'Tracks', reference, frames: drifting(5, times), pageWidthPx: 600 };
    expect(await trackPicture(options)).toEqual(await trackPicture(options));
    const none = drifting(5).map((frame) => ({
      ...frame,
      x: new Float64Array(0),
      y: new Float64Array(0),
      offset: null,
    }));
    const png = await trackPicture({ title: 'Tracks', reference, frames: none, pageWidthPx: 600 });
    expect((await sharp(png).metadata()).width).toBeLessThanOrEqual(605);
  });
});

describe('ticks', () => {
  it('are round numbers within the range', () => {
    expect(ticks(0, 649, 7)).toEqual([0, 100, 200, 300, 400, 500, 600]);
    expect(ticks(-0.61, 0.04, 4).map((value) => tickLabel(value, 0.2))).toEqual([
      '−0.6',
      '−0.4',
      '−0.2',
      '0.0',
    ]);
    expect([0.7, 3, 7, 20, 99].map(roundBelow)).toEqual([0.5, 2, 5, 20, 50]);
  });
});
