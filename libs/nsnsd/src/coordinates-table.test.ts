import { describe, expect, it } from 'vitest';
import type { CdMatrix } from '@nightskies/sky';
import {
  coordinatesRows,
  writeCoordinatesTable,
  type CoordinatesRow,
} from './coordinates-table.js';
import { oldCoordinatesRows } from './old-coordinates.js';
import { oldPointing } from './old-pointing.js';
import {
  coordinates,
  frames,
  oldCoordinates,
  oldCoordinatesText,
  predictedCentres,
  site,
} from './test-support/old-set.js';

/** A picture of 96 arcsec per pixel, rows stored top down, its upward direction at an angle. */
function matrixOf(upDeg: number): CdMatrix {
  const scale = 96 / 3600;
  const angle = (upDeg * Math.PI) / 180;
  return {
    cd11: -scale * Math.cos(angle),
    cd12: -scale * Math.sin(angle),
    cd21: scale * Math.sin(angle),
    cd22: -scale * Math.cos(angle),
  };
}

const predicted = new Map(
  predictedCentres.map(([number, raDeg, decDeg]) => [number, { raDeg, decDeg }]),
);
const placed = frames.map(({ number, jdUtc, solved, upDeg }) => ({
  number,
  jdUtc,
  centre: solved ?? predicted.get(number) ?? { raDeg: NaN, decDeg: NaN },
  cd: upDeg === null ? null : matrixOf(upDeg),
}));

function anglesOf(row: CoordinatesRow): number[] {
  return [
    row.galacticAngleDeg,
    row.flippedGalacticLongitudeDeg,
    row.galacticLatitudeDeg,
    row.eclipticAngleDeg,
    row.flippedHelioeclipticLongitudeDeg,
    row.eclipticLatitudeDeg,
  ];
}

/** Largest difference per column, arcseconds, longitudes on the sky. */
function worstArcsec(rows: readonly CoordinatesRow[], expected: typeof coordinates): number[] {
  const worst = [0, 0, 0, 0, 0, 0];
  for (const [i, row] of rows.entries()) {
    const [number, ...values] = expected[i] ?? [];
    expect(row.number).toBe(number);
    const angles = anglesOf(row);
    const scales = [1, cosine(values[2]), 1, 1, cosine(values[5]), 1];
    for (const [j, scale] of scales.entries()) {
      const difference = Math.abs((angles[j] ?? NaN) - (values[j] ?? NaN)) * scale * 3600;
      worst[j] = Math.max(worst[j] ?? 0, difference);
    }
  }
  return worst;
}

function cosine(angleDeg = NaN): number {
  return Math.cos((angleDeg * Math.PI) / 180);
}

describe('coordinatesRows', () => {
  it('agrees with astropy to an arcsecond in coordinates', () => {
    const [, l, b, , lambda, beta] = worstArcsec(coordinatesRows(placed, site), coordinates);
    expect(Math.max(l ?? NaN, b ?? NaN, lambda ?? NaN, beta ?? NaN)).toBeLessThan(1);
  });

  it('agrees with astropy in directions, which stretch near a pole and the zenith', () => {
    const [galactic, , , ecliptic] = worstArcsec(coordinatesRows(placed, site), coordinates);
    expect(galactic).toBeLessThan(1);
    expect(ecliptic).toBeLessThan(3);
  });

  it('finds the galactic pole for frames whose roll is unknown where their roll would put it', () => {
    const [frame] = placed;
    if (frame === undefined) throw new Error('the set has frames');
    const level = coordinatesRows([{ ...frame, cd: null }], site)[0]?.galacticAngleDeg ?? NaN;
    const rolled = coordinatesRows([frame], site)[0]?.galacticAngleDeg ?? NaN;
    expect(Math.abs(level - rolled)).toBeLessThan(3);
  });
});

describe('oldCoordinatesRows', () => {
  const pointingOf = new Map(
    oldPointing(
      frames.map(({ number, jdUtc, commanded, solved }) => ({
        number,
        jdUtc,
        commanded,
        centre: solved,
      })),
      site,
    ).rows.map((row) => [row.number, row.observed]),
  );
  const rows = oldCoordinatesRows(
    placed.map((frame) => ({
      ...frame,
      observed: pointingOf.get(frame.number) ?? { azimuthDeg: NaN, altitudeDeg: NaN },
    })),
    site,
  );

  it('repeats the old arithmetic to an arcsecond in coordinates', () => {
    const [, l, b, , lambda, beta] = worstArcsec(rows, oldCoordinates);
    expect(Math.max(l ?? NaN, b ?? NaN, lambda ?? NaN, beta ?? NaN)).toBeLessThan(1);
  });

  it('writes the table of the old program byte for byte', () => {
    expect(writeCoordinatesTable(rows)).toBe(oldCoordinatesText);
  });

  it('keeps the old faults: pole of unsolved frames degrees off, the Sun by its right ascension', () => {
    const corrected = coordinatesRows(placed, site);
    const unsolved = rows.findIndex(({ number }) => number === 3);
    const angle = (list: readonly CoordinatesRow[]): number =>
      list[unsolved]?.galacticAngleDeg ?? NaN;
    expect(Math.abs(angle(rows) - angle(corrected))).toBeGreaterThan(5);
    const longitude = (list: readonly CoordinatesRow[]): number =>
      list[0]?.flippedHelioeclipticLongitudeDeg ?? NaN;
    expect(Math.abs(longitude(rows) - longitude(corrected))).toBeGreaterThan(1);
  });

  it('gives the reference star its known coordinates', () => {
    const [row] = oldCoordinatesRows(
      [
        {
          number: 1,
          jdUtc: 2460588.7,
          centre: { raDeg: 82.5, decDeg: 20 },
          cd: null,
          observed: { azimuthDeg: 67.07, altitudeDeg: 4.08 },
        },
      ],
      { longitudeDeg: -105.6, latitudeDeg: 40.3, heightM: 2800 },
    );
    expect(row?.flippedGalacticLongitudeDeg).toBeCloseTo(174.30413, 3);
    expect(row?.galacticLatitudeDeg).toBeCloseTo(-7.75897, 3);
    expect(row?.flippedHelioeclipticLongitudeDeg).toBeCloseTo(107.83786, 3);
    expect(row?.eclipticLatitudeDeg).toBeCloseTo(-3.25252, 3);
  });
});
