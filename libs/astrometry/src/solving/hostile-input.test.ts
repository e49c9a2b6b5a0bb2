import { image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { detectSources } from '../detection/index.js';
import { separationDeg, vectorOf } from '../wcs/tangent-plane.js';
import { solveChecked } from './contradictions.js';
import { PlateSolver } from './plate-solver.js';
import type { SolveHints, SolveOutcome } from './solution.js';
import {
  greatestDifferencePx,
  normal,
  randomSky,
  seeded,
  sourcesOf,
  tanOf,
  type SeenSources,
} from './test-support/random-sky.js';

const stars = randomSky(7, 40_000);
const solver = new PlateSolver(stars);
const picture = {
  width: 1024,
  height: 1024,
  centre: { raDeg: 200, decDeg: -25 },
  scaleArcsec: 96,
  rotationDeg: 40,
  mirrored: false,
};
const truth = tanOf(picture);
const scaleArcsec = { low: 87, high: 106 };
const hints: SolveHints = { centre: { ...picture.centre, radiusDeg: 5 }, scaleArcsec };
const clean = seen(1, { most: 300, noisePx: 0.1, falseOnes: 0 });

function seen(seed: number, given: { most: number; noisePx: number; falseOnes: number }) {
  return sourcesOf(stars, truth, picture, seeded(seed), given);
}

function joined(first: SeenSources, then: SeenSources): SeenSources {
  return {
    x: Float64Array.of(...first.x, ...then.x),
    y: Float64Array.of(...first.y, ...then.y),
  };
}

function strewn(count: number, place: (i: number) => readonly [number, number]): SeenSources {
  const places = Array.from({ length: count }, (_, i) => place(i));
  return { x: Float64Array.from(places, ([x]) => x), y: Float64Array.from(places, ([, y]) => y) };
}

function expectRight(outcome: SolveOutcome, withinPx = 1): void {
  if (!outcome.solved) throw new Error(outcome.message);
  expect(greatestDifferencePx(outcome.wcs, truth, picture)).toBeLessThan(withinPx);
}

describe('a frame without stars is refused with the reason', { timeout: 30_000 }, () => {
  it.each([
    { kind: 'all zero', value: 0 },
    { kind: 'saturated all over', value: 65535 },
  ])('when it is $kind', ({ value }) => {
    const frame = image(200, 200, new Float32Array(200 * 200).fill(value));
    const { x, y } = detectSources(frame, { fwhmPx: 2, saturationLevel: 65535 });
    const outcome = solver.solve({ width: 200, height: 200 }, { x, y }, hints);
    expect(outcome).toMatchObject({ solved: false, reason: 'too-few-sources' });
  });

  it('by the detection when no pixel has a value', () => {
    const frame = image(200, 200, new Float32Array(200 * 200).fill(Number.NaN));
    expect(() => detectSources(frame, { fwhmPx: 2 })).toThrow('no box has enough pixels');
  });

  it('when its sources lie on a few straight trails', () => {
    const random = seeded(5);
    const trails = Array.from({ length: 4 }, () => [1023 * random(), 2 * random() - 1] as const);
    const sources = strewn(240, (i) => {
      const [start, slope] = trails[i % 4];
      return [i * 4, Math.max(0, Math.min(1023, start + slope * (i * 4 - 500) + normal(random)))];
    });
    expect(solver.solve(picture, sources, hints).solved).toBe(false);
  });
});

describe('a frame with stars and worse is solved', { timeout: 30_000 }, () => {
  it('with the Moon: a crowd of false sources in place of the stars around it', () => {
    const random = seeded(6);
    const [mx, my, glare] = [600, 450, 180];
    const kept = [...clean.x.keys()].filter(
      (i) => Math.hypot(clean.x[i] - mx, clean.y[i] - my) > glare,
    );
    const moon = strewn(150, () => [mx + 60 * normal(random), my + 60 * normal(random)]);
    const rest = {
      x: clean.x.filter((_, i) => kept.includes(i)),
      y: clean.y.filter((_, i) => kept.includes(i)),
    };
    expectRight(solver.solve(picture, joined(moon, rest), hints));
  });

  it('with trailed stars, whose middles scatter along the trail', () => {
    const random = seeded(7);
    const along = clean.x.map(() => normal(random));
    const trailed = {
      x: clean.x.map((x, i) => x + 1.2 * along[i]),
      y: clean.y.map((y, i) => y + 0.6 * along[i]),
    };
    expectRight(solver.solve(picture, trailed, hints), 2);
  });

  it('with the 200 brightest stars only', () => {
    expectRight(solver.solve(picture, seen(8, { most: 200, noisePx: 0.1, falseOnes: 0 }), hints));
  });

  it.each([
    { known: 'pointing and scale', given: hints },
    { known: 'the scale', given: { scaleArcsec } },
  ])('with 20,000 sources, knowing $known', ({ given }) => {
    const random = seeded(9);
    const faint = strewn(19_700, () => [1023 * random(), 1023 * random()]);
    expectRight(solver.solve(picture, joined(clean, faint), given));
  });

  it('with places that are no numbers, beyond the frame, or there twice', () => {
    const junk: SeenSources = {
      x: Float64Array.of(NaN, Infinity, -Infinity, 1e300, -5000, 5, NaN),
      y: Float64Array.of(5, 5, NaN, 1e300, 20, 1e9, NaN),
    };
    const sources = joined(joined(junk, clean), joined(clean, junk));
    const outcome = solver.solve(picture, sources, hints);
    expectRight(outcome);
    if (!outcome.solved) return;
    const used = outcome.matches.map(({ source }) => `${sources.x[source]},${sources.y[source]}`);
    expect(new Set(used).size).toBe(used.length);
  });

  it.each(
    [false, true].flatMap((transposed) =>
      [false, true].flatMap((left) =>
        [false, true].map((down) => ({
          transposed,
          left,
          down,
          mirrored: transposed !== (left !== down),
        })),
      ),
    ),
  )(
    'flipped and turned (transposed: $transposed, left: $left, upside down: $down): parity found',
    ({ transposed, left, down, mirrored }) => {
      const flip = (flipped: boolean, value: number): number => (flipped ? 1023 - value : value);
      const [x, y] = [clean.x.map((one) => flip(left, one)), clean.y.map((one) => flip(down, one))];
      const outcome = solver.solve(picture, transposed ? { x: y, y: x } : { x, y }, hints);
      if (!outcome.solved) throw new Error(outcome.message);
      const away = separationDeg(vectorOf(outcome.centre), vectorOf(picture.centre));
      expect((away * 3600) / picture.scaleArcsec).toBeLessThan(0.2);
      expect(outcome.parity).toBe(mirrored ? 'mirrored' : 'direct');
    },
  );

  it.each([
    { wrong: 'a time wrong by an hour', raDeg: 215.04, decDeg: -25 },
    { wrong: 'a site on the other half of the Earth', raDeg: 20, decDeg: 25 },
  ])('with the pointing of $wrong, and that is named', ({ raDeg, decDeg }) => {
    const centre = { raDeg, decDeg, radiusDeg: 5 };
    const outcome = solveChecked(solver, picture, clean, { scaleArcsec, centre });
    expectRight(outcome);
    if (!outcome.solved) return;
    expect(outcome.contradictions.map(({ what }) => what)).toEqual(['pointing']);
  });
});

describe('impossible input is refused with the reason, before any search', () => {
  const bad: readonly { what: string; size?: object; hints?: SolveHints; reason: string }[] = [
    { what: 'width 0', size: { width: 0 }, reason: 'bad-size' },
    { what: 'a negative height', size: { height: -5 }, reason: 'bad-size' },
    { what: 'a size that is no number', size: { width: NaN }, reason: 'bad-size' },
    { what: 'scale 0', hints: { scaleArcsec: { low: 0, high: 0 } }, reason: 'bad-hints' },
    { what: 'a reversed scale', hints: { scaleArcsec: { low: 9, high: 3 } }, reason: 'bad-hints' },
    {
      what: 'an endless scale',
      hints: { scaleArcsec: { low: 1, high: Infinity } },
      reason: 'bad-hints',
    },
    {
      what: 'a negative radius',
      hints: { centre: { raDeg: 1, decDeg: 1, radiusDeg: -1 } },
      reason: 'bad-hints',
    },
    {
      what: 'a pointing beyond the pole',
      hints: { centre: { raDeg: 1, decDeg: 91, radiusDeg: 1 } },
      reason: 'bad-hints',
    },
    {
      what: 'a pointing that is no number',
      hints: { centre: { raDeg: NaN, decDeg: 1, radiusDeg: 1 } },
      reason: 'bad-hints',
    },
    {
      what: 'a scale no catalogue reaches',
      hints: { scaleArcsec: { low: 1e-6, high: 1e-6 } },
      reason: 'scale-out-of-reach',
    },
  ];

  it.each(bad)('$what: $reason', ({ size, hints: given, reason }) => {
    const outcome = solver.solve({ ...picture, ...size }, clean, given);
    expect(outcome).toMatchObject({ solved: false, reason, hypotheses: 0 });
    if (outcome.solved) return;
    expect(outcome.message).toMatch(/expected/);
  });
});

describe('a search ends', { timeout: 30_000 }, () => {
  it('at its bound, with that as the reason', () => {
    const random = seeded(10);
    const noise = strewn(400, () => [1023 * random(), 1023 * random()]);
    const outcome = solver.solve(picture, noise, { scaleArcsec }, { maxHypotheses: 500 });
    expect(outcome).toMatchObject({ solved: false, reason: 'search-exhausted' });
    expect(outcome.hypotheses).toBeLessThan(600);
  });
});
