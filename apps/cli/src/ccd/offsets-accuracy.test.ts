import { mapX, mapY, trackStars, type StarTracks } from '@nightskies/astrometry';
import { image } from '@nightskies/pixels';
import { simulateSequence, surfaceBrightness, type SequenceOptions } from '@nightskies/simulator';
import { describe, expect, it } from 'vitest';
import { detectStars, frameStars, type Detection } from './offsets-detection.js';
import { at } from './offsets-numbers.js';

const detection: Detection = {
  box: 50,
  filter: 5,
  background: 'mmm',
  clip: 3,
  fwhm: 4.3,
  threshold: 5,
  centroids: 'fitted',
};

/** Stars nearer than this to the border are cut by it, px. */
const margin = 4;

function follow(options: Partial<SequenceOptions>) {
  const sequence = simulateSequence({
    width: 280,
    height: 240,
    frames: 4,
    stars: 200,
    hotPixels: 20,
    separationPx: 14,
    ...options,
  });
  const { width, height } = sequence.options;
  const frames = sequence.frames.map(({ pixels }) =>
    frameStars(detectStars(image(width, height, Float32Array.from(pixels)), detection)),
  );
  const tracks = trackStars(frames, width, height);
  const first = at(sequence.frames, 0);
  /** True star of each star that is in all tables, -1 for none. */
  const names = Array.from(tracks.inAll, (track) => {
    const [x, y] = [at(at(frames, 0).x, track), at(at(frames, 0).y, track)];
    return first.x.findIndex((trueX, star) => Math.hypot(trueX - x, at(first.y, star) - y) < 2.5);
  });
  const bright = Array.from(sequence.significance.keys()).filter(
    (star) =>
      at(sequence.significance, star) >= 10 &&
      sequence.frames.every(({ x, y }, frame) => {
        const [column, row] = [at(x, star), at(y, star)];
        const isInside =
          column > margin &&
          column < width - 1 - margin &&
          row > margin &&
          row < height - 1 - margin;
        return isInside && !(sequence.options.hidden.get(star)?.includes(frame) ?? false);
      }),
  );
  return { sequence, frames, tracks, names, bright };
}

type Followed = ReturnType<typeof follow>;

/** Root mean square error per axis of offsets from the reference, of stars over a significance, px. */
function offsetError({ sequence, frames, tracks, names }: Followed, least: number): number {
  const first = at(sequence.frames, 0);
  const reference = at(frames, 0);
  let [squares, count] = [0, 0];
  names.forEach((name, row) => {
    if (name < 0 || at(sequence.significance, name) < least) return;
    const track = at(tracks.inAll, row);
    sequence.frames.forEach((truth, frame) => {
      if (frame === 0) return;
      const index = at(at(tracks.frames, frame).star, track);
      const found = at(frames, frame);
      const dx = at(found.x, index) - at(reference.x, track);
      const dy = at(found.y, index) - at(reference.y, track);
      squares += (dx - (at(truth.x, name) - at(first.x, name))) ** 2;
      squares += (dy - (at(truth.y, name) - at(first.y, name))) ** 2;
      count += 2;
    });
  });
  return Math.sqrt(squares / count);
}

/** The same of the motion fitted to all stars of a frame, at the true places of the bright ones. */
function motionError({ sequence, bright }: Followed, tracks: StarTracks): number {
  const first = at(sequence.frames, 0);
  let [squares, count] = [0, 0];
  sequence.frames.forEach(({ x, y }, frame) => {
    const motion = at(tracks.frames, frame).motion;
    if (motion === null) throw new Error(`frame ${frame} was left out`);
    for (const star of bright) {
      const [fromX, fromY] = [at(first.x, star), at(first.y, star)];
      squares += (mapX(motion.map, fromX, fromY) - at(x, star)) ** 2;
      squares += (mapY(motion.map, fromX, fromY) - at(y, star)) ** 2;
      count += 2;
    }
  });
  return Math.sqrt(squares / count);
}

/**
 * What photon and read noise allow an offset to be measured to, rms per axis over the same stars, px
 * (Cramer and Rao, for the place of a star of known shape).
 */
function noiseFloor({ sequence, names }: Followed, least: number): number {
  const { profile, skyElectrons, readNoise } = sequence.options;
  const brightness = surfaceBrightness(profile);
  const floors = names
    .filter((name) => name >= 0 && at(sequence.significance, name) >= least)
    .map((name) => {
      const electrons = at(sequence.electrons, name);
      let information = 0;
      for (let y = -8; y <= 8; y += 1) {
        for (let x = -8; x <= 8; x += 1) {
          const light = electrons * brightness(x * x + y * y);
          const right = electrons * brightness((x + 0.01) ** 2 + y * y);
          information += ((right - light) / 0.01) ** 2 / (light + skyElectrons + readNoise ** 2);
        }
      }
      // An offset has the errors of two places.
      return 2 / information;
    });
  return Math.sqrt(floors.reduce((sum, square) => sum + square, 0) / floors.length);
}

describe('offsets of a sequence that drifts and turns, by its truth', () => {
  it.each([
    { what: 'round stars of the width looked for', options: {}, allPx: 0.05, motionPx: 0.02 },
    {
      what: 'sharper stars',
      options: { profile: { kind: 'gaussian' as const, fwhmPx: 2.2 }, seed: 3 },
      allPx: 0.05,
      motionPx: 0.02,
    },
    {
      what: 'large, irregular drifts and turns in a crowded field',
      options: {
        driftPx: [23, 11] as const,
        turnDeg: 2,
        jitterPx: 6,
        stars: 320,
        separationPx: 10,
        seed: 5,
      },
      allPx: 0.05,
      motionPx: 0.02,
    },
    {
      // The noise alone allows 0.060 px for these stars; an affine motion does not follow the lens.
      what: 'stars with wings, through a lens that distorts',
      options: {
        profile: { kind: 'moffat' as const, fwhmPx: 4.3, beta: 3.5 },
        distortion: 0.003,
        seed: 4,
      },
      allPx: 0.065,
      motionPx: 0.03,
    },
  ])(
    'have every star over 10 sigma, true to $allPx px rms over all and to what the noise allows: $what',
    ({ options, allPx, motionPx }) => {
      const followed = follow(options);
      const { tracks, names, bright } = followed;
      expect(bright.length).toBeGreaterThan(15);
      expect(bright.filter((star) => !names.includes(star))).toEqual([]);
      expect(names).not.toContain(-1);
      expect(tracks.strays.length).toBe(0);
      const rms = offsetError(followed, 10);
      console.log(
        `${names.length} stars in all tables; offsets ${rms.toFixed(4)} px rms over 10 sigma (noise allows ${noiseFloor(followed, 10).toFixed(4)}), ${offsetError(followed, 20).toFixed(4)} over 20; motion ${motionError(followed, tracks).toFixed(4)}`,
      );
      expect(rms).toBeLessThan(allPx);
      expect(rms / noiseFloor(followed, 10)).toBeLessThan(1.3);
      expect(offsetError(followed, 20)).toBeLessThan(0.05);
      expect(motionError(followed, tracks)).toBeLessThan(motionPx);
    },
    20_000,
  );

  it('leave out a star that a cloud hides in one frame, and only that one', () => {
    const clear = follow({});
    const hidden = at(clear.bright, 3);
    const clouded = follow({ hidden: new Map([[hidden, [2]]]) });
    expect(clear.names).toContain(hidden);
    expect(clouded.names).not.toContain(hidden);
    expect(clouded.bright.filter((star) => !clouded.names.includes(star))).toEqual([]);
  }, 20_000);
});
