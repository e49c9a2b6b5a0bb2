import { describe, expect, it } from 'vitest';
import { oldBands, pythonOf, rowNumbers } from '../test-support/old-way.js';
import { fitOldExtinction } from './fit-old-extinction.js';

describe('the old fit against scipy, from the same table of stars', () => {
  it.each(oldBands)('agrees in every column to 1e-7 in $band', ({ band, exposureSeconds }) => {
    const python = pythonOf(band);
    const frames = python.frames.map(({ name, starsInImage, stars, world }) => ({
      name,
      starsInImage,
      cdelt: [Number(world.CDELT1), Number(world.CDELT2)] as const,
      stars: stars.map((star) => ({ ...star, azimuthDeg: 0, frame: name.slice(-7) })),
      rejected: [],
    }));
    const { row } = fitOldExtinction(frames, { set: 1, zeropointDefault: 14.74, exposureSeconds });
    const ours = rowNumbers.parse(row);
    expect(Object.keys(ours).toSorted()).toEqual(Object.keys(python.row).toSorted());
    for (const [name, value] of Object.entries(ours)) {
      expect(Math.abs(value - python.row[name]), name).toBeLessThan(1e-7);
    }
  });
});
