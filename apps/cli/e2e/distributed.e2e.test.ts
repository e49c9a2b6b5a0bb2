import { mkdtemp, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findNatsServer,
  startNatsServer,
  type NatsServer,
} from '../../../tools/testing/nats-server.js';
import {
  findPostgres,
  startPostgres,
  type PostgresServer,
} from '../../../tools/testing/postgres-server.js';
import {
  digests,
  nightArguments,
  nightskies,
  processNight,
  startNightskies,
  type ProcessResult,
} from './nightskies.js';

const servers = findNatsServer() !== null && findPostgres() !== null;
const name = 'TEST261101';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** Resolves when a worker says it is ready; rejects when it ends before. */
function ready({ child, finished }: ReturnType<typeof startNightskies>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ready')) resolve();
    });
    void finished.then(({ code, stderr }) => {
      reject(new Error(`the worker ended with ${code}: ${stderr}`));
    });
  });
}

describe.skipIf(!servers)('separate processes over NATS and Postgres', () => {
  const running: ReturnType<typeof startNightskies>[] = [];
  let root: string;
  let url: string;
  let embedded: ProcessResult;
  let env: Record<string, string>;
  let nats: NatsServer;
  let postgres: PostgresServer;
  let catalog: ReturnType<typeof startNightskies>;
  const stops: (() => Promise<void>)[] = [];

  const worker = (...services: string[]): ReturnType<typeof startNightskies> => {
    const started = startNightskies(['worker', ...services], env);
    running.push(started);
    return started;
  };

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'nightskies distributed '));
    await nightskies([
      'simulate',
      ...['--to', root, '--seed', '7', '--size', '128', '--night', name],
    ]);
    nats = await startNatsServer();
    stops.push(() => nats.stop());
    postgres = await startPostgres();
    stops.push(() => postgres.stop());
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    env = {
      NIGHTSKIES_NATS_URL: nats.url,
      NIGHTSKIES_DATABASE_URL: postgres.url,
      NIGHTSKIES_STORE: join(root, 'store'),
      NIGHTSKIES_HTTP_HOST: '127.0.0.1',
      NIGHTSKIES_HTTP_PORT: String(port),
      NIGHTSKIES_WORKERS: '1',
    };
    catalog = worker('catalog');
    worker('calibration');
    worker('metrics');
    worker('mosaic');
    for (let attempt = 0; attempt < 300; attempt += 1) {
      const answer = await fetch(`${url}/api/v1/runs`).catch(() => null);
      if (answer?.ok === true) break;
      await sleep(100);
    }
    embedded = await processNight([
      ...nightArguments(root, name),
      ...['--workspace', join(root, 'workspace')],
    ]);
  });

  afterAll(async () => {
    for (const { child } of running) child.kill('SIGTERM');
    await Promise.all(running.map(({ finished }) => finished));
    for (const stop of stops.reverse()) await stop();
    await rm(root, { recursive: true, force: true });
  });

  it('give byte-identical products', async () => {
    const result = await processNight([...nightArguments(root, name), '--server', url]);
    expect(result.problems).toEqual([]);
    expect(result).toMatchObject({ code: 0, outcome: 'done' });
    expect(digests(result)).toEqual(digests(embedded));
  });

  it('compute nothing the second time', async () => {
    const again = await processNight([...nightArguments(root, name), '--server', url]);
    expect(again.tasks).toEqual({ computed: 0, reused: embedded.tasks.computed, failed: 0 });
  });

  /** Each does harm to a run that is under way, and mends it. */
  const harms: [string, string, () => Promise<void>][] = [
    [
      'a mosaic worker is killed',
      '0.50',
      async () => {
        const victim = worker('mosaic');
        await sleep(1500);
        victim.child.kill('SIGKILL');
      },
    ],
    [
      'the catalog is killed and started again',
      '0.51',
      async () => {
        catalog.child.kill('SIGKILL');
        await catalog.finished;
        await sleep(1000);
        catalog = worker('catalog');
        await ready(catalog);
      },
    ],
    [
      'NATS is killed and started again',
      '0.52',
      async () => {
        await nats.kill();
        await sleep(1000);
        await nats.start();
      },
    ],
    [
      'NATS loses all it held',
      '0.53',
      async () => {
        await nats.kill();
        nats.forget();
        await nats.start();
      },
    ],
    [
      'Postgres is killed and started again',
      '0.54',
      async () => {
        await postgres.kill();
        await sleep(3000);
        await postgres.start();
      },
    ],
    [
      'the store is out of reach for a while',
      '0.55',
      async () => {
        await rename(join(root, 'store'), join(root, 'store elsewhere'));
        await sleep(3000);
        await rename(join(root, 'store elsewhere'), join(root, 'store'));
      },
    ],
    [
      'a second catalog and two more mosaic workers join',
      '0.56',
      async () => {
        const more = startNightskies(['worker', 'catalog'], { ...env, NIGHTSKIES_HTTP_PORT: '0' });
        running.push(more, worker('mosaic'), worker('mosaic'));
        await sleep(3000);
      },
    ],
  ];

  const allAtOnce: (typeof harms)[number] = [
    'everything goes wrong, one after the other,',
    '0.49',
    async () => {
      for (const [, , harm] of harms.slice(0, -1)) await harm();
    },
  ];
  const trials = process.env['NIGHTSKIES_SOAK'] === '1' ? [allAtOnce, ...harms] : [allAtOnce];

  it.each(trials)(
    'give the same bytes when %s in the middle (soak)',
    async (_what, radius, harm) => {
      const parameters = ['--param', `star-removal-radius=${radius}`];
      const expected = await processNight([
        ...nightArguments(root, name),
        ...parameters,
        ...['--workspace', join(root, 'workspace')],
      ]);
      const run = processNight([...nightArguments(root, name), ...parameters, '--server', url]);
      await sleep(700);
      await harm();
      const result = await run;
      expect(result.problems).toEqual([]);
      expect(result).toMatchObject({ code: 0, outcome: 'done' });
      expect(digests(result)).toEqual(digests(expected));
    },
  );

  it('end at SIGTERM with code 0', async () => {
    const extra = worker('metrics');
    await ready(extra);
    extra.child.kill('SIGTERM');
    expect((await extra.finished).code).toBe(0);
  });
});
