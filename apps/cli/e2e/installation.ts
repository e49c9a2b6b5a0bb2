import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serviceSchema } from '@nightskies/contracts';
import { findNatsServer, startNatsServer } from '../../../tools/testing/nats-server.js';
import { findPostgres, startPostgres } from '../../../tools/testing/postgres-server.js';
import { freePort } from '../../../tools/testing/server-process.js';
import { startNightskies } from './nightskies.js';

/** True when real servers are at hand. */
export const hasServers = findNatsServer() !== null && findPostgres() !== null;

type Started = ReturnType<typeof startNightskies>;
export type Installation = Awaited<ReturnType<typeof startInstallation>>;

/** Resolves when a worker says it is ready; rejects when it ends before. */
export function ready({ child, finished }: Started): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('ready')) resolve();
    });
    void finished.then(({ code, stderr }) => {
      reject(new Error(`the worker ended with ${code}: ${stderr}`));
    });
  });
}

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
  const start = (service: string, extra: Readonly<Record<string, string>> = {}): Started => {
    const started = startNightskies(['worker', service], { ...environment, ...extra });
    running.push(started);
    return started;
  };
  let catalog = start('catalog');
  const computing = serviceSchema.options.filter((service) => service !== 'catalog');
  await Promise.all(
    [catalog, ...computing.map((service) => start(service))].map((one) => ready(one)),
  );
  return {
    url,
    nats,
    postgres,
    worker: (service: string): Started => start(service),
    /** A catalog beside the first, on a port of its own. */
    secondCatalog: (): Started => start('catalog', { NIGHTSKIES_HTTP_PORT: '0' }),
    /** Kills the catalog as a power cut would, and starts it again after a while. */
    async restartCatalog(afterMs: number): Promise<void> {
      catalog.child.kill('SIGKILL');
      await catalog.finished;
      await sleep(afterMs);
      catalog = start('catalog');
      await ready(catalog);
    },
    async stop(): Promise<void> {
      for (const { child } of running) child.kill('SIGTERM');
      await Promise.all(running.map(({ finished }) => finished));
      await postgres.stop();
      await nats.stop();
    },
  };
}
