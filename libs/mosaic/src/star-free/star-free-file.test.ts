import { pixelFlags } from '@nightskies/contracts';
import { Header, writeFits } from '@nightskies/fits';
import { describe, expect, it } from 'vitest';
import { normals, seeded } from '../test-support/star-field.js';
import { readStarFreeFrame, starFreeFile } from './star-free-file.js';

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

describe('a star-free frame', () => {
  it.each(['saturated', 'bad', 'noData'] as const)('is made without pixels flagged %s', (flag) => {
    const bytes = starFreeFile(calibrated(pixelFlags[flag].bit), 'ib001.fit', options);
    const { data } = readStarFreeFrame(bytes, 'ib001.fit').pixels();
    // In the middle of the block the disk has few pixels of sky left, and they are right.
    expect(Math.abs(data[75 * size + 69] - 200)).toBeLessThan(8);
  });

  it('keeps pixels beyond linearity, as they are light', () => {
    const bytes = starFreeFile(calibrated(pixelFlags.nonlinear.bit), 'ib001.fit', options);
    expect(readStarFreeFrame(bytes, 'ib001.fit').pixels().data[75 * size + 69]).toBe(60_000);
  });

  it('says its noise, greater where fewer pixels took part, on a mesh', () => {
    const frame = readStarFreeFrame(
      starFreeFile(calibrated(pixelFlags.bad.bit), 'ib001.fit', options),
      'ib001.fit',
    );
    const { noise, confusion } = frame;
    if (noise === null || confusion === null) throw new Error('meshes');
    expect([noise.stepPx, noise.columns, noise.rows]).toEqual([31, 7, 7]);
    expect(confusion.data.length).toBe(49);
    const usual = 8 * Math.sqrt(Math.PI / 2 / 489);
    // Node (4, 4) at 124, 124; node (2, 2) at 62, 62, in the corner of the block.
    expect(noise.data[4 * 7 + 4] / usual).toBeGreaterThan(0.95);
    expect(noise.data[4 * 7 + 4] / usual).toBeLessThan(1.1);
    expect(noise.data[2 * 7 + 2]).toBeGreaterThan(1.1 * noise.data[4 * 7 + 4]);
    expect(frame.header.number('MEDIANPX')).toBeCloseTo(12.5, 1);
  });

  it('of a frame without errors, and under compat, has none either', () => {
    const modern = starFreeFile(calibrated(0, false), 'ib001.fit', options);
    expect(readStarFreeFrame(modern, 'ib001.fit').noise).toBeNull();
    const data = new Uint16Array(size * size).fill(200);
    const old = writeFits([{ header: Header.of([['EXPTIME', 12]]), shape: [size, size], data }]);
    const bytes = starFreeFile(old, 'ib001.fit', { ...options, compat: 'nsnsd' });
    const frame = readStarFreeFrame(bytes, 'ib001.fit');
    expect([frame.noise, frame.confusion]).toEqual([null, null]);
  });

  it('whose mesh is of another frame is refused', () => {
    const shape = [size, size];
    const bytes = writeFits([
      { shape, data: new Float32Array(size * size) },
      {
        name: 'NOISE',
        header: Header.of([['MESHSTEP', 31]]),
        shape: [5, 7],
        data: new Float32Array(35),
      },
    ]);
    expect(() => readStarFreeFrame(bytes, 'ib001.fit')).toThrow(/does not fit its pixels/);
  });
});
