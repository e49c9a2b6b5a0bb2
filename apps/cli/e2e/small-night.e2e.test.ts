import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import {
  digests,
  nightArguments,
  nightskies,
  processNight,
  startNightskies,
  withFolder,
  type ProcessResult,
} from './nightskies.js';

let root: string;
let workspace: string;
let first: ProcessResult;
const name = 'TEST261101';

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nightskies small night '));
  workspace = join(root, 'workspace');
  const written = await nightskies([
    'simulate',
    ...['--to', root, '--seed', '7', '--size', '256', '--night', name],
  ]);
  expect(written.code, written.stderr).toBe(0);
  first = await processNight([...nightArguments(root, name), '--workspace', workspace]);
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

/** In the unit of the number. */
const tolerances: Readonly<Record<string, number>> = {
  'zenith-brightness': 0.05,
  'pixel-scale': 0.1,
  'zeropoint-free': 0.03,
  'zeropoint-applied': 0.03,
  'zeropoint-default': 0.001,
  'extinction-free': 0.015,
  'extinction-fixed': 0.015,
};

const truthSchema = z.object({
  metrics: z.record(z.string(), z.object({ value: z.number() })),
});

describe('a raw night, from files to maps', () => {
  it('is processed without a problem by one command', () => {
    expect(first.problems).toEqual([]);
    expect(first).toMatchObject({ code: 0, outcome: 'done', tasks: { reused: 0, failed: 0 } });
    const kinds = first.products.map((product) => product.kind);
    expect(kinds.filter((kind) => kind === 'frame-astrometry')).toHaveLength(45);
    expect([...new Set(kinds)].sort()).toEqual([
      'artificial-fisheye',
      'artificial-map',
      'artificial-panorama',
      'brightness-map',
      'coordinates-table',
      'equatorial-map',
      'extinction-plot',
      'extinction-residuals',
      'extinction-stars',
      'faint-starlight',
      'fisheye',
      'frame-astrometry',
      'growth-plot',
      'map-origin',
      'mask-drawing',
      'mask-picture',
      'metrics',
      'natural-panorama',
      'natural-sky-figure',
      'natural-sky-fit',
      'natural-sky-map',
      'natural-sky-residuals',
      'night-report',
      'night-report-facts',
      'overlap-plot',
      'overlap-report',
      'panorama',
      'photometric-fit',
      'pointing-plot',
      'pointing-table',
      'set-astrometry',
      'sky-brightness-dn',
      'sky-brightness-full',
      'sky-brightness-mag',
      'sky-brightness-small',
      'star-photometry',
      'terrain-mask',
      'vertical-plot',
      'zeropoint-plot',
    ]);
  });

  it('measures what the simulator put into the sky', async () => {
    const text = await readFile(join(root, 'truth', 'truth.json'), 'utf8');
    const truth = truthSchema.parse(JSON.parse(text));
    const known = Object.entries(truth.metrics);
    expect(known.length).toBeGreaterThan(6);
    for (const [metric, { value: expected }] of known) {
      const measured = first.metrics.find((one) => one.name === metric && one.sky === 'full');
      const tolerance = tolerances[metric] ?? 0.04 * expected;
      expect(Math.abs((measured?.value ?? Number.NaN) - expected), metric).toBeLessThan(tolerance);
    }
  });

  it('is not computed twice', async () => {
    const second = await processNight([...nightArguments(root, name), '--workspace', workspace]);
    expect(second.tasks).toEqual({
      computed: 0,
      reused: first.tasks.computed,
      failed: 0,
    });
    expect(digests(second)).toEqual(digests(first));
  });

  it('recomputes only what depends on a changed parameter', async () => {
    const changed = await processNight([
      ...nightArguments(root, name),
      ...['--workspace', workspace, '--param', 'feather=3'],
    ]);
    // Tiles of the star-free map, the map, its faint starlight, its natural light (components, fit,
    // residuals) and artificial map, numbers and pictures of all and of artificial light, and the report of
    // the night.
    const anew = 30 + 1 + 1 + 4 + 2 + 2 + 1;
    expect(changed.tasks.computed).toBe(anew);
    expect(changed.tasks.reused).toBe(first.tasks.computed - anew);
  });

  it('gives the same bytes in another workspace with another number of threads', async () => {
    const other = await processNight([
      ...nightArguments(root, name),
      ...['--workspace', join(root, 'other workspace'), '--threads', '1'],
    ]);
    expect(digests(other)).toEqual(digests(first));
  });

  it('resumes after being killed and ends with the same bytes', async () => {
    const killed = join(root, 'killed workspace');
    const run = startNightskies([
      'process',
      ...nightArguments(root, name),
      ...['--workspace', killed],
    ]);
    let progress = '';
    run.child.stderr?.on('data', (chunk: Buffer) => (progress += chunk.toString()));
    while (!/[2-9]\d* of \d+ tasks/.test(progress) && run.child.exitCode === null) await sleep(20);
    run.child.kill('SIGKILL');
    await run.finished;
    const resumed = await processNight([...nightArguments(root, name), '--workspace', killed]);
    expect(resumed).toMatchObject({ code: 0, outcome: 'done', problems: [] });
    expect(digests(resumed)).toEqual(digests(first));
  });
});

describe('products', () => {
  it('name every raw file they were made from, and raw files everything made from them', async () => {
    const panorama = first.products.find((product) => product.kind === 'panorama');
    const ancestry = await nightskies([
      ...['show', panorama?.sha256 ?? '', '--provenance', '--workspace', workspace],
    ]);
    expect(ancestry.code, ancestry.stderr).toBe(0);
    for (const file of ['ib001.fit', 'ib045.fit', 'biasc7.fit', 'filelist.csv'].slice(0, 3)) {
      expect(ancestry.stdout).toContain(file);
    }
    const raw = join(root, 'Data', 'fielddata', name, '1st', 'ib001.fit');
    const descent = await nightskies([...['show', raw, '--descendants', '--workspace', workspace]]);
    expect(descent.stdout).toContain('panorama');
    expect(descent.stdout).not.toContain('ib002.fits ');
  });

  it('are laid out as the old tree', async () => {
    await withFolder(async (folder) => {
      const exported = await nightskies([
        ...['export', name, '--workspace', workspace, '--to', folder, '--layout', 'nsnsd'],
      ]);
      expect(exported.code, exported.stderr).toBe(0);
      const map = join('Data', 'griddata', name, 'S_01', 'median', 'skybrightmags.fits');
      const header = (await readFile(join(folder, map))).subarray(0, 2880).toString('latin1');
      expect(header).toContain('SIMPLE  =');
      expect(exported.stdout).toContain(join('Data', 'calibdata', name, 'S_01', 'ib001.fit'));
    });
  });

  it('never replace a file that differs unless forced', async () => {
    await withFolder(async (folder) => {
      const args = ['export', first.run, '--workspace', workspace, '--to', folder];
      const once = await nightskies(args);
      const [path = ''] = once.stdout.split('\n');
      const { writeFile } = await import('node:fs/promises');
      await writeFile(path, 'mine');
      const again = await nightskies(args);
      expect(again.code).toBe(1);
      expect(again.stderr).toContain(`kept ${path}`);
      expect(await readFile(path, 'utf8')).toBe('mine');
    });
  });
});

describe('bad usage', () => {
  it.each([
    [['process', 'x', '--bands', 'R'], 'is not V, B or V,B'],
    [['process', 'x', '--param', 'colour=red'], 'colour: unknown parameter'],
    [['process'], "missing required argument 'paths'"],
    [['export', 'x'], "required option '--to <DIR>'"],
    [['fly'], 'unknown command'],
  ])('%j ends with 2 and says what is wrong', async (args, words) => {
    const result = await nightskies(args);
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(words);
  });
});
