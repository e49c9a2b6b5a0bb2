import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tanSipCards } from '@nightskies/astrometry';
import {
  columnFloat64,
  columnNamed,
  Header,
  readEcsv,
  readFits,
  readTable,
  writeFits,
  type CardEntry,
  type Table,
} from '@nightskies/fits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cameraAt, height, width } from './made-up-pictures.js';
import { nightskies } from './nightskies.js';

/** Stars of known light on a flat sky; element k of each list belongs to star k. */
const sky = 200;
const gain = 2;
const sigmaPx = 1.5;
const truth = Array.from({ length: 40 }, (_, k) => ({
  x: 30.3 + 47.77 * (k % 8),
  y: 25.6 + 61.31 * Math.floor(k / 8),
  flux: 1500 * (1 + k),
}));
const camera = cameraAt(305.5, 40.2);
let root: string;
const at = (...names: string[]): string => join(root, ...names);

function frame(): Float32Array<ArrayBuffer> {
  const data = new Float32Array(width * height);
  let state = 9;
  for (let k = 0; k < data.length; k += 1) {
    // The sum of three uniform numbers is nearly normal, here 10 DN wide.
    let noise = -1.5;
    for (let i = 0; i < 3; i += 1) {
      state = (state * 48271) % 2147483647;
      noise += state / 2147483647;
    }
    data[k] = sky + 20 * noise;
  }
  for (const { x, y, flux } of truth) {
    for (let row = Math.floor(y) - 9; row <= y + 10; row += 1) {
      for (let column = Math.floor(x) - 9; column <= x + 10; column += 1) {
        const square = (column - x) ** 2 + (row - y) ** 2;
        const light = (flux / (2 * Math.PI * sigmaPx ** 2)) * Math.exp(-square / 2 / sigmaPx ** 2);
        const pixel = row * width + column;
        if (row >= 0 && row < height) data[pixel] = (data[pixel] ?? 0) + light;
      }
    }
  }
  return data;
}

const cards: CardEntry[] = [
  ['EXPTIME', 10],
  ['EGAIN', gain],
  ['RDNOISE', 6],
];

const documentSchema = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      sources: z.int().nullable(),
      measured: z.int().nullable(),
      flagged: z.int().nullable(),
      tableFile: z.string().nullable(),
      gainElectrons: z.number().nullable(),
      notes: z.array(z.string()),
      problems: z.array(z.object({ code: z.string(), hint: z.string().nullable() })),
      problem: z
        .object({ code: z.string(), message: z.string(), hint: z.string().nullable() })
        .nullable(),
    }),
  ),
});

async function photometry(...args: string[]) {
  const finished = await nightskies(['ccd', 'photometry', ...args, '--json']);
  const text = finished.stdout === '' ? '{"files":[]}' : finished.stdout;
  return { ...finished, ...documentSchema.parse(JSON.parse(text)) };
}

function numbers(table: Table, name: string): Float64Array {
  const column = columnNamed(table, name);
  if (column?.kind !== 'numbers') throw new Error(`no column ${name}`);
  return columnFloat64(column);
}

async function ecsv(path: string): Promise<Table> {
  return readEcsv(await readFile(path, 'utf8'), path).table;
}

const list = (origin: number): string =>
  truth.map(({ x, y }, k) => `star ${k},${x + origin},${y + origin},${k % 7}`).join('\n');

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nightskies photometry '));
  const data = frame();
  const shape = [width, height];
  const write = (name: string, header: readonly CardEntry[], pixels = data, axes = shape) =>
    writeFile(at(name), writeFits([{ header: Header.of(header), shape: axes, data: pixels }]));
  await write('plain.fits', cards);
  await write('solved.fits', [...cards, ...tanSipCards(camera)]);
  await write('bare.fits', []);
  const three = new Float32Array(3 * data.length);
  for (const k of [0, 1, 2]) three.set(k === 1 ? data : data.map(() => k + 1), k * data.length);
  await write('colours.fits', cards, three, [...shape, 3]);
  const whole = Uint16Array.from(data, Math.round);
  await writeFile(at('whole.fits'), writeFits([{ header: Header.of(cards), shape, data: whole }]));
  await writeFile(at('stars.csv'), `name,x,y,mag\n${list(0)}\n`);
  await writeFile(at('from-one.csv'), `name,X_IMAGE,Y_IMAGE,mag\n${list(1)}\n`);
  await writeFile(
    at('windows.csv'),
    `\ufeffname,x,y,mag\r\n${list(0).replaceAll('\n', '\r\n')}\r\n`,
  );
  const places = truth.map((star) => camera.placeAt(star));
  await writeFile(
    at('sky.csv'),
    `ra_hours,dec\n${places.map(({ raDeg, decDeg }) => `${raDeg / 15},${decDeg}`).join('\n')}\n12,-30\n`,
  );
  await writeFile(at('degrees-as-hours.csv'), 'ra,dec\n20.37,40.2\n');
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

describe('stars of a list', () => {
  it('have their light, its error, and their magnitude, in a table that keeps the columns of the list', async () => {
    const { code, files, stderr } = await photometry(
      ...[at('plain.fits'), '--catalog', at('stars.csv'), '--aperture', '7', '--zeropoint', '21'],
      ...['--to', at('tables')],
    );
    expect(code, stderr).toBe(0);
    expect(files[0]).toMatchObject({ sources: 40, measured: 40, flagged: 0, gainElectrons: gain });
    const table = await ecsv(at('tables', 'plain.photometry.ecsv'));
    const [flux, error, mag] = ['flux', 'flux_err', 'mag'].map((name) => numbers(table, name));
    const pulls = truth.map((star, k) => ((flux?.[k] ?? 0) - star.flux) / (error?.[k] ?? 0));
    // The star's own photons are in the error and not in the made-up picture: less scatter, no more.
    const rms = Math.sqrt(pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length);
    expect(rms).toBeGreaterThan(0.4);
    expect(rms).toBeLessThan(1.1);
    expect(mag?.[39]).toBeCloseTo(21 - 2.5 * Math.log10((flux?.[39] ?? 0) / 10), 10);
    expect(table.columns.map(({ name }) => name)).toEqual([
      ...['id', 'x', 'y', 'background', 'background_std', 'background_pixels', 'peak'],
      ...['sum', 'area', 'flux', 'flux_err', 'mag', 'mag_err', 'flags', 'name', 'cat_mag'],
    ]);
    expect(columnNamed(table, 'flux')?.unit).toBe('adu');
    expect(columnNamed(table, 'name')).toMatchObject({ kind: 'texts' });
  });

  it('are the same whether the list counts pixels from 0 or from 1, on Windows or not', async () => {
    const flux = async (list: string, ...more: string[]): Promise<Float64Array> => {
      const to = at('counted', `${list}.ecsv`);
      const done = await photometry(at('plain.fits'), '--catalog', at(list), '--to', to, ...more);
      expect(done.code, done.stderr).toBe(0);
      return numbers(await ecsv(to), 'flux');
    };
    const reference = await flux('stars.csv');
    expect(await flux('windows.csv')).toEqual(reference);
    const shifted = await flux('from-one.csv');
    for (const [k, value] of reference.entries()) expect(shifted[k]).toBeCloseTo(value, 6);
    const moved = await flux('from-one.csv', '--pixel-origin', '0', '--overwrite');
    expect(moved[39]).toBeLessThan((reference[39] ?? 0) - 10);
  });

  it('may be given by places in the sky; one beyond the picture stays with a flag', async () => {
    const { code, files, stderr } = await photometry(
      ...[at('solved.fits'), '--catalog', at('sky.csv'), '--aperture', '4,7', '--to'],
      ...[at('tables', 'sky.fits'), '--psf', 'gaussian'],
    );
    expect(code, stderr).toBe(0);
    expect(files[0]).toMatchObject({ sources: 41, measured: 40, flagged: 1 });
    const hdu = readFits(await readFile(at('tables', 'sky.fits')), 'sky').hdus[1];
    if (hdu?.type !== 'binary-table') throw new Error('no table');
    const table = readTable(hdu);
    expect(hdu.header.number('APER2')).toBe(7);
    expect(hdu.header.number('EXPTIME')).toBe(10);
    const [x, flags] = [numbers(table, 'x'), numbers(table, 'flags_2')];
    expect(x[39]).toBeCloseTo(truth[39]?.x ?? NaN, 3);
    expect(flags[40]).toBeGreaterThan(0);
    expect(numbers(table, 'dec')[40]).toBe(-30);
    expect(numbers(table, 'flux_2')[40]).toBeNaN();
    const psf = numbers(table, 'psf_flux');
    expect((psf[39] ?? 0) / (truth[39]?.flux ?? NaN)).toBeCloseTo(1, 1);
    expect(hdu.header.number('PSFMAJ')).toBeCloseTo(sigmaPx * 2.3548, 0);
    const inside = await photometry(
      ...[at('solved.fits'), '--catalog', at('sky.csv'), '--inside', '--to', at('in.csv')],
    );
    expect(inside.files[0]).toMatchObject({ sources: 40, measured: 40, flagged: 0 });
  });

  it('are measured in many pictures at once, those that cannot be read named', async () => {
    const { code, files, stderr } = await photometry(
      ...['plain.fits', 'missing.fits', 'whole.fits', 'colours.fits', 'bare.fits'].map((one) =>
        at(one),
      ),
      ...['--catalog', at('stars.csv'), '--to', at('many'), '--format', 'csv'],
    );
    expect(code).toBe(1);
    expect(files.map(({ problem }) => problem?.code ?? null)).toEqual([
      ...[null, 'file-refused', null, 'picture-planes', null],
    ]);
    expect(stderr).toMatch(/found 3 planes; expected --plane 1 to 3, or --plane mean/);
    expect(stderr).toMatch(/note: no gain is known/);
    const lines = (await readFile(at('many', 'whole.photometry.csv'), 'utf8')).trim().split('\n');
    expect(lines[0]).toMatch(/^id,x,y,background,/);
    expect(lines).toHaveLength(41);
  });

  it('of one plane of a colour picture are those of that plane', async () => {
    const to = at('planes.json');
    const { code, stderr } = await photometry(
      ...[at('colours.fits'), '--catalog', at('stars.csv'), '--plane', '2', '--to', to],
    );
    expect(code, stderr).toBe(0);
    const { sources } = z
      .object({ sources: z.array(z.object({ flux: z.number(), background: z.number() })) })
      .parse(JSON.parse(await readFile(to, 'utf8')));
    expect(sources[20]?.background).toBeCloseTo(sky, -1);
    expect((sources[39]?.flux ?? 0) / 60000).toBeCloseTo(1, 1);
  });
});

describe('stars that are found', () => {
  it('are measured where they are', async () => {
    const { code, files, stderr } = await photometry(
      ...[
        at('solved.fits'),
        '--detect',
        '--recentre',
        '--threshold',
        '8',
        '--to',
        at('found.ecsv'),
      ],
    );
    expect(code, stderr).toBe(0);
    expect(files[0]?.sources).toBe(40);
    const table = await ecsv(at('found.ecsv'));
    const [x, fwhm, ra] = ['x', 'fwhm', 'ra'].map((name) => numbers(table, name));
    for (const [k, value] of (x ?? []).entries()) {
      const nearest = Math.min(...truth.map((star) => Math.abs(star.x - value)));
      expect(nearest, `star ${k}`).toBeLessThan(0.15);
    }
    expect(fwhm?.[30]).toBeCloseTo(sigmaPx * 2.3548, 0);
    expect(Math.abs((ra?.[0] ?? 0) - 305.5)).toBeLessThan(8);
  });
});

describe('what is refused', () => {
  it('is a result over a file that is there, unless it is asked for', async () => {
    await writeFile(at('mine.csv'), 'mine');
    const args = [at('plain.fits'), '--catalog', at('stars.csv'), '--to', at('mine.csv')];
    const refused = await photometry(...args);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toMatch(/mine\.csv.*would replace.*\n.*--overwrite/);
    expect(await readFile(at('mine.csv'), 'utf8')).toBe('mine');
    expect((await photometry(...args, '--overwrite')).code).toBe(0);
    const own = await photometry(
      ...[at('plain.fits'), '--catalog', at('stars.csv'), '--to', at('stars.csv'), '--overwrite'],
    );
    expect(own.code).toBe(2);
    expect(await readFile(at('stars.csv'), 'utf8')).toMatch(/^name,x,y/);
  });

  it('are places in the sky without a solution: it says what to do', async () => {
    const { code, stderr } = await photometry(at('plain.fits'), '--catalog', at('sky.csv'));
    expect(code).toBe(3);
    expect(stderr).toMatch(/places in the sky.*\n.*nightskies ccd solve PICTURE.*--detect/);
    expect(existsSync(at('plain.photometry.ecsv'))).toBe(false);
  });

  it('is no table of which nothing lies in the picture: it is written, and named', async () => {
    const { code, stderr, files } = await photometry(
      ...[at('solved.fits'), '--catalog', at('degrees-as-hours.csv'), '--to', at('hours.ecsv')],
    );
    expect(code).toBe(1);
    expect(files[0]?.problems[0]?.code).toBe('no-source-inside');
    expect(stderr).toMatch(/right ascension in hours/);
  });

  it.each([
    ['no sources', [], 2, /--catalog FILE or --detect/],
    ['both kinds of sources', ['--detect', '--catalog', 'stars.csv'], 2, /either --catalog/],
    ['an aperture of 0', ['--detect', '--aperture', '0'], 2, /--aperture: found 0, expected radii/],
    ['an aperture below 0', ['--detect', '--aperture=-2'], 2, /--aperture: found -2/],
    [
      'an aperture beyond the picture',
      ['--detect', '--aperture', '400'],
      3,
      /larger than the pict/,
    ],
    ['an annulus in the aperture', ['--detect', '--annulus', '1,3'], 2, /taken for its background/],
    ['an annulus inside out', ['--detect', '--annulus', '9,6'], 2, /--annulus: found 9,6/],
    [
      'fits without a background',
      ['--detect', '--psf', 'moffat', '--background', 'none'],
      2,
      /--psf: found with/,
    ],
    ['an annulus beyond', ['--catalog', 'stars.csv', '--annulus', '900,999'], 1, /without backgr/],
    ['an empty list', ['--catalog', 'empty.csv'], 3, /empty\.csv: the catalogue is empty/],
    ['a list of names', ['--catalog', 'names.csv'], 3, /no row; found columns id, x, y/],
    ['a list without places', ['--catalog', 'no-place.csv'], 3, /found columns id, mag; expected/],
    [
      'a word for a number',
      ['--catalog', 'word.csv'],
      3,
      /row 2 has no position in x; found "abc"/,
    ],
    ['a picture for a list', ['--catalog', 'plain.fits'], 3, /this FITS file holds no table/],
    ['a mask of another size', ['--detect', '--mask', 'small.fits'], 3, /mask of 20 x 20 px/],
  ])('is %s', async (name, options, expected, message) => {
    await writeFile(at('empty.csv'), '');
    await writeFile(at('names.csv'), 'id,x,y\n');
    await writeFile(at('no-place.csv'), 'id,mag\n1,5\n');
    await writeFile(at('word.csv'), 'id,x,y\n1,30,30\n2,abc,30\n');
    const small = new Uint8Array(400).fill(1, 0, 9);
    await writeFile(at('small.fits'), writeFits([{ shape: [20, 20], data: small }]));
    const named = options.map((one) => (/\.(?:csv|fits)$/.test(one) ? at(one) : one));
    const to = at(`${name}.csv`);
    const { code, stderr } = await photometry(at('plain.fits'), ...named, '--to', to);
    expect(stderr).toMatch(message);
    expect(code).toBe(expected);
  });
});

describe('help', () => {
  it('begins with an example', async () => {
    const { code, stdout } = await nightskies(['ccd', 'photometry', '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Example: {2}nightskies ccd photometry /);
  });
});
