import { NightSkiesError, overlapReportSchema, type OverlapReport } from '@nightskies/contracts';
import { directionOf, unitVector, type HorizontalDirection } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { framePixel } from '../frames/frame-model.js';
import { madeUpFrame, scan } from '../test-support/made-up-frames.js';
import { matchBackgrounds } from './background-matching.js';
import { binFrame, vectorOfCell, type BinnedFrame } from './binned-frame.js';
import { compareOverlaps, overlapsOf, type OverlapOptions } from './compare-overlaps.js';
import { frameVector } from './frame-vector.js';
import { overlapPairs } from './overlap-pairs.js';

const identity = { night: 'TEST261101', set: 1, band: 'V' } as const;
const nameOf = (k: number): string => `ib${String(k + 1).padStart(3, '0')}.fit`;
const startJd = 2_461_345.6;
const secondsApart = 36;

/** A repeatable number from -1 to 1 for a place in a frame. */
function noise(frame: number, x: number, y: number): number {
  let hash = (frame * 73_856_093) ^ (x * 19_349_663) ^ (y * 83_492_791);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 31 - 1;
}

interface Fault {
  readonly factor?: (frame: number) => number;
  /** Relative response over the array, places from -1 to 1. */
  readonly response?: (u: number, v: number) => number;
  /** Relative change of the sky per hour. */
  readonly perHour?: (direction: HorizontalDirection) => number;
  /** Light lost in a frame at a place of the array. */
  readonly cloud?: (frame: number, u: number, v: number) => number;
}

function skyOf(direction: HorizontalDirection): number {
  const { east, north, up } = unitVector(direction);
  return 100 + 60 * (1 - up) + 15 * east * up + 10 * north;
}

/** A whole set of 64 x 64 px frames of a smooth sky, in cells of 2 px, 0.1 % noise per pixel. */
function madeUpSet(fault: Fault = {}, pointings = scan): BinnedFrame[] {
  return pointings.map((pointing, k) => {
    const hours = (k * secondsApart) / 3600;
    const rollDeg = noise(k, 3, 5);
    const blank = madeUpFrame(pointing, () => 0, { rollDeg });
    const frame = madeUpFrame(
      pointing,
      (x, y) => {
        const seen = frameVector(blank.model, x, y);
        if (seen === null) throw new Error('a direction');
        const direction = directionOf(seen);
        const u = (x + 0.5) / 32 - 1;
        const v = (y + 0.5) / 32 - 1;
        return (
          256 *
          skyOf(direction) *
          (fault.factor?.(k) ?? 1) *
          (1 + (fault.response?.(u, v) ?? 0)) *
          (1 + (fault.perHour?.(direction) ?? 0) * hours) *
          (1 - (fault.cloud?.(k, u, v) ?? 0)) *
          (1 + 0.001 * noise(k, x, y))
        );
      },
      { name: nameOf(k), rollDeg, middleJdUtc: startJd + (k * secondsApart) / 86_400 },
    );
    return binFrame(frame, 2);
  });
}

const compare = (frames: readonly BinnedFrame[], more: Partial<OverlapOptions> = {}) =>
  compareOverlaps(frames, { ...identity, ...more });

const summaryOf = ({ summary }: OverlapReport) => {
  if (summary === null) throw new Error('overlaps');
  return summary;
};

describe('the cells of a frame', () => {
  const pointing = { azimuthDeg: 200, altitudeDeg: 40 };

  it.each(['radial', 'cubic'] as const)('look where a %s lens puts them', (kind) => {
    const { model } = madeUpFrame(pointing, () => 1, { rollDeg: 3, lens: { kind } });
    for (const [x, y] of [
      [0, 0],
      [31.5, 31.5],
      [63, 10],
    ]) {
      const seen = frameVector(model, x, y);
      const back = seen === null ? null : framePixel(model, directionOf(seen));
      expect(back?.x).toBeCloseTo(x, kind === 'cubic' ? 1 : 8);
      expect(back?.y).toBeCloseTo(y, kind === 'cubic' ? 1 : 8);
    }
  });

  it('hold the mean of their pixels per second and unbinned pixel, and their solid angle', () => {
    const frame = madeUpFrame(pointing, (x, y) => 512 * (x + 10 * y), { exposureSeconds: 2 });
    const binned = binFrame(frame, 8);
    expect([binned.columns, binned.rows]).toEqual([8, 8]);
    expect(binned.rate[0]).toBeCloseTo(3.5 + 35, 5);
    expect(binned.rate[9]).toBeCloseTo(11.5 + 115, 4);
    // 1024 px of 96 arcsec, less what the barrel takes.
    const total = binned.areaDeg2.reduce((sum, area) => sum + area, 0);
    expect(total).toBeGreaterThan(700);
    expect(total).toBeLessThan(760);
    const middle = directionOf(vectorOfCell(binned, 27));
    expect(middle.altitudeDeg).toBeCloseTo(41.7, 0);
  });

  it('have no value where a quarter of their pixels has none', () => {
    const holed = (rows: number) =>
      binFrame(
        madeUpFrame(pointing, (_, y) => (y < rows ? Number.NaN : 256)),
        8,
      ).rate[0];
    expect(holed(2)).toBeNaN();
    expect(holed(1)).toBe(1);
  });

  it('larger than the frame are refused', () => {
    const frame = madeUpFrame(pointing, () => 1);
    const ask = () => binFrame(frame, 64);
    expect(ask).toThrow(NightSkiesError);
    expect(ask).toThrow('the frame cannot be divided into cells');
  });
});

describe('overlaps', () => {
  const agreeing = compare(madeUpSet());

  it('of frames that agree differ by their noise only, and nobody is named', () => {
    const { measured, pairs } = summaryOf(agreeing);
    expect(pairs).toBeGreaterThan(100);
    expect(measured.largest).toBeLessThan(0.001);
    expect(agreeing.disagreeing).toEqual([]);
    expect(() => overlapReportSchema.parse(agreeing)).not.toThrow();
  });

  it('say in which parts of the array two frames met, how large the sky is and how long apart', () => {
    const pair = agreeing.pairs.find(({ frames }) => frames.join() === 'ib001,ib002');
    expect(pair?.places[0].x).toBeGreaterThan(55);
    expect(pair?.places[1].x).toBeLessThan(8);
    expect(pair?.secondsBetween).toBeCloseTo(secondsApart, 3);
    expect(pair?.areaDeg2).toBeGreaterThan(20);
    expect(pair?.areaDeg2).toBeLessThan(80);
    expect(pair?.azimuthDeg).toBeCloseTo(12, 0);
  });

  it('find a frame scaled by 1.02 to 0.1 %', () => {
    const report = compare(madeUpSet({ factor: (k) => (k === 19 ? 1.02 : 1) }));
    for (const { frames, ratio } of report.pairs) {
      if (!frames.includes('ib020')) continue;
      expect(frames[0] === 'ib020' ? 1 / ratio : ratio).toBeCloseTo(1.02, 2.9);
    }
    expect(report.disagreeing.map(({ frame, kind }) => [frame, kind])).toEqual([
      ['ib020', 'whole'],
    ]);
    const [named] = report.disagreeing;
    expect(Math.abs(named.excess - 0.02)).toBeLessThan(0.001);
    expect(named.falseAlarm).toBeLessThan(0.001);
    expect(named.sentence).toContain('brighter');
  });

  it('name a frame with a cloud over one side, and not its neighbours', () => {
    const cloud = (frame: number, u: number) => (frame === 22 && u > 0.4 ? 0.08 * (u - 0.4) : 0);
    const report = compare(madeUpSet({ cloud }));
    expect(report.disagreeing.map(({ frame }) => frame)).toEqual(['ib023']);
  });

  it('are the same for any order of the frames', () => {
    const frames = madeUpSet({ factor: (k) => 1 + 0.01 * noise(k, 1, 1) });
    const mixed = [...frames.slice(20), ...frames.slice(0, 20).reverse()];
    const one = compare(frames, { matching: 'factor' });
    expect(compare(mixed, { matching: 'factor' })).toEqual(one);
  });

  it('that do not exist give an empty report', () => {
    const apart = [scan[0], scan[7]];
    for (const frames of [[], madeUpSet({}, apart)]) {
      const report = compare(frames, { matching: 'offset' });
      expect(report.pairs).toEqual([]);
      expect(report.summary).toBeNull();
      expect(report.response).toBeNull();
      expect(report.skyChange).toBeNull();
      expect(report.disagreeing).toEqual([]);
      expect(report.repeatability).toEqual({ overlaps: null, zenith: null });
      expect(overlapReportSchema.parse(report)).toEqual(report);
    }
  });

  it('leave out what lies behind terrain and below the altitude asked for', () => {
    const frames = madeUpSet();
    const north = ({ azimuthDeg }: HorizontalDirection) => azimuthDeg < 90 || azimuthDeg > 270;
    const report = compare(frames, { lowestAltitudeDeg: 25, isSky: north });
    expect(report.pairs.length).toBeGreaterThan(20);
    for (const { azimuthDeg, altitudeDeg } of report.pairs) {
      expect(altitudeDeg).toBeGreaterThan(25);
      expect(Math.abs(((azimuthDeg + 180) % 360) - 180)).toBeLessThan(90);
    }
  });
});

describe('the response over the field', () => {
  const gradient = (u: number, v: number) => 0.01 * u - 0.004 * v + 0.006 * (u * u - 1 / 3);
  const drift = ({ azimuthDeg, altitudeDeg }: HorizontalDirection) => {
    const { east, up } = unitVector({ azimuthDeg, altitudeDeg });
    return 0.1 * east + 0.08 * up;
  };

  it.each([
    { sky: 'a quiet sky', perHour: undefined },
    { sky: 'a sky that changes by a tenth per hour', perHour: drift },
  ])('is found to a thousandth under $sky, within its error', ({ perHour }) => {
    const { response, skyChange } = compare(
      madeUpSet({ response: gradient, ...(perHour === undefined ? {} : { perHour }) }),
    );
    if (response === null || skyChange === null) throw new Error('overlaps');
    const pulls = response.value.map((value, k) => {
      const u = ((k % 8) + 0.5) / 4 - 1;
      const v = (Math.floor(k / 8) + 0.5) / 4 - 1;
      expect(Math.abs(value - gradient(u, v))).toBeLessThan(0.001);
      return (value - gradient(u, v)) / response.sigma[k];
    });
    const rms = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    expect(rms).toBeLessThan(2.5);
    const { value, sigma } = skyChange.zenithPerHour;
    expect(Math.abs(value - (perHour === undefined ? 0 : 0.08))).toBeLessThan(3 * sigma + 0.005);
  });
});

describe('background matching', () => {
  const factors = (k: number) => 1 + 0.02 * noise(k, 7, 7);
  const frames = madeUpSet({ factor: factors });

  it('is not done unless asked for', () => {
    expect(compare(frames).matching).toBeNull();
    expect(overlapsOf(frames, identity).matching).toBeNull();
  });

  it('finds what the frames were multiplied by, up to one factor for all', () => {
    const { report, matching } = overlapsOf(frames, { ...identity, matching: 'factor' });
    const level = frames.reduce((sum, _, k) => sum + Math.log(factors(k)), 0) / frames.length;
    for (const [k, { name }] of frames.entries()) {
      const factor = matching?.frames.get(name)?.factor ?? NaN;
      expect(Math.abs(factor * (factors(k) / Math.exp(level)) - 1)).toBeLessThan(0.001);
    }
    const summary = summaryOf(report);
    expect(summary.measured.rms).toBeGreaterThan(0.01);
    expect(summary.matched?.largest).toBeLessThan(0.001);
  });

  it('by offsets brings the pairs together and keeps the mean', () => {
    const { report, matching } = overlapsOf(frames, { ...identity, matching: 'offset' });
    const offsets = [...(matching?.frames.values() ?? [])].map(({ offset }) => offset);
    expect(offsets.reduce((sum, offset) => sum + offset, 0)).toBeCloseTo(0, 9);
    const { measured, matched } = summaryOf(report);
    expect(matched?.rms).toBeLessThan(0.3 * measured.rms);
  });

  it('leaves a frame alone that meets no other', () => {
    const pairs = overlapPairs(frames, { lowestAltitudeDeg: 6, correlatedAreaDeg2: 0.35 });
    const names = [...frames.map(({ name }) => name), 'lonely.fit'];
    const { frames: matched } = matchBackgrounds(names, pairs, 'factor');
    expect(matched.get('lonely.fit')?.factor).toBeCloseTo(1, 3);
  });
});

describe('the zenith frames', () => {
  const zenith = { azimuthDeg: 0, altitudeDeg: 90 };
  const [before] = madeUpSet({}, [zenith]);
  const pointings = [...scan, zenith];
  const later = madeUpSet({ perHour: () => 0.05 }, pointings);
  const after = { ...later[45], name: 'zenith2.fit' };

  it('tell how well a frame repeats, and how the zenith changed as the overlaps predict', () => {
    const report = compare(later.slice(0, 45), {
      zenith: [after, { ...before, name: 'zenith1.fit' }],
    });
    const { zenith: found } = report.repeatability;
    if (found === null) throw new Error('two frames');
    const hours = (45 * secondsApart) / 3600;
    expect(found.frames).toEqual(['zenith1', 'zenith2']);
    expect(found.secondsBetween).toBeCloseTo(45 * secondsApart, 3);
    expect(Math.abs(found.change.value - 0.05 * hours)).toBeLessThan(0.001);
    const predicted = found.predicted ?? { value: NaN, sigma: NaN };
    expect(Math.abs(predicted.value - 0.05 * hours)).toBeLessThan(3 * predicted.sigma + 0.001);
    // Noise of one pixel is uniform over +- 0.1 %, of a cell of 2 x 2 px 0.029 %.
    expect(found.pointwise.value).toBeGreaterThan(0.0002);
    expect(found.pointwise.value).toBeLessThan(0.00035);
  });

  it('that look elsewhere tell nothing', () => {
    const [aside] = madeUpSet({}, [{ azimuthDeg: 0, altitudeDeg: 10 }]);
    expect(compare([], { zenith: [before, aside] }).repeatability.zenith).toBeNull();
  });
});
