import { cameraAxes, degree, directionOf, greatCircleDistanceDeg } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { mountedPose, perfectMount, realisticMount, type MountOptions } from './mount.js';

const poses = (mount: Partial<MountOptions>, altitudeDeg: number, count: number) =>
  Array.from({ length: count }, (_, i) => {
    const commanded = { azimuthDeg: 100, altitudeDeg };
    return mountedPose({ ...perfectMount, ...mount }, commanded, 3, `pointing ${i}`);
  });

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

describe('a mount', () => {
  it('without faults looks where it is told to, the horizon level', () => {
    const commanded = { azimuthDeg: 24, altitudeDeg: 90 };
    expect(mountedPose(perfectMount, commanded, 1, 'zenith1')).toEqual({
      ...commanded,
      rollDeg: 0,
    });
  });

  it.each([7.5, 57.5, 82.5])('errs alike in both axes at altitude %d', (altitude) => {
    const errors = poses({ sigmaDeg: 0.1 }, altitude, 2000);
    expect(rms(errors.map((pose) => pose.azimuthDeg - 100))).toBeCloseTo(0.1, 2);
    expect(rms(errors.map((pose) => pose.altitudeDeg - altitude))).toBeCloseTo(0.1, 2);
  });

  it('adds zero points, and flexure with the cosine of the altitude', () => {
    const mount = { azimuthZeroDeg: 0.4, altitudeZeroDeg: -0.2, flexureDeg: 0.1, rollZeroDeg: 0.7 };
    const [pose] = poses(mount, 60, 1);
    expect(pose.azimuthDeg).toBeCloseTo(100.4, 12);
    expect(pose.altitudeDeg).toBeCloseTo(59.8 + 0.05, 12);
    expect(pose.rollDeg).toBe(0.7);
  });

  it('that leans towards the east looks lower there, higher in the west, and rolls in between', () => {
    const lean = { ...perfectMount, tiltDeg: 0.3, tiltAzimuthDeg: 90 };
    const at = (azimuthDeg: number) => mountedPose(lean, { azimuthDeg, altitudeDeg: 30 }, 1, '');
    expect(at(90).altitudeDeg).toBeCloseTo(29.7, 9);
    expect(at(270).altitudeDeg).toBeCloseTo(30.3, 9);
    expect(at(0).altitudeDeg).toBeCloseTo(30, 2);
    // Looking north the east is to the right: leaning that way the right side sinks.
    expect(at(0).rollDeg).toBeCloseTo(-0.3 / Math.cos(30 * degree), 2);
    const zenith = mountedPose(lean, { azimuthDeg: 0, altitudeDeg: 90 }, 1, '');
    expect(zenith.azimuthDeg).toBeCloseTo(90, 6);
    expect(zenith.altitudeDeg).toBeCloseTo(89.7, 9);
  });

  it('of the usual make is off by some tenths of a degree, past the zenith as well', () => {
    for (const altitudeDeg of [7.5, 32.5, 57.5, 82.5, 90]) {
      const commanded = { azimuthDeg: 0, altitudeDeg };
      const pose = mountedPose(realisticMount, commanded, 1, 'ib001');
      expect(pose.altitudeDeg).toBeLessThanOrEqual(90);
      const looking = directionOf(cameraAxes(pose).axis);
      expect(greatCircleDistanceDeg(looking, commanded)).toBeGreaterThan(0.05);
      expect(greatCircleDistanceDeg(looking, commanded)).toBeLessThan(1.2);
    }
  });

  it('errs the same for one name, otherwise for another', () => {
    const commanded = { azimuthDeg: 0, altitudeDeg: 32.5 };
    const pose = (name: string) => mountedPose(realisticMount, commanded, 1, name);
    expect(pose('ib017')).toEqual(pose('ib017'));
    expect(pose('ib017')).not.toEqual(pose('ib018'));
  });
});
