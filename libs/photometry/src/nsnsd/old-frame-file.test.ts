import { describe, expect, it } from 'vitest';
import type { OldFrameStars } from './measure-old-frame.js';
import { readOldFrame, writeOldFrame } from './old-frame-file.js';

const measured: OldFrameStars = {
  name: 'ib043b.fit',
  starsInImage: 3,
  cdelt: [0.0268, 0.0267],
  stars: [
    {
      frame: '043.fit',
      hip: 118_322,
      magnitude: 4.49,
      elevationDeg: 47.123456789,
      azimuthDeg: 359.5,
      bv: -0.06,
      x: 400.25,
      y: 500.75,
      sigma: -1.1,
      psfFlux: 8333.25,
      apertureFlux: 8401.5,
    },
  ],
  rejected: [],
};

describe('the file of a frame measured as by the old pipeline', () => {
  it('gives back its stars to the last bit', () => {
    const bytes = writeOldFrame('ib043b.fit', { measured, exposureSeconds: 18 });
    expect(readOldFrame(bytes, 'stars')).toEqual({ measured, exposureSeconds: 18 });
  });

  it('of an unsolved frame says so', () => {
    const bytes = writeOldFrame('ib043.fit', { measured: null, exposureSeconds: 12 });
    expect(readOldFrame(bytes, 'stars')).toEqual({ measured: null, exposureSeconds: 12 });
  });
});
