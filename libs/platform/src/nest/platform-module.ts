import 'reflect-metadata';
import {
  Inject,
  Injectable,
  Module,
  type DynamicModule,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { Bus } from '../bus/bus.js';
import type { Config } from '../config/config.js';
import type { Logger } from '../observe/logger.js';
import { TaskMetrics } from '../observe/metrics.js';
import type { ArtifactStore } from '../store/artifact-store.js';
import type { WorkerPool } from '../worker/worker-pool.js';
import { BUS, CONFIG, LOGGER, METRICS, POOL, STORE } from './tokens.js';

export interface PlatformParts {
  readonly bus: Bus;
  readonly store: ArtifactStore;
  readonly pool: WorkerPool;
  readonly logger: Logger;
  readonly config: Config;
  readonly metrics?: TaskMetrics;
}

/** Closes bus and threads after every module had its `beforeApplicationShutdown`. */
@Injectable()
export class PlatformShutdown implements OnApplicationShutdown {
  constructor(
    @Inject(BUS) private readonly bus: Bus,
    @Inject(POOL) private readonly pool: WorkerPool,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await this.bus.close();
    await this.pool.close();
  }
}

/** Hands the parts of the platform, made by the composition root, to all modules. */
@Module({})
export class PlatformModule {
  static register(parts: PlatformParts): DynamicModule {
    const provided: readonly [symbol, unknown][] = [
      [BUS, parts.bus],
      [STORE, parts.store],
      [POOL, parts.pool],
      [LOGGER, parts.logger],
      [CONFIG, parts.config],
      [METRICS, parts.metrics ?? new TaskMetrics()],
    ];
    return {
      module: PlatformModule,
      global: true,
      providers: [
        PlatformShutdown,
        ...provided.map(([provide, useValue]) => ({ provide, useValue })),
      ],
      exports: provided.map(([token]) => token),
    };
  }
}
