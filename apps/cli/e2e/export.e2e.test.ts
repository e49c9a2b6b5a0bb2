import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTanSip } from '@nightskies/astrometry';
import { firstImage, readFits, readLinearWcs } from '@nightskies/fits';
import { decodePicture } from '@nightskies/imaging';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nightArguments, nightskies, processNight, withFolder } from './nightskies.js';

const name = 'COPY261101';
let root: string;
let workspace: string;
let tree: string;
let made: z.infer<typeof documentSchema>;

const documentSchema = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      state: z.enum(['written', 'unchanged', 'kept']),
      copy: z.string().nullable(),
    }),
  ),
});

const exportTo = (folder: string, ...args: string[]) =>
  nightskies(['export', name, '--workspace', workspace, '--to', folder, ...args]);

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nightskies copies '));
  workspace = join(root, 'workspace');
  tree = join(root, 'tree');
  const written = await nightskies([
    'simulate',
    ...['--to', root, '--seed', '7', '--size', '256', '--night', name],
  ]);
  expect(written.code, written.stderr).toBe(0);
  const night = await processNight([...nightArguments(root, name), '--workspace', workspace]);
  expect(night.problems).toEqual([]);
  const exported = await exportTo(
    tree,
    ...['--layout', 'nsnsd', '--with', 'gis,png16,pictures,pyramid', '--json'],
  );
  expect(exported.code, exported.stderr).toBe(0);
  made = documentSchema.parse(JSON.parse(exported.stdout));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const inTree = (...parts: string[]): string => join(tree, 'Data', ...parts);
const inGrid = (...parts: string[]): string => inTree('griddata', name, ...parts);

/** Fields of a little-endian TIFF, read without the program's own writer. */
async function tiffOf(path: string) {
  const bytes = await readFile(path);
  expect(bytes.toString('latin1', 0, 2)).toBe('II');
  const directory = bytes.readUInt32LE(4);
  const numbers = new Map<number, number[]>();
  for (let k = 0; k < bytes.readUInt16LE(directory); k++) {
    const at = directory + 2 + 12 * k;
    const [tag, type, count] = [
      bytes.readUInt16LE(at),
      bytes.readUInt16LE(at + 2),
      bytes.readUInt32LE(at + 4),
    ];
    const size = { 3: 2, 4: 4, 12: 8 }[type];
    if (size === undefined) continue;
    const start = count * size <= 4 ? at + 8 : bytes.readUInt32LE(at + 8);
    numbers.set(
      tag,
      Array.from({ length: count }, (_, i) => {
        const place = start + size * i;
        if (size === 8) return bytes.readDoubleLE(place);
        return size === 4 ? bytes.readUInt32LE(place) : bytes.readUInt16LE(place);
      }),
    );
  }
  const [pixels = Number.NaN] = numbers.get(273) ?? [];
  return { bytes, numbers, pixels };
}

describe('copies for GIS', () => {
  it.each([
    ['median', 'skybrightmags'],
    ['median', 'luminance'],
    ['fullres', 'skytopomags'],
  ])('%s/%s.tif has its corners and values where the FITS map has them', async (kind, map) => {
    const fits = firstImage(readFits(await readFile(inGrid('S_01', kind, `${map}.fits`)), map));
    const [columns = 0, rows = 0] = fits.shape;
    const { bytes, numbers, pixels } = await tiffOf(inGrid('S_01', kind, `${map}.tif`));
    expect([numbers.get(256), numbers.get(257)]).toEqual([[columns], [rows]]);
    const [, , , left = NaN, top = NaN] = numbers.get(33_922) ?? [];
    const [stepX = NaN, stepY = NaN] = numbers.get(33_550) ?? [];
    expect([left, top]).toEqual([-180, 90]);
    expect(left + columns * stepX).toBeCloseTo(180, 9);
    expect(top - rows * stepY).toBeCloseTo(-6, 9);
    // A cell is found by its azimuth and altitude in both.
    const wcs = readLinearWcs(fits.header);
    if (wcs === undefined) throw new Error('the map has no place');
    const values = fits.float32();
    let seen = 0;
    for (const [azimuth, altitude] of [
      [-179.88, 40.33],
      [0.01, 60.22],
      [97.43, 12.72],
      [179.91, 88.93],
    ] as const) {
      const x = Math.floor((azimuth - left) / stepX);
      const y = Math.floor((top - altitude) / stepY);
      const column = Math.round((azimuth - wcs.crval[0]) / wcs.cdelt[0] + wcs.crpix[0] - 1);
      const row = Math.round((altitude - wcs.crval[1]) / wcs.cdelt[1] + wcs.crpix[1] - 1);
      const found = bytes.readFloatLE(pixels + 4 * (y * columns + x));
      expect(found).toBe(values[row * columns + column]);
      if (Number.isFinite(found)) seen += 1;
    }
    expect(seen).toBeGreaterThan(2);
    const world = await readFile(inGrid('S_01', kind, `${map}.tfw`), 'utf8');
    expect(Number(world.split('\n')[4])).toBeCloseTo(-180 + stepX / 2, 9);
  });

  it('are 16-bit pictures with a scale as well', async () => {
    const {
      luminance: { width, height },
    } = await decodePicture(
      await readFile(inGrid('S_01', 'median', 'skybrightmags.png')),
      'skybrightmags.png',
    );
    expect([width, height]).toEqual([7200, 1920]);
    const text = await readFile(inGrid('S_01', 'median', 'skybrightmags.png.txt'), 'utf8');
    expect(text).toMatch(/^value = 3\.99965 \+ 0\.00035 x n, in mag\/arcsec2/);
  });
});

describe('pictures', () => {
  it.each([
    ['graphics', '_skybright_1_HA', '.jpg', 7200, 2596],
    ['graphics', '_skybright_1_HA', '_web.jpg', 1800, 649],
    ['graphics', '_fullres_1_HA', '.jpg', 7200, 2596],
    ['graphics', '_fullres_1_HA', '_web.jpg', 1800, 649],
  ])('%s/...%s...%s is %d x %d pixels', async (folder, start, end, ...size) => {
    const [file = ''] = (await readdir(inTree(folder))).filter(
      (one) =>
        one.startsWith(`${name}${start}`) &&
        /HA\d{3}/.test(one) &&
        one.endsWith(end) &&
        (end !== '.jpg' || !one.endsWith('_web.jpg')),
    );
    const {
      luminance: { width, height },
    } = await decodePicture(await readFile(inTree(folder, file)), file);
    expect([width, height]).toEqual(size);
  });

  it('have the round one of the old tree', async () => {
    const path = inGrid('S_01', 'data.jpg');
    const {
      luminance: { width, height },
    } = await decodePicture(await readFile(path), path);
    expect([width, height]).toEqual([1600, 1600]);
  });
});

describe('the pyramid', () => {
  it('covers the map with tiles that a viewer of Deep Zoom finds', async () => {
    const text = await readFile(inGrid('S_01', 'fullres', 'skytopomags.dzi'), 'utf8');
    const [, width = '', height = ''] = /Width="(\d+)" Height="(\d+)"/.exec(text) ?? [];
    const fits = readFits(await readFile(inGrid('S_01', 'fullres', 'skytopomags.fits')), 'map');
    const [columns = 0, rows = 0] = firstImage(fits).shape;
    expect([Number(width), Number(height)]).toEqual([columns, rows]);
    const highest = Math.ceil(Math.log2(columns));
    const files = inGrid('S_01', 'fullres', 'skytopomags_files');
    const levels = (await readdir(files)).map(Number).sort((a, b) => a - b);
    expect(levels).toEqual(Array.from({ length: highest + 1 }, (_, level) => level));
    for (const level of levels) {
      const scale = 2 ** (highest - level);
      const across = Math.ceil(Math.ceil(columns / scale) / 256);
      const down = Math.ceil(Math.ceil(rows / scale) / 256);
      const tiles = await readdir(join(files, String(level)));
      expect(tiles.length).toBe(across * down);
      expect(tiles).toContain(`${across - 1}_${down - 1}.png`);
    }
    const corner = [Math.ceil(columns / 256) - 1, Math.ceil(rows / 256) - 1] as const;
    const { luminance } = await decodePicture(
      await readFile(join(files, String(highest), `${corner.join('_')}.png`)),
      'tile',
    );
    expect([luminance.width, luminance.height]).toEqual([
      columns - corner[0] * 256,
      rows - corner[1] * 256,
    ]);
  });
});

describe('the mask to be painted', () => {
  it('is the DN map with 0 for no data, and stays when it was painted', async () => {
    const path = inGrid('mask', 'mask.tif');
    const { bytes, numbers, pixels } = await tiffOf(path);
    expect([numbers.get(256), numbers.get(257), numbers.get(258)]).toEqual([[7200], [1920], [16]]);
    const dn = firstImage(
      readFits(await readFile(inGrid('S_01', 'median', 'skybright.fits')), 'skybright'),
    ).float32();
    let wrong = 0;
    for (let i = 0; i < dn.length; i += 97) {
      const value = dn[i] ?? NaN;
      const expected = Number.isNaN(value) ? 0 : Math.min(65_535, Math.max(1, Math.round(value)));
      if (bytes.readUInt16LE(pixels + 2 * i) !== expected) wrong += 1;
    }
    expect(wrong).toBe(0);
    await writeFile(path, 'painted');
    const again = await exportTo(tree, '--layout', 'nsnsd', '--force');
    expect(again.code, again.stderr).toBe(0);
    expect(await readFile(path, 'utf8')).toBe('painted');
  });
});

describe('calibrated frames', () => {
  it('have their plate solution in the header, and are still known by what they were made of', async () => {
    const path = inTree('calibdata', name, 'S_01', 'ib035.fit');
    const { header } = firstImage(readFits(await readFile(path), path));
    expect(header.boolean('PLTSOLVD')).toBe(true);
    const corner = readTanSip(header)?.placeAt({ x: 0, y: 0 });
    const own = inTree('calibdata', name, 'S_01', 'astrometry', 'ib035_wcs.fit');
    const [solution] = readFits(await readFile(own), own).hdus;
    if (solution === undefined) throw new Error(`${own} is empty`);
    expect(corner).toEqual(readTanSip(solution.header)?.placeAt({ x: 0, y: 0 }));
    const known = await nightskies(['show', path, '--provenance', '--workspace', workspace]);
    expect(known.code, known.stderr).toBe(0);
    expect(known.stdout).toMatch(/^calibrated-frame ib035\.fit/);
  });
});

describe('a listing', () => {
  it('names every file that was made and what it is a copy for', () => {
    const kinds = new Set(made.files.map(({ copy }) => copy));
    expect(kinds).toEqual(new Set([null, 'old-tree', 'gis', 'png16', 'pictures', 'pyramid']));
    for (const { path, state } of made.files) {
      expect(existsSync(path), path).toBe(true);
      expect(state).toBe('written');
    }
    expect(new Set(made.files.map(({ path }) => path)).size).toBe(made.files.length);
  });
});

describe('compressed maps', () => {
  it('take the place of the others and hold the same values', async () => {
    await withFolder(async (folder) => {
      const exported = await exportTo(folder, '--with', 'compressed');
      expect(exported.code, exported.stderr).toBe(0);
      const names = await readdir(folder);
      expect(names).toContain(`${name}_1_V_skybrightmags.fits.fz`);
      expect(names).not.toContain(`${name}_1_V_skybrightmags.fits`);
      expect(names.filter((one) => one.startsWith('.'))).toEqual([]);
      const path = join(folder, `${name}_1_V_skybrightmags.fits.fz`);
      const copy = firstImage(readFits(await readFile(path), path)).float32();
      const plain = inGrid('S_01', 'median', 'skybrightmags.fits');
      const original = firstImage(readFits(await readFile(plain), plain)).float32();
      expect(Buffer.compare(Buffer.from(copy.buffer), Buffer.from(original.buffer))).toBe(0);
    });
  });
});

describe('an unknown copy', () => {
  it('is refused with what there is', async () => {
    const refused = await exportTo(tree, '--with', 'gis,posters');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('posters');
    expect(refused.stderr).toContain('gis, png16, pictures, pyramid, compressed');
  });
});
