import 'reflect-metadata';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { taskTypes, type TaskResult } from '@nightskies/contracts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { taskRequested } from '../bus/envelopes.js';
import { openBus } from '../bus/open-bus.js';
import { loadConfig } from '../config/config.js';
import { createLogger } from '../observe/logger.js';
import { openStore } from '../store/open-store.js';
import { defineService } from '../service/define-service.js';
import { frameInput, removeStarsRequest } from '../test-support/requests.js';
import { until } from '../test-support/until.js';
import { WorkerPool } from '../worker/worker-pool.js';
import { PlatformModule, type PlatformParts } from './platform-module.js';
import { ServiceModule } from './service-module.js';

const fixture = (name: string) => new URL(`../worker/fixtures/${name}.mjs`, import.meta.url);
let folder: string;
let parts: PlatformParts;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightskies-nest-'));
  const config = loadConfig({});
  const logger = createLogger({ level: 'silent' });
  parts = {
    config,
    logger,
    bus: await openBus(config, logger),
    store: openStore(folder),
    pool: new WorkerPool({ store: folder, threads: 1 }),
  };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('an application runs its services from start to end, and ends clean', async () => {
  const results: TaskResult[] = [];
  await parts.bus.consumeEvents('catalog', (event) => {
    results.push(event.data);
    return Promise.resolve('ack');
  });
  const application = await Test.createTestingModule({
    imports: [
      PlatformModule.register(parts),
      ServiceModule.register(defineService({ name: 'mosaic', handlers: fixture('handlers') })),
      ServiceModule.register(
        defineService({ name: 'metrics', handlers: fixture('metrics-handlers') }),
      ),
    ],
  }).compile();
  await application.init();

  const bytes = Buffer.from('sky');
  await parts.store.put(bytes);
  const stars = removeStarsRequest('stars', { inputs: [frameInput('ib001.fit', bytes)] });
  const numbers = removeStarsRequest('numbers', {
    type: 'metrics.observe',
    version: taskTypes['metrics.observe'].version,
    parameters: {},
    arguments: { site: null, middleJd: null },
    inputs: [{ ...frameInput('map.fits', bytes), role: 'map', kind: 'brightness-map' }],
  });
  for (const request of [stars, numbers]) {
    await parts.bus.publishTask(request.type, taskRequested(request, { source: 'test' }));
  }
  await until('both services answered', () => results.length === 2);
  expect(results.map(({ outcome }) => outcome)).toEqual(['done', 'done']);

  await application.close();
  expect((await parts.bus.health()).healthy).toBe(false);
  expect((await parts.pool.health()).healthy).toBe(false);
});

it('an application refuses to start with a service that is incomplete', async () => {
  const application = await Test.createTestingModule({
    imports: [
      PlatformModule.register(parts),
      ServiceModule.register(defineService({ name: 'metrics', handlers: fixture('handlers') })),
    ],
  }).compile();
  await expect(application.init()).rejects.toThrow(
    'The task type metrics.measure has no handler in its service metrics.',
  );
  await parts.pool.close();
  await parts.bus.close();
});
