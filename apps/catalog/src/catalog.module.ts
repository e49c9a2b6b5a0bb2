import 'reflect-metadata';
import {
  Inject,
  Injectable,
  Module,
  type BeforeApplicationShutdown,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import {
  BUS,
  LOGGER,
  STORE,
  type ArtifactStore,
  type Bus,
  type Logger,
} from '@nightskies/platform';
import { OPTIONS, type CatalogOptions } from './catalog-options.js';
import { CatalogService } from './catalog-service.js';
import { Coordinator } from './coordinator/coordinator.js';
import { openDatabase, type CatalogDatabase } from './database/open-database.js';
import { ArtifactRoutes } from './http/artifact-routes.js';
import { DeadLetterRoutes } from './http/dead-letter-routes.js';
import { NightRoutes } from './http/night-routes.js';
import { RunRoutes } from './http/run-routes.js';
import { ServiceRoutes } from './http/service-routes.js';
import { CatalogLists } from './queries/catalog-lists.js';

const DATABASE = Symbol('nightskies catalog database');

/** Starts the coordinator with the application, and stops it before the database is closed. */
@Injectable()
export class CatalogLife
  implements OnApplicationBootstrap, BeforeApplicationShutdown, OnApplicationShutdown
{
  constructor(
    @Inject(DATABASE) private readonly database: CatalogDatabase,
    @Inject(Coordinator) private readonly coordinator: Coordinator,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.logger.info({ durability: this.database.durability }, 'catalog open');
    await this.coordinator.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.coordinator.stop();
  }

  onApplicationShutdown(): Promise<void> {
    return this.database.close();
  }
}

/**
 * The catalog with its HTTP API, alone in a process or beside the services that compute. The
 * application has the platform module.
 */
@Module({})
export class CatalogModule {
  static register(options: CatalogOptions): DynamicModule {
    return {
      module: CatalogModule,
      controllers: [NightRoutes, RunRoutes, ArtifactRoutes, DeadLetterRoutes, ServiceRoutes],
      providers: [
        { provide: OPTIONS, useValue: options },
        {
          provide: DATABASE,
          useFactory: () =>
            options.database instanceof Promise ? options.database : openDatabase(options.database),
        },
        {
          provide: Coordinator,
          inject: [DATABASE, STORE, BUS, LOGGER],
          useFactory: ({ sql }: CatalogDatabase, store: ArtifactStore, bus: Bus, logger: Logger) =>
            new Coordinator({ ...options, database: sql, store, bus, logger }),
        },
        {
          provide: CatalogService,
          inject: [DATABASE, STORE, Coordinator],
          useFactory: (database: CatalogDatabase, store: ArtifactStore, coordinator: Coordinator) =>
            new CatalogService(database, store, coordinator),
        },
        {
          provide: CatalogLists,
          inject: [DATABASE],
          useFactory: (database: CatalogDatabase) => new CatalogLists(database),
        },
        CatalogLife,
      ],
      exports: [CatalogService],
    };
  }
}
