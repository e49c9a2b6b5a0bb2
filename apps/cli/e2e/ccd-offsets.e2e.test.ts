import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  columnFloat64,
  columnNamed,
  Header,
  readFits,
  readTable,
  writeFits,
  type Table,
  type TableHdu,
} from '@nightskies/fits';
import { simulateSequence, type SimulatedSequence } from '@nightskies/simulator';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { madeUpDng } from '../../../libs/imaging/src/camera-raw/test-support/made-up-dng.js';
import { nightskies, withFolder } from './nightskies.js';

const documentSchema = z.object({
  files: z.array(
    z.object({
      file: z.string(),
      table: z.string().nullable(),
      startUtc: z.string().nullable(),
      timeFrom: z.string(),
      prediction: z.string().nullable(),
      offsetXPixels: z.number().nullable(),
      offsetYPixels: z.number().nullable(),
      rotationDeg: z.number().nullable(),
      rmsPixels: z.number().nullable(),
    }),
  ),
  starsInAll: z.int(),
  picture: z.string().nullable(),
  problems: z.array(z.object({ code: z.string(), file: z.string().nullable() })),
});

const columns = [
  ...['id', 'xcentroid', 'ycentroid', 'sharpness', 'roundness1', 'roundness2', 'npix', 'sky'],
  ...['peak', 'flux', 'mag', 'xoffset', 'yoffset', 'xoffset_prev', 'yoffset_prev'],
  ...['ref_row', 'prev_row'],
];

const small = { width: 260, height: 220, frames: 4, stars: 160, separationPx: 14, hotPixels: 8 };

async function writeFrames(folder: string, sequence: SimulatedSequence): Promise<string[]> {
  const { width, height } = sequence.options;
  return Promise.all(
    sequence.frames.map(async ({ pixels }, frame) => {
      const path = join(folder, `light ${frame}.fits`);
      const header = Header.of([
        ['DATE-OBS', `2026-11-01T0${frame}:00:00.000-0700`],
        ['EXPTIME', 60],
      ]);
      await writeFile(path, writeFits([{ header, shape: [width, height], data: pixels }]));
      return path;
    }),
  );
}

async function readStars(path: string): Promise<{ table: Table; hdu: TableHdu }> {
  const hdu = readFits(await readFile(path), path).hdus[1];
  if (hdu?.type !== 'binary-table') throw new Error(`${path} holds no table`);
  return { table: readTable(hdu), hdu };
}

function numbers(table: Table, name: string): Float64Array {
  const column = columnNamed(table, name);
  if (column?.kind !== 'numbers') throw new Error(`no column ${name}`);
  return columnFloat64(column);
}

describe('nightskies ccd offsets', () => {
  it('follows stars through a drifting, turning sequence into tables that fit one another', async () => {
    await withFolder(async (folder) => {
      const sequence = simulateSequence(small);
      const files = await writeFrames(folder, sequence);
      const to = join(folder, 'to here');
      const { code, stdout } = await nightskies([
        ...['ccd', 'offsets', join(folder, '*.fits'), '--to', to, '--json'],
      ]);
      expect(code).toBe(0);
      const document = documentSchema.parse(JSON.parse(stdout));
      expect(document.files.map(({ file }) => file)).toEqual(files);
      expect(document.starsInAll).toBeGreaterThan(15);
      expect(document.files[2]?.startUtc).toBe('2026-11-01T09:00:00.000');
      expect(existsSync(document.picture ?? '')).toBe(true);

      const tables = await Promise.all(document.files.map(({ table }) => readStars(table ?? '')));
      tables.forEach(({ table, hdu }, frame) => {
        const truth = sequence.frames[frame];
        expect(table.columns.map(({ name }) => name)).toEqual(columns);
        expect(table.rows).toBe(document.starsInAll);
        expect(hdu.header.string('DATE-OBS')).toBe(
          `2026-11-01T${String(7 + frame).padStart(2, '0')}:00:00.000`,
        );
        const before = tables[Math.max(0, frame - 1)]?.table ?? table;
        const first = tables[0]?.table ?? table;
        for (const axis of ['x', 'y']) {
          const here = numbers(table, `${axis}centroid`);
          const offset = numbers(table, `${axis}offset`);
          const offsetBefore = numbers(table, `${axis}offset_prev`);
          const there = numbers(first, `${axis}centroid`);
          const last = numbers(before, `${axis}centroid`);
          numbers(table, 'ref_row').forEach((row, k) => {
            expect(offset[k]).toBe((here[k] ?? NaN) - (there[row] ?? NaN));
          });
          numbers(table, 'prev_row').forEach((row, k) => {
            expect(offsetBefore[k]).toBe((here[k] ?? NaN) - (last[row] ?? NaN));
          });
        }
        expect(document.files[frame]?.rotationDeg).toBeCloseTo(truth?.turnDeg ?? NaN, 1);
      });
    });
  });

  it('reads digital negatives with the time of their EXIF', async () => {
    await withFolder(async (folder) => {
      const sequence = simulateSequence({ ...small, frames: 2, saturationDn: 16_383 });
      const { width, height } = sequence.options;
      for (const [frame, { pixels }] of sequence.frames.entries()) {
        // What a sensor with filters sees of grey light: red and blue pixels weaker by 1.9.
        const seen = pixels.map((dn, k) => {
          const isGreen = (k + Math.floor(k / width)) % 2 === 1;
          return isGreen || dn >= 16_383 ? dn : Math.round(200 + (dn - 200) / 1.9);
        });
        await writeFile(
          join(folder, `${frame}.dng`),
          madeUpDng({
            width,
            height,
            pixels: seen,
            pattern: [0, 1, 1, 2],
            blackLevel: 200,
            whiteLevel: 16_383,
            dateTimeOriginal: `2026:11:01 21:0${frame}:00`,
            offsetTimeOriginal: '+01:00',
          }),
        );
      }
      const { code, stdout } = await nightskies([
        'ccd',
        'offsets',
        folder,
        '--json',
        '--no-picture',
      ]);
      expect(code).toBe(0);
      const document = documentSchema.parse(JSON.parse(stdout));
      expect(document.files.map(({ startUtc, timeFrom }) => [startUtc, timeFrom])).toEqual([
        ['2026-11-01T20:00:00.000', 'EXIF'],
        ['2026-11-01T20:01:00.000', 'EXIF'],
      ]);
      expect(document.starsInAll).toBeGreaterThan(15);
      expect(document.files[1]?.offsetXPixels).toBeCloseTo(
        sequence.frames[1]?.shiftPx[0] ?? NaN,
        0,
      );
      expect(document.picture).toBeNull();
    });
  });

  it('names what it leaves out, replaces nothing unasked, and says what it cannot do', async () => {
    await withFolder(async (folder) => {
      const sequence = simulateSequence({ ...small, frames: 2 });
      const files = await writeFrames(folder, sequence);
      const to = join(folder, 'to');
      await mkdir(to);
      const broken = join(folder, 'broken.nef');
      await writeFile(broken, 'no picture at all');
      const flat = join(folder, 'flat.fits');
      await writeFile(flat, writeFits([{ shape: [260, 220], data: new Uint16Array(260 * 220) }]));
      const run = (...more: string[]) =>
        nightskies(['ccd', 'offsets', ...files, ...more, '--to', to]);

      const first = await run(broken, flat, '--no-picture', '--json');
      expect(first.code).toBe(1);
      const document = documentSchema.parse(JSON.parse(first.stdout));
      expect(document.problems).toEqual([
        { code: 'camera-raw-unreadable', file: broken },
        { code: 'picture-blank', file: flat },
      ]);
      expect(document.files.map(({ file }) => file)).toEqual(files);

      const [reference = ''] = files;
      const other = await nightskies([
        ...['ccd', 'offsets', broken, ...files, '--no-picture', '--json'],
        ...['--to', join(folder, 'other-reference')],
      ]);
      expect(documentSchema.parse(JSON.parse(other.stdout)).problems).toContainEqual({
        code: 'offsets-other-reference',
        file: broken,
      });
      expect(other.stderr).toContain(reference);

      const again = await run();
      expect(again.code).toBe(3);
      expect(again.stderr).toContain('--overwrite');
      const replaced = await run('--overwrite');
      expect(replaced.code).toBe(0);
      expect(replaced.stdout).toContain('stars are seen in all frames');

      const alone = await nightskies(['ccd', 'offsets', broken, flat, '--to', to]);
      expect(alone.code).toBe(3);
      expect(alone.stderr).toContain('two frames with stars');
      const bad = await nightskies(['ccd', 'offsets', ...files, '--radius', 'wide']);
      expect(bad.code).toBe(2);
      expect(bad.stderr).toContain('--radius');
    });
  });
});
