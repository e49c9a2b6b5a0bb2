import { describe, expect, it } from 'vitest';
import { clippedLine } from './clipped-line.js';
import { fitOldExtinction, oldAirmass, oldPoint } from './fit-old-extinction.js';
import type { OldFrameStars, OldStar } from './measure-old-frame.js';

const airmass = [1.0, 1.2, 1.5, 1.9, 2.3, 2.8, 3.3, 3.9, 4.5, 2.0, 2.6, 1.1];
const difference = [
  14.61, 14.548, 14.508, 14.414, 14.351, 14.231, 14.144, 14.027, 13.887, 15.3, 14.275, 14.583,
];

describe('the clipped line of the old pipeline', () => {
  it('is that of the reference, its outlier rejected', () => {
    const line = clippedLine(airmass, difference);
    expect(line?.slope).toBeCloseTo(-0.20192844, 8);
    expect(line?.slopeError).toBeCloseTo(0.00247537, 8);
    expect(line?.intercept).toBeCloseTo(14.80439384, 8);
    expect(line?.interceptError).toBeCloseTo(0.00649584, 8);
    expect(line?.used).toEqual(airmass.map((_, i) => i !== 9));
  });

  it('is that of the reference with the zeropoint fixed', () => {
    const line = clippedLine(airmass, difference, 14.78);
    expect(line?.slope).toBeCloseTo(-0.19352343, 8);
    expect(line?.slopeError).toBeCloseTo(0.00160716, 8);
    expect(line?.interceptError).toBeNull();
  });

  it('is undefined for points that do not determine it', () => {
    expect(clippedLine([], [])).toBeUndefined();
    expect(clippedLine([1], [14])).toBeUndefined();
    expect(clippedLine([1, 1, 1], [14, 14.1, 14.2])).toBeUndefined();
  });
});

describe('the airmass of the old pipeline', () => {
  it.each([
    [12, 4.71639],
    [15, 3.815941],
    [20, 2.903914],
    [30, 1.9945],
    [45, 1.41291],
    [60, 1.154348],
    [90, 1],
  ])('at %d deg is %f', (elevation, expected) => {
    expect(oldAirmass(elevation)).toBeCloseTo(expected, 6);
  });
});

/** A star whose difference of magnitudes, terms and all, is the one given. */
function starOf(index: number, x = 511, bv = 0.5): OldStar {
  let [low, high] = [5, 90];
  for (let round = 0; round < 80; round += 1) {
    const middle = (low + high) / 2;
    if (oldAirmass(middle) > airmass[index]) low = middle;
    else high = middle;
  }
  const offCentre = Math.max(0, 0.0003 * (x - 511 - 340));
  const magnitude = 5;
  const instrumental = magnitude + 0.04 * bv - difference[index] - offCentre;
  return {
    frame: '001.fit',
    hip: index + 1,
    magnitude,
    elevationDeg: low,
    azimuthDeg: 120,
    bv,
    x,
    y: 511,
    sigma: 1,
    psfFlux: 1,
    apertureFlux: 10 ** (-0.4 * instrumental),
  };
}

const options = { set: 2, zeropointDefault: 14.78, exposureSeconds: 15 };
const frameOf = (name: string, stars: OldStar[], starsInImage = stars.length): OldFrameStars => ({
  name,
  starsInImage,
  cdelt: [0.0266, 0.0268],
  stars,
  rejected: [],
});

describe('the extinction of the old pipeline', () => {
  const stars = airmass.map((_, i) => starOf(i, 511 + 40 * i, 0.1 * i));

  it('takes colour and distance from the centre out before it fits', () => {
    const { row, usedStars, failure } = fitOldExtinction(
      [frameOf('ib001.fit', stars.slice(0, 5)), frameOf('ib002.fit', stars.slice(5))],
      options,
    );
    expect(failure).toBeNull();
    expect(row).toMatchObject({ set: 2, framesSolved: 2, starsUsed: 11, starsRejected: 1 });
    expect(row.zeropointFree).toBeCloseTo(14.80439384, 8);
    expect(row.zeropointFreeError).toBeCloseTo(0.00649584, 8);
    expect(row.extinctionFree).toBeCloseTo(-0.20192844, 8);
    expect(row.extinctionFreeError).toBeCloseTo(0.00247537, 8);
    expect(row.standardErrorFree).toBeCloseTo(0.00920287, 8);
    expect(row.extinctionFixed).toBeCloseTo(-0.19352343, 8);
    expect(row.extinctionFixedError).toBeCloseTo(0.00160716, 8);
    expect(usedStars.map(({ hip }) => hip)).not.toContain(10);
    expect(usedStars).toHaveLength(11);
  });

  it('fits colour to differences without those terms', () => {
    const { row, points } = fitOldExtinction([frameOf('ib001.fit', stars)], options);
    const line = clippedLine(
      points.map(({ star }) => star.bv),
      points.map(({ rawDifference }) => rawDifference),
    );
    expect(row.colourCoefficientFree).toBe(line?.slope);
    expect(row.colourCoefficientDefault).toBe(0.04);
  });

  it('takes the plate scale of frames that show a listed star, in arcmin', () => {
    const { row } = fitOldExtinction(
      [frameOf('ib001.fit', stars), { ...frameOf('ib002.fit', []), cdelt: [1, 1] }],
      options,
    );
    expect(row.xScale).toBeCloseTo(1.596, 12);
    expect(row.yScale).toBeCloseTo(1.608, 12);
    expect(row.averageScale).toBeCloseTo(1.602, 12);
    expect(row.framesSolved).toBe(2);
  });

  it('has numbers for a set with three stars', () => {
    const { row, failure } = fitOldExtinction([frameOf('ib001.fit', stars.slice(0, 3))], options);
    expect(failure).toBeNull();
    expect(row.starsUsed).toBe(3);
    expect(row.standardErrorFree).toBeGreaterThan(0);
  });

  it.each([
    ['no solved frame', [], 'no frame is solved'],
    ['no star', [frameOf('ib001.fit', [])], 'no standard star'],
    ['one star', [frameOf('ib001.fit', stars.slice(0, 1))], '1 measurements'],
  ])('says why there is none for a set with %s', (_, frames, reason) => {
    const { row, failure } = fitOldExtinction(frames, options);
    expect(failure).toContain(reason);
    expect(row.zeropointFree).toBeNull();
    expect(row.standardErrorFree).toBeNull();
    expect(row.zeropointDefault).toBe(14.78);
  });

  it('measures the radius from pixel 511', () => {
    const inside = oldPoint({ ...stars[0], x: 511 + 340, y: 511 });
    const outside = oldPoint({ ...stars[0], x: 511 + 440, y: 511 });
    expect(outside.difference - inside.difference).toBeCloseTo(-0.03, 12);
    expect(outside.rawDifference).toBe(inside.rawDifference);
  });
});
