import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { naturalSkyFitSchema, type NaturalSkyFitDocument } from '@nightskies/contracts';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { nightArguments, nightskies, processNight, type ProcessResult } from './nightskies.js';

const name = 'TEST261109';
let root: string;
let inWorkspace: string[];
let first: ProcessResult;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nightskies by hand '));
  inWorkspace = ['--workspace', join(root, 'workspace')];
  const written = await nightskies([
    'simulate',
    ...['--to', root, '--seed', '5', '--size', '256', '--night', name],
  ]);
  expect(written.code, written.stderr).toBe(0);
  first = await processed();
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

const processed = (): Promise<ProcessResult> =>
  processNight([...nightArguments(root, name), ...inWorkspace, '--param', 'maps=star-free']);

const refitSchema = z.object({
  tasks: z.object({ computed: z.int(), reused: z.int() }),
  products: z.array(z.object({ kind: z.string(), path: z.string().nullable() })),
  seconds: z.number(),
});

/** `nightskies natural-sky` for the set, its document parsed. */
async function again(...options: string[]): Promise<z.infer<typeof refitSchema>> {
  const done = await nightskies([
    ...['natural-sky', `${name}/1`, ...options, ...inWorkspace, '--json'],
  ]);
  expect(done.code, done.stderr).toBe(0);
  return refitSchema.parse(JSON.parse(done.stdout));
}

async function fitOf({ products }: Pick<z.infer<typeof refitSchema>, 'products'>) {
  const path = products.find(({ kind }) => kind === 'natural-sky-fit')?.path ?? '';
  return naturalSkyFitSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

const shown = z.object({ origin: z.string(), maskedShare: z.number() });

async function maskShown(): Promise<z.infer<typeof shown>> {
  const done = await nightskies(['mask', 'show', `${name}/1`, ...inWorkspace, '--json']);
  expect(done.code, done.stderr).toBe(0);
  return shown.parse(JSON.parse(done.stdout));
}

describe('the natural sky of a set by hand', () => {
  let before: NaturalSkyFitDocument;

  it('is fitted again with the airglow a person says, maps untouched', async () => {
    before = await fitOf(first);
    const refitted = await again('--airglow-zenith', '36');
    process.stdout.write(`fitted again in ${refitted.seconds.toFixed(1)} s\n`);
    const { parameters, numbers } = await fitOf(refitted);
    expect(parameters.airglowZenithNl).toBe(36);
    expect(numbers['airglowZenithNl']?.fixed).toBe(true);
    // Model and what it leaves, artificial map, its numbers, its pictures and the page: nothing of the
    // maps, of the components of the sky or of all light.
    expect(refitted.tasks.computed).toBe(6);
  });

  it('keeps the choice in later runs, until it is reset', async () => {
    expect((await fitOf(await processed())).parameters.airglowZenithNl).toBe(36);
    const reset = await again('--reset');
    expect(await fitOf(reset)).toEqual(before);
    expect(reset.tasks.computed).toBe(0);
  });
});

describe('the terrain mask of a set by hand', () => {
  const exported = (): string => join(root, `${name}_1_mask.tif`);

  async function imported(file: string): Promise<ProcessResult> {
    const done = await nightskies(['mask', 'import', `${name}/1`, file, ...inWorkspace]);
    expect(done.code, done.stderr).toBe(0);
    return processed();
  }

  it('given back unchanged changes no number, and is a person’s from then on', async () => {
    const proposed = await maskShown();
    expect(proposed.origin).toBe('proposed');
    const done = await nightskies(['mask', 'export', `${name}/1`, '--to', root, ...inWorkspace]);
    expect(done.code, done.stderr).toBe(0);
    const run = await imported(exported());
    const given = await maskShown();
    expect(given.origin).toBe('given');
    expect(given.maskedShare).toBeCloseTo(proposed.maskedShare, 4);
    const known = new Map(first.metrics.map((metric) => [`${metric.name} ${metric.sky}`, metric]));
    for (const { name: metric, sky, value, uncertainty } of run.metrics) {
      const was = known.get(`${metric} ${sky}`)?.value ?? null;
      const off = Math.abs((value ?? 0) - (was ?? 0));
      expect(off, metric).toBeLessThanOrEqual(0.05 * (uncertainty ?? 0) + 1e-9);
    }
  });

  it('painted over wins over what the frames show', async () => {
    const { width, height } = await sharp(exported()).metadata();
    const painted = join(root, 'painted.png');
    // The lower tenth of the sky in black: altitude -6 to 90 deg from the lowest row up.
    const terrain = Math.round((16 / 96) * height);
    await sharp({ create: { width, height, channels: 3, background: '#ffffff' } })
      .composite([
        {
          input: { create: { width, height: terrain, channels: 3, background: '#000000' } },
          ...{ left: 0, top: height - terrain },
        },
      ])
      .png()
      .toFile(painted);
    const run = await imported(painted);
    const { origin, maskedShare } = await maskShown();
    expect(origin).toBe('given');
    // Below 10 deg lies sin 10 deg of the hemisphere.
    expect(maskedShare).toBeCloseTo(Math.sin((10 * Math.PI) / 180), 2);
    expect(run.problems.map(({ code }) => code)).not.toContain('map-incomplete');
  });

  it('is forgotten when a person says so', async () => {
    const done = await nightskies(['mask', 'import', `${name}/1`, '--remove', ...inWorkspace]);
    expect(done.code, done.stderr).toBe(0);
    expect((await processed()).tasks.computed).toBe(0);
    expect((await maskShown()).origin).toBe('proposed');
  });
});
