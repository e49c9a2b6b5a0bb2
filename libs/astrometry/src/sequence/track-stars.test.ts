import { describe, expect, it } from 'vitest';
import { normalDeviates } from '../test-support/pixel-star.js';
import { mapX, mapY, rotationDeg, type Affine } from './affine.js';
import type { FrameStars } from './align-patterns.js';
import { trackStars } from './track-stars.js';

const [width, height] = [600, 400];

/** Stars scattered over a field larger than the frame, with brightnesses of their own. */
function field(count: number, seed = 5): { x: number; y: number; brightness: number }[] {
  const normal = normalDeviates(seed);
  const part = (): number => {
    const value = 0.5 + 0.28 * normal();
    return value - Math.floor(value);
  };
  return Array.from({ length: count }, (_, star) => ({
    x: -100 + 800 * part(),
    y: -100 + 600 * part(),
    brightness: 1000 / (star + 1),
  }));
}

/** Turned about the middle of the frame, then shifted. */
function turned(degrees: number, dx: number, dy: number): Affine {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  const [cx, cy] = [width / 2, height / 2];
  return {
    xx: cos,
    xy: -sin,
    x0: cx + dx - cos * cx + sin * cy,
    yx: sin,
    yy: cos,
    y0: cy + dy - sin * cx - cos * cy,
  };
}

interface Seen {
  readonly stars: FrameStars;
  /** Number in the field of each star of the frame. */
  readonly truth: readonly number[];
}

/** What of a field falls into the frame, in the order of rows, as a detection gives it. */
function seen(
  sky: readonly { x: number; y: number; brightness: number }[],
  map: Affine,
  lost: readonly number[] = [],
): Seen {
  const inside = sky
    .map(({ x, y, brightness }, star) => ({
      star,
      x: mapX(map, x, y),
      y: mapY(map, x, y),
      brightness,
    }))
    .filter(({ star, x, y }) => !lost.includes(star) && x >= 0 && x < width && y >= 0 && y < height)
    .sort((a, b) => a.y - b.y);
  return {
    stars: {
      x: inside.map(({ x }) => x),
      y: inside.map(({ y }) => y),
      brightness: inside.map(({ brightness }) => brightness),
    },
    truth: inside.map(({ star }) => star),
  };
}

const list = (x: number[], y: number[]): FrameStars => ({ x, y, brightness: x.map(() => 1) });

describe('following stars through a sequence', () => {
  it('follows every star of the reference, the first of its list as well', () => {
    const still = list([10, 50, 90, 130], [10, 12, 14, 16]);
    const tracks = trackStars([still, list([11, 51, 91, 131], [10, 12, 14, 16])], width, height);
    expect([...tracks.inAll]).toEqual([0, 1, 2, 3]);
    expect([...tracks.frames[1].star]).toEqual([0, 1, 2, 3]);
    expect(tracks.frames[0].motion?.map).toEqual({ xx: 1, xy: 0, x0: 0, yx: 0, yy: 1, y0: 0 });
  });

  it('takes the nearest star within the radius, not the first of the list', () => {
    const reference = list([100, 200, 300, 400], [100, 40, 250, 90]);
    const next = list([98, 100.4, 200.4, 300.4, 400.4], [100, 100, 40, 250, 90]);
    expect(trackStars([reference, next], width, height).frames[1].star[0]).toBe(1);
  });

  it('lets no two stars claim one: the nearer gets it, the other what is left', () => {
    const reference = list([100, 103, 200, 300, 400], [100, 100, 40, 250, 90]);
    // Both are within 2.5 px of the first, which is nearest to the second star.
    const next = list([102, 104.4, 200, 300, 400], [100, 100, 40, 250, 90]);
    const { star } = trackStars([reference, next], width, height).frames[1];
    expect([...star]).toEqual([-1, 0, 2, 3, 4]);
    expect(new Set(star.filter((index) => index >= 0)).size).toBe(4);
  });

  it('looks for a star where its last motion predicts it, beyond the radius about its last place', () => {
    const steps = [0, 2, 5.5, 10.5, 17];
    const frames = steps.map((step) =>
      list(
        [100, 104.5, 300, 400].map((x) => x + step),
        [100, 100, 250, 90],
      ),
    );
    const tracks = trackStars(frames, width, height);
    for (const { star, prediction } of tracks.frames.slice(1)) {
      expect([...star]).toEqual([0, 1, 2, 3]);
      expect(prediction).toBe('last-motion');
    }
  });

  it('finds a lost star again where the others have moved meanwhile', () => {
    const sky = field(60);
    const moved = [0, 1, 2, 3, 4, 5].map((k) => turned(0.5 * k, 2 * k, -1.5 * k));
    const lostStar = seen(sky, moved[0]).truth.find((star) =>
      moved.every((map) => {
        const [x, y] = [mapX(map, sky[star].x, sky[star].y), mapY(map, sky[star].x, sky[star].y)];
        return x > 0 && x < width && y > 0 && y < height;
      }),
    );
    const frames = moved.map((map, k) => seen(sky, map, k >= 2 && k <= 4 ? [lostStar ?? -1] : []));
    const tracks = trackStars(
      frames.map(({ stars }) => stars),
      width,
      height,
    );
    const track = frames[0].truth.indexOf(lostStar ?? -1);
    expect(
      tracks.frames.map(({ star }) => frames[0].truth[track] === lostStar && star[track] >= 0),
    ).toEqual([true, true, false, false, false, true]);
    expect(frames[5].truth[tracks.frames[5].star[track]]).toBe(lostStar);
    expect(tracks.inAll).not.toContain(track);
  });

  it('names every star rightly over large, irregular drifts and turns, those leaving left out', () => {
    const sky = field(150);
    const moved = [
      turned(0, 0, 0),
      turned(0.3, 40, -12),
      turned(4, 41, -14),
      turned(175, 60, 30),
      turned(181, -70, 80),
    ];
    const frames = moved.map((map) => seen(sky, map));
    const tracks = trackStars(
      frames.map(({ stars }) => stars),
      width,
      height,
    );
    tracks.frames.forEach(({ star, motion }, k) => {
      // Every star of the reference that is in this frame is found, and under its own name.
      expect([...star].map((index) => (index < 0 ? -1 : frames[k].truth[index]))).toEqual(
        frames[0].truth.map((name) => (frames[k].truth.includes(name) ? name : -1)),
      );
      expect(motion?.rmsPx).toBeLessThan(1e-9);
      const wanted = rotationDeg(moved[k]);
      expect(motion === null ? NaN : rotationDeg(motion.map)).toBeCloseTo(wanted, 9);
    });
    expect(tracks.frames.map(({ prediction }) => prediction)).toEqual([
      'reference',
      'patterns',
      'patterns',
      'patterns',
      'patterns',
    ]);
    const everywhere = frames[0].truth.filter((name) =>
      frames.every(({ truth }) => truth.includes(name)),
    );
    expect([...tracks.inAll].map((track) => frames[0].truth[track])).toEqual(everywhere);
    expect(everywhere.length).toBeGreaterThan(20);
  });

  it('leaves out a frame of other stars with nothing to follow, and goes on after it', () => {
    const sky = field(80);
    const frames = [
      seen(sky, turned(0, 0, 0)).stars,
      seen(sky, turned(0.2, 1, 1)).stars,
      list([], []),
      seen(sky, turned(0.4, 2, 2)).stars,
    ];
    const tracks = trackStars(frames, width, height);
    expect(tracks.frames[2].prediction).toBeNull();
    expect(tracks.frames[2].motion).toBeNull();
    expect(tracks.frames[3].previous).toBe(1);
    expect(tracks.inAll.length).toBeGreaterThan(20);
  });

  it('keeps what does not move with the stars out of the result', () => {
    const sky = field(80);
    const moved = [0, 1, 2, 3, 4, 5].map((k) => turned(0, 0.9 * k, 0.7 * k));
    const frames = moved.map((map) => {
      const { x, y, brightness } = seen(sky, map).stars;
      // A hot pixel stays where it is; added last, so it has the last number in every frame.
      return {
        x: [...Array.from(x), 333],
        y: [...Array.from(y), 222],
        brightness: [...Array.from(brightness), 50],
      };
    });
    const tracks = trackStars(frames, width, height);
    const hot = frames[0].x.length - 1;
    expect([...tracks.strays]).toEqual([hot]);
    expect(tracks.inAll).not.toContain(hot);
  });

  it('keeps a star whose shape is spoilt in some frames, but not what is no star in most', () => {
    const sky = field(60);
    const frames = [0, 1, 2, 3].map((k): FrameStars => {
      const { x, y, brightness } = seen(sky, turned(0, 0.9 * k, 0.7 * k)).stars;
      const doubtful = Array.from(x, () => 0);
      doubtful[20] = k === 0 || k === 2 ? 1 : 0;
      doubtful[25] = k === 0 ? 0 : 1;
      return { x, y, brightness, doubtful };
    });
    const tracks = trackStars(frames, width, height);
    expect(tracks.inAll).toContain(20);
    expect(tracks.inAll).not.toContain(25);
  });

  it('does not give the place of a star to a doubtful one that is nearer', () => {
    const reference = list([100, 200, 300, 400], [100, 40, 250, 90]);
    const next = {
      ...list([100.1, 102, 200, 300, 400], [100, 100, 40, 250, 90]),
      doubtful: [1, 0, 0, 0, 0],
    };
    expect(trackStars([reference, next], width, height).frames[1].star[0]).toBe(1);
  });

  it.each([80, 3000])(
    'leaves out a frame of another field, be it as crowded as %i stars',
    (count) => {
      const tracks = trackStars(
        [
          seen(field(count, 5), turned(0, 0, 0)).stars,
          seen(field(count, 77), turned(0, 0, 0)).stars,
        ],
        width,
        height,
      );
      expect(tracks.frames[1].prediction).toBeNull();
    },
  );

  it('leaves out a frame of another cluster, though both crowd the middle of the frame', () => {
    const cluster = (seed: number): FrameStars => {
      const normal = normalDeviates(seed);
      const places = Array.from({ length: 1500 }, () => [300 + 80 * normal(), 200 + 60 * normal()]);
      return list(
        places.map(([x]) => x),
        places.map(([, y]) => y),
      );
    };
    const tracks = trackStars([cluster(3), cluster(8), cluster(3)], width, height);
    expect(tracks.frames.map(({ prediction }) => prediction)).toEqual([
      'reference',
      null,
      'last-motion',
    ]);
    expect(tracks.inAll).toHaveLength(1500);
  });

  it('keeps what chance cannot have brought together in a crowded field', () => {
    const sky = field(3000);
    const frames = [seen(sky, turned(0, 0, 0)).stars, seen(sky, turned(0.02, 0.8, -1)).stars];
    const { prediction, motion } = trackStars(frames, width, height).frames[1];
    expect(prediction).toBe('last-motion');
    expect(motion?.rmsPx).toBeLessThan(0.1);
  });

  it('refuses a reference without stars and a radius of nothing', () => {
    expect(() => trackStars([list([], [])], width, height)).toThrow(/first frame has no stars/);
    expect(() => trackStars([], width, height)).toThrow(/first frame has no stars/);
    expect(() => trackStars([list([1], [1])], width, height, { radiusPx: 0 })).toThrow(/radiusPx/);
  });
});
