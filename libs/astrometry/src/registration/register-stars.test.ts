import { describe, expect, it } from 'vitest';
import { normalDeviates } from '../test-support/pixel-star.js';
import { fitPlaneMap } from './fit-plane-map.js';
import {
  chainMaps,
  identityMap,
  invertMap,
  mapPoint,
  viewOfMap,
  type PlaneMap,
} from './plane-map.js';
import { registerStars, type RegistrationStars } from './register-stars.js';

const [width, height] = [1000, 800];

/** Uniform in a field three times as wide as a frame. */
function field(count: number, seed: number): { x: number; y: number; flux: number }[] {
  const normal = normalDeviates(seed);
  const part = (): number => {
    const value = 7.3 * normal();
    return value - Math.floor(value);
  };
  return Array.from({ length: count }, (_, star) => ({
    x: width * (3 * part() - 1),
    y: height * (3 * part() - 1),
    flux: 1e5 * 10 ** (-0.4 * (6 * (star / count))),
  }));
}

function turned(degrees: number, scale: number, dx: number, dy: number): PlaneMap {
  const [c, s] = [Math.cos, Math.sin].map((f) => scale * f((degrees * Math.PI) / 180));
  const [x, y] = [width / 2, height / 2];
  return [c, -s, x + dx - c * x + s * y, s, c, y + dy - s * x - c * y, 0, 0, 1];
}

/** What falls into a frame, places blurred, some lost, some false. */
function seen(
  sky: readonly { x: number; y: number; flux: number }[],
  map: PlaneMap,
  seed: number,
  { blurPx = 0.05, lost = 0.15, strays = 0.1 } = {},
): RegistrationStars {
  const normal = normalDeviates(seed);
  const part = (): number => {
    const value = 7.3 * normal();
    return value - Math.floor(value);
  };
  const stars = sky.flatMap(({ x, y, flux }) => {
    const at = mapPoint(map, x, y);
    const [dx, dy, isLost] = [blurPx * normal(), blurPx * normal(), part() < lost];
    const isIn = at.x >= 0 && at.y >= 0 && at.x < width && at.y < height;
    return isIn && !isLost
      ? [{ x: at.x + dx, y: at.y + dy, flux: flux * (1 + 0.1 * normal()) }]
      : [];
  });
  const extra = Array.from({ length: Math.round(strays * stars.length) }, () => ({
    x: width * part(),
    y: height * part(),
    flux: 1e5 * 10 ** (-2.4 * part()),
  }));
  const all = [...stars, ...extra].sort((a, b) => b.flux - a.flux);
  return {
    x: all.map(({ x }) => x),
    y: all.map(({ y }) => y),
    flux: all.map(({ flux }) => flux),
    positionError: all.map(() => blurPx),
  };
}

function worst(found: PlaneMap, wanted: PlaneMap): number {
  const corners = [
    [0, 0],
    [width, 0],
    [0, height],
    [width, height],
  ];
  return Math.max(
    ...corners.map(([x, y]) => {
      const [a, b] = [mapPoint(found, x, y), mapPoint(wanted, x, y)];
      return Math.hypot(a.x - b.x, a.y - b.y);
    }),
  );
}

describe('registering frames by their stars', () => {
  it.each([
    ['shifted', turned(0, 1, 37.3, -12.8)],
    ['shifted by most of the frame', turned(0, 1, 620, 330)],
    ['turned', turned(33, 1, 5, 9)],
    ['upside down', turned(180, 1, -20, 11)],
    ['of another scale', turned(71, 0.55, 30, -60)],
    ['twice as large', turned(-12, 2.1, 0, 0)],
  ])('finds a frame that is %s', (_, map) => {
    const sky = field(900, 4);
    const result = registerStars(seen(sky, map, 8), seen(sky, identityMap, 9));
    if (!result.isRegistered) throw new Error(result.reason);
    // Each fitted place is known to about blur / sqrt(stars), extrapolated to the corners.
    expect(worst(result.map, invertMap(map))).toBeLessThan(0.1);
    expect(result.rmsPx).toBeLessThan(0.25);
    expect(result.kept.length).toBeGreaterThan(8);
  });

  it('fits a perspective where there is one, and no more than a similarity where there is none', () => {
    const sky = field(900, 4);
    const tilted: PlaneMap = [1.01, 0.02, 5, -0.015, 0.99, -9, 2e-5, -1.4e-5, 1];
    const quiet = { blurPx: 0.03, lost: 0.1, strays: 0.05 };
    const reference = seen(sky, identityMap, 9, quiet);
    const general = registerStars(seen(sky, tilted, 8, quiet), reference);
    const simple = registerStars(seen(sky, turned(3, 1.01, 4, 4), 8, quiet), reference);
    if (!general.isRegistered || !simple.isRegistered) throw new Error('not registered');
    expect(general.kind).toBe('homography');
    expect(worst(general.map, invertMap(tilted))).toBeLessThan(0.1);
    expect(simple.kind).toBe('similarity');
  });

  it.each([3, 8])('refuses a frame of another field (%i)', (seed) => {
    const result = registerStars(
      seen(field(900, 40 + seed), identityMap, 8),
      seen(field(900, 4), identityMap, 9),
    );
    expect(result).toMatchObject({ isRegistered: false, reason: 'no-match' });
  });

  it('names a mirrored frame, and takes it when told', () => {
    const sky = field(600, 4);
    const mirror: PlaneMap = [-1, 0, width - 1, 0, 1, 0, 0, 0, 1];
    const [from, to] = [seen(sky, mirror, 8), seen(sky, identityMap, 9)];
    expect(registerStars(from, to)).toMatchObject({ isRegistered: false, reason: 'mirrored' });
    const taken = registerStars(from, to, { allowMirrored: true });
    if (!taken.isRegistered) throw new Error(taken.reason);
    expect(worst(taken.map, mirror)).toBeLessThan(0.1);
    expect(viewOfMap(taken.map, 0, 0).isMirrored).toBe(true);
  });

  it('says when there are too few stars', () => {
    const few = { x: [1, 2, 3], y: [4, 9, 1], flux: [3, 2, 1], positionError: [1, 1, 1] };
    const many = seen(field(600, 4), identityMap, 8);
    expect(registerStars(few, many)).toMatchObject({ reason: 'too-few-stars' });
  });
});

describe('maps between pictures', () => {
  const tilted: PlaneMap = [1.01, 0.2, 5, -0.15, 0.9, -9, 2e-4, -1.4e-4, 1];

  it('go there and back', () => {
    const { x, y } = mapPoint(invertMap(tilted), ...pair(mapPoint(tilted, 312, 77)));
    expect(x).toBeCloseTo(312, 9);
    expect(y).toBeCloseTo(77, 9);
  });

  it('follow one another', () => {
    const shift = turned(20, 1.3, 4, 5);
    const chained = mapPoint(chainMaps(shift, tilted), 100, 200);
    const stepwise = mapPoint(tilted, ...pair(mapPoint(shift, 100, 200)));
    expect(chained.x).toBeCloseTo(stepwise.x, 9);
    expect(chained.y).toBeCloseTo(stepwise.y, 9);
  });

  it('tell turn, scale and mirroring', () => {
    const view = viewOfMap(turned(25, 1.7, 3, 4), 10, 10);
    expect(view.rotationDeg).toBeCloseTo(25, 10);
    expect(view.scale).toBeCloseTo(1.7, 10);
    expect(view.isMirrored).toBe(false);
  });

  it.each(['shift', 'similarity', 'affine', 'homography'] as const)(
    'are fitted exactly to exact pairs, outliers left out: %s',
    (kind) => {
      const truth: Record<typeof kind, PlaneMap> = {
        shift: [1, 0, 12.5, 0, 1, -3.25, 0, 0, 1],
        similarity: turned(20, 1.3, 4, 5),
        affine: [1.01, 0.2, 5, -0.15, 0.9, -9, 0, 0, 1],
        homography: tilted,
      };
      const fromX = Array.from({ length: 30 }, (_, k) => (k * 317) % 1000);
      const fromY = Array.from({ length: 30 }, (_, k) => (k * 571) % 800);
      const to = fromX.map((x, k) => mapPoint(truth[kind], x, fromY[k]));
      const pairs = {
        fromX,
        fromY,
        toX: to.map(({ x }, k) => (k === 7 ? x + 40 : x)),
        toY: to.map(({ y }) => y),
        variance: fromX.map(() => 0.01),
      };
      const fit = fitPlaneMap(pairs, kind);
      expect(fit?.kept).not.toContain(7);
      expect(worst(fit?.map ?? identityMap, truth[kind])).toBeLessThan(1e-8);
      expect(fit?.rmsPx).toBeLessThan(1e-8);
    },
  );
});

function pair({ x, y }: { x: number; y: number }): [number, number] {
  return [x, y];
}
