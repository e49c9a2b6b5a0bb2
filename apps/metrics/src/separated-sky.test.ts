import type { TaskInput } from '@nightskies/platform';
import { openLuminanceMap } from '@nightskies/metrics';
import {
  naturalSkyFile,
  skyAbove,
  skyRowsOf,
  writeArtificialMap,
  type TerrainMask,
} from '@nightskies/natural-sky';
import { Header, linearWcs, writeFits, type CardEntry } from '@nightskies/fits';
import { allSkyGrid, nanolambertCdM2, type MapGrid } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { MemoryFile } from '../../../tools/testing/memory-file.js';
import { artificialOf, fittedSky } from './separated-sky.js';

const grid = allSkyGrid(1);

/** Cells of a map, each from its number. */
const cellsOf = ({ columns, rows }: MapGrid, of: (cell: number) => number): Float32Array =>
  Float32Array.from({ length: columns * rows }, (_, cell) => of(cell));

function openedMap() {
  const shape = [grid.columns, grid.rows] as const;
  const header = Header.of([
    ['BUNIT', 'cd/m2'],
    ...linearWcs({
      ctype: ['ALON-CAR', 'ALAT-CAR'],
      ...{ crpix: [180.5, 6.5], crval: [0, 0], cdelt: [1, 1] },
    }),
  ]);
  const data = cellsOf(grid, (cell) =>
    cell % 97 === 0 ? Number.NaN : (80 + (cell % 31)) * nanolambertCdM2,
  );
  const bytes = writeFits([
    { header, shape, data },
    { name: 'UNCERT', header: Header.of([]), shape, data: data.map((light) => light / 50) },
  ]);
  const file = new MemoryFile();
  file.write(0, bytes);
  return openLuminanceMap(file, 'map.fits');
}

function modelFile(cards: readonly CardEntry[]): TaskInput {
  const coarse = allSkyGrid(4);
  const map = {
    grid: coarse,
    natural: cellsOf(coarse, (cell) => (cell < 2 * coarse.columns ? Number.NaN : 60 + (cell % 7))),
    sigma: cellsOf(coarse, () => 5),
    restSigma: cellsOf(coarse, (cell) => (cell < 3 * coarse.columns ? Number.NaN : 3)),
    parts: {},
  };
  const bytes = naturalSkyFile(map, cards);
  return { role: 'model', name: 'model.fits', kind: 'natural-sky-map', digest: '', bytes };
}

const skylineDeg = Float64Array.from({ length: grid.columns }, (_, column) => column % 9);
const terrain: TerrainMask = {
  ...{ grid, skylineDeg, origin: 'given', overallConfidence: 1 },
  ...{ sky: skyAbove(grid, skylineDeg), confidence: new Float64Array(grid.columns).fill(1) },
};

describe('artificial light as it is measured and drawn', () => {
  it.each([
    ['under a free horizon', null],
    ['behind terrain', terrain],
  ])('is, cell by cell, that of the artificial map: %s', (_, mask) => {
    const model = fittedSky(modelFile([]));
    if (model === null) throw new Error('the model was fitted');
    const map = openedMap();
    const written = new MemoryFile();
    const skyOfRow = mask === null ? null : skyRowsOf(mask, grid);
    const sigma = map.uncertainty ?? (() => new Float32Array(grid.columns));
    writeArtificialMap({ ...map, sigma }, model, { skyOfRow, cards: [] }, written);
    const stored = openLuminanceMap(written, 'artificial.fits');
    const measured = artificialOf(openedMap(), model, mask);
    const seen = Array.from({ length: grid.rows }, (_, row) => [...measured.row(row)]);
    expect(seen).toEqual(Array.from({ length: grid.rows }, (_, row) => [...stored.row(row)]));
    expect(seen.flat().filter((light) => light > 0).length).toBeGreaterThan(0.8 * 360 * 90);
  });

  it('is not known of a model that only says what is usual', () => {
    expect(fittedSky(modelFile([['BELIEVED', true]]))).toBeNull();
  });
});
