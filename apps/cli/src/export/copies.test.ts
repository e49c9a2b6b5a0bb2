import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstImage, imageNamed, readFits, verifyChecksums } from '@nightskies/fits';
import { luminanceOfMag } from '@nightskies/sky';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCompressed, makePng16Text, makeWorldFile } from './copies.js';
import { digestOfFile, placeFile } from './file-state.js';
import { MapFile } from './map-file.js';
import { columns, rows, stepDeg, valueAt, writeMapFile } from './test-support/made-up-map-file.js';

let folder: string;
let open: MapFile[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies copies '));
  open = [];
});
afterEach(async () => {
  for (const map of open) map.close();
  await rm(folder, { recursive: true, force: true });
});

function mapFile(order: 'rising' | 'falling', unit: string): MapFile {
  const path = join(folder, `${order}.fits`);
  writeMapFile(path, order, unit);
  const map = new MapFile(path);
  open.push(map);
  return map;
}

describe('an exported map', () => {
  it.each(['rising', 'falling'] as const)('is read from the lowest row, stored %s', (order) => {
    const map = mapFile(order, 'mag/arcsec2').rows();
    expect(map).toMatchObject({ columns, rows, stepDeg, leftDeg: -180, bottomDeg: -6 });
    const out = new Float32Array(columns);
    for (let row = rows - 1; row >= 0; row--) {
      map.readRow(row, out);
      expect([...out]).toEqual(Array.from({ length: columns }, (_, x) => valueAt(x, row)));
    }
  });

  it('gives luminance of magnitudes, and luminance as it is', () => {
    const out = new Float32Array(columns);
    mapFile('falling', 'mag/arcsec2').luminanceRows().readRow(3, out);
    expect(out[7]).toBeCloseTo(luminanceOfMag(valueAt(7, 3)), 9);
    const { map } = mapFile('rising', 'cd/m2').luminance();
    expect(map.data[3 * columns + 7]).toBe(valueAt(7, 3));
  });
});

describe('a compressed copy', () => {
  it('comes back bit for bit, headers and planes too, and its checksums are right', async () => {
    const map = mapFile('falling', 'mag/arcsec2');
    const path = join(folder, 'map.fits.fz');
    const parts: number[] = [];
    await makeCompressed(map, path, (part) => parts.push(part));
    const bytes = await readFile(path);
    const copy = readFits(bytes, path);
    const original = readFits(await readFile(map.path), map.path);
    expect(firstImage(copy).float32()).toEqual(firstImage(original).float32());
    expect(firstImage(copy).header.string('BUNIT')).toBe('mag/arcsec2');
    expect(imageNamed(copy, 'COVERAGE')?.stored()).toEqual(
      imageNamed(original, 'COVERAGE')?.stored(),
    );
    for (const { checksum, datasum } of verifyChecksums(bytes, path)) {
      expect([checksum, datasum]).toEqual(['right', 'right']);
    }
    expect(parts).toEqual(parts.toSorted((a, b) => a - b));
    expect(parts.at(-1)).toBe(1);
  });
});

describe('files beside a picture', () => {
  it('say where its pixels lie and what its numbers mean', async () => {
    const map = mapFile('rising', 'mag/arcsec2');
    await makeWorldFile(map, join(folder, 'map.pgw'), () => {});
    const lines = (await readFile(join(folder, 'map.pgw'), 'utf8')).trim().split('\n').map(Number);
    expect(lines).toEqual([2.5, 0, 0, -2.5, -178.75, 90.25]);
    await makePng16Text(map, join(folder, 'map.txt'), () => {});
    expect(await readFile(join(folder, 'map.txt'), 'utf8')).toContain(
      '+ 0.00035 x n, in mag/arcsec2',
    );
  });
});

describe('a copy', () => {
  const make = (text: string) => async (partial: string) => {
    const { writeFile } = await import('node:fs/promises');
    await writeFile(partial, text);
  };

  it('replaces nothing unasked', async () => {
    const path = join(folder, 'copy');
    expect(await placeFile(path, false, make('one'))).toBe('written');
    expect(await placeFile(path, false, make('one'))).toBe('unchanged');
    expect(await placeFile(path, false, make('two'))).toBe('kept');
    expect(await readFile(path, 'utf8')).toBe('one');
    expect(await placeFile(path, true, make('two'))).toBe('written');
    expect(await readFile(path, 'utf8')).toBe('two');
  });

  it('that fails leaves nothing behind', async () => {
    const path = join(folder, 'copy');
    const failing = placeFile(path, false, async (partial) => {
      await make('half')(partial);
      throw new Error('disk');
    });
    await expect(failing).rejects.toThrow('disk');
    expect(await digestOfFile(path)).toBeNull();
    expect(await digestOfFile(`${path}.partial`)).toBeNull();
  });
});
