import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { taskTypes, type ArtifactReference, type TaskRequest } from '@nightskies/contracts';
import { digestOf } from '../store/digest.js';
import { FolderStore } from '../store/folder-store.js';
import { frameInput, removeStarsRequest } from '../test-support/requests.js';
import { moduleUrl } from './module-url.js';
import { WorkerPool } from './worker-pool.js';

const handlers = new URL('./fixtures/handlers.mjs', import.meta.url);

describe('a pool of worker threads', () => {
  let folder: string;
  let store: FolderStore;
  let pool: WorkerPool;
  let serial = 0;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightskies-pool-'));
    store = new FolderStore(folder);
    pool = new WorkerPool({ store: folder, threads: 2, heapMegabytes: 64 });
  });
  afterAll(async () => {
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** A request for star removal whose frame is named for what the fixture shall do. */
  async function request(deed: string, text = 'abc'): Promise<TaskRequest> {
    serial += 1;
    const bytes = Buffer.from(text);
    await store.put(bytes);
    return removeStarsRequest(`task-${serial}`, { inputs: [frameInput(deed, bytes)] });
  }

  it('runs a handler on a thread and stores its output, caveat and manifest', async () => {
    const asked = await request('ib001.fit');
    const result = await pool.run(asked, handlers);
    expect(result).toMatchObject({
      taskId: asked.taskId,
      outcome: 'done',
      outputs: [
        {
          role: 'frame',
          name: 'ib001.fit',
          kind: 'star-free-frame',
          digest: digestOf(Buffer.from('cba')),
          bytes: 3,
          facts: { thread: 1 },
        },
      ],
      problems: [{ code: 'caveat' }],
    });
    expect(Buffer.from(await store.get(result.outputs[0]?.digest ?? '')).toString()).toBe('cba');
    const manifest = await store.manifest(asked.fingerprint);
    expect(manifest).toMatchObject({ outputs: result.outputs, problems: result.problems });
    expect(manifest?.inputs).toEqual([
      {
        role: 'frame',
        name: 'ib001.fit',
        kind: 'calibrated-frame',
        digest: digestOf(Buffer.from('abc')),
      },
    ]);
  });

  it('gives a handler its inputs sorted by name, its parameters, arguments and what is missing', async () => {
    const inputs: ArtifactReference[] = [];
    for (const name of ['c', 'a', 'b']) {
      await store.put(Buffer.from(name));
      inputs.push({ ...frameInput(name, Buffer.from(name)), kind: 'star-free-frame' });
    }
    const set = Buffer.from('where frames looked');
    await store.put(set);
    inputs.push({
      ...frameInput('astrometry.json', set),
      role: 'astrometry',
      kind: 'set-astrometry',
    });
    const result = await pool.run(
      removeStarsRequest('render', {
        type: 'mosaic.render',
        version: taskTypes['mosaic.render'].version,
        parameters: { compat: 'none', feather: 2, resampling: 'bilinear', 'julian-date': 'start' },
        arguments: {
          map: 'full',
          stepDeg: 0.5,
          tile: 4,
          columnStart: 0,
          columnEnd: 1,
          rowStart: 0,
          rowEnd: 1,
        },
        inputs,
        missing: [{ role: 'frame', name: 'd', reason: 'clouds' }],
      }),
      handlers,
    );
    const text = Buffer.from(await store.get(result.outputs[0]?.digest ?? '')).toString();
    expect(text).toBe('a,b,c|0.5|abc|4|clouds');
  });

  it('takes the most urgent of the tasks that wait, and gives back those nobody wants any more', async () => {
    const alone = new WorkerPool({ store: folder, threads: 1, heapMegabytes: 64 });
    try {
      const begun: { name: string; nth: number }[] = [];
      const run = async (asked: TaskRequest, priority: number): Promise<void> => {
        const result = await alone.run({ ...asked, priority }, handlers);
        const [output] = result.outputs;
        begun.push({ name: output?.name ?? '', nth: Number(output?.facts.nth) });
      };
      const later = await request('later.fit');
      const sooner = await request('sooner.fit');
      const next = await request('next.fit');
      const no = await request('no.fit');
      const first = alone.run(await request('first.fit'), handlers);
      const unwanted = new AbortController();
      const options = { withdrawn: unwanted.signal };
      const withdrawn = alone.run({ ...no, priority: 9 }, handlers, options);
      const others = [run(later, 1), run(sooner, 7), run(next, 1)];
      unwanted.abort();
      await expect(withdrawn).rejects.toMatchObject({ code: 'task-withdrawn', retryable: true });
      await Promise.all([first, ...others]);
      const order = begun.sort((a, b) => a.nth - b.nth).map(({ name }) => name);
      expect(order).toEqual(['sooner.fit', 'later.fit', 'next.fit']);
    } finally {
      await alone.close();
    }
  });

  it('drained, ends what was begun and begins nothing more', async () => {
    const alone = new WorkerPool({ store: folder, threads: 1, heapMegabytes: 64 });
    const begun = alone.run(await request('begun.fit', 'slow'), handlers);
    const unwanted = new AbortController();
    const waiting = alone.run(await request('waiting.fit'), handlers, {
      withdrawn: unwanted.signal,
    });
    const drained = alone.drain();
    unwanted.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'task-withdrawn' });
    expect((await begun).outcome).toBe('done');
    await drained;
    expect(await alone.health()).toMatchObject({ healthy: false });
    expect((await store.manifest((await begun).fingerprint))?.outputs).toHaveLength(1);
  });

  it('drained or stopped, starts no thread for what waits or comes later', async () => {
    const alone = new WorkerPool({ store: folder, threads: 1, heapMegabytes: 64 });
    const begun = alone.run(await request('begun.fit', 'slowly'), handlers);
    const unwanted = new AbortController();
    const asked = await request('waiting.fit', 'not to be run');
    const waiting = alone.run(asked, handlers, { withdrawn: unwanted.signal });
    await alone.drain();
    expect((await begun).outcome).toBe('done');
    await new Promise((resolve) => setTimeout(resolve, 200));
    unwanted.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'task-withdrawn', retryable: true });
    expect(await store.manifest(asked.fingerprint)).toBeUndefined();
    const { healthy, detail } = await alone.health();
    expect(healthy).toBe(false);
    expect(detail).toBe('the worker threads are stopped');

    const stopped = new WorkerPool({ store: folder, threads: 1, heapMegabytes: 64 });
    await stopped.close();
    await expect(stopped.run(asked, handlers)).rejects.toMatchObject({ code: 'task-withdrawn' });
    await expect(stopped.handledTypes(handlers)).rejects.toMatchObject({ retryable: true });
  });

  it('returns finished work instead of doing it again, unless its output was damaged', async () => {
    const asked = await request('ib002.fit', 'twice');
    const first = await pool.run(asked, handlers);
    const output = first.outputs[0]?.digest ?? '';
    // With its input gone the task could not run; its finished work still stands.
    await store.remove(asked.inputs[0]?.digest ?? '');
    const second = await pool.run({ ...asked, attempt: 2 }, handlers);
    expect({ ...second, seconds: 0 }).toEqual({ ...first, attempt: 2, seconds: 0 });

    await writeFile(store.pathOf(output), 'scribble');
    await store.put(Buffer.from('twice'));
    expect((await pool.run(asked, handlers)).outcome).toBe('done');
    expect(await readFile(store.pathOf(output), 'utf8')).toBe('eciwt');
  });

  it('fails a task whose parameter, argument or input is not as declared', async () => {
    const good = await request('ib003.fit');
    const cases: [Partial<TaskRequest>, string][] = [
      [{ parameters: { compat: 'none', 'star-removal-radius': 99 } }, 'bad-parameter'],
      [{ arguments: { tile: 1 } }, 'bad-task-arguments'],
      [{ inputs: [] }, 'bad-task-inputs'],
      [{ inputs: [...good.inputs, ...good.inputs] }, 'bad-task-inputs'],
      [{ inputs: good.inputs.map((item) => ({ ...item, role: 'moon' })) }, 'bad-task-inputs'],
      [{ inputs: good.inputs.map((item) => ({ ...item, kind: 'metrics' })) }, 'bad-task-inputs'],
    ];
    for (const [change, code] of cases) {
      expect(await pool.run({ ...good, ...change }, handlers)).toMatchObject({
        outcome: 'failed',
        problems: [{ code }],
      });
    }
  });

  it('fails a task whose handler has a fault, and names it as ours', async () => {
    expect(await pool.run(await request('fault'), handlers)).toMatchObject({
      outcome: 'failed',
      problems: [{ code: 'internal-error', message: 'undefined is not a sky' }],
    });
    expect(await pool.run(await request('undeclared'), handlers)).toMatchObject({
      outcome: 'failed',
      problems: [{ code: 'internal-error', found: 'moon' }],
    });
  });

  it('keeps nothing of what a task had written before it failed', async () => {
    const asked = await request('undeclared', 'half done');
    expect(await pool.run(asked, handlers)).toMatchObject({ outcome: 'failed', outputs: [] });
    expect(await store.has(digestOf(Buffer.from('enod flah')))).toBe(false);
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
    expect(await store.manifest(asked.fingerprint)).toBeUndefined();
  });

  it('asks for another try when an output cannot be kept, and tells no result before', async () => {
    const asked = await request('ib008.fit', 'no room for me');
    const output = digestOf(Buffer.from('em rof moor on'));
    const occupied = dirname(store.pathOf(output));
    await writeFile(occupied, 'a file where a folder should be');
    await expect(pool.run(asked, handlers)).rejects.toMatchObject({
      code: 'store-write-failed',
      retryable: true,
    });
    expect(await store.manifest(asked.fingerprint)).toBeUndefined();
    await rm(occupied);
    expect((await pool.run(asked, handlers)).outcome).toBe('done');
    expect(await readFile(store.pathOf(output), 'utf8')).toBe('em rof moor on');
  });

  it('fails a task whose raw file changed, naming the file', async () => {
    const path = join(folder, 'raw.fit');
    await writeFile(path, 'changed');
    const input = { ...frameInput('raw.fit', Buffer.from('as it was')) };
    const asked = removeStarsRequest('raw', {
      inputs: [{ ...input, location: { type: 'file', path } }],
    });
    expect(await pool.run(asked, handlers)).toMatchObject({
      outcome: 'failed',
      problems: [{ code: 'input-changed', file: path }],
    });
  });

  it('discards a damaged input, so that the next run makes it again', async () => {
    const asked = await request('ib004.fit', 'never read before');
    const digest = asked.inputs[0]?.digest ?? '';
    await writeFile(store.pathOf(digest), 'scribble');
    expect(await pool.run(asked, handlers)).toMatchObject({
      outcome: 'failed',
      problems: [{ code: 'artifact-damaged' }],
    });
    expect(await store.has(digest)).toBe(false);
  });

  it('asks for another try of a task version it does not know', async () => {
    const asked = { ...(await request('ib005.fit')), version: 99 };
    await expect(pool.run(asked, handlers)).rejects.toMatchObject({
      code: 'task-version-unknown',
      retryable: true,
    });
  });

  it('loses only the task of a thread that exits or runs out of memory', async () => {
    const bystander = pool.run(await request('ib006.fit'), handlers);
    const [toExit, toGreed] = [await request('exit'), await request('greedy')];
    const [exit, greedy] = await Promise.allSettled([
      pool.run(toExit, handlers),
      pool.run(toGreed, handlers),
    ]);
    const crashed = { status: 'rejected', reason: { code: 'worker-crashed', retryable: true } };
    expect(exit).toMatchObject(crashed);
    expect(greedy).toMatchObject(crashed);
    expect((await bystander).outcome).toBe('done');
    expect((await pool.run(await request('ib007.fit'), handlers)).outcome).toBe('done');
  });

  it('stops a task that hangs', async () => {
    const asked = await request('forever');
    await expect(pool.run(asked, handlers, { atMostMs: 200 })).rejects.toMatchObject({
      code: 'task-aborted',
      retryable: true,
    });
  });

  it('names a module that has no handlers', async () => {
    const without = new URL('./fixtures/no-handlers.mjs', import.meta.url);
    await expect(pool.handledTypes(without)).rejects.toMatchObject({ code: 'handlers-unusable' });
    await expect(
      pool.handledTypes(new URL('./fixtures/absent.mjs', import.meta.url)),
    ).rejects.toMatchObject({ code: 'handlers-unusable' });
  });
});

describe('the module of a thread', () => {
  it('is the compiled twin of a source, wherever the checkout lies', () => {
    const source = 'file:///home/a/src/b%20c/apps/mosaic/src/index.ts';
    expect(moduleUrl('./handlers.js', source).href).toBe(
      'file:///home/a/src/b%20c/apps/mosaic/dist/handlers.js',
    );
    const compiled = 'file:///C:/nights/apps/mosaic/dist/index.js';
    expect(moduleUrl('./handlers.js', compiled).href).toBe(
      'file:///C:/nights/apps/mosaic/dist/handlers.js',
    );
  });
});
