import { describe, expect, it } from 'vitest';
import { measured } from '../regions/measured.js';
import { valueOf } from '../test-support/made-skies.js';
import { albedoAt, givenAlbedo, reflectedIlluminance } from './albedo.js';
import { readGroundGrid, type GroundGrid } from './ground-grid.js';
import { lightRatioModel, lightRatioWeight } from './light-ratio-model.js';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('a grid of the ground', () => {
  const esri =
    'ncols 3\nnrows 2\nxllcorner -110\nyllcorner 38\ncellsize 0.5\nNODATA_value -9999\n1 2 3\n4 -9999 6\n';

  it('is read from an ESRI ASCII grid, rows from the north', () => {
    const grid = readGroundGrid(bytes(esri), 'a.asc');
    expect(grid).toMatchObject({ columns: 3, rows: 2, westDeg: -110, northDeg: 39 });
    expect([...grid.values]).toEqual([1, 2, 3, 4, Number.NaN, 6]);
  });

  it('may be placed by the middle of its corner cell', () => {
    const grid = readGroundGrid(bytes(esri.replaceAll('corner', 'center')), 'a.asc');
    expect(grid.westDeg).toBe(-110.25);
    expect(grid.northDeg).toBe(38.75);
  });

  it('is read from a table of points in any order', () => {
    const grid = readGroundGrid(
      bytes('lat,lon,albedo\n38.25,-109.75,4\n38.75,-109.25,2\n38.75,-109.75,1\n38.25,-109.25,5\n'),
      'a.csv',
    );
    expect(grid).toMatchObject({ columns: 2, rows: 2, westDeg: -110, northDeg: 39 });
    expect([...grid.values]).toEqual([1, 2, 4, 5]);
  });

  it.each([
    ['too few values', esri.replace('4 -9999 6', '4')],
    ['no cell size', esri.replace('cellsize 0.5\n', '')],
    ['absurd sizes', esri.replace('ncols 3', 'ncols 3000000')],
    ['metres for degrees', esri.replace('yllcorner 38', 'yllcorner 4200000')],
    ['a table without places', 'a,b\n1,2\n'],
    ['points off a grid', 'lon,lat,v\n0,0,1\n1,0,1\n3,0,1\n'],
  ])('with %s is refused', (_, text) => {
    expect(() => readGroundGrid(bytes(text), 'a.asc')).toThrow(/no grid of the ground/);
  });
});

describe('the modelled ratio of artificial to natural light', () => {
  const site = { longitudeDeg: -110, latitudeDeg: 40 };
  const lights = (of: (km: number) => number, stepDeg = 0.05): GroundGrid => {
    const columns = Math.round(8 / stepDeg);
    const rows = Math.round(6 / stepDeg);
    const values = new Float64Array(columns * rows);
    const grid = { columns, rows, stepDeg, westDeg: -114, northDeg: 43, values };
    for (let i = 0; i < values.length; i++) {
      const lat = 43 - (Math.floor(i / columns) + 0.5) * stepDeg;
      const lon = -114 + ((i % columns) + 0.5) * stepDeg;
      const km = 111.195 * Math.hypot(lat - 40, (lon + 110) * Math.cos((lat * Math.PI) / 180));
      values[i] = of(km);
    }
    return grid;
  };

  it('is that of the rings, for light everywhere', () => {
    let expected = 0;
    for (let km = 0.5; km < 300; km += 0.01) {
      expected += (lightRatioWeight(km + 0.005) * 2 * Math.PI * (km + 0.005) * 0.01) / 0.5625;
    }
    const ratio = lightRatioModel(
      lights(() => 10, 0.02),
      site,
    );
    expect(Math.abs(valueOf(ratio) / ((expected * 10) / 562.72) - 1)).toBeLessThan(0.02);
    expect(ratio.uncertainty).toBeGreaterThan(0);
  });

  it('weighs light by about d^(-2.3 (d / 350)^0.28)', () => {
    for (const km of [5.72, 29.34, 94.97, 198.1]) {
      const power = km ** (-2.3 * (km / 350) ** 0.28);
      expect(Math.abs(lightRatioWeight(km) / power - 1)).toBeLessThan(0.03);
    }
  });

  it('takes noise of the satellite for none, and says when the map is too small', () => {
    expect(
      valueOf(
        lightRatioModel(
          lights(() => 0.4),
          site,
        ),
      ),
    ).toBe(0);
    const part = lightRatioModel(
      lights((km) => (km < 100 ? 1 : Number.NaN)),
      site,
    );
    expect(part.uncertainty).toBeNull();
    expect(part.reason).toContain('11 %');
    expect(
      lightRatioModel(
        lights(() => 1),
        { longitudeDeg: 10, latitudeDeg: 40 },
      ).value,
    ).toBeNull();
  });
});

describe('albedo', () => {
  const grid = readGroundGrid(
    bytes(
      'ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\nNODATA_value 32767\n180 32767\n',
    ),
    'a.asc',
  );

  it('is that of the cell, thousandths understood', () => {
    expect(valueOf(albedoAt(grid, { longitudeDeg: 0.5, latitudeDeg: 0.5 }))).toBeCloseTo(0.18, 12);
    expect(albedoAt(grid, { longitudeDeg: 1.5, latitudeDeg: 0.5 }).reason).toContain('no data');
    expect(albedoAt(grid, { longitudeDeg: 5, latitudeDeg: 0.5 }).reason).toContain('not reach');
    expect(givenAlbedo(1.2).value).toBeNull();
  });

  it('times horizontal illuminance is what the ground sends back, with both errors', () => {
    const horizontal = measured('mlx', 2, { random: 0, systematic: 0.1, model: 0, gaps: 0 });
    const albedo = measured('1', 0.5, { random: 0, systematic: 0.02, model: 0, gaps: 0 });
    const reflected = reflectedIlluminance(albedo, horizontal);
    expect(reflected.value).toBe(1);
    expect(reflected.uncertainty).toBeCloseTo(Math.hypot(0.05, 0.04), 12);
    expect(reflectedIlluminance(givenAlbedo(0.5), horizontal).uncertainty).toBeNull();
  });
});
