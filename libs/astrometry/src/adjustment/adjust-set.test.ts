import {
  degree,
  directionOf,
  directionOfPixel,
  greatCircleDistanceDeg,
  pixelOfDirection,
  unitVector,
  type CameraModel,
} from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { normal, seeded } from '../solving/test-support/random-sky.js';
import { adjustSet, predictPose, type AdjustedFrame, type SetFrame } from './index.js';
import {
  elsewhere,
  madeUpCamera,
  madeUpMount,
  madeUpSet,
  middleOf,
  starsSeen,
  type MadeUpFrame,
} from './test-support/made-up-set.js';
import { overSigmaOfPose, rmsOf } from './test-support/pose-errors.js';

const size = { width: 1024, height: 1024 };

/** The farthest that a camera with its pose puts corners, edges and the middle from where they are. */
function worstPx(frame: AdjustedFrame, truth: MadeUpFrame, camera: CameraModel | null): number {
  const { axes } = frame;
  if (camera === null || axes === null) return Infinity;
  const away = [0, 511.5, 1023].flatMap((x) =>
    [0, 511.5, 1023].map((y) => {
      const direction = directionOfPixel(madeUpCamera, truth.axes, x, y);
      const seen = direction && pixelOfDirection(camera, axes, direction);
      return seen === null ? Infinity : Math.hypot(seen.x - x, seen.y - y);
    }),
  );
  return Math.max(...away);
}

const overSigma = (frame: AdjustedFrame, truth: MadeUpFrame): number[] =>
  overSigmaOfPose(frame, truth.pose);

const without = (frames: readonly MadeUpFrame[], lost: (i: number) => boolean): SetFrame[] =>
  frames.map((frame, i) => (lost(i) ? { ...frame, stars: null } : frame));

describe('a set of solved frames', () => {
  const frames = madeUpSet(1);
  const set = adjustSet(frames, size);

  it('gives back its camera to the corners, and every pose, the zenith frames among them', () => {
    for (const [i, frame] of set.frames.entries()) {
      expect(frame.status, frame.name).toBe('solved');
      expect(worstPx(frame, frames[i], set.camera), frame.name).toBeLessThan(0.04);
    }
    expect(set.rmsPx).toBeGreaterThan(0.07);
    expect(set.rmsPx).toBeLessThan(0.1);
  });

  it('states errors of poses and camera that hold', () => {
    const poses = set.frames.flatMap((frame, i) => overSigma(frame, frames[i]));
    // The axis shares the principal point's error in all frames: judge the turn about it alone.
    const rolls = poses.filter((_, k) => k % 3 === 2);
    expect(rmsOf(rolls)).toBeGreaterThan(0.75);
    expect(rmsOf(rolls)).toBeLessThan(1.25);
    expect(Math.max(...poses.map(Math.abs))).toBeLessThan(4.5);
    const truth = [
      madeUpCamera.focalLengthPx,
      madeUpCamera.principalPoint.x,
      madeUpCamera.principalPoint.y,
      ...madeUpCamera.radial,
      ...madeUpCamera.decentering,
      ...madeUpCamera.affinity,
    ];
    const errors = set.cameraTerms.map(({ value, sigma }, k) => (value - truth[k]) / sigma);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(4);
    expect(rmsOf(errors)).toBeGreaterThan(0.3);
  });

  it('shows the tilt and the offsets of its mount, and how far it scatters', () => {
    const term = (name: string) => {
      const found = set.mount?.terms.find((one) => one.name === name);
      if (found === undefined) throw new Error(`no term ${name}`);
      return found;
    };
    const { tilt, tiltAzimuthDeg, azimuthZero, rollZero, sigma, rollSigma } = madeUpMount;
    const expected = [
      ['tilt-east', tilt * Math.sin(tiltAzimuthDeg * degree)],
      ['tilt-north', tilt * Math.cos(tiltAzimuthDeg * degree)],
      ['azimuth-zero', azimuthZero],
      ['roll-zero', rollZero],
    ] as const;
    for (const [name, truth] of expected) {
      const { value, sigma: error } = term(name);
      expect(Math.abs(value - truth) / error, name).toBeLessThan(4);
      expect(error, name).toBeLessThan(0.15);
    }
    const scatter = set.mount?.scatter;
    expect((scatter?.azimuthAxis ?? 0) / sigma).toBeCloseTo(1, 0);
    expect((scatter?.altitude ?? 0) / sigma).toBeCloseTo(1, 0);
    expect((scatter?.roll ?? 0) / rollSigma).toBeCloseTo(1, 0);
  });

  it('is adjusted in well under a second of CPU time: 47 frames of 300 stars', () => {
    const large = madeUpSet(2, 300);
    adjustSet(large, size);
    const start = process.cpuUsage();
    adjustSet(large, size);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1);
  });

  it('comes out the same, bit for bit, each time', () => {
    expect(adjustSet(frames, size)).toEqual(set);
  });
});

describe('a frame that could not be solved', () => {
  it('is placed by the mount, with errors that hold: each frame left out, six at a time', () => {
    const frames = madeUpSet(3, 25);
    const errors = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((fold) => {
      const set = adjustSet(
        without(frames, (i) => i % 8 === fold),
        size,
      );
      return set.frames.flatMap((frame, i) => {
        if (i % 8 !== fold) return [];
        expect(frame.status).toBe('predicted');
        expect(frame.reason).toMatch(/could not be solved/);
        return overSigma(frame, frames[i]);
      });
    });
    expect(errors.length).toBe(3 * frames.length);
    expect(rmsOf(errors)).toBeGreaterThan(0.8);
    expect(rmsOf(errors)).toBeLessThan(1.25);
    expect(Math.max(...errors.map(Math.abs))).toBeLessThan(4.5);
  });

  it.each([1, 2, 3, 6, 12])(
    'is placed even where only %d frames are solved, with a larger error that holds',
    (solved) => {
      const all = adjustSet(madeUpSet(4), size).mount;
      if (all === null) throw new Error('no mount');
      for (let seed = 10; seed < 15; seed += 1) {
        const frames = madeUpSet(seed, 60);
        const kept = Array.from({ length: solved }, (_, k) => 1 + ((k * 17 + seed * 7) % 45));
        const set = adjustSet(
          without(frames, (i) => !kept.includes(i)),
          size,
        );
        expect(set.solved).toBe(solved);
        const lost = set.frames.filter(({ status }) => status === 'predicted');
        const errors = lost.flatMap((frame) => overSigma(frame, frames[set.frames.indexOf(frame)]));
        expect(Math.max(...errors.map(Math.abs))).toBeLessThan(4.5);
        for (const { sigmaDeg, commanded } of lost) {
          expect(sigmaDeg?.altitude).toBeLessThan(4);
          const full = predictPose(all, commanded).sigmaDeg.altitude;
          if (solved < 6) expect(sigmaDeg?.altitude).toBeGreaterThan(full);
        }
      }
    },
  );

  it('has no place but the commanded one where no frame is solved', () => {
    const set = adjustSet(
      without(madeUpSet(5, 10), () => true),
      size,
    );
    expect(set.camera).toBeNull();
    expect(set.mount).toBeNull();
    expect(set.frames.every(({ pose, status }) => pose === null && status === 'predicted')).toBe(
      true,
    );
  });
});

describe('false matches', () => {
  it('one in eight of them, up to 60 px off, move no pose and are counted', () => {
    const frames = madeUpSet(6, 120);
    const random = seeded(60);
    const spoilt = frames.map((frame) => ({
      ...frame,
      stars: {
        ...frame.stars,
        x: frame.stars.x.map((x, i) => (i % 8 === 0 ? x + 60 * (random() + 0.1) : x)),
        y: frame.stars.y.map((y, i) => (i % 8 === 0 ? y + 20 * normal(random) : y)),
      },
    }));
    const set = adjustSet(spoilt, size);
    for (const [i, frame] of set.frames.entries()) {
      expect(worstPx(frame, frames[i], set.camera), frame.name).toBeLessThan(0.06);
      expect(Math.abs(frame.outliers - 15)).toBeLessThan(3);
    }
  });
});

describe('a false solution', () => {
  const frames = madeUpSet(7, 80);

  function withFalse(at: number, stars: SetFrame['stars']): AdjustedFrame {
    const set = adjustSet(
      frames.map((frame, i) => (i === at ? { ...frame, stars } : frame)),
      size,
    );
    const others = set.frames.filter((_, i) => i !== at);
    expect(others.every(({ status }) => status === 'solved')).toBe(true);
    expect(Math.max(...overSigma(set.frames[at], frames[at]).map(Math.abs))).toBeLessThan(4.5);
    const placed = set.camera && set.frames[at].axes;
    expect(
      placed && set.camera
        ? greatCircleDistanceDeg(
            middleOf(set.camera, placed),
            middleOf(madeUpCamera, frames[at].axes),
          )
        : Infinity,
    ).toBeLessThan(0.4);
    return set.frames[at];
  }

  it.each([
    ['half the sky away', 120, 40],
    ['20 deg away', 20, 0],
    ['by a clock four minutes wrong', 0.9, 0.4],
  ])('%s is told from the set and replaced by the mount', (_, azimuth, altitude) => {
    const { azimuthDeg, altitudeDeg } = frames[20].pose;
    const direction = { azimuthDeg: azimuthDeg + azimuth, altitudeDeg: altitudeDeg + altitude };
    const found = withFalse(20, elsewhere(frames[20], direction, 1).stars);
    expect(found.status).toBe('disagrees');
    expect(found.reason).toMatch(/off where the mount of the set points/);
  });

  it('whose stars are chance pairs is told', () => {
    const random = seeded(8);
    const { stars } = frames[30];
    const found = withFalse(30, {
      ...stars,
      x: stars.x.map(() => 1023 * random()),
      y: stars.y.map(() => 1023 * random()),
    });
    expect(found.status).toBe('disagrees');
  });

  it('of another scale is told', () => {
    const { stars } = frames[30];
    const grown = { ...stars, x: stars.x.map((x) => 1.06 * x), y: stars.y.map((y) => 1.06 * y) };
    const found = withFalse(30, grown);
    expect(found.reason).toMatch(/scale is -5\.\d % larger/);
  });

  it('of a mirrored picture is told', () => {
    const { stars } = frames[30];
    const found = withFalse(30, { ...stars, x: stars.x.map((x) => 1023 - x) });
    expect(found.reason).toMatch(/mirrored/);
  });

  it('in three of ten frames is told in each, and no true one is lost', () => {
    const random = seeded(9);
    const isFalse = (i: number): boolean => i % 10 === 2 || i % 10 === 5 || i % 10 === 8;
    const mixed = frames.map((frame, i) =>
      isFalse(i)
        ? elsewhere(frame, { azimuthDeg: 360 * random(), altitudeDeg: 80 * random() }, i)
        : frame,
    );
    const set = adjustSet(mixed, size);
    for (const [i, frame] of set.frames.entries()) {
      expect(frame.status, frame.name).toBe(isFalse(i) ? 'disagrees' : 'solved');
    }
  });
});

describe('bad data', () => {
  const frames = madeUpSet(11, 60);

  it('of too few stars or none is a reason, not an error', () => {
    const few = starsSeen(frames[3].axes, seeded(3), 3);
    const none = starsSeen(frames[4].axes, seeded(4), 0);
    const set = adjustSet(
      frames.map((frame, i) => ({ ...frame, stars: i === 3 ? few : i === 4 ? none : frame.stars })),
      size,
    );
    expect(set.frames[3].reason).toMatch(/3 stars do not determine/);
    expect(set.frames[4].reason).toMatch(/0 stars/);
    expect(set.solved).toBe(45);
  });

  it('that is not finite is left out star by star, a missing error counts as a large one', () => {
    const { stars } = frames[5];
    const spoilt = {
      ...stars,
      x: stars.x.map((x, i) => (i === 0 ? NaN : x)),
      altitudeDeg: stars.altitudeDeg.map((a, i) => (i === 1 ? Infinity : a)),
      sigmaPx: stars.sigmaPx.map((s, i) => (i < 30 ? NaN : s)),
    };
    const set = adjustSet(
      frames.map((frame, i) => (i === 5 ? { ...frame, stars: spoilt } : frame)),
      size,
    );
    expect(set.frames[5].status).toBe('solved');
    expect(set.frames[5].usedStars).toBe(58);
    expect(worstPx(set.frames[5], frames[5], set.camera)).toBeLessThan(0.06);
  });

  it('of stars all in one place determines nothing and breaks nothing', () => {
    const { stars } = frames[5];
    const spoilt = { ...stars, x: stars.x.map(() => 100), y: stars.y.map(() => 100) };
    const set = adjustSet(
      frames.map((frame, i) => (i === 5 ? { ...frame, stars: spoilt } : frame)),
      size,
    );
    expect(set.frames[5].status).toBe('disagrees');
    expect(set.solved).toBe(46);
  });
});

describe('a set whose clock is wrong', () => {
  const latitudeDeg = 40;

  /** The set as it looks when its sky is turned about the pole, as by a clock that is ahead. */
  function turnedSky(minutesAhead: number): SetFrame[] {
    const angle = (minutesAhead / 4) * degree;
    const [sine, cosine] = [Math.sin(latitudeDeg * degree), Math.cos(latitudeDeg * degree)];
    return madeUpSet(13, 40).map((frame) => {
      const { azimuthDeg, altitudeDeg } = frame.stars;
      const turned = Array.from(azimuthDeg, (azimuth, i) => {
        const v = unitVector({ azimuthDeg: azimuth, altitudeDeg: altitudeDeg[i] });
        const polar = v.north * cosine + v.up * sine;
        const meridian = v.up * cosine - v.north * sine;
        const east = v.east * Math.cos(angle) - meridian * Math.sin(angle);
        const south = v.east * Math.sin(angle) + meridian * Math.cos(angle);
        return directionOf({
          east,
          north: polar * cosine - south * sine,
          up: polar * sine + south * cosine,
        });
      });
      const stars = {
        ...frame.stars,
        azimuthDeg: Float64Array.from(turned, (one) => one.azimuthDeg),
        altitudeDeg: Float64Array.from(turned, (one) => one.altitudeDeg),
      };
      return { ...frame, stars };
    });
  }

  it.each([
    [30, /clock (28|29|30|31|32) min ahead/],
    [-30, /clock (28|29|30|31|32) min behind/],
  ])('by %d minutes is told, with the minutes', (minutes, expected) => {
    const set = adjustSet(turnedSky(minutes), size, { latitudeDeg, longitudeDeg: -110 });
    expect(set.doubt).toMatch(expected);
    expect(adjustSet(turnedSky(minutes), size).doubt).toMatch(/check the clock/);
  });

  it('by nothing is not doubted', () => {
    expect(adjustSet(turnedSky(0), size, { latitudeDeg, longitudeDeg: -110 }).doubt).toBeNull();
  });
});

describe('a single zenith frame', () => {
  const frames = madeUpSet(12, 60);
  const set = adjustSet(
    without(frames, (i) => i !== 0),
    size,
  );

  it('is solved, and places the other zenith frame', () => {
    expect(set.frames[0].status).toBe('solved');
    expect(worstPx(set.frames[0], frames[0], madeUpCamera)).toBeLessThan(20);
    expect(Math.max(...overSigma(set.frames[46], frames[46]).map(Math.abs))).toBeLessThan(4.5);
  });

  it('leaves the azimuth of the others open by many degrees, and their altitude by one', () => {
    expect(set.frames[1].sigmaDeg?.along).toBeGreaterThan(3);
    expect(set.frames[1].sigmaDeg?.altitude).toBeLessThan(3);
  });
});
