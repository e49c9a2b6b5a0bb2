import { pixelFlags } from '@nightskies/contracts';
import { firstImage, Header, imageNamed, readFits, writeFits } from '@nightskies/fits';
import { describe, expect, it } from 'vitest';
import { normals, seeded } from '../test-support/star-field.js';
import { starFreeFile } from './star-free-file.js';

const size = 160;
const options = { compat: 'none', radiusDeg: 0.3336 } as const;

/** A calibrated frame of 200 DN, with a block of pixels that carry a flag and far too much light. */
function calibrated(flag: number, withErrors = true): Uint8Array {
  const normal = normals(seeded(3));
  const data = Float32Array.from({ length: size * size }, () => 200 + 8 * normal());
  const flags = new Uint8Array(data.length);
  for (let y = 60; y < 90; y++) {
    for (let x = 60; x < 78; x++) {
      data[y * size + x] = 60_000;
      flags[y * size + x] = flag;
    }
  }
  const shape = [size, size];
  const header = Header.of([['EXPTIME', 12]]);
  const sigma = new Float32Array(data.length).fill(8);
  return writeFits([
    { header, shape, data },
    ...(withErrors ? [{ name: 'UNCERT', shape, data: sigma }] : []),
    { name: 'FLAGS', shape, data: flags },
  ]);
}

const pixelsOf = (bytes: Uint8Array): Float32Array =>
  firstImage(readFits(bytes, 'ib001.fit')).float32();

describe('a star-free frame', () => {
  it.each(['saturated', 'bad', 'noData'] as const)('is made without pixels flagged %s', (flag) => {
    const bytes = starFreeFile(calibrated(pixelFlags[flag].bit), 'ib001.fit', options).bytes;
    const data = pixelsOf(bytes);
    // In the middle of the block the disk has few pixels of sky left, and they are right.
    expect(Math.abs(data[75 * size + 69] - 200)).toBeLessThan(8);
  });

  it('keeps pixels beyond linearity, as they are light', () => {
    const bytes = starFreeFile(calibrated(pixelFlags.nonlinear.bit), 'ib001.fit', options).bytes;
    expect(pixelsOf(bytes)[75 * size + 69]).toBe(60_000);
  });

  it('is made without the lights of aircraft, and counts them', () => {
    const normal = normals(seeded(5));
    // Two lights side by side, farther apart than the disk is wide.
    const inTrail = (x: number, y: number): boolean => Math.abs(Math.abs(y - 40 - x / 2) - 10) < 4;
    const data = Float32Array.from({ length: size * size }, (_, at) => {
      const [x, y] = [at % size, Math.floor(at / size)];
      return 200 + 8 * normal() + (inTrail(x, y) ? 400 : 0);
    });
    const header = Header.of([
      ['EXPTIME', 12],
      ['AZ', 10],
      ['ALT', 57.5],
    ]);
    const frame = writeFits([{ header, shape: [size, size], data }]);
    const { bytes, trails } = starFreeFile(frame, 'ib031.fit', options);
    expect(trails).toHaveLength(2);
    expect(firstImage(readFits(bytes, 'ib031.fit')).header.number('NTRAILS')).toBe(2);
    const left = pixelsOf(bytes);
    expect(left.some(Number.isNaN)).toBe(false);
    expect(Math.abs(left[80 * size + 80] - 200)).toBeLessThan(4);
  });

  it('does not depend on the frames before it', () => {
    const made = (flag: number): Uint8Array =>
      starFreeFile(calibrated(flag), 'ib001.fit', options).bytes;
    const first = made(pixelFlags.bad.bit);
    const other = made(pixelFlags.nonlinear.bit);
    expect(other).not.toEqual(first);
    expect(made(pixelFlags.bad.bit)).toEqual(first);
  });

  it('says its noise, greater where fewer pixels took part, on a mesh', () => {
    const file = readFits(
      starFreeFile(calibrated(pixelFlags.bad.bit), 'ib001.fit', options).bytes,
      'ib001.fit',
    );
    const [noise, confusion] = ['NOISE', 'CONFUSN'].map((name) => imageNamed(file, name));
    if (noise === undefined || confusion === undefined) throw new Error('meshes');
    expect(noise.shape).toEqual([7, 7]);
    expect(confusion.shape).toEqual([7, 7]);
    expect(noise.header.number('MESHSTEP')).toBe(31);
    const sigma = noise.float32();
    const usual = 8 * Math.sqrt(Math.PI / 2 / 489);
    // Node (4, 4) at 124, 124; node (2, 2) at 62, 62, in the corner of the block.
    expect(sigma[4 * 7 + 4] / usual).toBeGreaterThan(0.95);
    expect(sigma[4 * 7 + 4] / usual).toBeLessThan(1.1);
    expect(sigma[2 * 7 + 2]).toBeGreaterThan(1.1 * sigma[4 * 7 + 4]);
    expect(firstImage(file).header.number('MEDIANPX')).toBeCloseTo(12.5, 1);
  });

  it('has an error wherever it has data, next to a hole as well', () => {
    const shape = [size, size];
    const data = Float32Array.from({ length: size * size }, (_, i) =>
      i % size < 70 ? Number.NaN : 200,
    );
    const sigma = new Float32Array(data.length).fill(8);
    const bytes = writeFits([
      { header: Header.of([['EXPTIME', 12]]), shape, data },
      { name: 'UNCERT', shape, data: sigma },
    ]);
    const file = readFits(starFreeFile(bytes, 'ib001.fit', options).bytes, 'ib001.fit');
    expect(firstImage(file).float32()[80 * size + 40]).toBeNaN();
    expect(firstImage(file).float32()[80 * size + 60]).toBe(200);
    for (const name of ['NOISE', 'CONFUSN']) {
      expect(imageNamed(file, name)?.float32().every(Number.isFinite)).toBe(true);
    }
  });

  it('of a frame without errors, and under compat, has none either', () => {
    const modern = starFreeFile(calibrated(0, false), 'ib001.fit', options).bytes;
    expect(imageNamed(readFits(modern, 'ib001.fit'), 'NOISE')).toBeUndefined();
    const data = new Uint16Array(size * size).fill(200);
    const old = writeFits([{ header: Header.of([['EXPTIME', 12]]), shape: [size, size], data }]);
    const bytes = starFreeFile(old, 'ib001.fit', { ...options, compat: 'nsnsd' }).bytes;
    const file = readFits(bytes, 'ib001.fit');
    expect(imageNamed(file, 'NOISE') ?? imageNamed(file, 'CONFUSN')).toBeUndefined();
  });
});
