import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invertMap, mapPoint, TanSip, tanSipCards, type PlaneMap } from '@nightskies/astrometry';
import {
  firstImage,
  imageNamed,
  readFits,
  verifyChecksums,
  type Header,
  type ImageHdu,
} from '@nightskies/fits';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  field,
  lightAt,
  size,
  turned,
  writeFrames,
  type FieldStar,
  type MadeUpFrame,
} from './made-up-frames.js';
import { nightskies, withFolder } from './nightskies.js';

const fileSchema = z.object({
  file: z.string(),
  used: z.boolean(),
  reason: z.string().nullable(),
  registeredBy: z.string().optional(),
  via: z.string().nullable().optional(),
  matchedStars: z.number().nullable().optional(),
  rmsPixels: z.number().nullable().optional(),
  rotationDeg: z.number().optional(),
  scale: z.number().optional(),
  map: z.array(z.array(z.number())).nullable().optional(),
  factor: z.number().optional(),
  offset: z.number().optional(),
  weight: z.number().optional(),
  aligned: z.string().optional(),
});
const documentSchema = z.object({
  files: z.array(fileSchema),
  output: z
    .object({
      file: z.string().optional(),
      table: z.string().optional(),
      width: z.int(),
      height: z.int(),
      frames: z.int(),
      exposureSeconds: z.number().nullable().optional(),
      rejectedShare: z.number().optional(),
      rowsReadAgainShare: z.number().optional(),
      centerRaDeg: z.number().nullable(),
    })
    .nullable(),
  problems: z.array(z.object({ code: z.string(), file: z.string().nullable() })),
});
type Document = z.infer<typeof documentSchema>;

async function run(
  command: 'align' | 'stack',
  files: readonly string[],
  options: readonly string[],
): Promise<{ code: number | null; document: Document; stderr: string }> {
  const finished = await nightskies(['ccd', command, ...files, ...options, '--json']);
  return {
    code: finished.code,
    stderr: finished.stderr,
    document: documentSchema.parse(JSON.parse(finished.stdout)),
  };
}

interface Stack {
  readonly header: Header;
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly plane: (name: string) => ImageHdu;
}

async function readStack(path: string): Promise<Stack> {
  const bytes = await readFile(path);
  expect(
    verifyChecksums(bytes, path).every(
      ({ checksum, datasum }) => checksum === 'right' && datasum === 'right',
    ),
  ).toBe(true);
  const file = readFits(bytes, path);
  const hdu = firstImage(file);
  const [width = 0, height = 0] = hdu.shape;
  return {
    header: hdu.header,
    data: hdu.float32(),
    width,
    height,
    plane: (name) => {
      const found = imageNamed(file, name);
      if (found === undefined) throw new Error(`no ${name}`);
      return found;
    },
  };
}

/** Stars of the field that lie well within a frame. */
function starsWithin(
  map: PlaneMap,
  marginPx: number,
): (FieldStar & { at: { x: number; y: number } })[] {
  return field()
    .map((star) => ({ ...star, at: mapPoint(map, star.x, star.y) }))
    .filter(
      ({ at }) =>
        at.x > marginPx &&
        at.y > marginPx &&
        at.x < size.width - marginPx &&
        at.y < size.height - marginPx,
    );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

const dithered: MadeUpFrame[] = [
  { map: turned(0, 1, 0, 0), rays: 60, noise: 5 },
  { map: turned(0.7, 1, 12.3, -5.6), rays: 60 },
  { map: turned(-1.1, 1, -9.4, 7.2), rays: 60 },
  { map: turned(180.4, 1, 4.1, 3.3), rays: 60 },
  { map: turned(3, 1.04, 15.7, 9.9), rays: 60 },
  { map: turned(-2, 0.95, -14.2, -11.5), rays: 60 },
];

describe('nightskies ccd stack', () => {
  it('lays shifted, turned and scaled frames on one another and leaves out what cosmic rays hit', async () => {
    await withFolder(async (folder) => {
      const files = await writeFrames(folder, dithered);
      const to = join(folder, 'deep.fits');
      const { code, document } = await run(
        'stack',
        [join(folder, 'light*.fits')],
        [...['--reference', files[0] ?? '', '--to', to]],
      );
      expect(code).toBe(0);
      for (const [k, { map }] of document.files.entries()) {
        const truth = invertMap(dithered[k]?.map ?? turned(0, 1, 0, 0));
        const [[a = 0, b = 0, c = 0] = [], [d = 0, e = 0, f = 0] = [], [g = 0, h = 0, i = 0] = []] =
          map ?? [];
        for (const [x, y] of [
          [0, 0],
          [size.width, 0],
          [0, size.height],
          [size.width, size.height],
        ] as const) {
          const found = mapPoint([a, b, c, d, e, f, g, h, i], x, y);
          const wanted = mapPoint(truth, x, y);
          expect(Math.hypot(found.x - wanted.x, found.y - wanted.y)).toBeLessThan(0.1);
        }
      }
      const stack = await readStack(to);
      expect([stack.width, stack.height]).toEqual([size.width, size.height]);
      // Away from stars nothing is left of 360 rays of 3000 and more.
      const stars = field();
      const footprint = stack.plane('FOOTPRNT').float32();
      let [brightest, pixels] = [0, 0];
      stack.data.forEach((value, k) => {
        const [x, y] = [k % size.width, Math.floor(k / size.width)];
        if ((footprint[k] ?? 0) < 5) return;
        if (stars.some((star) => Math.hypot(star.x - x, star.y - y) < 9)) return;
        pixels += 1;
        brightest = Math.max(brightest, value);
      });
      expect(pixels).toBeGreaterThan(30_000);
      expect(brightest).toBeLessThan(400 + 40);
      // Scaled frames spread stars of one width in pixels over others, so that factors differ; the
      // reference keeps its own light.
      const ratios = starsWithin(turned(0, 1, 0, 0), 40).map(
        ({ flux, at }) => lightAt(stack.data, size.width, at) / flux,
      );
      expect(ratios.length).toBeGreaterThan(20);
      expect(Math.abs(median(ratios) - 1)).toBeLessThan(0.01);
      expect(stack.header.number('NCOMBINE')).toBe(6);
      expect(stack.header.string('OBJECT')).toBe('made up');
      expect(stack.header.number('TOTEXP')).toBe(360);
      expect(stack.header.string('DATE-OBS')).toBe('2026-11-01T20:00:00.000');
      expect(stack.header.string('DATE-END')).toBe('2026-11-01T20:06:00.000');
      expect(stack.header.string('DATE-AVG')).toBe('2026-11-01T20:03:00.000');
      expect(stack.header.texts('HISTORY').filter((text) => text.includes('light'))).toHaveLength(
        6,
      );
    });
  });

  it('keeps what is covered in part, or cuts it off', async () => {
    await withFolder(async (folder) => {
      const files = await writeFrames(folder, dithered.slice(0, 3));
      const reference = ['--reference', files[0] ?? ''];
      const keep = await run('stack', files, [...reference, '--to', join(folder, 'keep.fits')]);
      const crop = await run('stack', files, [
        ...[...reference, '--border', 'crop', '--to', join(folder, 'crop.fits')],
      ]);
      const all = await run('stack', files, [
        ...[...reference, '--extent', 'all', '--to', join(folder, 'all.fits')],
      ]);
      const [kept, cropped, whole] = await Promise.all(
        ['keep', 'crop', 'all'].map((name) => readStack(join(folder, `${name}.fits`))),
      );
      if (kept === undefined || cropped === undefined || whole === undefined) throw new Error();
      expect([keep.code, crop.code, all.code]).toEqual([0, 0, 0]);
      const counts = new Set(kept.plane('FOOTPRNT').float32());
      expect([...counts].sort()).toEqual([1, 2, 3]);
      expect(cropped.width).toBeLessThan(size.width - 20);
      expect(cropped.height).toBeLessThan(size.height - 10);
      expect(cropped.data.some((value) => Number.isNaN(value))).toBe(false);
      expect(whole.width).toBeGreaterThan(size.width + 20);
      expect(whole.data.some((value) => Number.isNaN(value))).toBe(true);
    });
  });

  it('follows a field that drifts beyond the reference, from frame to frame', async () => {
    await withFolder(async (folder) => {
      const frames = [0, 1, 2, 3].map((k): MadeUpFrame => ({
        map: turned(0.5 * k, 1, 125 * k, 4 * k),
      }));
      const files = await writeFrames(folder, frames);
      const to = join(folder, 'strip.fits.fz');
      const { code, document } = await run('stack', files, [
        ...['--reference', files[0] ?? '', '--extent', 'all', '--compress', '--to', to],
      ]);
      expect(code).toBe(0);
      expect(document.files[1]?.via).toBeNull();
      expect(document.files[3]?.via).toBe(files[2]);
      const stack = await readStack(to);
      expect(stack.width).toBeGreaterThan(size.width + 370);
      // The reference lies where its last column ends the picture.
      const left = stack.width - size.width;
      const far = field().filter(
        ({ x, y }) => x > 30 - left && x < 30 - left + 60 && y > 40 && y < 200,
      );
      expect(far.length).toBeGreaterThan(3);
      const top = document.output?.height ?? 0;
      for (const { x, y, flux } of far) {
        const rows = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16].map((shift) =>
          lightAt(stack.data, stack.width, { x: x + left, y: y + shift }, 5),
        );
        expect(top).toBeGreaterThan(size.height);
        expect(Math.max(...rows.filter(Number.isFinite)) / flux).toBeGreaterThan(0.9);
      }
    });
  });

  it('brings different exposures to one level, and adds them up where a sum is asked for', async () => {
    await withFolder(async (folder) => {
      const frames = [1, 1, 3, 3].map((light, k): MadeUpFrame => ({
        map: turned(0.2 * k, 1, 3.3 * k, -2.1 * k),
        light,
        sky: 100 + 300 * light,
        cards: [['EXPTIME', 60 * light]],
      }));
      const files = await writeFrames(folder, frames);
      const [to, sum] = [join(folder, 'mean.fits'), join(folder, 'sum.fits')];
      const reference = ['--reference', files[0] ?? ''];
      const { document } = await run('stack', files, [...reference, '--to', to]);
      expect(document.files.map(({ factor }) => factor)).toEqual([
        1,
        expect.closeTo(1, 2),
        expect.closeTo(1 / 3, 2),
        expect.closeTo(1 / 3, 2),
      ]);
      const added = await run('stack', files, [
        ...[...reference, '--combine', 'sum', '--interpolation', 'area', '--to', sum],
      ]);
      expect(added.document.output?.exposureSeconds).toBe(480);
      const [mean, total] = [await readStack(to), await readStack(sum)];
      expect(mean.header.number('EXPTIME')).toBe(60);
      expect(mean.header.number('TOTEXP')).toBe(480);
      // Four frames of gain 1.5 at factors 1, 1, 1/3, 1/3: 16 / (8 / 3 / 1.5).
      expect(mean.header.number('EGAIN')).toBeCloseTo(9, 1);
      expect(total.header.number('EXPTIME')).toBe(480);
      expect(total.header.number('EGAIN')).toBeCloseTo(1.5, 6);
      const stars = starsWithin(turned(0, 1, 0, 0), 40);
      const lightOf = ({ data }: Stack): number =>
        median(stars.map(({ flux, at }) => lightAt(data, size.width, at) / flux));
      expect(lightOf(mean)).toBeCloseTo(1, 2);
      expect(lightOf(total) / 8).toBeCloseTo(1, 2);
    });
  });

  it('names a frame of another field and leaves it out, and weighs a clouded one down', async () => {
    await withFolder(async (folder) => {
      const frames: MadeUpFrame[] = [
        { map: turned(0, 1, 0, 0) },
        { map: turned(1, 1, 6, 4) },
        { map: turned(0, 1, -5, 3), light: 0.25, sky: 900, noise: 9 },
        { map: turned(0, 1, 3, 3), field: 77 },
        { map: turned(-1, 1, 5, -8) },
      ];
      const files = await writeFrames(folder, frames);
      const garbage = join(folder, 'garbage.fits');
      await writeFile(garbage, 'no picture at all, not even a header');
      const to = join(folder, 'stack');
      const { code, document, stderr } = await run(
        'stack',
        [...files, garbage],
        [...['--combine', 'weighted', '--to', to]],
      );
      expect(code).toBe(1);
      expect(document.files.map(({ used }) => used)).toEqual([
        true,
        true,
        true,
        false,
        true,
        false,
      ]);
      expect(document.files[3]?.reason).toBe('align-no-match');
      expect(document.files[5]?.reason).toBe('picture-unreadable');
      expect(stderr).toContain(files[3]);
      const [clear, , clouded] = document.files;
      expect(clouded?.factor).toBeCloseTo(4, 1);
      // Weights go with 1 / (factor noise)^2: (6 / (4 x 9))^2.
      expect((clouded?.weight ?? NaN) / (clear?.weight ?? NaN)).toBeCloseTo(1 / 36, 2);
      expect(existsSync(document.output?.file ?? '')).toBe(true);
      expect(readdirSync(to)).toEqual(['light 0.stack.fits']);

      const again = await nightskies(['ccd', 'stack', ...files, '--to', to]);
      expect(again.code).toBe(3);
      expect(again.stderr).toContain('--overwrite');
      const alone = await nightskies(['ccd', 'stack', files[0] ?? '', garbage, '--to', folder]);
      expect(alone.code).toBe(3);
      expect(alone.stderr).toContain('two frames');
      const bad = await nightskies(['ccd', 'stack', ...files, '--limits', '3']);
      expect(bad.code).toBe(2);
      expect(bad.stderr).toContain('--limits');
    });
  });

  it('follows the WCS of the headers onto a grid in the sky, and says where stars contradict it', async () => {
    await withFolder(async (folder) => {
      const wcs = (map: PlaneMap): TanSip => {
        const middle = { x: (size.width - 1) / 2, y: (size.height - 1) / 2 };
        const scale = 2 / 3600;
        const [a, b, , d, e] = map;
        const there = mapPoint(map, middle.x, middle.y);
        // The field has north along growing y, east along falling x.
        const inverse = invertMap([a, b, 0, d, e, 0, 0, 0, 1]);
        return new TanSip({
          crval: { raDeg: 150, decDeg: 20 },
          crpix: there,
          cd: [
            [-scale * inverse[0], -scale * inverse[1]],
            [scale * inverse[3], scale * inverse[4]],
          ],
        });
      };
      const maps = [turned(0, 1, 0, 0), turned(5, 1, 8, -3), turned(-40, 1, 2, 6)];
      const frames = maps.map((map): MadeUpFrame => ({ map, cards: tanSipCards(wcs(map)) }));
      const files = await writeFrames(folder, frames);
      const to = join(folder, 'sky.fits');
      const { code, document } = await run('stack', files, [
        ...['--center', '150,20', '--scale', '4', '--size', '150,120', '--to', to],
      ]);
      expect(code).toBe(0);
      expect(document.files.map(({ registeredBy }) => registeredBy)).toContain('wcs');
      expect(document.files.every(({ rmsPixels }) => (rmsPixels ?? 0) < 0.2)).toBe(true);
      const stack = await readStack(to);
      expect(document.output?.centerRaDeg).toBeCloseTo(150, 6);
      expect(stack.header.string('CTYPE1')).toBe('RA---TAN');
      expect([stack.width, stack.height]).toEqual([150, 120]);

      const [first] = frames;
      if (first === undefined) throw new Error();
      const moved = { ...first, cards: tanSipCards(wcs(turned(0, 1, 20, 0))) };
      const wrong = await writeFrames(folder, [first, frames[1] ?? first, moved]);
      const told = await run('stack', wrong, ['--to', join(folder, 'wrong.fits')]);
      expect(told.code).toBe(1);
      expect(told.document.problems.map(({ code: one }) => one)).toContain('align-wcs-disagrees');
    });
  });
});

describe('nightskies ccd align', () => {
  it('writes every frame on the grid of the reference with a table, and stack takes them as they are', async () => {
    await withFolder(async (folder) => {
      const clean = dithered.map((frame) => ({ ...frame, rays: 0 }));
      const files = await writeFrames(folder, clean);
      const aligned = await run('align', files, ['--reference', files[0] ?? '']);
      expect(aligned.code).toBe(0);
      expect(existsSync(aligned.document.output?.table ?? '')).toBe(true);
      const paths = aligned.document.files.map((one) => one.aligned ?? '');
      const places = starsWithin(turned(0, 1, 0, 0), 60);
      for (const path of paths) {
        const { data, width, header } = await readStack(path);
        expect(header.number('EXPTIME')).toBe(60);
        for (const { at } of places.slice(0, 12)) {
          const [x, y] = [Math.round(at.x), Math.round(at.y)];
          let [sum, sx, sy] = [0, 0, 0];
          for (let dy = -5; dy <= 5; dy += 1) {
            for (let dx = -5; dx <= 5; dx += 1) {
              const light = Math.max(0, (data[(y + dy) * width + x + dx] ?? NaN) - 440);
              sum += light;
              sx += light * dx;
              sy += light * dy;
            }
          }
          expect(Math.abs(x + sx / sum - at.x)).toBeLessThan(0.1);
          expect(Math.abs(y + sy / sum - at.y)).toBeLessThan(0.1);
        }
      }
      const one = await run('stack', files, [
        ...['--reference', files[0] ?? '', '--no-normalise', '--combine', 'median'],
        ...['--to', join(folder, 'direct.fits')],
      ]);
      const two = await run('stack', paths, [
        ...['--aligned', '--no-normalise', '--combine', 'median'],
        ...['--reference', paths[0] ?? '', '--to', join(folder, 'in two steps.fits')],
      ]);
      expect([one.code, two.code]).toEqual([0, 0]);
      const direct = await readStack(join(folder, 'direct.fits'));
      const inTwo = await readStack(join(folder, 'in two steps.fits'));
      expect(inTwo.data).toEqual(direct.data);
    });
  });
});
