import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mapPoint, type PlaneMap } from '@nightskies/astrometry';
import { Header, writeFits, type CardEntry } from '@nightskies/fits';

/** Frames of one made-up field. */
export interface MadeUpFrame {
  /** From the field to the frame. */
  readonly map: PlaneMap;
  /** What the air and the exposure let through; 1 for the light as it is. */
  readonly light?: number;
  readonly sky?: number;
  readonly noise?: number;
  /** Hits of cosmic rays. */
  readonly rays?: number;
  /** Seed of another field. */
  readonly field?: number;
  readonly cards?: readonly CardEntry[];
}

export const size = { width: 320, height: 260 };
export const fwhmPx = 3.4;

/** Uniform numbers, the same for the same seed. */
export function uniform(seed: number): () => number {
  let state = seed * 7919 + 12345;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

export interface FieldStar {
  readonly x: number;
  readonly y: number;
  readonly flux: number;
}

/** Stars over an area three times as wide and high as a frame, no two within 14 px. */
export function field(seed = 1, count = 500): FieldStar[] {
  const random = uniform(seed);
  const stars: FieldStar[] = [];
  while (stars.length < count) {
    const x = (3 * random() - 1) * size.width;
    const y = (3 * random() - 1) * size.height;
    const flux = 60_000 * 10 ** (-1.6 * random());
    if (stars.every((star) => Math.hypot(star.x - x, star.y - y) > 14)) stars.push({ x, y, flux });
  }
  return stars;
}

/** Turned about the middle of the frame and scaled, then shifted. */
export function turned(degrees: number, scale: number, dx: number, dy: number): PlaneMap {
  const angle = (degrees * Math.PI) / 180;
  const [c, s] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const [x, y] = [(size.width - 1) / 2, (size.height - 1) / 2];
  return [c, -s, x + dx - c * x + s * y, s, c, y + dy - s * x - c * y, 0, 0, 1];
}

/** Pixels of a frame; stars keep their flux and their width in pixels whatever the scale. */
export function pixelsOf(frame: MadeUpFrame, number: number): Float32Array {
  const { width, height } = size;
  const { light = 1, sky = 400, noise = 6, rays = 0 } = frame;
  const random = uniform(1000 + number);
  const data = new Float32Array(width * height);
  for (let k = 0; k < data.length; k += 1) {
    // Twelve uniform numbers make a normal one well enough.
    let sum = -6;
    for (let n = 0; n < 12; n += 1) sum += random();
    data[k] = sky + noise * sum;
  }
  const variance = fwhmPx ** 2 / (8 * Math.LN2);
  for (const star of field(frame.field)) {
    const at = mapPoint(frame.map, star.x, star.y);
    const height0 = (light * star.flux) / (2 * Math.PI * variance);
    for (let y = Math.ceil(at.y - 12); y <= at.y + 12; y += 1) {
      for (let x = Math.ceil(at.x - 12); x <= at.x + 12; x += 1) {
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const squared = (x - at.x) ** 2 + (y - at.y) ** 2;
        const k = y * width + x;
        data[k] = (data[k] ?? 0) + height0 * Math.exp(-squared / (2 * variance));
      }
    }
  }
  for (let ray = 0; ray < rays; ray += 1) {
    data[Math.floor(random() * data.length)] = 3000 + 5000 * random();
  }
  return data;
}

/** Writes frames into a folder; gives their paths. */
export async function writeFrames(
  folder: string,
  frames: readonly MadeUpFrame[],
): Promise<string[]> {
  return Promise.all(
    frames.map(async (frame, number) => {
      const path = join(folder, `light ${number}.fits`);
      const header = Header.of([
        ['DATE-OBS', `2026-11-01T20:0${number}:00.000`],
        ['EXPTIME', 60],
        ['EGAIN', 1.5],
        ['RDNOISE', 6],
        ['OBJECT', 'made up'],
      ]).withAll(frame.cards ?? []);
      const shape = [size.width, size.height];
      await writeFile(path, writeFits([{ header, shape, data: pixelsOf(frame, number) }]));
      return path;
    }),
  );
}

/** Light within a radius of a place above the median of a ring about it. */
export function lightAt(
  data: Float32Array,
  width: number,
  at: { readonly x: number; readonly y: number },
  radiusPx = 8,
): number {
  const ring: number[] = [];
  const inside: number[] = [];
  for (let y = Math.ceil(at.y - 14); y <= at.y + 14; y += 1) {
    for (let x = Math.ceil(at.x - 14); x <= at.x + 14; x += 1) {
      const value = data[y * width + x] ?? NaN;
      const apart = Math.hypot(x - at.x, y - at.y);
      if (apart <= radiusPx) inside.push(value);
      else if (apart > radiusPx + 2 && apart <= 14) ring.push(value);
    }
  }
  ring.sort((a, b) => a - b);
  const sky = ring[ring.length >> 1] ?? NaN;
  return inside.reduce((sum, value) => sum + value - sky, 0);
}
