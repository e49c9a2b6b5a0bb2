import { setTimeout as sleep } from 'node:timers/promises';
import type { RunRequest, RunStatus } from '@nightskies/contracts';
import { createLogger, FolderStore, InProcessBus, type ArtifactStore } from '@nightskies/platform';
import { CatalogService } from '../catalog-service.js';
import { Coordinator } from '../coordinator/coordinator.js';
import {
  openDatabase,
  type CatalogDatabase,
  type DatabaseAddress,
} from '../database/open-database.js';
import { FakeWorkers } from './fake-workers.js';

/** A catalog with everything around it in this process, workers faked. */
export interface TestCatalog {
  readonly database: CatalogDatabase;
  readonly store: ArtifactStore;
  readonly bus: InProcessBus;
  readonly workers: FakeWorkers;
  readonly coordinator: Coordinator;
  readonly catalog: CatalogService;
  /** Starts a run and waits for its end. */
  readonly process: (request: RunRequest) => Promise<RunStatus>;
  readonly waitFor: (run: string) => Promise<RunStatus>;
  /** Ends everything as it is, without finishing anything. */
  stop(): Promise<void>;
}

export async function startTestCatalog(
  address: DatabaseAddress,
  artifacts: string,
  options: { unfinishedRuns?: 'continue' | 'interrupt'; lostAfterMs?: number } = {},
): Promise<TestCatalog> {
  const database = await openDatabase(address);
  const store = new FolderStore(artifacts);
  const logger = createLogger({ level: 'silent' });
  const bus = new InProcessBus();
  const workers = new FakeWorkers(bus, store);
  await workers.start();
  const { prisma } = database;
  const coordinator = new Coordinator({
    ...{ prisma, store, bus, logger, sweepMs: 100_000 },
    unfinishedRuns: options.unfinishedRuns ?? 'continue',
    lostAfterMs: options.lostAfterMs ?? 0,
  });
  await coordinator.start();
  const catalog = new CatalogService(prisma, store, coordinator);
  const waitFor = async (run: string): Promise<RunStatus> => {
    for (let turn = 0; turn < 600; turn += 1) {
      const status = await catalog.run(run);
      if (status.state === 'finished') return status;
      await sleep(50);
    }
    throw new Error(`run ${run} does not end`);
  };
  return {
    ...{ database, store, bus, workers, coordinator, catalog, waitFor },
    process: async (request) => waitFor((await catalog.startRun(request)).run),
    stop: async () => {
      await coordinator.stop();
      await bus.close();
      await database.close();
    },
  };
}
