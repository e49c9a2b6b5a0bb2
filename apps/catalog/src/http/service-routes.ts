import { Controller, Get, Inject, Res } from '@nestjs/common';
import {
  BUS,
  checkHealth,
  METRICS,
  STORE,
  type ArtifactStore,
  type Bus,
  type TaskMetrics,
} from '@nightskies/platform';
import { CatalogService } from '../catalog-service.js';
import { apiPrefix } from './api-prefix.js';
import { ArtifactRoutes } from './artifact-routes.js';
import { DeadLetterRoutes } from './dead-letter-routes.js';
import { NightRoutes } from './night-routes.js';
import { openApi } from './openapi.js';
import type { Reply } from './reply.js';
import { RunRoutes } from './run-routes.js';

export const describedRoutes = [NightRoutes, RunRoutes, ArtifactRoutes, DeadLetterRoutes];

/** Description of the API, and what the person who runs the server watches. */
@Controller()
export class ServiceRoutes {
  constructor(
    @Inject(STORE) private readonly store: ArtifactStore,
    @Inject(BUS) private readonly bus: Bus,
    @Inject(METRICS) private readonly taskMetrics: TaskMetrics,
    @Inject(CatalogService) private readonly catalog: CatalogService,
  ) {}

  @Get(`${apiPrefix}/openapi.json`)
  description(): object {
    return openApi(describedRoutes, `/${apiPrefix}`);
  }

  @Get('health')
  async health(@Res() reply: Reply): Promise<void> {
    const report = await checkHealth({
      database: () => this.catalog.databaseHealth(),
      store: () => this.store.health(),
      bus: () => this.bus.health(),
    });
    reply.status(report.healthy ? 200 : 503).send(report);
  }

  @Get('metrics')
  async metrics(@Res() reply: Reply): Promise<void> {
    const { registry } = this.taskMetrics;
    reply.header('content-type', registry.contentType).send(await registry.metrics());
  }
}
