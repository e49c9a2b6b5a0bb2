import { allSkyGrid, columnAzimuthDeg, rowAltitudeDeg, type MapGrid } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { maskWeights } from './sky-mask.js';
import { valuesOf, type OfSky } from './test-support/made-skies.js';

const weightsOn = (grid: MapGrid, maskGrid: MapGrid, sky: OfSky): Float32Array => {
  const cells = valuesOf(sky, maskGrid);
  const weigh = maskWeights(
    {
      grid: maskGrid,
      row: (row) => cells.subarray(row * maskGrid.columns, (row + 1) * maskGrid.columns),
    },
    grid,
  );
  const all = new Float32Array(grid.columns * grid.rows);
  for (let row = 0; row < grid.rows; row++) {
    weigh(row, all.subarray(row * grid.columns, (row + 1) * grid.columns));
  }
  return all;
};

/** A skyline that no two azimuths share. */
const skyline: OfSky = (azimuth, altitude) =>
  altitude > 10 + 8 * Math.sin((azimuth * Math.PI) / 180) + azimuth / 60 ? 1 : 0;

describe('a mask on cells of another map', () => {
  it.each([
    ['that begins at north', { ...allSkyGrid(0.5), azimuth0Deg: 0 }],
    ['of half the size', allSkyGrid(0.25)],
    ['of the same size', allSkyGrid(0.5)],
  ])('%s is where it was', (_, grid) => {
    const weights = weightsOn(grid, allSkyGrid(0.5), skyline);
    for (let row = 0; row < grid.rows; row += 7) {
      for (let column = 0; column < grid.columns; column += 11) {
        // Away from the skyline by more than a cell, whichever way azimuth is counted.
        const azimuth = ((columnAzimuthDeg(grid, column) + 540) % 360) - 180;
        const altitude = rowAltitudeDeg(grid, row);
        const [low, high] = [skyline(azimuth, altitude - 0.8), skyline(azimuth, altitude + 0.8)];
        if (low !== high || Math.abs(azimuth) > 179) continue;
        expect(weights[row * grid.columns + column]).toBe(low);
      }
    }
  });

  it('of several times the size is the part of them that is sky', () => {
    const coarse = allSkyGrid(2);
    const weights = weightsOn(coarse, allSkyGrid(0.5), (_, altitude) => (altitude > 11 ? 1 : 0));
    const rowOf = (altitude: number): number => Math.floor((altitude + 6) / 2);
    expect(weights[rowOf(9) * coarse.columns + 5]).toBe(0);
    expect(weights[rowOf(11) * coarse.columns + 5]).toBeCloseTo(0.5, 6);
    expect(weights[rowOf(13) * coarse.columns + 5]).toBeCloseTo(1, 6);
  });

  it('that ends above the horizon leaves all else sky', () => {
    const strip = { ...allSkyGrid(1), rows: 36 };
    const weights = weightsOn(allSkyGrid(1), strip, () => 0);
    expect(weights[35 * 360]).toBe(0);
    expect(weights[36 * 360]).toBe(1);
  });
});
