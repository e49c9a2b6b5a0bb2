import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NightSkiesError, problem, type RunRequest, type RunStatus } from '@nightskies/contracts';
import { taskFinished } from '@nightskies/platform';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findPostgres, startPostgres } from '../../../tools/testing/postgres-server.js';
import { execute } from './database/sql.js';
import { databaseUnreachable } from './database/unreachable.js';
import { embeddedDatabases, serverDatabases } from './test-support/test-databases.js';
import { FaultyBus } from './test-support/faulty-bus.js';
import { snapshot } from './test-support/snapshot.js';
import {
  startTestCatalog,
  type TestCatalog,
  type TestCatalogOptions,
} from './test-support/test-catalog.js';
import { writeTinyTree, type TinyTree } from './test-support/tiny-tree.js';

let folder: string;
let tree: TinyTree;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies faults '));
  tree = await writeTinyTree(join(folder, 'CCD'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function requestOf(changes: Partial<RunRequest> = {}): RunRequest {
  return {
    ...{ paths: [tree.set], calibration: null, filelist: null, bands: ['V'] },
    ...{ parameters: {}, given: {}, until: null, dryRun: false, refreshHistory: false },
    ...changes,
  };
}

const reasonOf = (error: unknown): string | undefined => databaseUnreachable(error)?.code;

/** Products without the place of their store. */
function named({ products }: RunStatus): object[] {
  return products.map(({ kind, night, set, band, sha256 }) => ({ kind, night, set, band, sha256 }));
}

/** A few seeds always; a soak goes through many more. A seed that fails is a reproduction. */
const seeds = Array.from({ length: process.env['NIGHTSKIES_SOAK'] === '1' ? 60 : 3 }, (_, k) => k);

describe('a bus that delays, repeats, reorders, loses and refuses (soak)', () => {
  const databases = embeddedDatabases();
  let quiet: object;
  let products: object[];

  const open = async (name: string, options: TestCatalogOptions): Promise<TestCatalog> =>
    startTestCatalog(await databases.empty(), join(folder, name), options);

  beforeAll(async () => {
    await databases.start();
    const catalog = await open('quiet', {});
    const status = await catalog.process(requestOf({ bands: ['V', 'B'] }));
    products = named(status);
    quiet = await snapshot(await catalog.database.prisma());
    await catalog.stop();
  });
  afterAll(() => databases.stop());

  it.each(seeds)('ends with the catalog of a quiet run, seed %i', async (seed) => {
    let bus: FaultyBus | null = null;
    const catalog = await open(`seed ${seed}`, {
      ...{ sweepMs: 150, lostAfterMs: 300, twice: seed % 2 === 1 },
      limits: { ackWaitMs: 1_000, retryDelayMs: 10, maxRetryDelayMs: 200, maxDeliveries: 100 },
      temper: (inner) => (bus = new FaultyBus(inner, seed)),
    });
    const status = await catalog.process(requestOf({ bands: ['V', 'B'] }));
    expect(Object.keys(bus === null ? {} : (bus as FaultyBus).faults)).toContain('lost');
    expect(status.outcome).toBe('done');
    expect(status.tasks).toMatchObject({ failed: 0, computed: status.tasks.total });
    expect(named(status)).toEqual(products);
    expect(await snapshot(await catalog.database.prisma())).toEqual(quiet);
    await catalog.stop();
  });
});

describe.each([embeddedDatabases(), serverDatabases()])('faults on $name', (databases) => {
  const test = it.skipIf(databases.skipped !== null);
  let catalog: TestCatalog;
  let number = 0;

  beforeAll(async () => {
    if (databases.skipped === null) await databases.start();
  });
  afterAll(async () => {
    if (databases.skipped === null) await databases.stop();
  });
  beforeEach(async () => {
    if (databases.skipped !== null) return;
    const artifacts = join(folder, databases.name, String((number += 1)));
    catalog = await startTestCatalog(await databases.empty(), artifacts);
  });
  afterEach(async () => {
    if (databases.skipped === null) await catalog.stop();
  });

  test('a reason with signs no database stores is recorded all the same', async () => {
    catalog.workers.silent = true;
    const { run } = await catalog.catalog.startRun(requestOf());
    await expect.poll(() => catalog.workers.seen.length).toBe(1);
    const request = catalog.workers.seen[0];
    if (request === undefined) throw new Error('no request was seen');
    const why = problem('bad-header', 'unreadable: \0 and \ud800', { found: 'a\0b' });
    await catalog.bus.publishEvent(
      taskFinished(
        { ...request, outcome: 'failed', outputs: [], problems: [why], seconds: 0 },
        { source: 'test' },
      ),
    );
    const status = await catalog.waitFor(run);
    expect(status.problems).toContainEqual(
      expect.objectContaining({ code: 'bad-header', found: 'a\ufffdb' }),
    );
  });

  test('a result the database refuses fails its own task and no other', async () => {
    const { sql } = catalog.database;
    await execute(
      sql,
      `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'not this one'; END $$`,
    );
    await execute(
      sql,
      `CREATE TRIGGER refuse BEFORE INSERT ON metrics FOR EACH ROW EXECUTE FUNCTION refuse()`,
    );
    const status = await catalog.process(requestOf());
    expect(status.outcome).toBe('done-with-problems');
    // Photometry and metrics have numbers; the map between them is made without the former.
    expect(status.tasks.failed).toBe(2);
    expect(status.problems).toContainEqual(
      expect.objectContaining({
        code: 'result-not-recorded',
        found: expect.stringContaining('not this one') as string,
      }),
    );
    expect(await catalog.bus.deadLetters(10)).toEqual([]);
  });

  test('a full disk of the database is told while a run waits for room', async () => {
    const { sql } = catalog.database;
    await execute(
      sql,
      `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$`,
    );
    await execute(
      sql,
      `CREATE TRIGGER no_room BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION no_room()`,
    );
    const { run } = await catalog.catalog.startRun(requestOf());
    await expect
      .poll(async () => (await catalog.catalog.run(run)).problems.map(({ code }) => code))
      .toContain('disk-full');
  });

  test('a task the bus will never carry fails with its reason, and the run ends', async () => {
    const publish = catalog.bus.publishTask.bind(catalog.bus);
    catalog.bus.publishTask = (type, event) =>
      type === 'mosaic.assemble'
        ? Promise.reject(new NightSkiesError(problem('message-too-large', 'far too large')))
        : publish(type, event);
    const status = await catalog.process(requestOf());
    expect(status.outcome).toBe('done-with-problems');
    expect(status.problems.map((item) => item.code)).toContain('message-too-large');
  });
});

describe.skipIf(findPostgres() === null)('two catalogs on one Postgres', () => {
  it('join in one run when they are asked for the same at once, and never wait for each other for ever', async () => {
    const databases = serverDatabases();
    await databases.start();
    const address = await databases.empty();
    const [one, two] = await Promise.all([
      startTestCatalog(address, join(folder, 'both')),
      startTestCatalog(address, join(folder, 'both')),
    ]);
    const other = { parameters: { feather: '1.5' } };
    const started = await Promise.all([
      one.catalog.startRun(requestOf()),
      two.catalog.startRun(requestOf()),
      two.catalog.startRun(requestOf(other)),
    ]);
    expect(started[0].run).toBe(started[1].run);
    expect(started[2].run).not.toBe(started[0].run);
    for (const { run } of started) {
      expect(await one.waitFor(run)).toMatchObject({ outcome: 'done', tasks: { failed: 0 } });
    }
    await Promise.all([one.stop(), two.stop()]);
    await databases.stop();
  });
});

describe.skipIf(findPostgres() === null)('Postgres goes away in the middle of a run', () => {
  it('the catalog waits for it, loses nothing and gives nothing up', async () => {
    const server = await startPostgres();
    const catalog = await startTestCatalog({ url: server.url }, join(folder, 'restart'), {
      ...{ sweepMs: 300, lostAfterMs: 2_000 },
      limits: { retryDelayMs: 50, maxRetryDelayMs: 200, maxDeliveries: 3 },
    });
    const { run } = await catalog.catalog.startRun(requestOf({ bands: ['V', 'B'] }));
    await server.kill();
    await expect(catalog.catalog.run(run).catch(reasonOf)).resolves.toBe('database-unreachable');
    await new Promise((resume) => setTimeout(resume, 2_500));
    await server.start();
    const status = await catalog.waitFor(run);
    expect(status).toMatchObject({ outcome: 'done', tasks: { failed: 0 } });
    expect(await catalog.bus.deadLetters(10)).toEqual([]);
    await catalog.stop();
    await server.stop();
  });
});
