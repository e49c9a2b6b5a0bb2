import { greatCircleDistanceDeg, poseOfAxes } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import {
  mountedCamera,
  mountEstimates,
  mountTermCount,
  mountTermNames,
  predictPose,
  type MountModel,
} from './mount-model.js';

const valuesOf = (given: Partial<Record<string, number>>): Float64Array =>
  Float64Array.from(mountTermNames, (name) => given[name] ?? 0);

function modelOf(given: Partial<Record<string, number>>, termSigmaDeg: number): MountModel {
  const covariance = new Float64Array(mountTermCount ** 2);
  for (let k = 0; k < mountTermCount; k += 1)
    covariance[k * (mountTermCount + 1)] = termSigmaDeg ** 2;
  return {
    terms: mountEstimates(valuesOf(given), covariance),
    covariance,
    scatter: { azimuthAxis: 0.1, across: 0.01, altitude: 0.2, roll: 0.4 },
    degreesOfFreedom: { along: 40, altitude: 40, roll: 40 },
    frames: 45,
  };
}

describe('a mount', () => {
  const commanded = { azimuthDeg: 90, altitudeDeg: 30 };
  const poseWith = (given: Partial<Record<string, number>>) =>
    poseOfAxes(mountedCamera(valuesOf(given), commanded).camera);

  it('without errors points where it is told to', () => {
    const pose = poseWith({});
    expect(greatCircleDistanceDeg(pose, commanded)).toBeLessThan(1e-9);
    expect(pose.rollDeg).toBeCloseTo(0, 9);
  });

  it.each([
    ['azimuth-zero', 'azimuthDeg', 0.5],
    ['altitude-zero', 'altitudeDeg', 0.5],
    ['roll-zero', 'rollDeg', 0.5],
    // The zenith of the mount leans east, so the east it points to lies lower.
    ['tilt-east', 'altitudeDeg', -0.5],
    ['flexure-cosine', 'altitudeDeg', 0.5 * Math.cos(Math.PI / 6)],
    ['flexure-sine', 'altitudeDeg', 0.25],
    ['collimation', 'azimuthDeg', 0.5 / Math.cos(Math.PI / 6)],
    ['non-perpendicularity', 'azimuthDeg', 0.25 / Math.cos(Math.PI / 6)],
  ] as const)('with %s 0.5 deg is off in %s by %d deg', (term, angle, off) => {
    const [with0, with1] = [poseWith({}), poseWith({ [term]: 0.5 })];
    expect(with1[angle] - with0[angle]).toBeCloseTo(off, 2);
  });

  it('that leans north rolls the picture in the east', () => {
    // Its horizon rises in the south, to the right of who looks east: the picture turns with it.
    expect(poseWith({ 'tilt-north': 0.5 }).rollDeg).toBeCloseTo(0.5 / Math.cos(Math.PI / 6), 2);
  });
});

describe('a predicted pose', () => {
  it.each([0, 30, 60, 80])(
    'at altitude %d deg scatters with the cosine of altitude along the parallel',
    (altitudeDeg) => {
      const { sigmaDeg } = predictPose(modelOf({}, 0), { azimuthDeg: 10, altitudeDeg });
      const [c, s] = [
        Math.cos((altitudeDeg * Math.PI) / 180),
        Math.sin((altitudeDeg * Math.PI) / 180),
      ];
      expect(sigmaDeg.along).toBeCloseTo(Math.hypot(0.1 * c, 0.01), 9);
      expect(sigmaDeg.altitude).toBeCloseTo(0.2, 9);
      expect(sigmaDeg.roll).toBeCloseTo(Math.hypot(0.4, 0.1 * s), 9);
    },
  );

  it('bears the errors of the terms beside the scatter', () => {
    const commanded = { azimuthDeg: 10, altitudeDeg: 0 };
    const { sigmaDeg } = predictPose(modelOf({}, 0.3), commanded);
    // At the horizon altitude depends on its zero, the tilt towards it and the cosine of flexure.
    expect(sigmaDeg.altitude).toBeCloseTo(Math.hypot(0.2, 0.3 * Math.sqrt(3)), 6);
  });

  it('at the zenith states its errors in the axes of its own azimuth', () => {
    // The zenith of the mount leans 1 deg east: the camera looks there, 90 deg from its commanded azimuth.
    const model = modelOf({ 'tilt-east': 1 }, 0);
    const { pose, sigmaDeg } = predictPose(model, { azimuthDeg: 0, altitudeDeg: 90 });
    expect(pose.azimuthDeg).toBeCloseTo(90, 6);
    expect(pose.altitudeDeg).toBeCloseTo(89, 6);
    // Errors of the altitude axis, about the east, move it north and south: along its parallel.
    expect(sigmaDeg.along).toBeCloseTo(0.2, 6);
    expect(sigmaDeg.altitude).toBeCloseTo(0.01, 6);
  });
});
