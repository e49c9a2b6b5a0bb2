import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageNamed, readFits, writeFits, firstImage } from '@nightskies/fits';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { align } from '../align/align.js';
import { stack } from './stack.js';

const fixture = fileURLToPath(new URL('./test-support/reproject-frames.fits', import.meta.url));

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies align '));
  const file = readFits(await readFile(fixture), fixture);
  for (const name of ['FRAME1', 'FRAME2', 'TARGET']) {
    const hdu = imageNamed(file, name);
    if (hdu === undefined) throw new Error(`no ${name}`);
    const written = writeFits([{ shape: hdu.shape, data: hdu.float32(), header: hdu.header }]);
    await writeFile(join(folder, `${name}.fits`), written);
  }
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function wanted(name: string): Promise<Float64Array> {
  const hdu = imageNamed(readFits(await readFile(fixture), fixture), name);
  if (hdu === undefined) throw new Error(`no ${name}`);
  return hdu.float64();
}

async function aligned(interpolation: string): Promise<Float32Array[]> {
  const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const code = await align(
    {
      wcs: join(folder, 'TARGET.fits'),
      register: 'wcs',
      interpolation,
      to: join(folder, interpolation),
    },
    ['FRAME1', 'FRAME2'].map((name) => join(folder, `${name}.fits`)),
  );
  print.mockRestore();
  expect(code).toBe(0);
  return Promise.all(
    ['FRAME1', 'FRAME2'].map(async (name) => {
      const path = join(folder, interpolation, `${name}.aligned.fits`);
      return firstImage(readFits(await readFile(path), path)).float32();
    }),
  );
}

/** Pixels that one of two has: reproject also fills half a pixel beyond the outermost centres. */
function compare(ours: Float32Array, theirs: Float64Array) {
  let [both, onlyOurs, onlyTheirs, worst] = [0, 0, 0, 0];
  ours.forEach((value, k) => {
    const other = theirs[k] ?? NaN;
    if (Number.isNaN(value) && Number.isNaN(other)) return;
    if (Number.isNaN(other)) onlyOurs += 1;
    else if (Number.isNaN(value)) onlyTheirs += 1;
    else {
      both += 1;
      worst = Math.max(worst, Math.abs(value - other) / Math.abs(other));
    }
  });
  return { both, onlyOurs, onlyTheirs, worst };
}

describe('frames on a grid in the sky', () => {
  it('have the values that reproject_interp gives them, to 1e-6', async () => {
    const frames = await aligned('bilinear');
    for (const [k, frame] of frames.entries()) {
      const found = compare(frame, await wanted(`BILINEAR${k + 1}`));
      expect(found.worst).toBeLessThan(1e-6);
      expect(found.onlyOurs).toBe(0);
      expect(found.both).toBeGreaterThan(3500);
      expect(found.onlyTheirs / found.both).toBeLessThan(0.04);
    }
  });

  it('have the nearest pixel where that is asked for', async () => {
    const [frame = new Float32Array(0)] = await aligned('nearest');
    const found = compare(frame, await wanted('NEAREST1'));
    expect(found.worst).toBe(0);
    expect(found.both).toBeGreaterThan(4000);
    expect(found.onlyOurs + found.onlyTheirs).toBeLessThan(5);
  });
});

describe('the grid of the output', () => {
  const frames = (): string[] => ['FRAME1', 'FRAME2'].map((name) => join(folder, `${name}.fits`));

  async function quietly(work: () => Promise<number>): Promise<{ code: number; said: string }> {
    const print = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const complain = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const code = await work();
      return { code, said: complain.mock.calls.map(([text]) => String(text)).join('') };
    } finally {
      print.mockRestore();
      complain.mockRestore();
    }
  }

  it('is refused before memory is taken when its scale makes it too large', async () => {
    const work = (): Promise<number> =>
      stack({ register: 'wcs', scale: '1e-6', to: join(folder, 'large.fits') }, frames());
    await expect(quietly(work)).rejects.toMatchObject({ problem: { code: 'align-too-large' } });
  });

  it('makes no file of nothing when no frame lies on it', async () => {
    const [picture, to] = [join(folder, 'elsewhere.fits'), join(folder, 'elsewhere')];
    const elsewhere = { register: 'wcs', center: '90,30', size: '40,30' };
    const stacked = await quietly(() => stack({ ...elsewhere, to: picture }, frames()));
    expect(stacked).toMatchObject({ code: 3 });
    expect(stacked.said.match(/lies outside of the picture/g)).toHaveLength(2);
    expect(existsSync(picture)).toBe(false);
    expect(await quietly(() => align({ ...elsewhere, to }, frames()))).toMatchObject({ code: 3 });
    expect(existsSync(to)).toBe(false);
  });

  it('is that of the reference, however its path is spelt', async () => {
    const reference = `${folder}/./FRAME2.fits`;
    const to = join(folder, 'spelt');
    const { code } = await quietly(() => align({ register: 'wcs', reference, to }, frames()));
    expect(code).toBe(0);
    const path = join(to, 'FRAME1.aligned.fits');
    expect(firstImage(readFits(await readFile(path), path)).header.string('REFFILE')).toBe(
      'FRAME2.fits',
    );
  });

  it('is told by files of any name, in the letters that FITS has', async () => {
    const named = ['é 1', 'é 2'].map((name) => join(folder, `${name}.fits`));
    for (const [k, path] of frames().entries()) {
      await writeFile(named[k] ?? '', await readFile(path));
    }
    const [to, picture] = [join(folder, 'named'), join(folder, 'named.fits')];
    const options = { register: 'wcs', reference: named[1] };
    expect(await quietly(() => align({ ...options, to }, named))).toMatchObject({ code: 0 });
    expect(await quietly(() => stack({ ...options, to: picture }, named))).toMatchObject({
      code: 0,
    });
    const { header } = await imageOf(join(to, 'é 1.aligned.fits'));
    expect([header.string('SRCFILE'), header.string('REFFILE')]).toEqual(['? 1.fits', '? 2.fits']);
    expect((await imageOf(picture)).header.string('REFFILE')).toBe('? 2.fits');
  });

  it('keeps frames of different skies on one level where larger pixels add the light up', async () => {
    const path = join(folder, 'FRAME2.fits');
    const { header, ...hdu } = await imageOf(path);
    const brighter = join(folder, 'BRIGHTER.fits');
    const data = hdu.data.map((value) => value + 500);
    await writeFile(brighter, writeFits([{ header, shape: hdu.shape, data }]));
    const scale = String(
      2 * Math.hypot(header.number('CD1_1') ?? 0, header.number('CD2_1') ?? 0) * 3600,
    );
    const level = async (frame: string): Promise<number> => {
      const to = join(folder, 'level.fits');
      const given = {
        ...{ register: 'wcs', interpolation: 'area', reference: path, scale, border: 'crop' },
        ...{ combine: 'mean', scaling: 'none', to, overwrite: true },
      };
      expect(await quietly(() => stack(given, [path, frame]))).toMatchObject({ code: 0 });
      const { data: made } = await imageOf(to);
      return made.reduce((sum, value) => sum + value, 0) / made.length;
    };
    const same = join(folder, 'SAME.fits');
    await writeFile(same, await readFile(path));
    // The distortion of the frame changes the area of its pixels by up to 0.3 % towards the borders.
    expect((await level(brighter)) / (await level(same))).toBeCloseTo(1, 3);
  });
});

async function imageOf(path: string) {
  const hdu = firstImage(readFits(await readFile(path), path));
  return { header: hdu.header, shape: hdu.shape, data: hdu.float32() };
}
