import { degree, observerFrame, unitVector, type HorizontalDirection } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { skyTurnDeg, turnedSkyDoubt, type PointedFrame } from './turned-sky.js';

const site = { longitudeDeg: -110, latitudeDeg: 38, heightM: 1700 };
const jdUtc = 2_461_346.7;

const pointings: readonly HorizontalDirection[] = [0, 72, 144, 216, 288].flatMap((azimuthDeg) =>
  [10, 35, 60].map((altitudeDeg) => ({ azimuthDeg, altitudeDeg })),
);

/** Frames that looked where they were told, as headers with another time and place would have it. */
function seenWith(header: Partial<typeof site> & { readonly jdUtc?: number }): PointedFrame[] {
  const really = observerFrame({ ...site, jdUtc, refraction: null });
  const believed = observerFrame({ ...site, jdUtc, ...header, refraction: null });
  return pointings.map((commanded) => ({
    commanded,
    axis: unitVector(believed.icrsToAltAz(really.altAzToIcrs(commanded))),
  }));
}

const doubtOf = (
  frames: readonly PointedFrame[],
  header: Partial<typeof site> & { readonly jdUtc?: number } = {},
): string | null => {
  const turn = skyTurnDeg(frames);
  return turn === null ? null : turnedSkyDoubt(turn, { ...site, ...header });
};

describe('a sky that is turned against its mount', () => {
  it.each([
    ['a clock an hour ahead', { jdUtc: jdUtc + 1 / 24 }, /clock 60 min ahead.*east/],
    ['a clock 20 minutes behind', { jdUtc: jdUtc - 20 / 1440 }, /clock 20 min behind.*west/],
    ['a longitude 8 deg too far east', { longitudeDeg: -102 }, /longitude 8\.0 deg too far east/],
    ['a latitude 5 deg too far north', { latitudeDeg: 43 }, /latitude 5\.0 deg too far north/],
    [
      'a latitude of the other hemisphere',
      { latitudeDeg: -38 },
      /as by a LATITUDE of the wrong sign \(north is positive, south negative\): check/,
    ],
    [
      'a longitude of the other hemisphere',
      { longitudeDeg: 110 },
      /as by a LONGITUD of the wrong sign \(east is positive, west negative\): check/,
    ],
  ])('by %s names it', (_, header, expected) => {
    expect(doubtOf(seenWith(header), header)).toMatch(expected);
  });

  it('is measured however far it is turned', () => {
    for (const longitudeDeg of [-100, -60, 0, 60, 110]) {
      const turn = skyTurnDeg(seenWith({ longitudeDeg })) ?? { east: 0, north: 0, up: 0 };
      const apart = Math.abs(longitudeDeg - site.longitudeDeg);
      expect(Math.hypot(turn.east, turn.north, turn.up)).toBeCloseTo(
        Math.min(apart, 360 - apart),
        1,
      );
      expect(turn.east).toBeCloseTo(0, 1);
    }
  });

  it('is told although a third of the frames are false', () => {
    const frames = seenWith({ jdUtc: jdUtc + 1 / 24 }).map((frame, k) =>
      k % 3 === 0 ? { ...frame, axis: unitVector({ azimuthDeg: 37 * k, altitudeDeg: 20 }) } : frame,
    );
    expect(doubtOf(frames)).toMatch(/clock (59|60|61) min ahead/);
  });

  it('is not doubted for a mount that is off in azimuth alone, or not level by a degree', () => {
    const off = pointings.map((commanded) => ({
      commanded,
      axis: unitVector({ ...commanded, azimuthDeg: commanded.azimuthDeg + 25 }),
    }));
    expect(doubtOf(off)).toBeNull();
    const c = Math.cos(degree);
    const s = Math.sin(degree);
    const leaning = pointings.map((commanded) => {
      const { east, north, up } = unitVector(commanded);
      return { commanded, axis: { east: c * east + s * up, north, up: c * up - s * east } };
    });
    expect(doubtOf(leaning)).toBeNull();
  });

  it('is not looked for in two frames', () => {
    expect(skyTurnDeg(seenWith({}).slice(0, 2))).toBeNull();
  });
});
