import { NightSkiesError } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import {
  allSkyGrid,
  apparentCells,
  cellDirections,
  degree,
  hammerCells,
  healpixCells,
  horizontalCells,
  icrsCells,
  layeredRefraction,
  observerFrame,
  planTiles,
  tileDistanceDeg,
  greatestTileCells,
  unitVector,
  zenithalEqualAreaCells,
  type CellGrid,
} from '../index.js';
import { areaInDisk } from './disk-area.js';

function totalSr(grid: CellGrid, fromRow = 0): number {
  let sum = 0;
  for (let row = fromRow; row < grid.rows; row++) {
    // Cells between the same parallels are alike.
    const columns = grid.parallels === null ? grid.columns : 1;
    for (let column = 0; column < columns; column++) {
      sum += (grid.columns / columns) * grid.solidAngleSr(column, row);
    }
  }
  return sum;
}

/** Longitude and latitude of the middle of a cell, deg; longitude 0 to 360. */
function middle(grid: CellGrid, column: number, row: number): [number, number] {
  const out = cellDirections(1);
  grid.directions(row, column, 1, out);
  const longitude = Math.atan2(out.y[0], out.x[0]) / degree;
  return [(longitude + 360) % 360, Math.asin(out.z[0]) / degree];
}

describe('solid angles of cells sum to what the map shows of the sphere, to 1e-6', () => {
  const hemisphere = 2 * Math.PI;
  it.each<[string, CellGrid, number, number]>([
    ['plate carree of 0.5 deg', horizontalCells(allSkyGrid(0.5)), 12, hemisphere],
    ['full plate carree', horizontalCells(allSkyGrid(360 / 13800)), 230, hemisphere],
    ['zenithal equal area to the horizon', zenithalEqualAreaCells(501, 0), 0, hemisphere],
    ['zenithal equal area, whole sphere', zenithalEqualAreaCells(400, -90), 0, 2 * hemisphere],
    ['Hammer-Aitoff above the horizon', hammerCells(1000), 250, hemisphere],
    ['Hammer-Aitoff', hammerCells(1000), 0, 2 * hemisphere],
    ['HEALPix', healpixCells(64), 0, 2 * hemisphere],
    ['right ascension and declination', icrsCells(0.5), 180, hemisphere],
  ])('%s', (_, grid, fromRow, expected) => {
    expect(Math.abs(totalSr(grid, fromRow) / expected - 1)).toBeLessThan(1e-6);
  });

  it('half of the cells of HEALPix, the ring of the equator by half, are the hemisphere', () => {
    const grid = healpixCells(16);
    let sum = 0;
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column++) {
        const [, latitude] = middle(grid, column, row);
        const part = Math.abs(latitude) < 1e-9 ? 0.5 : latitude > 0 ? 1 : 0;
        sum += part * grid.solidAngleSr(column, row);
      }
    }
    expect(sum).toBeCloseTo(2 * Math.PI, 10);
  });

  it('the part of a square in a disk is what counting points finds', () => {
    for (const [left, bottom] of [
      [0.3, 0.7],
      [-0.9, -0.6],
      [-1.2, -0.2],
      [0.6, -0.9],
      [-0.5, 0.8],
      [-1.5, -1.5],
    ]) {
      const box = { left, right: left + 0.5, bottom, top: bottom + 0.5 };
      let inside = 0;
      const side = 400;
      for (let k = 0; k < side * side; k++) {
        const x = left + ((k % side) + 0.5) * (0.5 / side);
        const y = bottom + (Math.floor(k / side) + 0.5) * (0.5 / side);
        if (x * x + y * y < 1) inside++;
      }
      expect(areaInDisk(box, 1)).toBeCloseTo((inside / side ** 2) * 0.25, 4);
    }
    expect(areaInDisk({ left: -2, right: 2, bottom: -2, top: 2 }, 1)).toBeCloseTo(Math.PI, 12);
  });
});

describe('the middle of a cell', () => {
  // astropy-healpix 0.6, HEALPix(nside, order='ring').healpix_to_lonlat
  it.each([
    [1, 0, 45, 41.810314896],
    [1, 5, 90, 0],
    [1, 11, 315, -41.810314896],
    [4, 7, 157.5, 66.443535691],
    [4, 23, 345, 54.340912304],
    [4, 24, 11.25, 41.810314896],
    [4, 64, 191.25, 19.471220634],
    [4, 96, 191.25, 0],
    [4, 186, 292.5, -66.443535691],
    [16, 479, 357, 44.99388015],
    [16, 1024, 182.8125, 19.471220634],
    [16, 3066, 292.5, -84.149732936],
  ])('of HEALPix nside %d, pixel %d is at longitude %d, latitude %d', (...row) => {
    const [nside, pixel, longitude, latitude] = row;
    const grid = healpixCells(nside);
    const column = pixel % grid.columns;
    const place = middle(grid, column, (pixel - column) / grid.columns);
    expect(place[0]).toBeCloseTo(longitude, 7);
    expect(place[1]).toBeCloseTo(latitude, 7);
  });

  it('of a zenithal map: north is up, east left, the zenith in the middle', () => {
    const grid = zenithalEqualAreaCells(301, 0);
    expect(middle(grid, 150, 150)[1]).toBeCloseTo(90, 5);
    expect(middle(grid, 150, 290)[0]).toBeCloseTo(0, 6);
    expect(middle(grid, 10, 150)[0]).toBeCloseTo(90, 6);
    expect(middle(grid, 10, 150)[1]).toBeGreaterThan(0);
  });

  it('of a zenithal map beside the sky is none, and has no area', () => {
    const grid = zenithalEqualAreaCells(301, 0);
    expect(middle(grid, 0, 0)).toEqual([Number.NaN, Number.NaN]);
    expect(grid.solidAngleSr(0, 0)).toBe(0);
  });

  it('of a Hammer-Aitoff map: longitude grows to the right on horizontal maps, to the left on ICRS ones', () => {
    expect(middle(hammerCells(720), 540, 180)[0]).toBeGreaterThan(60);
    expect(middle(hammerCells(720), 540, 180)[0]).toBeLessThan(120);
    const [right] = middle(hammerCells(720, 0, 'icrs'), 540, 180);
    expect(right).toBeGreaterThan(240);
    expect(right).toBeLessThan(300);
    expect(middle(hammerCells(720, 180), 360, 180)[0]).toBeCloseTo(180.25, 0);
  });

  it('of an ICRS map: right ascension falls from 360 deg with the column', () => {
    const grid = icrsCells(0.5);
    expect([grid.columns, grid.rows]).toEqual([720, 360]);
    expect(middle(grid, 0, 0)).toEqual([expect.closeTo(359.75, 9), expect.closeTo(-89.75, 9)]);
    expect(middle(grid, 719, 359)[0]).toBeCloseTo(0.25, 9);
  });
});

it('no grid is made of sizes that make none', () => {
  expect(() => icrsCells(0.07)).toThrow(NightSkiesError);
  expect(() => hammerCells(7)).toThrow(NightSkiesError);
  expect(() => healpixCells(0.5)).toThrow(NightSkiesError);
  expect(() => zenithalEqualAreaCells(100, 90)).toThrow(NightSkiesError);
});

describe('tiles of any grid', () => {
  it.each<[string, CellGrid]>([
    ['zenithal', zenithalEqualAreaCells(333)],
    ['Hammer-Aitoff', hammerCells(514)],
    ['HEALPix', healpixCells(32)],
    ['ICRS', icrsCells(0.5)],
  ])('%s hold every cell once', (_, grid) => {
    const seen = new Uint8Array(grid.columns * grid.rows);
    for (const tile of planTiles(grid)) {
      for (let row = tile.rowStart; row < tile.rowEnd; row++) {
        for (let column = tile.columnStart; column < tile.columnEnd; column++) {
          seen[row * grid.columns + column]++;
        }
      }
    }
    expect(seen.every((count) => count === 1)).toBe(true);
  });

  it.each<[string, CellGrid, number]>([
    ['0.05 deg', horizontalCells(allSkyGrid(0.05)), 15],
    ['0.025 deg', horizontalCells(allSkyGrid(0.025)), 60],
    ['360/13800 deg', horizontalCells(allSkyGrid(360 / 13800)), 60],
    ['0.02 deg', horizontalCells(allSkyGrid(0.02)), 90],
    ['ICRS of 0.05 deg', icrsCells(0.05), 30],
    ['nside 2048', healpixCells(2048), 48],
    ['zenithal of 4096', zenithalEqualAreaCells(4096), 16],
  ])('of %s are bounded, even, and no more than needed', (_, grid, expected) => {
    const cells = planTiles(grid).map(
      (tile) => (tile.columnEnd - tile.columnStart) * (tile.rowEnd - tile.rowStart),
    );
    expect(Math.max(...cells)).toBeLessThanOrEqual(greatestTileCells);
    expect(Math.max(...cells) / Math.min(...cells)).toBeLessThan(1.02);
    expect(cells).toHaveLength(expected);
  });
});

it('tiles among the stars know how far a frame is from them, though right ascension falls with the column', () => {
  const grid = icrsCells(2);
  const frame = { azimuthDeg: 100, altitudeDeg: 20 };
  for (const tile of planTiles(grid)) {
    let least = 180;
    const row = cellDirections(grid.columns);
    const seen = unitVector(frame);
    for (let k = tile.rowStart; k < tile.rowEnd; k++) {
      grid.directions(k, 0, grid.columns, row);
      for (let i = tile.columnStart; i < tile.columnEnd; i++) {
        const cosine = row.x[i] * seen.north + row.y[i] * seen.east + row.z[i] * seen.up;
        least = Math.min(least, Math.acos(Math.min(1, cosine)) / degree);
      }
    }
    const distance = tileDistanceDeg(grid, tile, frame);
    expect(distance).toBeLessThanOrEqual(least + 1e-9);
    expect(least - distance).toBeLessThan(Math.SQRT2);
  }
  expect(() => tileDistanceDeg(healpixCells(4), planTiles(healpixCells(4))[0], frame)).toThrow(
    RangeError,
  );
});

it('tiles may be larger where a cell costs less', () => {
  const grid = allSkyGrid(360 / 13800);
  expect(planTiles(grid, 2e6)).toHaveLength(30);
  expect(planTiles(grid, 3.5e6)).toHaveLength(15);
});

describe('where ICRS cells are seen', () => {
  const sky = observerFrame({
    ...{ longitudeDeg: -105.6, latitudeDeg: 40.3, heightM: 2800, jdUtc: 2461346.7 },
    refraction: layeredRefraction({
      ...{ pressureHpa: 720, temperatureC: 4, relativeHumidity: 0.4, wavelengthUm: 0.55 },
      ...{ latitudeDeg: 40.3, heightM: 2800 },
    }),
  });

  it.each([
    [-6, 20],
    [60, 90],
  ])('by altitudes %d to %d deg, to 0.15 arcsec of the exact way', (lowestDeg, highestDeg) => {
    const grid = icrsCells(1);
    const turn = apparentCells(sky, { lowestDeg, highestDeg });
    const icrs = cellDirections(grid.columns);
    const seen = cellDirections(grid.columns);
    let worst = 0;
    let compared = 0;
    for (let row = 0; row < grid.rows; row++) {
      grid.directions(row, 0, grid.columns, icrs);
      turn(icrs, grid.columns, seen);
      for (let column = 0; column < grid.columns; column++) {
        const exact = sky.icrsVectorToAltAz({
          x: icrs.x[column],
          y: icrs.y[column],
          z: icrs.z[column],
        });
        if (exact.altitudeDeg < Math.max(0, lowestDeg) || exact.altitudeDeg > highestDeg) continue;
        const { east, north, up } = unitVector(exact);
        const off = Math.hypot(seen.x[column] - north, seen.y[column] - east, seen.z[column] - up);
        worst = Math.max(worst, (off / degree) * 3600);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(1000);
    expect(worst).toBeLessThan(0.15);
    expect(worst).toBeGreaterThan(0);
  });
});
