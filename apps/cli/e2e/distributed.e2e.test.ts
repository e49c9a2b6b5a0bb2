import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNatsServer, startNatsServer } from '../../../tools/testing/nats-server.js';
import { findPostgres, startPostgres } from '../../../tools/testing/postgres-server.js';
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

describe.skipIf(!servers)('separate processes over NATS and Postgres', () => {
  const running: ReturnType<typeof startNightskies>[] = [];
  let root: string;
  let url: string;
  let embedded: ProcessResult;
  let env: Record<string, string>;
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
    const nats = await startNatsServer();
    stops.push(() => nats.stop());
    const postgres = await startPostgres();
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
    worker('catalog');
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

  it('lose nothing when a mosaic worker is killed in the middle', async () => {
    const parameters = ['--param', 'star-removal-radius=0.5'];
    const expected = await processNight([
      ...nightArguments(root, name),
      ...parameters,
      ...['--workspace', join(root, 'workspace')],
    ]);
    const victim = worker('mosaic');
    await sleep(1500);
    const run = processNight([...nightArguments(root, name), ...parameters, '--server', url]);
    await sleep(700);
    victim.child.kill('SIGKILL');
    const result = await run;
    expect(result).toMatchObject({ code: 0, outcome: 'done' });
    expect(digests(result)).toEqual(digests(expected));
  });

  it('end at SIGTERM with code 0', async () => {
    const extra = worker('metrics');
    await sleep(2500);
    extra.child.kill('SIGTERM');
    expect((await extra.finished).code).toBe(0);
  });
});
