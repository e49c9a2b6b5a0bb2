import { setTimeout as sleep } from 'node:timers/promises';
import { NightSkiesError } from '@nightskies/contracts';
import { z } from 'zod';
import { CatalogClient, holderGone } from './catalog-client.js';
import { findHolder, openWorkspace, type Workspace } from './workspace.js';

export interface ConnectionOptions {
  readonly workspace: string;
  readonly server?: string | undefined;
  readonly threads?: number | undefined;
  /** True for a command that starts a run: threads are made ready for it at once. */
  readonly computes?: boolean;
}

interface Connection {
  readonly client: CatalogClient;
  /** Fails where the program is not whole, see `Embedded`. */
  readonly checked: Promise<void>;
  /** Ends what was started for this command; a process that was there before goes on. */
  close(): Promise<void>;
}

/** Starting takes some seconds, on a busy machine more. */
const patienceMilliseconds = 60_000;
const pollMilliseconds = 150;
/** Handing a workspace over takes one turn; more mean that something else is wrong. */
const turns = 5;

/**
 * Does some work with the catalog, wherever it runs: the server that is named, else the process
 * that holds the workspace, else all services embedded in this process. If the holder ends before
 * the work does, the work begins anew with the next holder: it must be repeatable.
 *
 * @param whenMissing what to do where there is no workspace; see `openWorkspace`
 */
export async function withCatalog<T>(
  options: ConnectionOptions,
  whenMissing: 'make' | 'refuse',
  work: (client: CatalogClient) => Promise<T>,
): Promise<T> {
  if (options.server !== undefined) return work(new CatalogClient({ url: options.server }));
  const workspace = await openWorkspace(options.workspace, whenMissing);
  for (let turn = 1; ; turn += 1) {
    try {
      const connection = await connect(workspace, options);
      try {
        return await unlessFailed(connection.checked, work(connection.client));
      } finally {
        await connection.close();
      }
    } catch (error) {
      const handedOver =
        error instanceof NightSkiesError &&
        (error.code === holderGone || error.code === 'workspace-busy');
      if (!handedOver || turn === turns) throw error;
    }
  }
}

/** What `work` gives, or how `condition` fails, if it does so before. */
function unlessFailed<T>(condition: Promise<void>, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    condition.catch(reject);
    work.then(resolve, reject);
  });
}

async function connect(
  workspace: Workspace,
  { threads, computes = false }: ConnectionOptions,
): Promise<Connection> {
  const holder = await answeringHolder(workspace);
  if (holder !== null) {
    return { client: holder, checked: Promise.resolve(), close: async () => {} };
  }
  const { startEmbedded } = await import('./embedded.js');
  const embedded = await startEmbedded(workspace, {
    computes,
    ...(threads === undefined ? {} : { threads }),
  });
  return {
    client: new CatalogClient({ socket: embedded.socket }),
    checked: embedded.checked,
    close: () => embedded.close(),
  };
}

/** A process takes the lock first and listens some seconds later: it is waited for. */
async function answeringHolder(workspace: Workspace): Promise<CatalogClient | null> {
  const started = performance.now();
  for (;;) {
    const holder = await findHolder(workspace);
    if (holder === null || holder.pid === process.pid) return null;
    const client = new CatalogClient({ socket: holder.socket });
    try {
      await client.get('/runs?limit=1', z.unknown());
      return client;
    } catch (error) {
      const patient = performance.now() - started < patienceMilliseconds;
      if (!(error instanceof NightSkiesError && error.code === holderGone) || !patient) throw error;
    }
    await sleep(pollMilliseconds);
  }
}
