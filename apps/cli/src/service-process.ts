import 'reflect-metadata';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CatalogModule, startApplication } from '@nightskies/catalog-service';
import type { Logger } from '@nightskies/platform';

/** The module that holds what one worker process runs. */
@Module({})
class WorkerProcess {}

/** Starts the services of one process of a division server; with the catalog, its API as well. */
export async function startServices(parts: {
  readonly logger: Logger;
  readonly platform: DynamicModule;
  readonly services: readonly DynamicModule[];
  readonly catalog: {
    readonly databaseUrl: string;
    readonly http: { readonly host: string; readonly port: number };
  } | null;
}): Promise<{ readonly address: string; close(): Promise<void> }> {
  if (parts.catalog !== null) {
    const application = await startApplication(
      [
        parts.platform,
        CatalogModule.register({
          database: { url: parts.catalog.databaseUrl },
          unfinishedRuns: 'continue',
        }),
        ...parts.services,
      ],
      parts.logger,
      [parts.catalog.http],
    );
    return {
      address: `, API at ${application.addresses.join(', ')}/api/v1`,
      close: () => application.close(),
    };
  }
  const application = await NestFactory.createApplicationContext(
    { module: WorkerProcess, imports: [parts.platform, ...parts.services] },
    { logger: false, abortOnError: false },
  );
  return { address: '', close: () => application.close() };
}
