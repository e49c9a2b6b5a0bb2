import { Header, writeFits } from '@nightskies/fits';
import { allSkyGrid, type MapGrid } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { readSkyComponents, skyComponentsFile, type SkyComponents } from './sky-components-file.js';

/** Numbers no other plane has, one of them no data. */
function plane(grid: MapGrid, seed: number): Float32Array {
  return Float32Array.from({ length: grid.columns * grid.rows }, (_, cell) =>
    cell === seed ? Number.NaN : seed + Math.fround(cell / 3),
  );
}

function seen(grid: MapGrid, seed: number) {
  return {
    grid,
    observed: plane(grid, seed + 1),
    seconds: plane(grid, seed + 2),
    components: {
      ...{ airglow: plane(grid, seed + 3), zodiacal: plane(grid, seed + 4) },
      ...{ galactic: plane(grid, seed + 5), diffuse: plane(grid, seed + 6) },
    },
  };
}

const [fine, wide] = [allSkyGrid(4), allSkyGrid(12)];
const inWideCells = seen(wide, 20);
const sky: SkyComponents = {
  site: { longitudeDeg: -116.8731, latitudeDeg: 36.4519, heightM: 1214.3 },
  startJdUtc: 2_461_345.658_003_474_6,
  extinctionCoefficient: 0.142_857_142_857_142_85,
  diffuseFactor: 1.2,
  fine: seen(fine, 0),
  wide: {
    ...inWideCells,
    ...{ everything: plane(wide, 30), covered: plane(wide, 31), sigma: plane(wide, 32) },
    components: {
      ...inWideCells.components,
      errors: {
        ...{ zodiacal: plane(wide, 33), galactic: plane(wide, 34) },
        ...{ diffuse: plane(wide, 35), scattering: plane(wide, 36) },
      },
    },
  },
};

describe('the file of the components of a sky', () => {
  it('gives every value back to its last bit, so that a fit to it is the same fit', () => {
    const bytes = skyComponentsFile(sky, [['SYSERR', 0.1 + 0.2]]);
    const { header, ...read } = readSkyComponents(bytes, 'components.fits');
    expect({ ...read, fine: read.fine() }).toEqual(sky);
    expect(header.number('SYSERR')).toBe(0.1 + 0.2);
  });

  it('is told from any other file by name', () => {
    const header = Header.of([['BUNIT', 'nL']]);
    const other = writeFits([
      { name: 'OBSERVED', header, shape: [2, 1], data: new Float32Array(2) },
    ]);
    expect(() => readSkyComponents(other, 'other.fits')).toThrow(
      expect.objectContaining({
        problem: expect.objectContaining({
          code: 'bad-sky-components',
          file: 'other.fits',
        }) as unknown,
      }) as Error,
    );
  });
});
