import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { problemSchema, provenanceSchema, runStatusSchema } from '@nightskies/contracts';
import { digestOf } from '@nightskies/catalog';
import {
  createLogger,
  FolderStore,
  InProcessBus,
  loadConfig,
  PlatformModule,
  WorkerPool,
} from '@nightskies/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CatalogModule } from '../catalog.module.js';
import { exportListSchema } from '../queries/exports.js';
import { startApplication, type RunningApplication } from '../start-application.js';
import { FakeWorkers } from '../test-support/fake-workers.js';
import { tinyNight, writeTinyTree } from '../test-support/tiny-tree.js';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly bytes: Buffer;
  readonly json: () => unknown;
}

const keyOf = (...parts: unknown[]): string =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

const pageSchema = z.object({
  items: z.array(z.looseObject({})),
  next: z.string().nullable(),
});

describe('HTTP API on a local socket', () => {
  let folder: string;
  let socket: string;
  let app: RunningApplication;
  let bus: InProcessBus;
  let run: z.infer<typeof runStatusSchema>;

  const send = (method: string, path: string, body?: unknown, text?: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const sent = request(
        { method, path, socketPath: socket, headers: { 'content-type': 'application/json' } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            const bytes = Buffer.concat(chunks);
            resolve({
              status: response.statusCode ?? 0,
              type: response.headers['content-type'] ?? '',
              bytes,
              json: () => z.json().parse(JSON.parse(bytes.toString('utf8'))),
            });
          });
        },
      );
      sent.on('error', reject);
      sent.end(body === undefined ? text : JSON.stringify(body));
    });
  const get = (path: string): Promise<Answer> => send('GET', `/api/v1${path}`);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightskies-http-'));
    socket =
      process.platform === 'win32'
        ? `\\\\.\\pipe\\nightskies-test-${process.pid}`
        : join(folder, 'api.sock');
    const { set } = await writeTinyTree(join(folder, 'CCD'));
    const store = new FolderStore(join(folder, 'artifacts'));
    bus = new InProcessBus();
    const logger = createLogger({ level: 'silent' });
    await new FakeWorkers(bus, store).start();
    const pool = new WorkerPool({ store: join(folder, 'artifacts'), threads: 1 });
    app = await startApplication(
      [
        PlatformModule.register({ bus, store, pool, logger, config: loadConfig({}) }),
        CatalogModule.register({
          database: { folder: join(folder, 'catalog') },
          unfinishedRuns: 'interrupt',
        }),
      ],
      logger,
      [{ socket }],
    );
    const started = await send('POST', '/api/v1/runs', {
      ...{ paths: [set], calibration: null, filelist: null, bands: ['V'] },
      ...{ parameters: {}, until: null, dryRun: false, refreshHistory: false },
    });
    expect(started.status).toBe(201);
    const { run: id } = runStatusSchema.parse(started.json());
    do {
      await sleep(50);
      run = runStatusSchema.parse((await get(`/runs/${id}`)).json());
    } while (run.state === 'active');
  });
  afterAll(async () => {
    await app.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('a run is done and its products can be read byte for byte', async () => {
    expect(run.outcome).toBe('done');
    const product = run.products.find((item) => item.kind === 'panorama');
    const digest = product?.sha256 ?? '';
    expect((await get(`/artifacts/${digest}`)).json()).toMatchObject({
      ...{ digest, kind: 'panorama', path: product?.path },
    });
    const content = await get(`/artifacts/${digest}/content`);
    expect(digestOf(content.bytes)).toBe(digest);
  });

  it('every list can be walked page by page without losing or repeating an item', async () => {
    for (const list of [
      'nights',
      'sets',
      'frames',
      'calibration-files',
      'refused-files',
      'runs',
      'tasks',
      'artifacts',
      'products',
      'metrics',
    ]) {
      const whole = pageSchema.parse((await get(`/${list}?limit=1000`)).json());
      expect(whole.next).toBeNull();
      const walked: unknown[] = [];
      let after = '';
      for (let page = 0; page < 100; page += 1) {
        const answer = await get(`/${list}?limit=3${after}`);
        const { items, next } = pageSchema.parse(answer.json());
        walked.push(...items);
        if (next === null) break;
        after = `&after=${encodeURIComponent(next)}`;
      }
      expect(walked).toEqual(whole.items);
      if (list !== 'refused-files') expect(walked.length).toBeGreaterThan(0);
    }
  });

  it('lists can be filtered', async () => {
    const count = async (path: string): Promise<number> =>
      pageSchema.parse((await get(path)).json()).items.length;
    expect(await count(`/frames?night=${tinyNight}&band=B`)).toBe(2);
    expect(await count('/frames?role=zenith')).toBe(2);
    expect(await count(`/runs/${run.run}/tasks?type=metrics.measure&state=done`)).toBe(1);
    expect(await count('/calibration-files?kind=master-flat&filter=B')).toBe(1);
    expect(await count('/metrics?name=zenith-brightness&band=V')).toBe(1);
    expect(await count('/metrics?night=NONE010101')).toBe(0);
  });

  it('ids are found whatever they name, and products have their ancestry', async () => {
    const digest = run.products[0]?.sha256 ?? '';
    expect((await get(`/find/${digest.slice(0, 12)}`)).json()).toEqual({
      ...{ type: 'artifact', id: digest },
    });
    expect((await get(`/find/${tinyNight}`)).json()).toEqual({ type: 'night', id: tinyNight });
    expect((await get(`/find/${run.run}`)).json()).toEqual({ type: 'run', id: run.run });
    const tree = provenanceSchema.parse(
      (await get(`/provenance/${digest}?direction=ancestors`)).json(),
    );
    expect(tree.nodes[0]?.digest).toBe(digest);
    const byRun = exportListSchema.parse((await get(`/runs/${run.run}/export`)).json());
    const byNight = exportListSchema.parse((await get(`/nights/${tinyNight}/export`)).json());
    expect(byRun.entries.length).toBeGreaterThan(5);
    expect(byNight).toEqual(byRun);
    expect((await get(`/exports/${tinyNight}?layout=nsnsd`)).json()).toEqual(byRun);
  });

  it.each([
    ['GET', '/api/v1/runs/none', undefined, 404, 'run-unknown'],
    ['GET', '/api/v1/runs/none/progress', undefined, 404, 'run-unknown'],
    ['GET', `/api/v1/artifacts/${'0'.repeat(64)}`, undefined, 404, 'artifact-unknown'],
    ['GET', '/api/v1/artifacts/xyz', undefined, 400, 'bad-request'],
    ['GET', '/api/v1/nothing', undefined, 404, 'route-unknown'],
    ['GET', '/api/v1/frames?limit=0', undefined, 400, 'bad-request'],
    ['GET', '/api/v1/tasks?after=rubbish', undefined, 400, 'bad-page-key'],
    ['GET', '/api/v1/frames?set=99999999999', undefined, 400, 'bad-request'],
    ['GET', '/api/v1/frames?set=1%20OR%201=1', undefined, 400, 'bad-request'],
    ['GET', '/api/v1/frames?limit=-1', undefined, 400, 'bad-request'],
    ['GET', `/api/v1/tasks?after=${keyOf('a', 2 ** 40)}`, undefined, 400, 'bad-page-key'],
    ['GET', `/api/v1/tasks?after=${keyOf('a\0', 1)}`, undefined, 400, 'bad-page-key'],
    ['GET', '/api/v1/nights?night=a%00b', undefined, 400, 'bad-request'],
    ['GET', '/api/v1/find/%00', undefined, 400, 'bad-request'],
    ['GET', '/api/v1/find/%25', undefined, 404, 'id-unknown'],
    ['GET', "/api/v1/nights/x'%20OR%20'1'='1", undefined, 404, 'night-unknown'],
    ['GET', '/api/v1/artifacts/..%2f..%2fetc%2fpasswd/content', undefined, 400, 'bad-request'],
    ['GET', '/api/v1/artifacts/../../../etc/passwd', undefined, 404, 'route-unknown'],
    ['GET', '/api/v1/dead-letters?after=-1', undefined, 400, 'bad-request'],
    ['POST', '/api/v1/runs', 'x'.repeat(97 << 20), 413, 'bad-request'],
    ['POST', '/api/v1/runs', null, 400, 'bad-request'],
    ['POST', '/api/v1/runs', { paths: [] }, 400, 'bad-request'],
    [
      'POST',
      '/api/v1/runs',
      {
        ...{ paths: ['/'], calibration: null, filelist: null, bands: ['V'], until: null },
        ...{ parameters: { feather: 'wide' }, dryRun: true },
      },
      400,
      'bad-parameter',
    ],
  ])('%s %s is answered with a problem document', async (method, path, body, status, code) => {
    const answer = await send(method, path, body);
    expect(answer.status).toBe(status);
    expect(answer.type).toContain('application/problem+json');
    const { problem } = z
      .object({ problem: problemSchema, status: z.literal(status) })
      .parse(answer.json());
    expect(problem.code).toBe(code);
    expect(problem.hint).not.toBeNull();
  });

  it('what is no JSON is answered with a problem document', async () => {
    const answer = await send('POST', '/api/v1/runs', undefined, '{"paths": [');
    expect(answer.status).toBe(400);
    expect(answer.type).toContain('application/problem+json');
  });

  it('a request may name ten thousand files, and each that is missing is told', async () => {
    const name = (at: number): string => join(folder, 'a folder of some length', `ib${at}.fit`);
    const paths = Array.from({ length: 10_000 }, (_, at) => name(at));
    const answer = await send('POST', '/api/v1/runs', {
      ...{ paths, calibration: null, filelist: null, bands: ['V'] },
      ...{ parameters: {}, until: null, dryRun: true, refreshHistory: false },
    });
    expect(answer.status).toBe(201);
    const { problems } = runStatusSchema.parse(answer.json());
    expect(new Set(problems.map((item) => item.file)).size).toBe(10_000);
  });

  it('dead letters are listed with their reasons, a page at a time', async () => {
    await bus.publishText('nightskies.tasks.mosaic.render', 'a', 'no JSON');
    await bus.publishText('nightskies.tasks.mosaic.render', 'b', '{}');
    const letters = async (query: string): Promise<z.infer<typeof pageSchema>> =>
      pageSchema.parse((await get(`/dead-letters${query}`)).json());
    await expect.poll(async () => (await letters('')).items.length).toBe(2);
    const first = await letters('?limit=1');
    expect(first.items[0]).toMatchObject({
      subject: 'nightskies.tasks.mosaic.render',
      reason: expect.stringContaining('not JSON') as string,
      text: 'no JSON',
    });
    const second = await letters(`?limit=1&after=${first.next ?? ''}`);
    expect(second).toMatchObject({ items: [{ text: '{}' }], next: null });
  });

  it('the description names every route, and the service its health and numbers', async () => {
    const description = z
      .object({ openapi: z.string(), paths: z.record(z.string(), z.record(z.string(), z.json())) })
      .parse((await get('/openapi.json')).json());
    expect(description.openapi).toBe('3.1.0');
    expect(Object.keys(description.paths)).toEqual(
      expect.arrayContaining([
        ...['/api/v1/nights', '/api/v1/sets', '/api/v1/frames', '/api/v1/calibration-files'],
        ...['/api/v1/runs', '/api/v1/runs/{id}', '/api/v1/tasks', '/api/v1/products'],
        ...['/api/v1/artifacts/{digest}/content', '/api/v1/metrics'],
        ...['/api/v1/provenance/{digest}', '/api/v1/dead-letters'],
      ]),
    );
    expect(Object.keys(description.paths['/api/v1/runs'] ?? {})).toEqual(['post', 'get']);
    expect((await send('GET', '/health')).json()).toMatchObject({ healthy: true });
    expect((await send('GET', '/metrics')).bytes.toString('utf8')).toContain('nightskies_');
  });
});
