import 'reflect-metadata';
import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { Bus } from '../bus/bus.js';
import type { Logger } from '../observe/logger.js';
import { TaskMetrics } from '../observe/metrics.js';
import type { ServiceDefinition } from '../service/define-service.js';
import { ServiceRunner } from '../service/service-runner.js';
import type { WorkerPool } from '../worker/worker-pool.js';
import { BUS, LOGGER, METRICS, POOL } from './tokens.js';

const SERVICE = Symbol('nightskies service definition');
const OPTIONS = Symbol('nightskies service options');

/** How a service is run here. */
export interface ServiceOptions {
  /** Tasks it holds at a time; default: the threads of the pool, see `ServiceRunner`. */
  readonly slots?: number;
  /** True where the composition checks the handlers of all its services together. */
  readonly handlersChecked?: boolean;
}

/** Runs one service for as long as the application lives. */
@Injectable()
export class ServiceHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly runner: ServiceRunner;

  constructor(
    @Inject(SERVICE) service: ServiceDefinition,
    @Inject(BUS) bus: Bus,
    @Inject(POOL) pool: WorkerPool,
    @Inject(LOGGER) logger: Logger,
    @Inject(METRICS) metrics: TaskMetrics,
    @Inject(OPTIONS) options: ServiceOptions,
  ) {
    this.runner = new ServiceRunner({ service, bus, pool, logger, metrics, ...options });
  }

  onApplicationBootstrap(): Promise<void> {
    return this.runner.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.runner.stop();
  }
}

/**
 * One service in an application that has the platform module: takes tasks from the moment the
 * application has started until it is asked to end, then finishes what it holds.
 */
@Module({})
export class ServiceModule {
  static register(service: ServiceDefinition, options: ServiceOptions = {}): DynamicModule {
    return {
      module: ServiceModule,
      providers: [
        ServiceHost,
        { provide: SERVICE, useValue: service },
        { provide: OPTIONS, useValue: options },
      ],
    };
  }
}
