import { describe, expect, it } from 'vitest';
import {
  oldPointingRow,
  pointingRows,
  readPointingTable,
  writePointingTable,
} from './pointing-table.js';
import { pointing, pointingText } from './test-support/old-set.js';

const north = { azimuthDeg: 0, altitudeDeg: 60 };

describe('writePointingTable', () => {
  it('writes byte for byte what numpy wrote from the same numbers', () => {
    const rows = pointing.map(([number = NaN, azimuthDeg = NaN, altitudeDeg = NaN], i) => {
      const [azimuthErrorDeg = NaN, altitudeErrorDeg = NaN, totalErrorDeg = NaN] =
        pointing[i]?.slice(3) ?? [];
      const [, commandedAzimuth, commandedAltitude] =
        pointingText.split('\n')[i + 1]?.trim().split(/\s+/) ?? [];
      return {
        number,
        commanded: {
          azimuthDeg: Number(commandedAzimuth),
          altitudeDeg: Number(commandedAltitude),
        },
        observed: { azimuthDeg, altitudeDeg },
        azimuthErrorDeg,
        altitudeErrorDeg,
        totalErrorDeg,
      };
    });
    expect(writePointingTable(rows)).toBe(pointingText);
  });
});

describe('readPointingTable', () => {
  it('gives the rows back that were written, as they were rounded', () => {
    const rows = readPointingTable(pointingText, 'pointerr_1.txt');
    expect(rows).toHaveLength(45);
    expect(rows[2]).toEqual({
      number: 3,
      commanded: { azimuthDeg: 48, altitudeDeg: 7.5 },
      observed: { azimuthDeg: 46.81, altitudeDeg: 7.46 },
      azimuthErrorDeg: 1.18,
      altitudeErrorDeg: 0.04,
      totalErrorDeg: 1.18,
    });
    expect(writePointingTable(rows)).toBe(pointingText);
  });

  it('reads tables with line ends of Windows and with missing numbers', () => {
    const [row] = readPointingTable(
      '# file\r\n   1        0      7.5      nan      nan      nan      nan      nan\r\n',
      'p.txt',
    );
    expect(row?.observed.azimuthDeg).toBeNaN();
  });

  it.each(['1 2 3', '1 2 3 4 5 6 7 x', '1 2 3 4 5 6 7 8 9'])(
    'names file, line and remedy for a bad row: %s',
    (line) => {
      expect(() => readPointingTable(`# file\n${line}\n`, 'p.txt')).toThrow(
        expect.objectContaining({
          problem: expect.objectContaining({
            code: 'table-malformed',
            file: 'p.txt',
            message: 'line 2 is not a row of this table',
            found: line,
          }) as unknown,
        }) as Error,
      );
    },
  );
});

describe('pointingRows', () => {
  it('takes the error as commanded less observed, azimuth on the sky', () => {
    const [row] = pointingRows([
      { number: 9, commanded: north, observed: { azimuthDeg: 2, altitudeDeg: 60 } },
    ]);
    expect(row?.azimuthErrorDeg).toBeCloseTo(-1, 12);
    expect(row?.altitudeErrorDeg).toBe(0);
    expect(row?.totalErrorDeg).toBeCloseTo(1, 12);
  });

  it('writes what lies west of a commanded north as negative', () => {
    const [row] = pointingRows([
      { number: 1, commanded: north, observed: { azimuthDeg: 359.5, altitudeDeg: 60 } },
    ]);
    expect(row?.observed.azimuthDeg).toBe(-0.5);
    expect(row?.azimuthErrorDeg).toBeCloseTo(0.25, 12);
  });

  it('goes the short way round where the old table went 360 deg', () => {
    const frame = {
      number: 1,
      commanded: { azimuthDeg: 359.5, altitudeDeg: 60 },
      observed: { azimuthDeg: 0.5, altitudeDeg: 60 },
    };
    expect(pointingRows([frame])[0]?.azimuthErrorDeg).toBeCloseTo(-0.5, 12);
    expect(oldPointingRow(frame).azimuthErrorDeg).toBeCloseTo(179.5, 12);
  });

  it('orders rows by frame number', () => {
    const frames = [3, 1, 2].map((number) => ({ number, commanded: north, observed: north }));
    expect(pointingRows(frames).map(({ number }) => number)).toEqual([1, 2, 3]);
  });
});
