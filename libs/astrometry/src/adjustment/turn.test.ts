import { cameraAxes, degree, dot, poseOfAxes } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { levelTurn, rolledCovariance, turnBetween, turned } from './turn.js';

const level = cameraAxes({ azimuthDeg: 50, altitudeDeg: 30, rollDeg: 0 });

describe('a turn of a camera', () => {
  it.each([
    [{ along: 0.1, lift: 0, spin: 0 }, 'azimuthDeg'],
    [{ along: 0, lift: 0.1, spin: 0 }, 'altitudeDeg'],
    [{ along: 0, lift: 0, spin: 0.1 }, 'rollDeg'],
  ] as const)('of %o makes its %s grow', (turn, angle) => {
    const [before, after] = [poseOfAxes(level), poseOfAxes(turned(level, turn))];
    expect(after[angle]).toBeGreaterThan(before[angle] + 5);
  });

  it('of an angle moves the axis by that angle', () => {
    const after = turned(level, { along: 0.3, lift: -0.4, spin: 0 });
    expect(Math.acos(dot(after.axis, level.axis))).toBeCloseTo(0.5, 12);
  });

  it.each([
    [0.3, -0.4, 1.1],
    [1e-9, 2e-9, -1e-9],
    [-2, 1, 1.5],
    [0, 0, 0],
  ])('of %d, %d, %d is found again between the cameras, and keeps them orthogonal', (a, l, s) => {
    const start = cameraAxes({ azimuthDeg: 200, altitudeDeg: 90, rollDeg: 12 });
    const end = turned(start, { along: a, lift: l, spin: s });
    const found = turnBetween(start, end);
    expect(found.along).toBeCloseTo(a, 12);
    expect(found.lift).toBeCloseTo(l, 12);
    expect(found.spin).toBeCloseTo(s, 12);
    expect(dot(end.right, end.up)).toBeCloseTo(0, 14);
    expect(dot(end.axis, end.axis)).toBeCloseTo(1, 14);
  });

  it('stated in rolled axes is the same one stated in level axes', () => {
    const rolled = cameraAxes({ azimuthDeg: 50, altitudeDeg: 30, rollDeg: 70 });
    const turn = { along: 2e-5, lift: -1e-5, spin: 3e-5 };
    const moved = turned(rolled, turn);
    const axisMoved = turned(level, levelTurn(turn, 70 * degree)).axis;
    expect(Math.hypot(moved.axis.east - axisMoved.east, moved.axis.up - axisMoved.up)).toBeLessThan(
      1e-9,
    );
  });
});

describe('a covariance in rolled axes', () => {
  it('turned by 90 deg has its along and lift exchanged', () => {
    const covariance = Float64Array.of(4, 1, 0.5, 1, 9, 0.2, 0.5, 0.2, 1);
    const level90 = rolledCovariance(covariance, 90 * degree);
    const expected = [9, -1, -0.2, -1, 4, 0.5, -0.2, 0.5, 1];
    for (const [k, value] of expected.entries()) expect(level90[k]).toBeCloseTo(value, 12);
  });

  it('holds for levelled turns: c = r r for a single turn r', () => {
    const turn = { along: 1, lift: -2, spin: 0.5 };
    const r = [turn.along, turn.lift, turn.spin];
    const covariance = Float64Array.from({ length: 9 }, (_, k) => r[Math.floor(k / 3)] * r[k % 3]);
    const moved = levelTurn(turn, 0.7);
    const m = [moved.along, moved.lift, moved.spin];
    const found = rolledCovariance(covariance, 0.7);
    for (const [k, value] of found.entries()) {
      expect(value).toBeCloseTo(m[Math.floor(k / 3)] * m[k % 3], 12);
    }
  });
});
