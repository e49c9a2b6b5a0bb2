import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runStatusSchema } from '@nightskies/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  digests,
  nightArguments,
  nightskies,
  processNight,
  startNightskies,
  type Finished,
  type ProcessResult,
} from './nightskies.js';

let root: string;
let workspace: string;
let first: ProcessResult;
let watched: Finished;
let status: Finished;
let second: ProcessResult;
const name = 'TEST261101';
const inRoot = (...parts: string[]): string => join(root, ...parts);

/** Starts `process` and waits until it has settled some tasks. */
async function underWay(to: string): Promise<ReturnType<typeof startNightskies>> {
  const run = startNightskies([
    ...['process', ...nightArguments(root, name), '--workspace', to, '--threads', '1'],
  ]);
  let progress = '';
  run.child.stderr?.on('data', (chunk: Buffer) => (progress += chunk.toString()));
  while (!/[1-9]\d* of \d+ tasks/.test(progress) && run.child.exitCode === null) await sleep(20);
  return run;
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'nightskies hard life '));
  workspace = inRoot('workspace');
  const written = await nightskies([
    'simulate',
    ...['--to', root, '--seed', '7', '--size', '256', '--night', name],
  ]);
  expect(written.code, written.stderr).toBe(0);
  // Everything at once: the second process has to wait for the first to listen, and to take the
  // workspace over when the first has done what it was asked for.
  const running = processNight([...nightArguments(root, name), '--workspace', workspace]);
  while (!existsSync(join(workspace, 'lock.json'))) await sleep(5);
  const others = [
    processNight([
      ...nightArguments(root, name),
      ...['--workspace', workspace, '--param', 'feather=3', '--until', 'mosaic'],
    ]),
    nightskies(['status', '--watch', '--workspace', workspace]),
    nightskies(['status', '--json', '--workspace', workspace]),
  ] as const;
  [second, watched, status] = await Promise.all(others);
  first = await running;
});
afterAll(async () => {
  await rm(root, { recursive: true, force: true });
});

describe('a workspace that several processes ask at once', () => {
  it('lets the first one finish', () => {
    expect(first).toMatchObject({ code: 0, outcome: 'done', problems: [] });
  });

  it('tells its state while it is processed', () => {
    expect([0, 3], status.stderr).toContain(status.code);
    expect(status.stderr).not.toMatch(/ENOENT|ECONNREFUSED|\n {4}at /);
    if (status.code === 0) {
      expect(runStatusSchema.parse(JSON.parse(status.stdout)).tasks.total).toBeGreaterThan(0);
    } else expect(status.stderr).toContain('No run yet');
    expect([0, 3], watched.stderr).toContain(watched.code);
  });

  it('lets a second one finish its own run, whoever ends first', () => {
    expect(second).toMatchObject({ code: 0, outcome: 'done', problems: [] });
    expect(second.run).not.toBe(first.run);
  });

  it('is free afterwards, without a lock', async () => {
    expect(await readdir(workspace)).not.toContain('lock.json');
  });
});

describe('a run that a person interrupts', () => {
  it('ends with a word, tells its state, and resumes to the same bytes', async () => {
    const interrupted = inRoot('interrupted workspace');
    const run = await underWay(interrupted);
    const told = await nightskies(['status', '--workspace', interrupted]);
    expect(told.stdout, told.stderr).toMatch(/: active, \d+ of \d+ tasks settled/);
    run.child.kill('SIGINT');
    const ended = await run.finished;
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('The same command resumes where it stopped.');
    expect(ended.stderr).not.toMatch(/\n {4}at /);
    expect(await readdir(interrupted)).not.toContain('lock.json');

    const resumed = await processNight([...nightArguments(root, name), '--workspace', interrupted]);
    expect(resumed).toMatchObject({ code: 0, outcome: 'done', problems: [] });
    expect(digests(resumed)).toEqual(digests(first));
    expect(resumed.run).toBe(/^Run (\S+)/.exec(told.stdout)?.[1]);
  });
});

describe('an artifact that was damaged in the store', () => {
  it('is never exported, and computed again by the next run', async () => {
    const damaged = inRoot('copied workspace');
    await cp(workspace, damaged, { recursive: true });
    const map = first.products.find(({ kind }) => kind === 'brightness-map')?.sha256 ?? '';
    const path = join(damaged, 'artifacts', map.slice(0, 2), map);
    const bytes = await readFile(path);
    bytes[5000] = (bytes[5000] ?? 0) ^ 1;
    await rm(path);
    await writeFile(path, bytes);

    const to = inRoot('results of damage');
    const refused = await nightskies([
      ...['export', first.run, '--workspace', damaged, '--to', to],
    ]);
    expect(refused.code).toBe(3);
    // The digest is the name of its file in the store.
    expect(refused.stderr).toContain(map);
    expect(refused.stderr).toContain('hint:');

    const again = await processNight([...nightArguments(root, name), '--workspace', damaged]);
    expect(again.tasks).toMatchObject({ computed: 1, failed: 0 });
    expect(digests(again)).toEqual(digests(first));
    expect((await readFile(path)).equals(bytes)).toBe(false);
  });
});

describe('what a person already has', () => {
  it('does not become a workspace', async () => {
    const refused = await nightskies([
      ...['process', ...nightArguments(root, name), '--workspace', root],
    ]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('this folder holds other files');
    expect(await readdir(root)).not.toContain('nightskies.json');
  });

  it('is not replaced by a simulated night', async () => {
    const frame = inRoot('Data', 'fielddata', name, '1st', 'ib001.fit');
    const before = await readFile(frame);
    const refused = await nightskies(['simulate', '--to', root, '--size', '64', '--night', name]);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('raw frames are never replaced');
    expect((await readFile(frame)).equals(before)).toBe(true);
  });

  it('is looked at without making anything', async () => {
    const nowhere = inRoot('no workspace');
    for (const command of [['status'], ['show', name], ['export', name, '--to', root]]) {
      const refused = await nightskies([...command, '--workspace', nowhere]);
      expect(refused.code, command.join(' ')).toBe(3);
      expect(refused.stderr).toContain('there is no workspace here');
    }
    expect(await readdir(root)).not.toContain('no workspace');
  });

  it('stands in the way of an export without a fault of the program being named', async () => {
    const file = inRoot('a file');
    await writeFile(file, 'mine');
    const refused = await nightskies([
      ...['export', first.run, '--workspace', workspace, '--to', file],
    ]);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('a part of this path is a file');
    expect(refused.stderr).not.toMatch(/\n {4}at /);
  });
});

describe('a path', () => {
  it('may be written with backslashes', async () => {
    const path = join(root, 'Data', 'fielddata', name, '1st').replaceAll('/', '\\');
    const planned = await processNight([
      ...[path.replace(/^\\/, '/'), '--dry-run', '--workspace', workspace],
    ]);
    expect(planned).toMatchObject({ code: 0, problems: [] });
  });

  it('without raw frames is named', async () => {
    const images = join(root, 'Images');
    const planned = await processNight([images, '--dry-run', '--workspace', workspace]);
    expect(planned).toMatchObject({ code: 3, outcome: 'nothing-done' });
    expect(planned.problems).toMatchObject([{ code: 'no-sets', file: images }]);
  });
});

describe('a file list that was named and cannot be read', () => {
  it('is the one thing complained about, and nothing is guessed instead', async () => {
    const missing = inRoot('no such list.csv');
    const args = [...nightArguments(root, name), '--workspace', workspace];
    args[args.indexOf('--filelist') + 1] = missing;
    const result = await processNight(args);
    expect(result).toMatchObject({ code: 3, outcome: 'nothing-done' });
    expect(result.problems).toMatchObject([{ code: 'path-missing', file: missing }]);
  });
});

describe('a set without any bias crop', () => {
  it('is refused in one sentence, and nothing is done', async () => {
    const bare = inRoot('bare', 'Data', 'fielddata', name, '1st');
    await cp(inRoot('Data', 'fielddata', name, '1st'), bare, {
      recursive: true,
      filter: (source) => !/biasc\d+\.fit$/.test(source),
    });
    await cp(inRoot('Images'), inRoot('bare', 'Images'), { recursive: true });
    await cp(inRoot('Data', 'filelist.csv'), inRoot('bare', 'Data', 'filelist.csv'));
    const result = await processNight([bare, '--workspace', workspace]);
    expect(result).toMatchObject({ code: 3, outcome: 'nothing-done', tasks: { failed: 0 } });
    expect(result.problems.map(({ code }) => code).sort()).toEqual([
      'bias-crops-missing',
      'bias-crops-unusable',
    ]);
  });
});
