import { describe, expect, it } from 'vitest';
import { unmeasuredFrame, type FramePhotometry } from '../measured-stars.js';
import { readFramePhotometry, writeFramePhotometry } from './frame-photometry-file.js';
import { emptyStars } from './measure-stars.js';

function made(): FramePhotometry {
  const stars = emptyStars(3);
  stars.row.set([4, 355_000, 7]);
  stars.hip.set([0, 91262, 3]);
  stars.magnitude.set([5.25, NaN, -1.5]);
  stars.flux.set([12345.678901, -3, 0]);
  stars.flags.set([0, 1024, 513]);
  const rings = Float64Array.of(1, 2.5);
  return {
    frame: 'ib007b',
    band: 'B',
    exposureSeconds: 18,
    middleJdUtc: 2_461_345.658_715_28,
    airmassFormula: 'pickering-2002',
    apertureRadiusPx: 6,
    growth: {
      radiusPx: rings,
      fraction: Float64Array.of(0.5, 0.99),
      fractionError: Float64Array.of(0.01, 0.002),
      wings: 0.001,
      wingsError: 0.0005,
    },
    growthStars: {
      count: 1,
      x: Float64Array.of(3),
      y: Float64Array.of(4.5),
      width: 64,
      height: 48,
      radiusPx: rings,
      annulusPx: [9, 18],
      expected: Float64Array.of(NaN),
      light: Float64Array.of(100, NaN),
      lightError: Float64Array.of(2, NaN),
    },
    stars,
    failure: null,
  };
}

describe('the file of a measured frame', () => {
  it('gives everything back', () => {
    const frame = made();
    expect(readFramePhotometry(writeFramePhotometry(frame), 'ib007b.fits')).toEqual(frame);
  });

  it('gives back a frame without stars, with its reason in full', () => {
    const { growthStars, ...rest } = made();
    expect(growthStars?.count).toBe(1);
    const failure = `nothing in it: ${'the reason of this is long. '.repeat(5)}`.trim();
    const frame = { ...rest, growth: null, stars: emptyStars(0), failure };
    expect(readFramePhotometry(writeFramePhotometry(frame), 'ib007b.fits')).toEqual(frame);
  });

  it('gives back a frame that was not measured at all', () => {
    const frame = unmeasuredFrame({
      ...{ frame: 'ib003', band: 'V', exposureSeconds: 12, middleJdUtc: NaN },
      ...{ airmassFormula: 'pickering-2002', failure: 'no time in its header' },
    });
    expect(readFramePhotometry(writeFramePhotometry(frame), 'ib003.fits')).toEqual(frame);
  });

  it('is the same bytes every time', () => {
    const again = Buffer.from(writeFramePhotometry(made()));
    expect(again.equals(writeFramePhotometry(made()))).toBe(true);
  });

  it('is told from another FITS file', () => {
    const bytes = writeFramePhotometry(made()).slice(0, 2880);
    expect(() => readFramePhotometry(bytes, 'other.fits')).toThrow(/no photometry of a frame/);
  });
});
