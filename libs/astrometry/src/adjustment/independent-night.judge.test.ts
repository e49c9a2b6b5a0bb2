import {
  constantsRefraction,
  degree,
  directionOfPixel,
  greatCircleDistanceDeg,
  layeredRefraction,
  pixelOfDirection,
  standardPressureHpa,
  type Refraction,
} from '@nightskies/sky';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasIndependentNight, unpackNight } from '../../../../tools/testing/independent-night.js';
import { adjustSet, type AdjustedSet, type SetFrame } from './index.js';
import { overSigmaOfPose, rmsOf } from './test-support/pose-errors.js';
import {
  apparentStars,
  solveNight,
  trueGrid,
  truePose,
  type GridPoint,
  type SolvedFrame,
} from './test-support/night-matches.js';

const size = { width: 1024, height: 1024 };

/** The air as a header states it: temperature and humidity, pressure by the standard atmosphere. */
function airOfHeader({ site, temperatureC, relativeHumidity }: SolvedFrame) {
  return {
    pressureHpa: standardPressureHpa(site.heightM),
    temperatureC,
    relativeHumidity,
    wavelengthUm: 0.55,
    latitudeDeg: site.latitudeDeg,
    heightM: site.heightM,
  };
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1];

// Needs the independent night beside this checkout.
describe.skipIf(!hasIndependentNight)('the joint solution of the independent night', () => {
  let solved: SolvedFrame[];
  let grids: Map<string, GridPoint[]>;

  beforeAll(() => {
    const { night } = unpackNight();
    solved = solveNight(night);
    grids = new Map(solved.map(({ name }) => [name, trueGrid(night, name)]));
  }, 300_000);

  const framesThrough = (air: Refraction, given = solved): SetFrame[] =>
    given.map((frame) => ({
      name: frame.name,
      commanded: frame.commanded,
      stars: apparentStars(frame, air),
    }));

  const gridOf = (name: string): GridPoint[] => {
    const grid = grids.get(name);
    if (grid === undefined) throw new Error(`no grid of ${name}`);
    return grid;
  };

  const middleOfGrid = (name: string): GridPoint => {
    const middle = gridOf(name).find(({ x, y }) => x === 511.5 && y === 511.5);
    if (middle === undefined) throw new Error(`the grid of ${name} has no middle`);
    return middle;
  };

  const middleSeen = (set: AdjustedSet, frame: number) => {
    const { axes } = set.frames[frame];
    const middle = set.camera && axes && directionOfPixel(set.camera, axes, 511.5, 511.5);
    if (!middle) throw new Error(`frame ${frame} has no place`);
    return middle;
  };

  it.each([
    { refraction: 'A tan z + B tan^3 z', of: constantsRefraction },
    { refraction: 'through layers of air', of: layeredRefraction },
  ])(
    'agrees with the true grids above 5 deg in apparent directions, refraction $refraction, the air as the header states it',
    ({ refraction, of }) => {
      const frames = framesThrough(of(airOfHeader(solved[0])));
      const start = process.cpuUsage();
      const set = adjustSet(frames, size);
      const seconds = process.cpuUsage(start).user / 1e6;
      const [rms, worst, centre]: [number[], number[], number[]] = [[], [], []];
      for (const [i, { name, axes, status, reason }] of set.frames.entries()) {
        expect(`${status} ${reason ?? ''}`, name).toBe('solved ');
        const away = gridOf(name)
          .filter(({ altitudeDeg }) => altitudeDeg > 5)
          .map((point) => {
            const pixel = set.camera && axes && pixelOfDirection(set.camera, axes, point);
            return pixel ? Math.hypot(pixel.x - point.x, pixel.y - point.y) : Infinity;
          });
        rms.push(rmsOf(away));
        worst.push(Math.max(...away));
        centre.push(greatCircleDistanceDeg(middleSeen(set, i), middleOfGrid(name)));
      }
      const stars = frames.reduce((sum, frame) => sum + (frame.stars?.x.length ?? 0), 0);
      process.stdout.write(
        `${refraction}: rms median ${medianOf(rms).toFixed(4)} px, worst frame ` +
          `${Math.max(...rms).toFixed(4)}, any point ${Math.max(...worst).toFixed(3)}, centres ` +
          `${Math.max(...centre).toFixed(5)} deg; ${stars} stars in ${seconds.toFixed(2)} s of CPU\n`,
      );
      expect(medianOf(rms)).toBeLessThan(0.03);
      expect(Math.max(...rms)).toBeLessThan(0.1);
      expect(Math.max(...worst)).toBeLessThan(0.8);
      expect(Math.max(...centre)).toBeLessThan(0.002);
    },
  );

  it('finds the camera it was made with', () => {
    const set = adjustSet(framesThrough(constantsRefraction(airOfHeader(solved[0]))), size);
    const truth = [
      2150.8321819, 522.7, 496.6, -0.152, -0.21, 0, 0.0021, -0.0013, 0.00035, -0.00022,
    ];
    const lines = set.cameraTerms.map(
      ({ name, value, sigma }, k) =>
        `${name} ${value.toPrecision(7)} +- ${sigma.toPrecision(2)} (${truth[k]})`,
    );
    process.stdout.write(`${lines.join(', ')}\n`);
    const terms = set.mount?.terms ?? [];
    process.stdout.write(
      `${terms.map(({ name, value, sigma }) => `${name} ${value.toFixed(3)} +- ${sigma.toFixed(3)}`).join(', ')}\n`,
    );
    const [focal, x, y, k1] = set.cameraTerms;
    expect(Math.abs(focal.value / truth[0] - 1)).toBeLessThan(1e-5);
    expect(Math.hypot(x.value - truth[1], y.value - truth[2])).toBeLessThan(0.1);
    expect(Math.abs(k1.value - truth[3])).toBeLessThan(1e-3);
    const tilt = terms.filter(({ name }) => name.startsWith('tilt'));
    for (const [i, { value, sigma }] of tilt.entries()) {
      const part = i === 0 ? Math.sin(137 * degree) : Math.cos(137 * degree);
      expect(Math.abs(value - 0.31 * part) / sigma).toBeLessThan(3);
    }
  });

  it('places each frame left out in turn within 0.35 deg, with errors that hold, roll and all', () => {
    const { night } = unpackNight();
    // A third of the stars: 45 adjustments, and none of what is judged here is limited by stars.
    const fewer = solved.map((frame) => ({
      ...frame,
      matches: frame.matches.filter((_, i) => i % 3 === 0),
    }));
    const frames = framesThrough(layeredRefraction(airOfHeader(solved[0])), fewer);
    const centre: number[] = [];
    const ratios = frames.map((left, lost) => {
      const set = adjustSet(
        frames.map((frame) => (frame === left ? { ...frame, stars: null } : frame)),
        size,
      );
      expect(set.frames[lost].status).toBe('predicted');
      expect(set.solved).toBe(44);
      centre.push(greatCircleDistanceDeg(middleSeen(set, lost), middleOfGrid(left.name)));
      return overSigmaOfPose(set.frames[lost], truePose(night, left.name));
    });
    const all = ratios.flat();
    const each = [0, 1, 2].map((axis) => rmsOf(ratios.map((one) => one[axis])).toFixed(3));
    process.stdout.write(
      `left out: centres ${Math.max(...centre).toFixed(3)} deg at most, rms ${rmsOf(centre).toFixed(3)}; ` +
        `errors over stated ones rms ${rmsOf(all).toFixed(3)} (along, altitude, roll ${each.join(', ')}), ` +
        `most ${Math.max(...all.map(Math.abs)).toFixed(2)}\n`,
    );
    expect(Math.max(...centre)).toBeLessThan(0.35);
    expect(rmsOf(all)).toBeGreaterThan(0.8);
    expect(rmsOf(all)).toBeLessThan(1.25);
    expect(Math.max(...all.map(Math.abs))).toBeLessThan(4.5);
  });
});
