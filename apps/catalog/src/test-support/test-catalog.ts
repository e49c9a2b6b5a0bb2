import { setTimeout as sleep } from 'node:timers/promises';
import type { RunRequest, RunStatus } from '@nightskies/contracts';
import {
  createLogger,
  FolderStore,
  InProcessBus,
  type ArtifactStore,
  type Bus,
  type BusLimits,
} from '@nightskies/platform';
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
  readonly bus: Bus;
  readonly workers: FakeWorkers;
  readonly coordinator: Coordinator;
  readonly catalog: CatalogService;
  /** Starts a run and waits for its end. */
  readonly process: (request: RunRequest) => Promise<RunStatus>;
  readonly waitFor: (run: string) => Promise<RunStatus>;
  /** Ends everything as it is, without finishing anything. */
  stop(): Promise<void>;
}

export interface TestCatalogOptions {
  readonly unfinishedRuns?: 'continue' | 'interrupt';
  readonly lostAfterMs?: number;
  readonly sweepMs?: number;
  readonly limits?: Partial<BusLimits>;
  /** The only catalog there is, which knows how many tasks are worked on at a time. */
  readonly workers?: number;
  /** Puts a bus of another temper before the one in this process. */
  readonly temper?: (bus: Bus) => Bus;
  /** Starts a second coordinator on the same tables and bus, as a second process would. */
  readonly twice?: boolean;
}

export async function startTestCatalog(
  address: DatabaseAddress,
  artifacts: string,
  options: TestCatalogOptions = {},
): Promise<TestCatalog> {
  const database = await openDatabase(address);
  const store = new FolderStore(artifacts);
  const logger = createLogger({ level: 'silent' });
  const plain = new InProcessBus({ limits: options.limits ?? {} });
  const bus = options.temper?.(plain) ?? plain;
  const workers = new FakeWorkers(bus, store);
  await workers.start();
  const { sql } = database;
  const { sweepMs = 100_000, unfinishedRuns = 'continue', lostAfterMs = 0 } = options;
  const open = async (): Promise<Coordinator> => {
    const coordinator = new Coordinator({
      ...{ database: sql, store, bus, logger, sweepMs, unfinishedRuns, lostAfterMs },
      ...(options.workers === undefined ? {} : { workers: options.workers }),
    });
    await coordinator.start();
    return coordinator;
  };
  const coordinator = await open();
  const second = options.twice === true ? await open() : null;
  const catalog = new CatalogService(database, store, coordinator);
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
      await second?.stop();
      await bus.close();
      await database.close();
    },
  };
}
