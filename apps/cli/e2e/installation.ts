import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNatsServer, startNatsServer } from '../../../tools/testing/nats-server.js';
import { findPostgres, startPostgres } from '../../../tools/testing/postgres-server.js';
import { freePort } from '../../../tools/testing/server-process.js';
import { startNightskies } from './nightskies.js';

/** True when real servers are at hand. */
export const hasServers = findNatsServer() !== null && findPostgres() !== null;

type Started = ReturnType<typeof startNightskies>;

/** A division server: every service a process of its own, over real NATS and Postgres. */
export async function startInstallation(folder: string) {
  const nats = await startNatsServer();
  const postgres = await startPostgres();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const environment = {
    NIGHTSKIES_NATS_URL: nats.url,
    NIGHTSKIES_DATABASE_URL: postgres.url,
    NIGHTSKIES_STORE: join(folder, 'store'),
    NIGHTSKIES_HTTP_HOST: '127.0.0.1',
    NIGHTSKIES_HTTP_PORT: String(port),
    NIGHTSKIES_WORKERS: '1',
  };
  const running: Started[] = [];
  const worker = (...services: string[]): Started => {
    const started = startNightskies(['worker', ...services], environment);
    running.push(started);
    return started;
  };
  const catalog = worker('catalog');
  for (const service of ['calibration', 'mosaic', 'metrics']) worker(service);
  for (let attempt = 0; attempt < 300; attempt += 1) {
    const answer = await fetch(`${url}/api/v1/runs`).catch(() => null);
    if (answer?.ok === true) break;
    await sleep(100);
  }
  return {
    url,
    nats,
    postgres,
    catalog,
    worker,
    async stop(): Promise<void> {
      for (const { child } of running) child.kill('SIGTERM');
      await Promise.all(running.map(({ finished }) => finished));
      await postgres.stop();
      await nats.stop();
    },
  };
}
