import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readTanSip } from '@nightskies/astrometry';
import {
  columnFloat64,
  columnNamed,
  firstImage,
  readEcsv,
  readFits,
  readTable,
} from '@nightskies/fits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  cameraAt,
  fitsFile,
  height,
  scaleArcsec,
  starField,
  tiffFile,
  width,
} from './made-up-pictures.js';
import { nightskies } from './nightskies.js';

/** Towards Cygnus. */
const truth = { raDeg: 305.5, decDeg: 40.2 };
const camera = cameraAt(truth.raDeg, truth.decDeg);
const stars = starField(camera);
let root: string;
const at = (...names: string[]): string => join(root, ...names);

const documentSchema = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      solved: z.boolean(),
      reason: z.string().nullable(),
      centerRaDeg: z.number().nullable(),
      centerDecDeg: z.number().nullable(),
      pixelScaleArcsec: z.number().nullable(),
      rotationDeg: z.number().nullable(),
      parity: z.enum(['direct', 'mirrored']).nullable(),
      matchedStars: z.number().nullable(),
      rmsPixels: z.number().nullable(),
      logOdds: z.number().nullable(),
      seconds: z.number(),
      hints: z.array(z.string()),
      contradictions: z.array(z.string()),
      problem: z.object({ message: z.string(), hint: z.string().nullable() }).nullable(),
    }),
  ),
});

async function solveJson(...args: string[]) {
  const finished = await nightskies(['ccd', 'solve', ...args, '--json']);
  return { ...finished, ...documentSchema.parse(JSON.parse(finished.stdout)) };
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nightskies ccd '));
  await mkdir(at('good'));
  await mkdir(at('bad'));
  await mkdir(at('none'));
  const told = fitsFile(stars, [
    ['OBJCTRA', '20 21 00'],
    ['OBJCTDEC', '+41 00 00'],
    ['PIXSCALE', 71],
    ['DATE-OBS', '2024-08-04T03:00:00'],
  ]);
  const wrong = fitsFile(stars, [
    ['RA', 83.8],
    ['DEC', -5.4],
  ]);
  await writeFile(at('good', 'told.fits'), told);
  await writeFile(at('good', 'packed.fits.gz'), gzipSync(fitsFile(stars)));
  await writeFile(at('good', 'plain.tif'), tiffFile(stars));
  await writeFile(at('wrong.fits'), wrong);
  await writeFile(at('bad', 'empty.fits'), '');
  await writeFile(at('bad', 'cut.fits'), told.subarray(0, 100_000));
  await writeFile(at('bad', 'text.fits'), 'Not a picture, a letter.\n');
  await writeFile(at('bad', 'zero.fits'), fitsFile(new Uint16Array(width * height)));
  const nothing = new Float32Array(width * height).fill(Number.NaN);
  await writeFile(at('bad', 'nan.fits'), fitsFile(nothing));
  const grain = stars.map((_, k) => 900 + ((k * 7919) % 61));
  await writeFile(at('bad', 'no-stars.fits'), fitsFile(grain));
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

describe('pictures of any camera', () => {
  it('are solved together, told or not, and everything asked for is written', async () => {
    const { code, files, stderr } = await solveJson(
      ...[at('good'), '--to', at('solved'), '--fits', '--annotate'],
    );
    expect(code, stderr).toBe(0);
    expect(files.map(({ file }) => file)).toEqual(
      ['packed.fits.gz', 'plain.tif', 'told.fits'].map((name) => at('good', name)),
    );
    for (const entry of files) {
      expect(entry.solved).toBe(true);
      const ra =
        ((entry.centerRaDeg ?? 0) - truth.raDeg) * Math.cos((truth.decDeg * Math.PI) / 180);
      const awayPx =
        (Math.hypot(ra, (entry.centerDecDeg ?? 0) - truth.decDeg) * 3600) / scaleArcsec;
      expect(awayPx, entry.file).toBeLessThan(0.1);
      expect(entry.pixelScaleArcsec).toBeCloseTo(scaleArcsec, 1);
      // Up is towards (xi, eta) = (sin 20, cos 20 deg) by the matrix of `cameraAt`.
      expect(entry.rotationDeg).toBeCloseTo(20, 1);
      expect(entry.parity).toBe('direct');
      expect(entry.matchedStars).toBeGreaterThan(40);
    }
    expect(files[2]?.hints).toEqual([
      'centre: OBJCTRA, OBJCTDEC of the header',
      'scale: PIXSCALE of the header',
    ]);
    expect((await readdir(at('solved'))).sort()).toEqual(
      ['packed', 'plain', 'told'].flatMap((name) =>
        ['.annotated.png', '.solved.fits', '.wcs'].map((ending) => `${name}${ending}`),
      ),
    );
    const header = readFits(await readFile(at('solved', 'told.wcs')), 'told.wcs').hdus[0]?.header;
    const found = header === undefined ? undefined : readTanSip(header);
    const corner = found?.pixelOf(camera.directionAt({ x: 10, y: 10 }));
    expect(Math.hypot((corner?.x ?? 0) - 10, (corner?.y ?? 0) - 10)).toBeLessThan(0.3);
    const image = firstImage(readFits(await readFile(at('solved', 'told.solved.fits')), 'told'));
    expect(image.values()).toEqual(stars);
    expect(image.header.string('OBJCTRA')).toBe('20 21 00');
    expect(image.header.boolean('PLTSOLVD')).toBe(true);
  });

  it('that a header tells wrong are solved all the same, and the contradiction is named', async () => {
    const { code, files, stderr } = await solveJson(at('wrong.fits'), '--no-wcs');
    expect(code).toBe(1);
    expect(files[0]).toMatchObject({ solved: true, hints: [] });
    expect(files[0]?.contradictions[0]).toMatch(/RA 305\.5.*expected within.*RA 83\.800/);
    expect(stderr).toContain('wrong.fits');
  });

  it('do not keep each other back: bad ones are named, the good one is solved', async () => {
    const bad = ['cut', 'empty', 'nan', 'no-stars', 'text', 'zero'].map((name) =>
      at('bad', `${name}.fits`),
    );
    const { code, files, stderr } = await solveJson(
      ...[...bad, at('missing.fits'), at('good', 'plain.tif'), '--no-wcs'],
    );
    expect(code).toBe(1);
    expect(files.map(({ reason }) => reason)).toEqual([
      'fits-truncated',
      'picture-unreadable',
      'picture-blank',
      'too-few-sources',
      'picture-unreadable',
      'picture-blank',
      'file-refused',
      null,
    ]);
    for (const entry of files.slice(0, 7)) {
      expect(stderr).toContain(entry.file);
      expect(entry.problem?.hint).not.toBeNull();
      expect(entry.centerRaDeg).toBeNull();
    }
  });

  it('are told one by one in a table', async () => {
    const { code, stdout, stderr } = await nightskies([
      ...['ccd', 'solve', at('bad', 'zero.fits'), at('good', 'plain.tif'), '--no-wcs'],
    ]);
    expect(code).toBe(1);
    const [head, first, second] = stdout.split('\n');
    expect(head).toMatch(/^file +RA +Dec +arcsec\/px/);
    expect(first).toMatch(/zero\.fits +not solved: there is nothing in this picture/);
    expect(second).toMatch(/plain\.tif +20h22m00\.\ds +\+40°1[12]'\d\d" +70\.0/);
    expect(stderr).toContain('hint:');
  });
});

describe('what is refused', () => {
  it('is a result over a file that is there, unless it is asked for', async () => {
    const args = ['ccd', 'solve', at('good', 'plain.tif'), '--to', at('kept')];
    await mkdir(at('kept'));
    await writeFile(at('kept', 'plain.wcs'), 'mine');
    const refused = await nightskies(args);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/plain\.wcs.*would replace.*\n.*--overwrite/);
    expect(await readFile(at('kept', 'plain.wcs'), 'utf8')).toBe('mine');
    expect((await nightskies([...args, '--overwrite'])).code).toBe(0);
    expect((await readFile(at('kept', 'plain.wcs'))).length % 2880).toBe(0);
  });

  it('is a folder for results that is a file', async () => {
    const { code, stderr } = await nightskies([
      ...['ccd', 'solve', at('good', 'plain.tif'), '--to', at('wrong.fits')],
    ]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/file where a folder is needed|part of this path is a file/);
  });

  it.each([
    ['a folder without pictures', ['none'], /no picture lies in this folder/],
    ['a pattern nothing has', ['none/*.fits'], /no file has such a name/],
    [
      'a scale that is none',
      ['good', '--scale', 'large'],
      /--scale: found large, expected LOW\.\.HIGH/,
    ],
    ['a radius about no place', ['good', '--radius', '5'], /--radius: found without --center/],
    ['a place that is none', ['good', '--center', '25:00'], /--center: found 25:00/],
  ])('is %s: bad usage', async (_, [name = '', ...options], message) => {
    const { code, stderr } = await nightskies(['ccd', 'solve', at(name), ...options]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  it('is a whole-sky picture without time and place', async () => {
    const { code, stderr } = await nightskies([
      ...['ccd', 'solve', at('good', 'plain.tif'), '--fisheye', '--no-wcs'],
    ]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/found no time, no site/);
  });
});

describe('tables of sources', () => {
  it('have the columns of DAOFIND, errors, and places of a solved file', async () => {
    const solved = at('solved', 'told.solved.fits');
    const written = await nightskies(['ccd', 'sources', solved, '--to', at('tables')]);
    expect(written.code, written.stderr).toBe(0);
    const text = await readFile(at('tables', 'told.solved.sources.ecsv'), 'utf8');
    const { table } = readEcsv(text, 'told');
    const column = (name: string): Float64Array => {
      const found = columnNamed(table, name);
      return found?.kind === 'numbers' ? columnFloat64(found) : new Float64Array(0);
    };
    expect(table.rows).toBeGreaterThan(60);
    const [x, y, ra, dec] = ['xcentroid', 'ycentroid', 'ra', 'dec'].map(column);
    const seen = camera.placeAt({ x: x?.[20] ?? NaN, y: y?.[20] ?? NaN });
    expect(Math.abs((ra?.[20] ?? 0) - seen.raDeg)).toBeLessThan(0.01);
    expect(Math.abs((dec?.[20] ?? 0) - seen.decDeg)).toBeLessThan(0.01);
  });

  it('come as FITS and CSV as well; a picture that cannot be read is named', async () => {
    const args = ['ccd', 'sources', at('good', 'plain.tif'), at('bad', 'text.fits')];
    const fits = await nightskies([...args, '--format', 'fits', '--to', at('tables'), '--json']);
    expect(fits.code).toBe(1);
    expect(JSON.parse(fits.stdout)).toMatchObject({
      files: [{ problem: null }, { sources: null, problem: { code: 'picture-unreadable' } }],
    });
    const file = readFits(await readFile(at('tables', 'plain.sources.fits')), 'plain');
    const [, extension] = file.hdus;
    if (extension?.type !== 'binary-table') throw new Error('no table');
    const { rows } = readTable(extension);
    const csv = await nightskies([...args, '--format', 'csv', '--to', at('tables')]);
    expect(csv.stdout).toMatch(/text\.fits +not measured/);
    const lines = (await readFile(at('tables', 'plain.sources.csv'), 'utf8')).trim().split('\n');
    expect(lines[0]).toMatch(/^id,xcentroid,ycentroid,/);
    expect(lines).toHaveLength(rows + 1);
  });
});

describe('help', () => {
  it('begins with an example', async () => {
    for (const command of ['solve', 'sources']) {
      const { code, stdout } = await nightskies(['ccd', command, '--help']);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`^Example: {2}nightskies ccd ${command} `));
    }
  });
});
