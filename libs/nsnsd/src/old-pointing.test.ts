import { describe, expect, it } from 'vitest';
import { oldPointing, type OldFrame } from './old-pointing.js';
import { writePointingTable } from './pointing-table.js';
import { frames, pointing, pointingText, predictedCentres, site } from './test-support/old-set.js';

const set: readonly OldFrame[] = frames.map(({ number, jdUtc, commanded, solved }) => ({
  number,
  jdUtc,
  commanded,
  centre: solved,
}));

/** The same set with frames of some numbers not solved. */
function without(...numbers: readonly number[]): OldFrame[] {
  return set.map((frame) => (numbers.includes(frame.number) ? { ...frame, centre: null } : frame));
}

describe('oldPointing', () => {
  const { rows, centres } = oldPointing(set, site);

  it('agrees with astropy and scipy to an arcsecond in solved and predicted frames', () => {
    let worst = 0;
    for (const [i, [number, ...values] = []] of pointing.entries()) {
      const row = rows[i];
      expect(row?.number).toBe(number);
      const own = [
        row?.observed.azimuthDeg,
        row?.observed.altitudeDeg,
        row?.azimuthErrorDeg,
        row?.altitudeErrorDeg,
        row?.totalErrorDeg,
      ];
      // Azimuth on the sky: near the zenith the angle itself stretches.
      const scales = [Math.cos(((values[1] ?? 0) * Math.PI) / 180), 1, 1, 1, 1];
      for (const [j, scale] of scales.entries()) {
        worst = Math.max(worst, Math.abs((own[j] ?? NaN) - (values[j] ?? NaN)) * scale);
      }
    }
    expect(worst * 3600).toBeLessThan(1);
  });

  it('writes the table of the old program byte for byte', () => {
    expect(writePointingTable(rows)).toBe(pointingText);
  });

  it('predicts the centres of unsolved frames for their RA and DEC to an arcsecond', () => {
    expect(centres.size).toBe(45);
    for (const [number, raDeg, decDeg] of predictedCentres) {
      const place = centres.get(number);
      const across = ((place?.raDeg ?? NaN) - raDeg) * Math.cos((decDeg * Math.PI) / 180);
      expect(Math.hypot(across, (place?.decDeg ?? NaN) - decDeg) * 3600).toBeLessThan(1);
    }
  });

  it('keeps the old fault: azimuth of the first frame west of north bends its row by a degree', () => {
    expect(rows[19]?.azimuthErrorDeg).toBeGreaterThan(0.9);
    expect(rows[34]?.azimuthErrorDeg).toBeGreaterThan(0.8);
  });

  it('lifts solved frames of the lowest row alone, and never predicted ones', () => {
    const cold = oldPointing(set, { ...site, ambientF: -40 });
    const lift = rows.map(
      (row, i) => (cold.rows[i]?.observed.altitudeDeg ?? NaN) - row.observed.altitudeDeg,
    );
    expect(lift[0]).toBeGreaterThan(0.01);
    expect(lift[1]).toBeCloseTo(lift[0] ?? NaN, 12);
    expect(lift[2]).toBe(0);
    expect(lift.slice(15)).toEqual(lift.slice(15).map(() => 0));
  });

  it('gives a known star its known azimuth and altitude, lifted in the lowest row by the known constant', () => {
    const star = {
      jdUtc: 2460588.7,
      commanded: { azimuthDeg: 67, altitudeDeg: 4 },
      centre: { raDeg: 82.5, decDeg: 20 },
    };
    // 50 F at sea level makes the scale of the constant 1 (image-stages 13, items 2 and 17).
    const place = { longitudeDeg: -105.6, latitudeDeg: 40.3, heightM: 2800, ambientF: 50 };
    const seen = oldPointing([{ ...star, number: 16 }], place).rows[0]?.observed;
    expect(Math.abs((seen?.azimuthDeg ?? NaN) - 67.07212) * 3600).toBeLessThan(3);
    expect(Math.abs((seen?.altitudeDeg ?? NaN) - 4.07786) * 3600).toBeLessThan(3);
    const atSea = { ...place, heightM: 0 };
    const [low, high] = [15, 16].map(
      (number) => oldPointing([{ ...star, number }], atSea).rows[0]?.observed.altitudeDeg ?? NaN,
    );
    expect((low ?? NaN) - (high ?? NaN)).toBeCloseTo(0.116897, 6);
  });

  it('draws a straight line through two solved frames of a row', () => {
    const sparse = oldPointing(without(42, 43, 44), site).rows;
    const [first, last] = [sparse[40], sparse[44]];
    const step = (last?.observed.altitudeDeg ?? NaN) - (first?.observed.altitudeDeg ?? NaN);
    expect(sparse[41]?.observed.altitudeDeg).toBeCloseTo(
      (first?.observed.altitudeDeg ?? NaN) + step / 4,
      9,
    );
  });

  it.each([
    ['row 4', [42, 43, 44, 45]],
    ['row 4', [41, 42, 43, 44, 45]],
    ['row 2', [1, ...Array.from({ length: 14 }, (_, i) => i + 16)]],
  ])('names %s when fewer than two frames of it are solved', (row, numbers) => {
    expect(() => oldPointing(without(...numbers), site)).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({
          code: 'too-few-solved-frames',
          message: expect.stringContaining(row) as unknown,
        }) as unknown,
      }) as Error,
    );
  });

  it('asks for no prediction where every frame of a row is solved or absent', () => {
    const few = set.filter(({ number }) => number === 41);
    expect(oldPointing(few, site).rows).toHaveLength(1);
  });
});
