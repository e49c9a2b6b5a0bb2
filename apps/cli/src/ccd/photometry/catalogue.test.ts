import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeEcsv, writeFits, type Table } from '@nightskies/fits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCatalogue } from './catalogue-file.js';
import { positionsOf, type PositionKind, type Positions } from './positions.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies catalogue '));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function catalogue(content: string | Uint8Array) {
  const file = join(folder, 'stars');
  await writeFile(file, content);
  return readCatalogue(file);
}

async function positions(
  content: string | Uint8Array,
  options: { kind?: PositionKind; origin?: 0 | 1 } = {},
): Promise<Positions> {
  return positionsOf(await catalogue(content), options);
}

const table: Table = {
  rows: 2,
  columns: [
    { kind: 'texts', name: 'name', data: ['Deneb', 'Sadr'] },
    { kind: 'numbers', name: 'RAJ2000', unit: 'deg', data: Float64Array.of(310.35, 305.55) },
    { kind: 'numbers', name: 'DEJ2000', unit: 'deg', data: Float64Array.of(45.28, 40.25) },
  ],
};

describe('a catalogue', () => {
  it.each([
    ['CSV', 'id,x,y\n1,10.5,20\n2,11,-3e1\n'],
    ['CSV of Windows', '\ufeffid,x,y\r\n1,10.5,20\r\n2,11,-3e1\r\n'],
    ['CSV with quotes and blanks', '"id", "x", "y"\n"1", 10.5 ,"20"\n2,11,-3e1\n'],
    ['semicolons', 'id;x;y\n1;10.5;20\n2;11;-3e1'],
    ['tabulators', 'id\tx\ty\n1\t10.5\t20\n2\t11\t-3e1\n'],
    ['columns', '   id     x      y\n    1  10.5   20.0\n    2  11.0  -30.0\n'],
    ['columns below a comment', '# my stars\n# id x y\n1 10.5 20\n2 11 -3D1\n'],
    ['pairs of numbers', '10.5 20\n11 -30\n'],
    ['other spellings', 'X_Centroid,Y_Centroid,z\n10.5,20,1\n11,-30,2\n'],
    ['empty lines', '\n\nx,y\n\n10.5,20\n\n11,-30\n\n'],
    ['commas at the ends', 'x,y\n10.5,20,,\n11,-30,,\n'],
  ])('may come as %s', async (_, text) => {
    const { kind, first, second } = await positions(text);
    expect(kind).toBe('pixels');
    expect([...first]).toEqual([10.5, 11]);
    expect([...second]).toEqual([20, -30]);
  });

  it('may come as UTF-16, as spreadsheets write it', async () => {
    const text = Buffer.from('\ufeffname\tx\ty\r\nα Cyg\t1\t2\r\n', 'utf16le');
    expect((await positions(text)).first).toEqual(Float64Array.of(1));
  });

  it('may come as FITS table or ECSV, places in degrees', async () => {
    for (const content of [writeFits([{ table }]), writeEcsv(table)]) {
      const { kind, first, second } = await positions(content);
      expect(kind).toBe('sky');
      expect([...first, ...second]).toEqual([310.35, 305.55, 45.28, 40.25]);
    }
  });

  it('may come packed by gzip', async () => {
    expect((await positions(gzipSync('x,y\n10,20\n'))).first[0]).toBe(10);
    expect((await positions(gzipSync(writeFits([{ table }])))).first[0]).toBe(310.35);
    const cut = gzipSync('x,y\n10,20\n').subarray(0, 20);
    await expect(positions(cut)).rejects.toThrow(/cannot be unpacked/);
  });

  it('may come from VizieR, with lines of units and of dashes', async () => {
    const { first, second } = await positions(
      '#VizieR\n\nHIP\tRAJ2000\tDEJ2000\n\t"h:m:s"\t"d:m:s"\n---\t--\t--\n7\t05 35 17\t-05 23 28\n',
    );
    expect(first[0]).toBeCloseTo(83.8208, 4);
    expect(second[0]).toBeCloseTo(-5.3911, 4);
  });

  it.each([
    ['a column in hours', 'ra_hours,dec\n5.5880556,-5.3911111\n'],
    ['a unit of hours', writeEcsv({ rows: 1, columns: [hours(), degrees()] })],
    ['colons', 'RA,Dec\n05:35:17,-05:23:28\n'],
    ['letters', 'ra,dec\n5h35m17s,-5d23m28s\n'],
    ['degrees', 'ra_deg,dec_deg\n83.8208333,-5.3911111\n'],
    ['degrees below 0', 'ALPHA_J2000,DELTA_J2000\n-276.1791667,-5.3911111\n'],
  ])('has right ascension by %s', async (_, text) => {
    const { first, second } = await positions(text);
    expect(first[0]).toBeCloseTo(83.820833, 4);
    expect(second[0]).toBeCloseTo(-5.391111, 4);
  });

  it('of SExtractor counts pixels from 1, all others from 0, unless it is told', async () => {
    const x = async (text: string, origin?: 0 | 1) =>
      (await positions(text, origin === undefined ? {} : { origin })).first[0];
    expect(await x('X_IMAGE,Y_IMAGE\n5,6\n')).toBe(4);
    expect(await x('X_IMAGE,Y_IMAGE\n5,6\n', 0)).toBe(5);
    expect(await x('x,y\n5,6\n')).toBe(5);
    expect(await x('x,y\n5,6\n', 1)).toBe(4);
  });

  it('with both kinds of places gives pixels, or the sky when that is asked for', async () => {
    const both = 'x,y,ra,dec\n5,6,70,80\n';
    expect((await positions(both)).kind).toBe('pixels');
    expect((await positions(both, { kind: 'sky' })).first[0]).toBe(70);
    await expect(positions('ra,dec\n1,2\n', { kind: 'pixels' })).rejects.toThrow(/no columns/);
  });

  it('keeps rows without a place', async () => {
    const { first, second } = await positions('x,y\nnan,1\n,2\n--,3\ninf,4\n5,N/A\n6,7\n');
    expect([...first]).toEqual([NaN, NaN, NaN, NaN, 5, 6]);
    expect([...second]).toEqual([1, 2, 3, 4, NaN, 7]);
  });

  it('keeps what numbers would lose: zeros before, digits behind', async () => {
    const { table: read } = await catalogue(
      'x,y,code,source_id\n1,2,007,5853498713190525696\n1,2,12,5853498713190525697\n',
    );
    expect(read.columns[2]).toMatchObject({ kind: 'texts', data: ['007', '12'] });
    expect(read.columns[3]).toMatchObject({ kind: 'texts' });
  });

  it.each([
    ['nothing', '', /is empty/],
    ['names alone', 'id,x,y\n', /has no row/],
    ['comments alone', '# nothing\n', /is empty/],
    ['a row that is cut', 'id,x,y\n1,2,3\n1,2\n', /line 3 has another number of cells/],
    ['a spreadsheet', 'PK\u0003\u0004', /no table of a known kind/],
    ['a VOTable', '<?xml version="1.0"?>', /no table of a known kind/],
    ['words for numbers', 'x,y\n1,2\nabc,3\n', /row 2 has no position in x/],
    ['decimal commas', 'x;y\n1,5;2,5\n', /row 1 has no position in x/],
    ['no places', 'id,mag\n1,2\n', /no columns of positions/],
    ['hours in three columns', 'RAh,RAm,RAs,DEd\n5,35,17,3\n', /no columns of positions/],
    ['a declination beyond the pole', 'ra,dec\n10,95\n', /row 1 has no position in dec/],
    ['hours beyond a day', 'ra_hours,dec\n30,5\n', /row 1 has no position in ra_hours/],
  ])('is refused for %s, by a sentence', async (_, text, message) => {
    await expect(positions(text)).rejects.toThrow(message);
  });

  it('is refused when it is a picture, or a folder', async () => {
    const picture = writeFits([{ shape: [4, 4], data: new Float32Array(16) }]);
    await expect(catalogue(picture)).rejects.toThrow(/holds no table/);
    await expect(readCatalogue(folder)).rejects.toThrow(/a folder where a file is needed/);
  });
});

function hours() {
  return { kind: 'numbers', name: 'ra', unit: 'h', data: Float64Array.of(5.5880556) } as const;
}

function degrees() {
  return { kind: 'numbers', name: 'dec', unit: 'deg', data: Float64Array.of(-5.3911111) } as const;
}
