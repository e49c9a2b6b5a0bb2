import 'reflect-metadata';
import { rm } from 'node:fs/promises';
import { Module, type DynamicModule, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Logger } from '@nightskies/platform';
import { CatalogService } from './catalog-service.js';
import { ProblemFilter } from './http/problem-filter.js';
import { apiPrefix } from './http/service-routes.js';

/** Where the API listens: a Unix socket or named pipe, or a port (0 for any free one). */
export type Listen = { readonly socket: string } | { readonly host: string; readonly port: number };

export interface RunningApplication {
  readonly catalog: CatalogService;
  /** Path of the socket, or URL of the server. */
  readonly address: string;
  /** Stops listening, finishes what is in hand, closes database, bus and threads. */
  close(): Promise<void>;
}

/** Largest request body: no list of paths is longer. */
const bodyLimit = 1 << 20;

/**
 * Nest's factory as far as it is needed. Adapter and factory may come from two copies of the
 * framework of different versions, whose classes TypeScript tells apart by their private parts.
 */
interface ApplicationFactory {
  create(module: object, adapter: object, options: object): Promise<INestApplication>;
}

/** The module that holds what one process runs. */
@Module({})
class Application {}

/**
 * Starts the modules of one process, the catalog among them, and its HTTP API.
 *
 * @param modules the platform module, the catalog module, and the services of this process
 * @throws NightSkiesError of `openDatabase` or of an incomplete service; the system's error when
 *   the address is taken
 */
export async function startApplication(
  modules: readonly DynamicModule[],
  logger: Logger,
  listen: Listen,
): Promise<RunningApplication> {
  const adapter = new FastifyAdapter({ bodyLimit });
  const factory: ApplicationFactory = NestFactory;
  const app = await factory.create({ module: Application, imports: [...modules] }, adapter, {
    logger: false,
    abortOnError: false,
  });
  app.setGlobalPrefix(apiPrefix, { exclude: ['health', 'metrics'] });
  app.useGlobalFilters(new ProblemFilter(logger));
  await app.init();
  const server = adapter.getInstance();
  await server.ready();
  const isFile = 'socket' in listen && process.platform !== 'win32';
  // A process that was killed leaves its socket behind; the lock says that nobody listens on it.
  if (isFile) await rm(listen.socket, { force: true });
  const address = await server.listen('socket' in listen ? { path: listen.socket } : listen);
  logger.info({ address }, 'API listens');
  return {
    catalog: app.get(CatalogService),
    address: 'socket' in listen ? listen.socket : address,
    close: () => app.close(),
  };
}
