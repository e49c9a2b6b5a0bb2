import { allSkyGrid, nanolambertCdM2 } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { MemoryFile } from '../../../../tools/testing/memory-file.js';
import { imageNamed, readFits } from '@nightskies/fits';
import { writeArtificialMap } from './artificial-map.js';
import type { ObservedRows } from './artificial-rows.js';
import { blockFor, meansOfBlocks } from './cell-blocks.js';
import { InterpolatedRows } from './interpolated-rows.js';
import { naturalSkyFile, readNaturalSky } from './natural-sky-file.js';

const fine = allSkyGrid(1);
const coarse = allSkyGrid(4);

/** A map of 1 deg cells of one value, nL, without data where `isGap` says so. */
function uniform(
  nanolamberts: number,
  isGap: (column: number) => boolean = () => false,
): ObservedRows {
  const value = nanolamberts * nanolambertCdM2;
  return {
    grid: fine,
    row: () =>
      Float32Array.from({ length: fine.columns }, (_, column) =>
        isGap(column) ? Number.NaN : value,
      ),
    sigma: () => new Float32Array(fine.columns).fill(2 * nanolambertCdM2),
  };
}

/** A model of one value, nL, and its error. */
function model(natural: number, sigma: number) {
  const cells = coarse.columns * coarse.rows;
  return {
    grid: coarse,
    natural: new Float32Array(cells).fill(natural),
    sigma: new Float32Array(cells).fill(sigma),
    restSigma: new Float32Array(cells).fill(sigma + 1),
    parts: { AIRGLOW: new Float32Array(cells).fill(natural) },
  };
}

describe('means of blocks of cells', () => {
  it('leave out cells without data, and say how many there were', () => {
    const means = meansOfBlocks(
      uniform(50, (column) => column % 4 < 3),
      4,
    );
    expect(means.grid).toEqual(coarse);
    expect(means.values[0]).toBeCloseTo(50 * nanolambertCdM2, 9);
    expect(means.covered[0]).toBe(0.25);
  });

  it('divide the map without a rest', () => {
    expect(blockFor(allSkyGrid(0.05), 0.25)).toBe(5);
    expect(blockFor(allSkyGrid(0.5), 0.25)).toBe(1);
    expect(blockFor(allSkyGrid(0.1), 0.25)).toBe(2);
  });
});

describe('a coarse model on a fine map', () => {
  it('is a plane where it is a plane, across north and south alike', () => {
    const values = Float32Array.from({ length: coarse.columns * coarse.rows }, (_, cell) =>
      Math.floor(cell / coarse.columns),
    );
    const rows = new InterpolatedRows(values, coarse, fine);
    const row = rows.row(50);
    for (const value of row) expect(value).toBeCloseTo((50.5 - 2) / 4, 6);
    const around = Float32Array.from({ length: coarse.columns * coarse.rows }, (_, cell) =>
      Math.cos((2 * Math.PI * (cell % coarse.columns)) / coarse.columns),
    );
    const across = new InterpolatedRows(around, coarse, fine).row(10);
    expect(across[0]).toBeCloseTo(across[359] ?? 0, 2);
  });
});

describe('artificial light', () => {
  const options = { skyOfRow: null, cards: [] };

  it('of a sky that is its model is nothing', () => {
    const sink = new MemoryFile();
    writeArtificialMap(uniform(60), model(60, 3), options, sink);
    const [light] = readFits(sink.bytes, 'a.fits').hdus;
    if (light?.type !== 'image') throw new TypeError('no image');
    const values = light.float32().subarray(6 * fine.columns);
    for (const value of values) expect(Math.abs(value / nanolambertCdM2)).toBeLessThan(1e-5);
  });

  it('keeps what is negative, and the errors of map and model together', () => {
    const sink = new MemoryFile();
    const { cells, negativeCells } = writeArtificialMap(uniform(50), model(60, 3), options, sink);
    expect(cells).toBe(360 * 90);
    expect(negativeCells).toBe(cells);
    const file = readFits(sink.bytes, 'a.fits');
    const sigma = imageNamed(file, 'UNCERT')?.float32().at(-1) ?? 0;
    expect(sigma / nanolambertCdM2).toBeCloseTo(Math.hypot(2, 4), 4);
  });

  it('is not claimed on terrain, below the horizon, or without data', () => {
    const sink = new MemoryFile();
    const { cells } = writeArtificialMap(
      uniform(50, (column) => column < 10),
      model(40, 3),
      { ...options, skyOfRow: (row) => new Float32Array(360).fill(row < 16 ? 0 : 1) },
      sink,
    );
    expect(cells).toBe(350 * 80);
  });
});

describe('the file of the model', () => {
  it('gives back what was written, in its parts', () => {
    const map = model(60, 3);
    const read = readNaturalSky(naturalSkyFile(map, [['NIGHT', 'TEST']]), 'model.fits');
    expect(read.grid).toEqual(coarse);
    expect(read.natural[100]).toBeCloseTo(60, 4);
    expect(read.sigma[100]).toBeCloseTo(3, 4);
    expect(read.restSigma[100]).toBeCloseTo(4, 4);
    expect(read.partNames).toEqual(['AIRGLOW']);
    expect(read.part('AIRGLOW')?.[5]).toBeCloseTo(60, 4);
    expect(read.part('MOON')).toBeUndefined();
    expect(read.header.requireString('NIGHT')).toBe('TEST');
  });

  it('is told from other files', () => {
    const sink = new MemoryFile();
    writeArtificialMap(
      { ...uniform(1), grid: fine },
      model(1, 1),
      { skyOfRow: null, cards: [] },
      sink,
    );
    expect(() => readNaturalSky(sink.bytes.slice(0, 2880), 'x.fits')).toThrow();
  });
});
