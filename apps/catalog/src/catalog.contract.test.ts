import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunRequest, RunStatus } from '@nightskies/contracts';
import { taskFinished } from '@nightskies/platform';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOf } from '@nightskies/catalog';
import { commitResults } from './coordinator/commit-results.js';
import { query } from './database/sql.js';
import { openDatabase, type DatabaseAddress } from './database/open-database.js';
import { rebuild } from './rebuild/rebuild.js';
import { embeddedDatabases, serverDatabases } from './test-support/test-databases.js';
import { snapshot } from './test-support/snapshot.js';
import {
  startTestCatalog,
  type TestCatalog,
  type TestCatalogOptions,
} from './test-support/test-catalog.js';
import { tinyFrames, tinyNight, writeTinyTree, type TinyTree } from './test-support/tiny-tree.js';

let folder: string;
let tree: TinyTree;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies catalog '));
  tree = await writeTinyTree(join(folder, 'CCD'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

function requestOf(changes: Partial<RunRequest> = {}): RunRequest {
  return {
    ...{ paths: [tree.set], calibration: null, filelist: null, bands: ['V', 'B'] },
    ...{ parameters: {}, given: {}, until: null, dryRun: false, refreshHistory: false },
    ...changes,
  };
}

function codes(status: RunStatus): string[] {
  return status.problems.map((item) => item.code);
}

/** On a machine that does much else, a turn takes more than the second that is usual. */
const patient = { timeout: 30_000 };

describe.each([embeddedDatabases(), serverDatabases()])('catalog on $name', (databases) => {
  const test = it.skipIf(databases.skipped !== null);
  let address: DatabaseAddress;
  const running: TestCatalog[] = [];

  const start = async (
    options: TestCatalogOptions & { artifacts?: string } = {},
  ): Promise<TestCatalog> => {
    const { artifacts = 'artifacts', ...rest } = options;
    const catalog = await startTestCatalog(address, join(folder, artifacts), rest);
    running.push(catalog);
    return catalog;
  };

  beforeAll(async () => {
    if (databases.skipped === null) await databases.start();
    else console.warn(`${databases.name} is skipped: ${databases.skipped}`);
  });
  afterAll(async () => {
    if (databases.skipped === null) await databases.stop();
  });
  beforeEach(async () => {
    if (databases.skipped === null) address = await databases.empty();
  });
  afterEach(async () => {
    for (const catalog of running.splice(0)) await catalog.stop();
  });

  test('a night goes from its files to products, numbers and ancestry', async () => {
    const { process, workers, catalog, database } = await start();
    const status = await process(requestOf());

    expect(status.outcome).toBe('done');
    expect(workers.counts()).toMatchObject({
      'calibration.masters': 2,
      'calibration.frame': tinyFrames + 2 + 2,
      'metrics.measure': 2,
    });
    expect(status.tasks).toMatchObject({ reused: 0, failed: 0, total: status.tasks.computed });
    expect(new Set(status.products.map((product) => product.kind))).toContain('panorama');
    expect(status.metrics).toContainEqual(
      expect.objectContaining({ night: tinyNight, set: 1, band: 'V', name: 'zenith-brightness' }),
    );
    expect(await (await database.prisma()).frame.count()).toBe(tinyFrames * 2 + 2 + 2 + 2);
    expect(await (await database.prisma()).site.findMany()).toEqual([
      expect.objectContaining({ longitudeDeg: -110.5, latitudeDeg: 40.25, elevationMetres: 2000 }),
    ]);

    const panorama = status.products.find((item) => item.kind === 'panorama' && item.band === 'V');
    const ancestry = await catalog.provenance(panorama?.sha256 ?? '', 'ancestors');
    const rawNames = ancestry.nodes.filter((node) => node.kind === 'raw-frame').map((n) => n.name);
    expect(rawNames.toSorted()).toEqual(
      expect.arrayContaining(['ib001.fit', 'ib002.fit', 'ib003.fit', 'ib004.fit']),
    );
    expect(ancestry.nodes.find((node) => node.name === 'ib001.fit')?.path).toBe(
      join(tree.set, 'ib001.fit'),
    );
    const raw = ancestry.nodes.find((node) => node.name === 'ib003.fit')?.digest ?? '';
    const descent = await catalog.provenance(raw, 'descendants');
    expect(descent.nodes.map((node) => node.digest)).toContain(panorama?.sha256);
    expect(descent.nodes.map((node) => node.kind)).not.toContain('raw-bias-crop');
  });

  test('a run is seen to move on and to end by its progress, on the only catalog too', async () => {
    for (const options of [{}, { workers: 4 }]) {
      const started = await start({ ...options, artifacts: 'followed' });
      const { catalog, coordinator } = started;
      const follow = async (bands: RunRequest['bands']): Promise<string> => {
        const { run } = await catalog.startRun(requestOf({ bands }));
        const settled: number[] = [];
        await expect
          .poll(async () => {
            const { state, progress } = await catalog.progress(run);
            const counted = progress.map(({ counts }) => (counts.done ?? 0) + (counts.reused ?? 0));
            settled.push(counted.reduce((sum, count) => sum + count, 0));
            return state;
          }, patient)
          .toBe('finished');
        expect(settled).toEqual(settled.toSorted((a, b) => a - b));
        return run;
      };
      const first = await follow(['V']);
      const second = await follow(['V', 'B']);
      await coordinator.sweep();
      for (const run of [first, second, first]) {
        const { state, progress } = await catalog.run(run);
        expect(await catalog.progress(run)).toMatchObject({ state, progress });
      }
      await started.stop();
      running.pop();
    }
  });

  test('a second run computes nothing, and a changed parameter only what depends on it', async () => {
    const { process, workers } = await start();
    const first = await process(requestOf());
    workers.seen.length = 0;

    const second = await process(requestOf());
    expect(second.run).not.toBe(first.run);
    expect(second.tasks).toMatchObject({ computed: 0, reused: first.tasks.total, failed: 0 });
    expect(second.products).toEqual(first.products);
    expect(second.metrics).toEqual(first.metrics);
    expect(workers.seen).toEqual([]);

    const third = await process(requestOf({ parameters: { feather: '3' } }));
    expect(Object.keys(workers.counts()).sort()).toEqual([
      ...['metrics.glow', 'metrics.measure', 'metrics.night', 'metrics.observe', 'metrics.report'],
      ...['mosaic.assemble', 'mosaic.faint-stars', 'mosaic.render', 'natural-sky.components'],
      ...['natural-sky.fit', 'natural-sky.residuals', 'natural-sky.subtract'],
    ]);
    expect(third.tasks.reused).toBeGreaterThan(0);
  });

  test('a set is judged by the zeropoints of its camera as they were when it was first planned', async () => {
    const { process, workers, store } = await start();
    const second = join(tree.night, '2nd');
    await cp(tree.set, second, { recursive: true });
    const nights = (): Promise<unknown[]> =>
      Promise.all(
        workers.seen
          .filter(({ type }) => type === 'photometry.fit')
          .flatMap(({ inputs }) => inputs.filter(({ role }) => role === 'history'))
          .map(async ({ digest }) => JSON.parse((await store.get(digest)).toString()) as unknown),
      );
    const [first, other] = [
      requestOf({ bands: ['V'] }),
      requestOf({ bands: ['V'], paths: [second] }),
    ];

    await process(first);
    expect(await nights()).toEqual([]);
    await process(other);
    expect(await nights()).toEqual([
      {
        ...{ format: 1, camera: 'TEST', band: 'V' },
        sets: [
          {
            ...{ night: tinyNight, set: 1, julianDate: expect.closeTo(2461345.715, 2) as unknown },
            ...{ zeropointMag: 14.71, uncertaintyMag: 0.005 },
          },
        ],
      },
    ]);

    workers.seen.length = 0;
    await process(first);
    await process(other);
    expect(workers.seen).toEqual([]);
    await process({ ...first, refreshHistory: true });
    expect(await nights()).toMatchObject([{ sets: [{ night: tinyNight, set: 2 }] }]);
    // A run in the old arithmetic takes none, and does not make the set forget.
    await process({ ...first, parameters: { compat: 'nsnsd' } });
    workers.seen.length = 0;
    await process(first);
    expect(workers.seen).toEqual([]);
  });

  test('the natural sky of a set is fitted with the airglow of three other sets or more, kept as it was', async () => {
    const { process, workers, store } = await start();
    const requests = [requestOf({ bands: ['V'] })];
    for (const name of ['2nd', '3rd', '4th', '5th', '6th']) {
      const path = join(tree.night, name);
      await cp(tree.set, path, { recursive: true });
      requests.push(requestOf({ bands: ['V'], paths: [path] }));
    }
    const [first, second, third, fourth, fifth, sixth] = requests;
    if (!first || !second || !third || !fourth || !fifth || !sixth) throw new Error('six sets');
    const histories = (): Promise<unknown[]> =>
      Promise.all(
        workers.seen
          .filter(({ type }) => type === 'natural-sky.fit')
          .flatMap(({ inputs }) => inputs.filter(({ role }) => role === 'history'))
          .map(async ({ digest }) => JSON.parse((await store.get(digest)).toString()) as unknown),
      );
    const ofSets = (...sets: number[]): unknown => ({
      ...{ format: 1, camera: 'TEST', band: 'V' },
      sets: sets.map((set) => ({
        ...{ night: tinyNight, set, airglowZenithNl: 45.5, uncertaintyNl: 2.5 },
      })),
    });

    for (const request of [first, second]) await process(request);
    const byHand = { 'airglow-zenith': '40' };
    await process({ ...third, parameters: byHand });
    await process({ ...sixth, parameters: { moonlight: 'subtract' } });
    await process(fourth);
    expect(await histories()).toEqual([]);
    await process(fifth);
    expect(await histories()).toEqual([ofSets(1, 2, 4)]);

    workers.seen.length = 0;
    for (const request of [first, fifth]) await process(request);
    expect(workers.seen).toEqual([]);
    // A fit again keeps what the set was fitted with; only a new snapshot knows of later sets.
    await process({ ...fifth, parameters: byHand });
    expect(await histories()).toEqual([ofSets(1, 2, 4)]);
    workers.seen.length = 0;
    await process({ ...first, refreshHistory: true });
    expect(await histories()).toEqual([ofSets(2, 4, 5)]);
    await process({ ...first, parameters: { compat: 'nsnsd' } });
    workers.seen.length = 0;
    await process(first);
    expect(workers.seen).toEqual([]);

    const fresh = await openDatabase((address = await databases.empty()));
    const paths = requests.flatMap((request) => request.paths);
    await rebuild(
      fresh.sql,
      store,
      paths.map((path) => ({ path, calibration: null })),
    );
    await fresh.close();
    const rebuilt = await start();
    for (const request of [first, second, fifth]) {
      expect((await rebuilt.process(request)).tasks.computed).toBe(0);
    }
  });

  test('a set that turns out to be of another camera is no longer judged by the first', async () => {
    const { process, workers } = await start();
    const second = join(tree.night, '2nd');
    await cp(tree.set, second, { recursive: true });
    const histories = (): number =>
      workers.seen
        .filter(({ type }) => type === 'photometry.fit')
        .flatMap(({ inputs }) => inputs.filter(({ role }) => role === 'history')).length;
    const other = requestOf({ bands: ['V'], paths: [second] });
    await process(requestOf({ bands: ['V'] }));
    await process(other);
    expect(histories()).toBe(1);

    workers.seen.length = 0;
    const masters = join(tree.base, 'Images', 'Master');
    for (const name of ['bias.fit', 'thermal_1sec.fit']) {
      await cp(join(masters, `TEST${name}`), join(masters, `ELSE${name}`));
    }
    const ofCamera = [
      ...(await readdir(second)).map((name) => join(second, name)),
      ...['bias.fit', 'thermal_1sec.fit'].map((name) => join(masters, `ELSE${name}`)),
    ];
    for (const path of ofCamera) {
      const text = Buffer.from(await readFile(path)).toString('latin1');
      await writeFile(path, Buffer.from(text.replace("'TEST, CCD'", "'ELSE, CCD'"), 'latin1'));
    }
    await process(other);
    expect(workers.counts()['photometry.fit']).toBe(1);
    expect(histories()).toBe(0);
  });

  test('outputs that are gone from the store are computed again', async () => {
    const { process, workers, store } = await start();
    const first = await process(requestOf({ bands: ['V'] }));
    workers.seen.length = 0;
    const gone = first.products.find((product) => product.kind === 'panorama');
    await store.remove(gone?.sha256 ?? '');
    const second = await process(requestOf({ bands: ['V'] }));
    expect(workers.counts()).toEqual({ 'metrics.report': 1 });
    expect(second.products).toEqual(first.products);
  });

  test('reading the same tree again changes nothing and opens no file', async () => {
    const { catalog, database } = await start();
    const prisma = await database.prisma();
    const state = async () => ({
      frames: await prisma.frame.findMany({ orderBy: { id: 'asc' } }),
      artifacts: await prisma.artifact.findMany({ orderBy: { digest: 'asc' } }),
      read: await prisma.readFile.findMany({ orderBy: { path: 'asc' } }),
      files: await prisma.calibrationFile.findMany({ orderBy: { path: 'asc' } }),
    });
    const first = await catalog.startRun(requestOf({ dryRun: true }));
    const before = await state();
    const second = await catalog.startRun(requestOf({ dryRun: true }));
    expect(await state()).toEqual(before);
    expect({ ...second, requestedAt: '' }).toEqual({ ...first, requestedAt: '' });
    expect(first.tasks.total).toBeGreaterThan(10);
    expect(await prisma.run.count()).toBe(0);
  });

  test('every bad file is named, kept out, and the rest is processed', async () => {
    await writeFile(join(tree.set, 'ib002.fit'), 'no FITS at all');
    await writeFile(join(tree.set, 'ib003.fit'), new Uint8Array(2880).fill(32));
    await rm(join(tree.set, 'biasc7.fit'));
    const { process, database } = await start();
    const status = await process(requestOf({ bands: ['V'] }));
    expect(status.outcome).toBe('done-with-problems');
    const files = status.problems.map((item) => item.file);
    expect(files).toEqual(
      expect.arrayContaining(
        ['ib002.fit', 'ib003.fit', 'biasc7.fit'].map((n) => join(tree.set, n)),
      ),
    );
    expect(status.problems.filter((item) => item.hint === null)).toEqual([]);
    const refused = await (
      await database.prisma()
    ).refusedFile.findMany({ orderBy: { path: 'asc' } });
    expect(refused.map((row) => row.name)).toEqual(['biasc7.fit', 'ib002.fit', 'ib003.fit']);
    expect(status.products.map((product) => product.kind)).toContain('panorama');
  });

  test('a failed task is named once, and what depends on it is left out or goes on without it', async () => {
    const { process, workers } = await start();
    workers.failing.set('calibration.frame', 'ib002.fit');
    const status = await process(requestOf({ bands: ['V'] }));
    expect(status.outcome).toBe('done-with-problems');
    expect(status.tasks.failed).toBe(1);
    expect(codes(status).filter((code) => code === 'no-stars')).toHaveLength(1);
    const leftOut = status.problems.find((item) => item.code === 'left-out');
    expect(leftOut?.message).toMatch(/1 star-free frames.* left out, because calibration.frame/);
    expect(status.products.map((product) => product.kind)).toContain('panorama');
    const tile = workers.seen.find((request) => request.type === 'mosaic.render');
    expect(tile?.missing).toContainEqual(expect.objectContaining({ role: 'frame' }));
  });

  test('without masters everything that needs them is left out, for one reason', async () => {
    const { process, workers } = await start();
    workers.failing.set('calibration.masters', 'Flat');
    const status = await process(requestOf({ bands: ['V'] }));
    expect(status.outcome).toBe('nothing-done');
    expect(status.tasks).toMatchObject({ computed: 0, failed: 1 });
    expect(codes(status).filter((code) => code === 'left-out')).toHaveLength(1);
  });

  const nothing = { settled: [], released: false };

  test('results told twice, late or wrong change nothing', async () => {
    const { process, workers, database, bus, catalog } = await start();
    workers.repeats = 3;
    const status = await process(requestOf({ bands: ['V'] }));
    expect(status.outcome).toBe('done');
    const before = await query(database.sql, 'SELECT * FROM tasks ORDER BY id');
    const request = workers.seen.at(0);
    if (request === undefined) throw new Error('no request was seen');
    const failed = { outcome: 'failed' as const, outputs: [], problems: [], seconds: 0 };
    const late = { ...failed, ...request, attempt: 9 };
    await bus.publishEvent(taskFinished(late, { source: 'test' }));
    expect(await commitResults(database.sql, [late], new Date())).toEqual(nothing);
    expect(await query(database.sql, 'SELECT * FROM tasks ORDER BY id')).toEqual(before);
    expect((await catalog.run(status.run)).tasks).toEqual(status.tasks);
  });

  test('a task that is queued takes a success of any attempt and a failure of the last only', async () => {
    const { catalog, workers, database, coordinator, waitFor } = await start();
    workers.silent = true;
    const { run } = await catalog.startRun(requestOf({ bands: ['V'] }));
    await expect.poll(() => workers.seen.length, patient).toBe(1);
    workers.seen.length = 0;
    await coordinator.sweep();
    await coordinator.settled();
    await expect.poll(() => workers.seen.map((request) => request.attempt), patient).toEqual([2]);
    const request = workers.seen.at(0);
    if (request === undefined) throw new Error('no request was seen');
    const failed = { outcome: 'failed' as const, outputs: [], problems: [], seconds: 0 };
    const { sql } = database;
    const stale = { ...failed, ...request, attempt: 1 };
    expect(await commitResults(sql, [stale], new Date())).toEqual(nothing);
    const wrong = { ...failed, ...request, fingerprint: digestOf('other work') };
    expect(await commitResults(sql, [wrong], new Date())).toEqual(nothing);
    workers.silent = false;
    await coordinator.sweep();
    expect((await waitFor(run)).outcome).toBe('done');
  });

  test('a crash between writing the outbox and sending it loses nothing', async () => {
    const first = await start();
    // The process dies before it sends: nothing listens and nothing is sent any more.
    first.bus.publishTask = () => new Promise<void>(() => undefined);
    void first.catalog.startRun(requestOf({ bands: ['V'] })).catch(() => undefined);
    await expect
      .poll(
        async () =>
          (await first.database.prisma()).outboxMessage.count({ where: { sentAt: null } }),
        patient,
      )
      .toBe(1);
    running.splice(running.indexOf(first), 1);
    await first.workers.stop();
    await first.database.close();

    const second = await start({ unfinishedRuns: 'continue' });
    const run = await (await second.database.prisma()).run.findFirst();
    expect((await second.waitFor(run?.id ?? '')).outcome).toBe('done');
  });

  test('a run that was interrupted rests, and the same request takes it up', async () => {
    const first = await start();
    first.workers.silent = true;
    const { run } = await first.catalog.startRun(requestOf({ bands: ['V'] }));
    await first.stop();
    running.splice(running.indexOf(first), 1);

    const second = await start({ unfinishedRuns: 'interrupt' });
    expect((await second.catalog.run(run)).state).toBe('interrupted');
    expect(second.workers.seen).toEqual([]);
    const status = await second.process(requestOf({ bands: ['V'] }));
    expect(status.run).toBe(run);
    expect(status.outcome).toBe('done');
  });

  test('the same request while it runs joins the run', async () => {
    const { catalog, workers, waitFor, coordinator } = await start();
    workers.silent = true;
    const one = await catalog.startRun(requestOf({ bands: ['V'] }));
    const two = await catalog.startRun(requestOf({ bands: ['V'] }));
    expect(two.run).toBe(one.run);
    workers.silent = false;
    await coordinator.sweep();
    await waitFor(one.run);
  });

  test('the layout of the old tree names products, frames and drifts', async () => {
    const { process, catalog } = await start();
    const { run } = await process(requestOf());
    const entries = await catalog.exportOf(run, 'nsnsd');
    const paths = entries.map((entry) => entry.path);
    expect(paths).toEqual(
      expect.arrayContaining([
        `Data/calibdata/${tinyNight}/S_01/ib001.fit`,
        `Data/calibdata/${tinyNight}/S_01/B/ib002.fit`,
        `Data/griddata/${tinyNight}/S_01/median/skybrightmags.fits`,
        `Data/graphics/${tinyNight}_skybright_1_HA180.png`,
        `Data/calibdata/${tinyNight}/biasdrift_1.txt`,
      ]),
    );
    expect(new Set(paths).size).toBe(paths.length);
    const drift = entries.find((entry) => entry.path.endsWith('biasdrift_1.txt'));
    expect(drift?.text?.split('\n').slice(0, 3)).toEqual(['# delta_bias[ADU]', '1.250', '1.250']);
    expect(await catalog.exportOf(tinyNight, 'nsnsd')).toEqual(entries);
    const flat = (await catalog.exportOf(tinyNight.toLowerCase(), 'flat')).map((e) => e.path);
    expect(flat).toContain(`${tinyNight}_1_V_panorama.png`);
    expect(flat).toContain(`${tinyNight}_1_V_ib001_wcs.fits`);
    expect(flat.some((path) => path.endsWith('ib001.fits'))).toBe(false);
  });

  test('a master marked as bad stops the band that needs it, and says so', async () => {
    const { process, catalog, database } = await start();
    await process(requestOf());
    const flat = await (
      await database.prisma()
    ).calibrationFile.findFirst({
      where: { name: 'TESTFlat_B_2026.fit' },
    });
    await catalog.markCalibrationFile(flat?.digest ?? '', { bad: true, reason: 'dust' });
    const status = await process(requestOf());
    expect(codes(status)).toContain('master-marked-bad');
    expect(new Set(status.products.map((product) => product.band))).toEqual(new Set(['V']));
  });

  test('a catalog rebuilt from store and raw files equals the one that was lost', async () => {
    const first = await start();
    await first.process(requestOf());
    const original = await snapshot(await first.database.prisma());
    address = await databases.empty();
    const fresh = await openDatabase(address);
    const rebuilt = await rebuild(fresh.sql, first.store, [{ path: tree.set, calibration: null }]);
    expect(rebuilt.problems).toEqual([]);
    expect(await snapshot(await fresh.prisma())).toEqual(original);
    await fresh.close();

    const second = await start();
    const again = await second.process(requestOf());
    expect(again.tasks).toMatchObject({ computed: 0, reused: again.tasks.total });
  });

  test('what people gave about a night outlives the catalog, and what they took back does not', async () => {
    const { process, catalog, store, database } = await start();
    await process(requestOf({ bands: ['V'], until: 'calibration' }));
    const mask = { kind: 'given-mask' as const, name: 'mask.tif' };
    const base64 = Buffer.from('painted').toString('base64');
    await catalog.give(tinyNight, { ...mask, set: 1, base64 });
    await catalog.give(tinyNight, { ...mask, set: 0, base64 });
    await catalog.give(tinyNight, { ...mask, set: 0, base64: null });
    await catalog.give(tinyNight, {
      ...{ kind: 'natural-sky-choices', set: 1, name: 'natural-sky.json' },
      base64: Buffer.from('{"adl-factor":"1.1"}').toString('base64'),
    });
    const { items } = await catalog.givenAbout(tinyNight);
    expect(items.map(({ kind, set }) => `${kind} ${set}`)).toEqual([
      'given-mask 1',
      'natural-sky-choices 1',
    ]);
    const original = await snapshot(await database.prisma());
    address = await databases.empty();
    const fresh = await openDatabase(address);
    const rebuilt = await rebuild(fresh.sql, store, [{ path: tree.set, calibration: null }]);
    expect(rebuilt.problems).toEqual([]);
    expect(await snapshot(await fresh.prisma())).toEqual(original);
    await fresh.close();
    expect(await (await start()).catalog.givenAbout(tinyNight)).toEqual({ items });

    await store.remove(items[0]?.digest ?? digestOf(''));
    address = await databases.empty();
    const without = await openDatabase(address);
    const { problems } = await rebuild(without.sql, store, []);
    expect(problems.map(({ code }) => code)).toContain('given-missing');
    await without.close();
  });

  test('a given file no task could use is refused before the run, and not copied', async () => {
    const { process, store } = await start();
    const secrets = join(folder, 'passwords');
    await writeFile(secrets, 'root:x:0:0\n');
    for (const name of ['galactic', 'diffuse', 'places', 'lights', 'albedo'] as const) {
      await expect(process(requestOf({ given: { [name]: secrets } }))).rejects.toMatchObject({
        problem: { file: secrets, hint: expect.any(String) as unknown },
      });
    }
    expect(await store.has(digestOf('root:x:0:0\n'))).toBe(false);
  });

  test('a rebuilt catalog keeps the history that was asked for last', async () => {
    const second = join(tree.night, '2nd');
    await cp(tree.set, second, { recursive: true });
    const first = await start();
    const own = requestOf({ bands: ['V'] });
    await first.process(own);
    await first.process(requestOf({ bands: ['V'], paths: [second] }));
    const refreshed = await first.process({ ...own, refreshHistory: true });
    expect(refreshed.tasks.computed).toBeGreaterThan(0);
    address = await databases.empty();
    const fresh = await openDatabase(address);
    await rebuild(fresh.sql, first.store, [
      { path: tree.set, calibration: null },
      { path: second, calibration: null },
    ]);
    await fresh.close();

    const again = await (await start()).process(own);
    expect(again.tasks.computed).toBe(0);
    expect(again.products).toEqual(refreshed.products);
  });
});
