import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstImage, readFits } from '@nightskies/fits';
import { image, type Image } from '@nightskies/pixels';
import { z } from 'zod';

const trailSchema = z.array(
  z.object({
    frame: z.string(),
    x0: z.number(),
    y0: z.number(),
    x1: z.number(),
    y1: z.number(),
  }),
);

function pixelsOf(path: string): Float32Array {
  return firstImage(readFits(readFileSync(path), path)).float32();
}

/** Pixels at or above this, DN after the bias, are taken as full. */
export const fullWellDn = 60000;

/** e-/DN of the night's camera. */
export const nightGain = 2;

/** Width of its stars as they appear, px. */
export const nightFwhmPx = 1.85;

/** Raw frames of the independent night as numbers, less the master bias and nothing else. */
export function nightPixels(night: string): (name: string) => Image {
  const bias = pixelsOf(join(night, 'Images', 'Master', 'SIM1bias.fit'));
  return (name) => {
    const path = join(night, 'Data', 'fielddata', 'SIMA261101', '1st', `${name}.fit`);
    const raw = pixelsOf(path);
    for (let k = 0; k < raw.length; k += 1) raw[k] -= bias[k];
    return image(1024, 1024, raw);
  };
}

/** The columns of a truth table, numbers by name. */
export function truthTable(night: string, ...path: readonly string[]) {
  const text = readFileSync(join(night, 'truth', ...path), 'utf8').trim();
  const [head, ...rows] = text.split(/\r?\n/).map((line) => line.split(','));
  return rows.map((cells) => (name: string) => {
    const at = head.indexOf(name);
    if (at < 0) throw new Error(`${path.join('/')} has no column ${name}`);
    return cells[at];
  });
}

/** A star of the truth; the first pixel's centre is (0, 0). */
export interface TrueStar {
  readonly x: number;
  readonly y: number;
  readonly v: number;
  readonly occulted: boolean;
  /** Highest raw value within a pixel of it. */
  readonly peakRaw: number;
}

/** Stars of a frame to V 9, brightest first, those behind terrain among them. */
export function trueStars(night: string, name: string): TrueStar[] {
  return truthTable(night, 'stars', `${name}.csv`)
    .map((cell) => ({
      x: Number(cell('x')) - 1,
      y: Number(cell('y')) - 1,
      v: Number(cell('v_mag')),
      occulted: cell('occulted') === '1',
      peakRaw: Number(cell('peak_raw')),
    }))
    .sort((a, b) => a.v - b.v);
}

export interface Segment {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly electrons: number;
}

/** Cosmic rays of a frame. */
export function cosmicRays(night: string, name: string): Segment[] {
  return truthTable(night, 'defects', 'cosmic_rays.csv')
    .filter((cell) => cell('frame') === name)
    .map((cell) => ({
      x0: Number(cell('x0')) - 1,
      y0: Number(cell('y0')) - 1,
      x1: Number(cell('x1')) - 1,
      y1: Number(cell('y1')) - 1,
      electrons: Number(cell('electrons')),
    }));
}

/** Hot pixels of the camera, brighter than 10 e-/s. */
export function hotPixels(night: string): { x: number; y: number; electronsPerSecond: number }[] {
  return truthTable(night, 'defects', 'hot_pixels.csv').map((cell) => ({
    x: Number(cell('x')) - 1,
    y: Number(cell('y')) - 1,
    electronsPerSecond: Number(cell('dark_e_per_s')),
  }));
}

/** Lines of aircraft and satellites in a frame. */
export function trails(night: string, name: string): Segment[] {
  const path = join(night, 'truth', 'defects', 'trails.json');
  return trailSchema
    .parse(JSON.parse(readFileSync(path, 'utf8')))
    .filter((trail) => trail.frame === name)
    .map(({ x0, y0, x1, y1 }) => ({
      x0: x0 - 1,
      y0: y0 - 1,
      x1: x1 - 1,
      y1: y1 - 1,
      electrons: Infinity,
    }));
}

/** How far a place is from a line between two points. */
export function distanceFrom({ x0, y0, x1, y1 }: Segment, x: number, y: number): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(x - x0 - t * dx, y - y0 - t * dy);
}
