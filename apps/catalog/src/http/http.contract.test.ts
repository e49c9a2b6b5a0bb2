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

const pageSchema = z.object({
  items: z.array(z.looseObject({})),
  next: z.string().nullable(),
});

describe('HTTP API on a local socket', () => {
  let folder: string;
  let socket: string;
  let app: RunningApplication;
  let run: z.infer<typeof runStatusSchema>;

  const send = (method: string, path: string, body?: unknown): Promise<Answer> =>
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
      sent.end(body === undefined ? undefined : JSON.stringify(body));
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
    const bus = new InProcessBus();
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
      ...{ parameters: {}, until: null, dryRun: false },
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
    ['GET', `/api/v1/artifacts/${'0'.repeat(64)}`, undefined, 404, 'artifact-unknown'],
    ['GET', '/api/v1/artifacts/xyz', undefined, 400, 'bad-request'],
    ['GET', '/api/v1/nothing', undefined, 404, 'route-unknown'],
    ['GET', '/api/v1/frames?limit=0', undefined, 400, 'bad-request'],
    ['GET', '/api/v1/tasks?after=rubbish', undefined, 400, 'bad-page-key'],
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
        '/api/v1/provenance/{digest}',
      ]),
    );
    expect(Object.keys(description.paths['/api/v1/runs'] ?? {})).toEqual(['post', 'get']);
    expect((await send('GET', '/health')).json()).toMatchObject({ healthy: true });
    expect((await send('GET', '/metrics')).bytes.toString('utf8')).toContain('nightskies_');
  });
});
