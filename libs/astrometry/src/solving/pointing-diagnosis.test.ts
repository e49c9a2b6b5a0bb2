import { observerFrame, type Observation } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { diagnosePointing, type PointingCase, type PointingCause } from './pointing-diagnosis.js';

const truth: Observation = {
  jdUtc: 2_461_347.75,
  longitudeDeg: -105.58,
  latitudeDeg: 40.36,
  heightM: 2900,
  refraction: null,
};
const commanded = { azimuthDeg: 130, altitudeDeg: 32.5 };
const found = observerFrame(truth).altAzToIcrs(commanded);

function diagnose(change: Partial<PointingCase> & { readonly wrong?: Partial<Observation> }) {
  const { wrong, ...other } = change;
  return diagnosePointing({ commanded, observation: { ...truth, ...wrong }, found, ...other });
}

function cause(name: string, of: readonly PointingCause[]): PointingCause {
  const one = of.find((candidate) => candidate.cause === name);
  if (one === undefined) throw new Error(`${name} is not among ${of.map((c) => c.cause).join()}`);
  return one;
}

describe('a frame that looks elsewhere than it should', () => {
  it('needs no explanation within the tolerance', () => {
    const diagnosis = diagnose({ commanded: { azimuthDeg: 130.4, altitudeDeg: 32.2 } });
    expect(diagnosis).toMatchObject({ agrees: true, causes: [] });
    expect(diagnosis.message).toContain('looks where it should');
  });

  it.each([
    { hours: 1, words: 'the time given is 1 h 00 min too early' },
    { hours: -7, words: 'the time given is 7 h 00 min too late' },
    { hours: 0.3, words: 'the time given is 0 h 18 min too early' },
  ])('names a clock that is $hours h off', ({ hours, words }) => {
    const { causes, message } = diagnose({ wrong: { jdUtc: truth.jdUtc - hours / 24 } });
    const time = cause('time', causes);
    expect(Math.abs(time.wouldBe - truth.jdUtc) * 86400).toBeLessThan(5);
    expect(time.residualDeg).toBeLessThan(0.02);
    expect(message).toContain(words);
    expect(message.includes('time zone')).toBe(Number.isInteger(hours));
  });

  it('names time and longitude alike, as one frame cannot tell them apart, and says so', () => {
    const { causes, message } = diagnose({ wrong: { longitudeDeg: -95.58 } });
    const longitude = cause('longitude', causes);
    expect(longitude.wouldBe).toBeCloseTo(truth.longitudeDeg, 1);
    expect(cause('time', causes).residualDeg).toBeCloseTo(longitude.residualDeg, 1);
    expect(message).toContain('cannot tell a wrong time from a wrong longitude');
    expect(message).toContain('too far east (given -95.58 deg, would be -105.5');
  });

  it.each([
    { slip: 'longitude-sign', wrong: { longitudeDeg: -truth.longitudeDeg } },
    { slip: 'latitude-sign', wrong: { latitudeDeg: -truth.latitudeDeg } },
  ])('names a $slip first, before causes that are fitted to the frame', ({ slip, wrong }) => {
    const { causes } = diagnose({ wrong });
    expect(causes[0].cause).toBe(slip);
    expect(causes[0].residualDeg).toBeLessThan(0.01);
  });

  it.each([
    { slip: 'azimuth-from-south', given: { azimuthDeg: 310, altitudeDeg: 32.5 } },
    { slip: 'azimuth-westward', given: { azimuthDeg: 230, altitudeDeg: 32.5 } },
    { slip: 'zenith-distance', given: { azimuthDeg: 130, altitudeDeg: 57.5 } },
  ])('names $slip', ({ slip, given }) => {
    expect(cause(slip, diagnose({ commanded: given }).causes).residualDeg).toBeLessThan(0.01);
  });

  it('tells how far the camera is off when no single slip explains it', () => {
    const { causes, message } = diagnose({ commanded: { azimuthDeg: 122, altitudeDeg: 29.5 } });
    expect(causes.map((one) => one.cause)).toEqual(['pointing']);
    expect(message).toContain('+8.00 deg in azimuth and +3.00 deg in altitude');
  });

  it('always names the pointing as a candidate, so that nothing is claimed as certain', () => {
    const { causes } = diagnose({ wrong: { jdUtc: truth.jdUtc - 1 / 24 } });
    expect(causes.map((one) => one.cause)).toContain('pointing');
    expect(causes.length).toBeGreaterThan(2);
  });

  it('names a mirrored frame besides', () => {
    const parity = { expected: 'direct', found: 'mirrored' } as const;
    const { causes, message, agrees } = diagnose({ parity });
    expect(agrees).toBe(false);
    expect(causes.map((one) => one.cause)).toEqual(['mirrored']);
    expect(message).toContain('The frame looks where it should');
    expect(message).toContain('the frame is stored mirrored, expected direct');
  });
});
