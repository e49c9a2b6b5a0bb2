import { degree, greatCircleDistanceDeg } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { randomSky, seeded, sourcesOf, tanOf } from '../solving/test-support/random-sky.js';
import { FisheyeCamera, type FisheyeModel } from './fisheye-model.js';
import type { FisheyeHints, FisheyeOutcome, FisheyeSolution } from './fisheye-solution.js';
import { solveFisheye } from './solve-fisheye.js';
import {
  laterSphere,
  madeUpSources,
  madeUpSphere,
  northernSphere,
  overHorizon,
} from './test-support/made-up-fisheye.js';

const truth: FisheyeModel = {
  width: 1390,
  height: 1040,
  parity: 'direct',
  principalPoint: { x: 712.4, y: 490.1 },
  radialPx: [338, -5, -1.2],
  upAzimuthDeg: 179,
  tiltEastDeg: 0.7,
  tiltNorthDeg: -1.1,
};

const given = { noisePx: 0.3, falseOnes: 400 };
const sphere = madeUpSphere(seeded(1));
const sky = overHorizon(sphere);

/** What a user of one camera knows; the judge tests do without. */
const camera: FisheyeHints = { scaleShare: { low: 0.55, high: 0.75 }, parity: 'direct' };

function solved(outcome: FisheyeOutcome): FisheyeSolution {
  if (!outcome.solved) throw new Error(`${outcome.reason}: ${outcome.problem.found ?? ''}`);
  return outcome;
}

/** Greatest distance between what two cameras show of the stars above an altitude, px. */
function worstPx(a: FisheyeModel, b: FisheyeModel, stars = sky, lowestDeg = 5): number {
  const [one, other] = [new FisheyeCamera(a), new FisheyeCamera(b)];
  let worst = 0;
  for (let i = 0; i < stars.v.length; i += 1) {
    if (stars.altitudeDeg[i] < lowestDeg) continue;
    const direction = { azimuthDeg: stars.azimuthDeg[i], altitudeDeg: stars.altitudeDeg[i] };
    const [p, q] = [one.pixelOf(direction), other.pixelOf(direction)];
    if (p === undefined || q === undefined) return Infinity;
    worst = Math.max(worst, Math.hypot(p.x - q.x, p.y - q.y));
  }
  return worst;
}

describe('a whole-sky picture', () => {
  it.each([
    { parity: 'direct', upAzimuthDeg: 33, size: 'wide' },
    { parity: 'mirrored', upAzimuthDeg: 271, size: 'wide' },
    { parity: 'mirrored', upAzimuthDeg: 120, size: 'square' },
  ] as const)('$parity, up at azimuth $upAzimuthDeg, $size, is solved', (one) => {
    const square = { width: 1040, height: 1040, principalPoint: { x: 530, y: 512 } };
    const { parity, upAzimuthDeg } = one;
    const model = { ...truth, ...(one.size === 'square' ? square : {}), parity, upAzimuthDeg };
    const sources = madeUpSources(sky, model, seeded(2), given);
    const solution = solved(solveFisheye(model, sources, sky));
    expect(solution.model.parity).toBe(parity);
    expect(worstPx(solution.model, model)).toBeLessThan(0.3);
    const zenith = new FisheyeCamera(model).pixelOf({ azimuthDeg: 0, altitudeDeg: 90 });
    expect(solution.zenith.x).toBeCloseTo(zenith?.x ?? NaN, 0);
    expect(solution.zenith.y).toBeCloseTo(zenith?.y ?? NaN, 0);
    expect(solution.tiltDeg).toBeCloseTo(Math.hypot(0.7, 1.1), 1);
    expect(solution.brightShare).toBeGreaterThan(0.8);
    expect(solution.chanceBound).toBeLessThan(1e-6);
  });

  it('has errors that keep to the stated ones', () => {
    const ratios: number[] = [];
    for (let seed = 0; seed < 4; seed += 1) {
      const sources = madeUpSources(sky, truth, seeded(100 + seed), given);
      const { zenith, zenithSigmaPx, tiltDeg, tiltSigmaDeg } = solved(
        solveFisheye(truth, sources, sky),
      );
      const wanted = new FisheyeCamera(truth).pixelOf({ azimuthDeg: 0, altitudeDeg: 90 });
      ratios.push((zenith.x - (wanted?.x ?? NaN)) / zenithSigmaPx.x);
      ratios.push((zenith.y - (wanted?.y ?? NaN)) / zenithSigmaPx.y);
      ratios.push((tiltDeg - Math.hypot(0.7, 1.1)) / tiltSigmaDeg);
    }
    const rms = Math.sqrt(ratios.reduce((sum, ratio) => sum + ratio * ratio, 0) / ratios.length);
    expect(rms).toBeGreaterThan(0.6);
    expect(rms).toBeLessThan(1.5);
  });

  it.each([
    { lens: 'equisolid', law: (theta: number) => 690 * Math.sin(theta / 2) },
    { lens: 'stereographic', law: (theta: number) => 500 * Math.tan(theta / 2) },
  ])('of an $lens lens is fitted by a polynomial', ({ law }) => {
    const sources = madeUpSources(sky, truth, seeded(3), { ...given, noisePx: 0.1, law });
    const { model, rmsPx, matches } = solved(solveFisheye(truth, sources, sky));
    expect(matches.length).toBeGreaterThan(250);
    expect(rmsPx).toBeLessThan(0.3);
    const found = new FisheyeCamera(model);
    for (const altitudeDeg of [15, 30, 60, 80]) {
      const direction = { azimuthDeg: 40, altitudeDeg };
      const place = found.pixelOf(direction) ?? { x: NaN, y: NaN };
      const plain = new FisheyeCamera(truth).pixelOf(direction) ?? { x: NaN, y: NaN };
      const { x: px, y: py } = truth.principalPoint;
      const theta = separation(new FisheyeCamera(truth).axis, direction);
      const stretch = law(theta) / Math.hypot(plain.x - px, plain.y - py);
      expect(place.x).toBeCloseTo(px + stretch * (plain.x - px), 0);
      expect(place.y).toBeCloseTo(py + stretch * (plain.y - py), 0);
    }
  });

  it('half under clouds is solved, its zenith true to 0.3 px', () => {
    const hidden = ({ azimuthDeg }: { azimuthDeg: number }) => azimuthDeg > 150 && azimuthDeg < 330;
    const sources = madeUpSources(sky, truth, seeded(4), { ...given, hidden });
    const { zenith, brightShare } = solved(solveFisheye(truth, sources, sky));
    const wanted = new FisheyeCamera(truth).pixelOf({ azimuthDeg: 0, altitudeDeg: 90 });
    expect(zenith.x).toBeCloseTo(wanted?.x ?? NaN, 0);
    expect(zenith.y).toBeCloseTo(wanted?.y ?? NaN, 0);
    expect(brightShare).toBeLessThan(0.6);
  });
});

describe('a whole-sky picture out of the ordinary is solved', () => {
  it.each([
    { kind: 'with the sky to one side', change: { principalPoint: { x: 790, y: 640 } } },
    { kind: 'with the sky cut off by its sides', change: { radialPx: [600, -10, -2] } },
    { kind: 'with a small circle of sky', change: { radialPx: [230, -4, -0.6] } },
  ])('$kind', ({ change }) => {
    const model = { ...truth, ...change };
    const sources = madeUpSources(sky, model, seeded(20), given);
    expect(worstPx(solved(solveFisheye(model, sources, sky)).model, model, sky, 40)).toBeLessThan(
      0.3,
    );
  });

  it('with no more than 40 sources', () => {
    const { x, y } = madeUpSources(sky, truth, seeded(21), { noisePx: 0.3, falseOnes: 0 });
    const sources = { x: x.slice(0, 40), y: y.slice(0, 40) };
    const { model, zenithSigmaPx } = solved(solveFisheye(truth, sources, sky));
    expect(zenithSigmaPx.x).toBeLessThan(0.5);
    expect(worstPx(model, truth, sky, 30)).toBeLessThan(1);
  });

  it('with 20,000 faint sources about its stars', () => {
    const { x, y } = madeUpSources(sky, truth, seeded(22), given);
    const random = seeded(23);
    const faint = (side: number) => Float64Array.from({ length: 20_000 }, () => side * random());
    const sources = {
      x: Float64Array.from([...x, ...faint(truth.width)]),
      y: Float64Array.from([...y, ...faint(truth.height)]),
    };
    expect(worstPx(solved(solveFisheye(truth, sources, sky)).model, truth)).toBeLessThan(0.3);
  });
});

describe('a picture that contradicts what is said of it', () => {
  const latitudeDeg = 35;

  it.each([60, -60])('by a clock %d minutes fast is refused, and the clock named', (minutes) => {
    const sources = madeUpSources(sky, truth, seeded(5), given);
    const said = overHorizon(laterSphere(sphere, latitudeDeg, minutes));
    const outcome = solveFisheye(truth, sources, said, { latitudeDeg });
    if (outcome.solved) throw new Error('solved at the wrong time');
    expect(outcome.reason).toBe('contradiction');
    // The camera's own tilt of 0.7 deg to the east counts as 3.4 min.
    expect(outcome.contradiction?.clockAheadMinutes).toBeGreaterThan(minutes - 5);
    expect(outcome.contradiction?.clockAheadMinutes).toBeLessThan(minutes + 5);
    expect(outcome.problem.found).toContain(`min ${minutes > 0 ? 'fast' : 'slow'}`);
  });

  it('by a site 8 deg too far north is refused, and the latitude named', () => {
    const sources = madeUpSources(sky, truth, seeded(6), given);
    const said = overHorizon(northernSphere(sphere, 8));
    const outcome = solveFisheye(truth, sources, said, { latitudeDeg: latitudeDeg + 8 });
    if (outcome.solved) throw new Error('solved at the wrong site');
    expect(outcome.reason).toBe('contradiction');
    expect(outcome.contradiction?.latitudeDeg).toBeCloseTo(latitudeDeg - 1.1, 1);
  });

  it('by a clock hours off, or by another sky, is refused', () => {
    const sources = madeUpSources(sky, truth, seeded(7), given);
    const later = overHorizon(laterSphere(sphere, latitudeDeg, 300));
    expect(solveFisheye(truth, sources, later, camera).solved).toBe(false);
    const another = overHorizon(madeUpSphere(seeded(8)));
    expect(solveFisheye(truth, sources, another, camera).solved).toBe(false);
  });

  it('is taken when the camera is said to lean that far', () => {
    const leaning = { ...truth, tiltEastDeg: 9, tiltNorthDeg: -4 };
    const sources = madeUpSources(sky, leaning, seeded(9), given);
    expect(solveFisheye(truth, sources, sky)).toMatchObject({ reason: 'contradiction' });
    const { model } = solved(solveFisheye(truth, sources, sky, { maxTiltDeg: 12 }));
    expect(worstPx(model, leaning)).toBeLessThan(0.3);
  });
});

describe('a picture without a solution is refused', () => {
  const reasonOf = (outcome: FisheyeOutcome) => (outcome.solved ? 'solved' : outcome.reason);

  it('when it shows a hole in the clouds only', () => {
    const hidden = ({ altitudeDeg, azimuthDeg }: { altitudeDeg: number; azimuthDeg: number }) =>
      altitudeDeg < 35 || altitudeDeg > 70 || azimuthDeg > 40;
    const sources = madeUpSources(sky, truth, seeded(10), { ...given, hidden });
    const outcome = solveFisheye(truth, sources, sky, camera);
    expect(reasonOf(outcome)).toMatch(/too-little-sky|log-odds-too-low|no-pattern/);
  });

  it('when its sources are strewn by chance', () => {
    const random = seeded(11);
    const strewn = () => Float64Array.from({ length: 1500 }, () => random() * 1040);
    const outcome = solveFisheye(truth, { x: strewn(), y: strewn() }, sky, camera);
    expect(reasonOf(outcome)).toBe('log-odds-too-low');
  });

  it('when its columns are in another order than its rows', () => {
    const { x, y } = madeUpSources(sky, truth, seeded(12), given);
    const outcome = solveFisheye(truth, { x: x.toReversed(), y }, sky, camera);
    expect(reasonOf(outcome)).toBe('log-odds-too-low');
  });

  it('when it is an ordinary picture of 27 deg', () => {
    const size = { width: 1024, height: 1024 };
    const picture = {
      ...size,
      centre: { raDeg: 50, decDeg: 20 },
      scaleArcsec: 95,
      rotationDeg: 20,
      mirrored: false,
    };
    const stars = randomSky(13, 350_000);
    const many = { most: 1500, noisePx: 0.1, falseOnes: 100 };
    const sources = sourcesOf(stars, tanOf(picture), size, seeded(14), many);
    expect(reasonOf(solveFisheye(size, sources, sky, camera))).toBe('log-odds-too-low');
  });

  it('when there is next to nothing in it, or next to no star to look for', () => {
    const few = { x: [1, 2, 3], y: [1, 2, 3] };
    expect(reasonOf(solveFisheye(truth, few, sky))).toBe('too-few-sources');
    const none = { azimuthDeg: [], altitudeDeg: [], v: [] };
    const sources = madeUpSources(sky, truth, seeded(15), given);
    expect(reasonOf(solveFisheye(truth, sources, none))).toBe('too-few-stars');
  });
});

function separation(
  a: { azimuthDeg: number; altitudeDeg: number },
  b: { azimuthDeg: number; altitudeDeg: number },
): number {
  return greatCircleDistanceDeg(a, b) * degree;
}
