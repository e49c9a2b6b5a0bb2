import {
  checkHandlers,
  createLogger,
  loadConfig,
  openBus,
  openStore,
  PlatformModule,
  ServiceModule,
  TaskMetrics,
  WorkerPool,
} from '@nightskies/platform';
import type { CatalogDatabase } from '@nightskies/catalog-service/database';
import { computingServices } from './services.js';
import { lockWorkspace, socketPath, type Workspace } from './workspace.js';

export interface Embedded {
  /** Local socket of the API, named in the workspace's lock. */
  readonly socket: string;
  /** URL of the API when it was asked for, else null. */
  readonly address: string | null;
  /**
   * Resolves when it is known that every task type has its handler; work may begin before.
   *
   * @throws NightSkiesError `services-incomplete`, `handlers-unusable`
   */
  readonly checked: Promise<void>;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly threads?: number;
  /** False for a command that only looks: then no thread starts before there is a task. */
  readonly computes?: boolean;
  readonly http?: { readonly host: string; readonly port: number };
}

/**
 * All services in this process, on one workspace: in-process bus, embedded database, folder store.
 *
 * @throws NightSkiesError `workspace-busy` when another process holds the workspace
 */
export async function startEmbedded(
  workspace: Workspace,
  options: EmbeddedOptions = {},
): Promise<Embedded> {
  const config = loadConfig(process.env);
  const logger = createLogger({ level: config.logLevel });
  const metrics = new TaskMetrics();
  const release = await lockWorkspace(workspace);
  const pool = new WorkerPool({
    store: workspace.artifacts,
    threads: options.threads ?? config.workers,
  });
  let database: Promise<CatalogDatabase> | undefined;
  try {
    // A thread loads the handlers, and others unpack and compile the database, while the rest is
    // loaded here.
    const checked =
      options.computes === false
        ? Promise.resolve()
        : checkHandlers(computingServices, (handlers) => pool.handledTypes(handlers));
    checked.catch(() => undefined);
    const { openDatabase } = await import('@nightskies/catalog-service/database');
    database = openDatabase({ folder: workspace.catalog });
    database.catch(() => undefined);
    const { CatalogModule, startApplication } = await import('@nightskies/catalog-service');
    const bus = await openBus({ natsUrl: null, prefix: '' }, logger, metrics);
    const socket = socketPath(workspace);
    const application = await startApplication(
      [
        PlatformModule.register({
          bus,
          store: openStore(workspace.artifacts),
          pool,
          logger,
          config,
          metrics,
        }),
        CatalogModule.register({
          database,
          unfinishedRuns: 'interrupt',
          workers: pool.threads,
        }),
        // Nobody else works here: all tasks that are ready are held, for the pool to choose from.
        ...computingServices.map((service) =>
          ServiceModule.register(service, { slots: Infinity, handlersChecked: true }),
        ),
      ],
      logger,
      [{ socket }, ...(options.http === undefined ? [] : [options.http])],
    );
    return {
      checked,
      socket,
      address: application.addresses[1] ?? null,
      close: async () => {
        // Stopping threads takes as long as all the rest.
        const ends = [application.close(), pool.drain()];
        await Promise.allSettled(ends);
        await release();
        await Promise.all(ends);
      },
    };
  } catch (error) {
    // What else fails now comes of the error that is told.
    await Promise.allSettled([database?.then((opened) => opened.close()), pool.close()]);
    await release();
    throw error;
  }
}
