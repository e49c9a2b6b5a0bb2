import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adjustSet, readCircumstances, skyStars, solveFrame } from '@nightskies/astrometry';
import { firstImage, imageNamed, readFits, type FitsFile } from '@nightskies/fits';
import {
  binFrame,
  compareOverlaps,
  findTrails,
  medianRadiusPx,
  readMapFrame,
  removeStars,
  starFreeFile,
  type BinnedFrame,
  type Placement,
  type Trail,
} from '@nightskies/mosaic';
import { image, median, type Image } from '@nightskies/pixels';
import { openStarCatalogue, starCatalogueUrl } from '@nightskies/sky';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hasIndependentNight, unpackNight } from '../../../tools/testing/independent-night.js';
import { calibratedFrames, stemOf } from './test-support/independent-frames.js';

const stems = [
  'zenith1',
  ...Array.from({ length: 45 }, (_, k) => stemOf(k + 1, 'V')),
  'zenith2',
] as const;
const size = { width: 1024, height: 1024 };

/** Poses and camera from the stars of all frames together, as a run finds them. */
function jointPlacements(files: ReadonlyMap<string, FitsFile>): (stem: string) => Placement {
  const sky = skyStars(openStarCatalogue(readFileSync(starCatalogueUrl)), 2_461_345.7);
  const solved = [...files].map(([name, file]) => {
    const hdu = firstImage(file);
    const flags = imageNamed(file, 'FLAGS')?.values();
    const circumstances = readCircumstances(hdu.header, 'V', 'start');
    const outcome = solveFrame(
      {
        image: image(size.width, size.height, hdu.float32()),
        flags: flags instanceof Uint8Array ? image(size.width, size.height, flags) : null,
        saturationLevel: null,
        gain: 3.12,
      },
      circumstances,
      sky,
      { scaleArcsec: 96.07, maxOrder: 5 },
    );
    const { commanded } = circumstances;
    if (commanded === null) throw new Error(`${name} was told no direction`);
    const stars = outcome.solved
      ? { ...outcome.stars, sigmaPx: outcome.stars.positionError }
      : null;
    return { name, commanded, stars };
  });
  const { camera, frames } = adjustSet(solved, size);
  return (stem) => {
    const found = frames.find(({ name }) => name === stem);
    if (camera === null || found?.pose == null) throw new Error(`${stem} was not placed`);
    return { pose: found.pose, lens: { kind: 'measured', camera } };
  };
}

/** Diffuse light with the mean light of faint stars at the time of the frame, nL, in cells of 8 x 8 px. */
function trueSky(night: string, stem: string): Float32Array {
  const name = `${stem}_sky.fit`;
  const planes = firstImage(readFits(readFileSync(join(night, 'truth', 'frames', name)), name));
  expect(planes.shape).toEqual([128, 128, 2]);
  return planes.float32().slice(128 * 128);
}

// The archives lie beside the checkout; where they are absent there is nothing to compare with.
describe.skipIf(!hasIndependentNight)('overlaps of the independent night', () => {
  const frames = new Map<string, BinnedFrame>();
  const trails: Trail[] = [];
  /** What a filter that knows nothing of trails leaves of them. */
  const leftUnmasked: number[] = [];
  let night: string;
  let seconds: number;

  beforeAll(() => {
    ({ night } = unpackNight());
    const calibrated = calibratedFrames(night, 'V');
    const bytes = new Map(stems.map((stem) => [stem, calibrated(stem)]));
    const placements = jointPlacements(
      new Map([...bytes].map(([stem, file]) => [stem, readFits(file, stem)])),
    );
    seconds = 0;
    for (const [stem, file] of bytes) {
      const name = `${stem}.fit`;
      const starFree = starFreeFile(file, name, { compat: 'none', radiusDeg: 0.3336 }).bytes;
      const frame = readMapFrame(starFree, name, placements(stem), (header) => ({
        middleJdUtc: readCircumstances(header, 'V', 'start').middleJdUtc,
        sky: () => null,
      }));
      const start = process.cpuUsage();
      frames.set(stem, binFrame(frame));
      const { user, system } = process.cpuUsage(start);
      seconds += (user + system) / 1e6;
      if (!stem.startsWith('ib')) continue;
      const pixels = pixelsOf(file, name);
      const seen = { name, model: frame.model, pixels };
      const found = findTrails({ ...seen, starFree: pixelsOf(starFree, name) }, []);
      if (found.length === 0) continue;
      trails.push(...found);
      const radiusPx = medianRadiusPx(0.3336, { binningX: 1, binningY: 1 }, name);
      const unmasked = findTrails({ ...seen, starFree: removeStars(pixels, radiusPx) }, []);
      leftUnmasked.push(...unmasked.map(({ leftInStarFree }) => leftInStarFree));
    }
  }, 600_000);

  const inSet = (): BinnedFrame[] =>
    [...frames].filter(([stem]) => stem.startsWith('ib')).map(([, frame]) => frame);
  const zenith = (change: (frame: BinnedFrame) => BinnedFrame): [BinnedFrame, BinnedFrame] => {
    const [first, last] = [frames.get('zenith1'), frames.get('zenith2')];
    if (first === undefined || last === undefined) throw new Error('zenith frames');
    return [change(first), change(last)];
  };
  const identity = { night: 'SIMA261101', set: 1, band: 'V' } as const;
  const percent = (value: number): string => `${(100 * value).toFixed(3)} %`;

  test('larger than 6 deg2 agree once the true sky of each frame is taken out', () => {
    const flattened = (frame: BinnedFrame): BinnedFrame => {
      const truth = trueSky(night, frame.name.replace('.fit', ''));
      return { ...frame, rate: frame.rate.map((rate, cell) => rate / truth[cell]) };
    };
    const report = compareOverlaps(inSet().map(flattened), {
      ...identity,
      zenith: zenith(flattened),
    });
    if (report.summary === null) throw new Error('overlaps');
    const { pairs, measured, unexplained, largestPair } = report.summary;
    console.log(
      `${pairs} pairs, true sky out: rms ${percent(measured.rms)}, 95 % ${percent(measured.p95)}, ` +
        `largest ${percent(measured.largest)} (${largestPair.join(', ')}); less response over the field ` +
        `and smooth change: ${percent(unexplained.rms)}, ${percent(unexplained.p95)}, ${percent(unexplained.largest)}`,
    );
    console.log('repeatability, true sky out:', JSON.stringify(report.repeatability));
    expect(pairs).toBeGreaterThan(120);
    expect(measured.rms).toBeLessThan(0.0025);
    expect(measured.p95).toBeLessThan(0.004);
    expect(measured.largest).toBeLessThan(0.01);
    expect(report.disagreeing).toEqual([]);
  });

  test('tell the response over the field without knowing the sky', () => {
    const start = process.cpuUsage();
    const report = compareOverlaps(inSet(), { ...identity, zenith: zenith((frame) => frame) });
    const { user, system } = process.cpuUsage(start);
    seconds += (user + system) / 1e6;
    const { response, summary, repeatability } = report;
    if (response === null || summary === null) throw new Error('overlaps');
    const truth = trueResponse();
    const off = response.value.map((value, k) => value - truth[k]);
    const even = mirrored(off);
    const rmsOf = (values: readonly number[]): number =>
      Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
    const rms = rmsOf(off);
    const pull = rmsOf(off.map((value, k) => value / response.sigma[k]));
    console.log(
      `as measured: rms ${percent(summary.measured.rms)}, largest ${percent(summary.measured.largest)}; ` +
        `response rms ${percent(response.rms)} +- ${percent(response.rmsSigma)}, off the true one by ${percent(rms)} rms, ${pull.toFixed(2)} of its errors, ${percent(rmsOf(even))} without what the sky's own gradients do to that`,
    );
    console.log('repeatability:', JSON.stringify(repeatability));
    console.log(`binning 47 frames and comparing them: ${seconds.toFixed(2)} s of CPU`);
    console.log(report.disagreeing.map(({ sentence }) => sentence));
    expect(rmsOf(even)).toBeLessThan(0.0015);
    expect(report.disagreeing).toEqual([]);
  });

  test('show the one satellite and the one aircraft of the night, and nothing else', () => {
    const truth = trueTrails(night);
    expect(trails.map(({ frame }) => frame)).toEqual(truth.map(({ frame }) => `${frame}.fit`));
    for (const [k, { frame, from, to, leftInStarFree, excessDnPerPx }] of trails.entries()) {
      const { x0, y0, x1, y1 } = truth[k];
      console.log(
        `${frame}: ${excessDnPerPx.toFixed(0)} DN per px, left in the star-free frame ` +
          `${percent(leftInStarFree)}, ${percent(leftUnmasked[k])} had it not been masked`,
      );
      // The aircraft leaves the frame on both sides.
      const ends = [
        [from, x0 - 1, y0 - 1],
        [to, x1 - 1, y1 - 1],
      ] as const;
      for (const [end, x, y] of ends) {
        if (x < 0 || x > 1023) continue;
        expect(Math.hypot(end.x - x, end.y - y)).toBeLessThan(3);
      }
      expect(Math.abs(leftInStarFree)).toBeLessThan(0.01);
      expect(leftUnmasked[k]).toBeGreaterThan(0.01);
    }
  });

  /**
   * Star-free frames over the truth in squares of the array, mean 0: what the pairs ought to find. The
   * flat of this night is right to 0.002 %; what is left is faint starlight, of which the filter keeps
   * more where the flat is low, and the more of it the more stars there are. The upper two rows look
   * at the Milky Way, and tell the pairs of the middle of the array. What the filter keeps changes
   * with the direction as well, across each frame: that is in here, and not in the pairs.
   */
  function trueResponse(): number[] {
    const squares = Array.from({ length: 64 }, (): number[] => []);
    for (const frame of inSet().slice(30)) {
      const truth = trueSky(night, frame.name.replace('.fit', ''));
      const own = squares.map((): number[] => []);
      for (let cell = 0; cell < frame.rate.length; cell++) {
        const square = Math.floor(cell / 2048) * 8 + Math.floor((cell % 128) / 16);
        const ratio = Math.log(frame.rate[cell] / truth[cell]);
        if (Number.isFinite(ratio)) own[square].push(ratio);
      }
      const middle = [27, 28, 35, 36].reduce((sum, k) => sum + median(own[k]) / 4, 0);
      for (const [k, values] of own.entries()) {
        if (values.length > 200) squares[k].push(median(values) - middle);
      }
    }
    const levels = squares.map(median);
    const level = mean(levels);
    return levels.map((value) => value - level);
  }
});

function pixelsOf(bytes: Uint8Array, name: string): Image {
  return image(size.width, size.height, firstImage(readFits(bytes, name)).float32());
}

const trailsSchema = z.array(
  z.object({
    frame: z.string(),
    ...{ x0: z.number(), y0: z.number(), x1: z.number(), y1: z.number() },
  }),
);

/** Ends of the trails of the night by frame; the first pixel's centre is (1, 1) there. */
function trueTrails(night: string): z.infer<typeof trailsSchema> {
  const text = readFileSync(join(night, 'truth', 'defects', 'trails.json'), 'utf8');
  return trailsSchema.parse(JSON.parse(text)).sort((a, b) => (a.frame < b.frame ? -1 : 1));
}

/** Means over the four places that mirror one another: gradients over a frame are not in them. */
function mirrored(squares: readonly number[]): number[] {
  return squares.map((_, k) => {
    const [column, row] = [k % 8, Math.floor(k / 8)];
    const places = [
      [column, row],
      [7 - column, row],
      [column, 7 - row],
      [7 - column, 7 - row],
    ] as const;
    return mean(places.map(([x, y]) => squares[8 * y + x]));
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
