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
import { computingServices } from './services.js';
import { lockWorkspace, socketPath, type Workspace } from './workspace.js';

export interface Embedded {
  /** Local socket of the API, named in the workspace's lock. */
  readonly socket: string;
  /** URL of the API when it was asked for, else null. */
  readonly address: string | null;
  close(): Promise<void>;
}

export interface EmbeddedOptions {
  readonly threads?: number;
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
  try {
    // A thread loads the handlers while the database is loaded and opened here.
    const checked = checkHandlers(computingServices, (handlers) => pool.handledTypes(handlers));
    checked.catch(() => undefined);
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
          database: { folder: workspace.catalog },
          unfinishedRuns: 'interrupt',
          workers: pool.threads,
        }),
        // Nobody else works here: all tasks that are ready are held, for the pool to choose from.
        ...computingServices.map((service) => ServiceModule.register(service, Infinity)),
      ],
      logger,
      [{ socket }, ...(options.http === undefined ? [] : [options.http])],
    );
    try {
      await checked;
    } catch (error) {
      await application.close();
      throw error;
    }
    return {
      socket,
      address: application.addresses[1] ?? null,
      close: async () => {
        await application.close();
        await release();
      },
    };
  } catch (error) {
    await pool.close();
    await release();
    throw error;
  }
}
