import 'reflect-metadata';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import {
  Module,
  type CanActivate,
  type DynamicModule,
  type ExecutionContext,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NightSkiesError, problem } from '@nightskies/contracts';
import type { Logger } from '@nightskies/platform';
import { CatalogService } from './catalog-service.js';
import { ProblemFilter } from './http/problem-filter.js';

/** Where the API listens: a Unix socket or named pipe, or a port (0 for any free one). */
export type Listen = { readonly socket: string } | { readonly host: string; readonly port: number };

export interface RunningApplication {
  readonly catalog: CatalogService;
  /** Path of the socket or URL of the server, one for each place it listens at. */
  readonly addresses: readonly string[];
  /** Stops listening, finishes what is in hand, closes database, bus and threads. */
  close(): Promise<void>;
}

/** Largest request body: a terrain mask in colours fits, and so do ten thousand long paths. */
const bodyLimit = 96 << 20;

/** Refuses addresses with a NUL: the database cannot compare anything with it. */
class PlainAddress implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { url } = context.switchToHttp().getRequest<{ readonly url: string }>();
    if (!url.includes('%00')) return true;
    throw new NightSkiesError(
      problem('bad-request', 'the address holds a NUL character', {
        found: url.slice(0, 200),
        hint: 'Ask without it.',
      }),
    );
  }
}

/** The module that holds what one process runs. */
@Module({})
class Application {}

/**
 * Starts the modules of one process, the catalog among them, and its HTTP API.
 *
 * @param modules the platform module, the catalog module, and the services of this process
 * @throws NightSkiesError of `openDatabase`, of an incomplete service, `address-taken`
 */
export async function startApplication(
  modules: readonly DynamicModule[],
  logger: Logger,
  listen: readonly Listen[],
): Promise<RunningApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit,
    schemaController: { compilersFactory: { buildValidator: noSchema, buildSerializer: noSchema } },
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    { module: Application, imports: [...modules] },
    adapter,
    { logger: false, abortOnError: false },
  );
  app.useGlobalFilters(new ProblemFilter(logger));
  app.useGlobalGuards(new PlainAddress());
  await app.init();
  const instance = adapter.getInstance();
  await instance.ready();
  const servers: Server[] = [];
  const addresses: string[] = [];
  try {
    for (const place of listen) {
      // Fastify listens at one place only; further servers hand it their requests.
      const server = createServer((request, response) => {
        instance.routing(request, response);
      });
      servers.push(server);
      addresses.push(await open(server, place));
    }
  } catch (error) {
    await Promise.all(servers.map(stop));
    await app.close();
    throw error;
  }
  logger.info({ addresses }, 'API listens');
  return {
    catalog: app.get(CatalogService),
    addresses,
    close: async () => {
      await Promise.all(servers.map(stop));
      await app.close();
    },
  };
}

/**
 * Requests are checked by zod. The compilers of JSON schemas that Fastify would load instead, and
 * never use, take a twentieth of a second.
 */
function noSchema(): never {
  throw new TypeError('no route has a JSON schema');
}

async function open(server: Server, place: Listen): Promise<string> {
  // A process that was killed leaves its socket behind; the lock says that nobody listens on it.
  if ('socket' in place && process.platform !== 'win32') await rm(place.socket, { force: true });
  await new Promise<void>((listening, failed) => {
    server.once('error', (error) => {
      failed(cannotListen(place, error));
    });
    server.listen('socket' in place ? { path: place.socket } : place, listening);
  });
  if ('socket' in place) return place.socket;
  const bound = server.address();
  const port = bound !== null && typeof bound === 'object' ? bound.port : place.port;
  return `http://${place.host.includes(':') ? `[${place.host}]` : place.host}:${port}`;
}

function cannotListen(place: Listen, error: Error): NightSkiesError {
  return new NightSkiesError(
    problem('address-taken', 'the API cannot listen there', {
      found: error.message,
      expected: 'socket' in place ? place.socket : `${place.host}, port ${place.port}`,
      hint: 'Give another --port (0 for any free one), or end the program that listens there.',
    }),
    { cause: error },
  );
}

function stop(server: Server): Promise<void> {
  return new Promise((closed) => {
    server.close(() => {
      closed();
    });
    server.closeIdleConnections();
  });
}
