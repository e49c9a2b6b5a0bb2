import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskRequest, TaskResult } from '@nightskies/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { taskRequested } from '../bus/envelopes.js';
import { InProcessBus } from '../bus/in-process-bus.js';
import { createLogger } from '../observe/logger.js';
import { TaskMetrics } from '../observe/metrics.js';
import { FolderStore } from '../store/folder-store.js';
import { frameInput, removeStarsRequest } from '../test-support/requests.js';
import { until } from '../test-support/until.js';
import { WorkerPool } from '../worker/worker-pool.js';
import { checkHandlers, defineService } from './define-service.js';
import { ServiceRunner, type ServiceRunnerOptions } from './service-runner.js';

const fixture = (name: string) => new URL(`../worker/fixtures/${name}.mjs`, import.meta.url);
const mosaic = defineService({ name: 'mosaic', handlers: fixture('handlers') });
const logger = createLogger({ level: 'silent' });

describe('a service on the bus', () => {
  let folder: string;
  let store: FolderStore;
  let pool: WorkerPool;
  let bus: InProcessBus;
  let runner: ServiceRunner | undefined;
  let results: TaskResult[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightskies-service-'));
    store = new FolderStore(folder);
    pool = new WorkerPool({ store: folder, threads: 2, heapMegabytes: 64 });
    bus = new InProcessBus({
      limits: { ackWaitMs: 300, maxDeliveries: 2, retryDelayMs: 10, drainMs: 5_000 },
    });
    results = [];
    await bus.consumeEvents('catalog', (event) => {
      results.push(event.data);
      return Promise.resolve('ack');
    });
  });
  afterEach(async () => {
    await runner?.stop();
    await bus.close();
    await pool.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(options: Partial<ServiceRunnerOptions> = {}): Promise<void> {
    runner = new ServiceRunner({ service: mosaic, bus, pool, logger, ...options });
    await runner.start();
  }

  it('holds a task while the store is out of reach, and uses up no deliveries', async () => {
    await start();
    await ask('reverse', { taskId: 'first' });
    await until('the first answer', () => results.length === 1);
    const bytes = Buffer.from('later');
    await store.put(bytes);
    await rename(folder, `${folder} away`);
    const request = removeStarsRequest('second', { inputs: [frameInput('later', bytes)] });
    await bus.publishTask(request.type, taskRequested(request, { source: 'test' }));
    // Longer than the deadline of a message and than all its deliveries.
    await new Promise((resume) => setTimeout(resume, 1_200));
    expect(results).toHaveLength(1);
    await rename(`${folder} away`, folder);
    await until('the second answer', () => results.length === 2);
    expect(results[1]).toMatchObject({ taskId: 'second', outcome: 'done' });
    expect(await bus.deadLetters(10)).toEqual([]);
  });

  it('gives a task up with its reason when the store stays away', async () => {
    await start({ patienceMs: 100 });
    await ask('reverse', { taskId: 'first' });
    await until('the first answer', () => results.length === 1);
    await rename(folder, `${folder} away`);
    const bytes = Buffer.from('later');
    const request = removeStarsRequest('second', { inputs: [frameInput('later', bytes)] });
    await bus.publishTask(request.type, taskRequested(request, { source: 'test' }));
    await until('the second answer', () => results.length === 2);
    expect(results[1]).toMatchObject({
      outcome: 'failed',
      problems: [{ code: 'store-unreachable' }],
    });
    await until('its dead letter', async () => (await bus.deadLetters(10)).length === 1);
    await rename(`${folder} away`, folder);
  });

  async function ask(deed: string, overrides: Partial<TaskRequest> = {}): Promise<void> {
    const bytes = Buffer.from(deed);
    await store.put(bytes);
    const request = removeStarsRequest(`task ${deed}`, {
      inputs: [frameInput(deed, bytes)],
      ...overrides,
    });
    await bus.publishTask(request.type, taskRequested(request, { source: 'nightskies/catalog' }));
  }

  it('tells the result of each task once and leaves an empty queue', async () => {
    const metrics = new TaskMetrics();
    await start({ metrics });
    for (const name of ['ib001', 'ib002', 'fault']) await ask(name);
    await until('three results', () => results.length === 3);
    const outcomes = Object.fromEntries(results.map((item) => [item.taskId, item.outcome]));
    expect(outcomes).toEqual({
      'task ib001': 'done',
      'task ib002': 'done',
      'task fault': 'failed',
    });
    await until('the queue is empty', async () => (await bus.backlog('mosaic')).inFlight === 0);
    const text = await metrics.registry.metrics();
    expect(text).toContain('nightskies_tasks_total{type="mosaic.remove-stars",outcome="done"} 2');
    expect(text).toContain('nightskies_tasks_running{type="mosaic.remove-stars"} 0');
  });

  it('acknowledges only after the result is told', async () => {
    const told: string[] = [];
    const publish = bus.publishEvent.bind(bus);
    bus.publishEvent = async (event) => {
      told.push(`in flight ${(await bus.backlog('mosaic')).inFlight}`);
      await publish(event);
    };
    await start();
    await ask('ib001');
    await until('the result', () => results.length === 1);
    expect(told).toEqual(['in flight 1']);
  });

  it('fails a task that crashes its thread at every delivery, and lives on', async () => {
    await start();
    await ask('exit');
    await ask('ib001');
    await until('both results', () => results.length === 2);
    const crashed = results.find(({ taskId }) => taskId === 'task exit');
    expect(crashed).toMatchObject({ outcome: 'failed', problems: [{ code: 'worker-crashed' }] });
    await until('its dead letter', async () => (await bus.deadLetters(10)).length === 1);
  });

  it('keeps a task that takes longer than the deadline, by saying it is working', async () => {
    await start({ maxTaskMs: 1_000 });
    await ask('forever');
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(await bus.backlog('mosaic')).toEqual({ waiting: 0, inFlight: 1 });
    await until('it was given up', () => results.length === 1);
    expect(results[0]).toMatchObject({ outcome: 'failed', problems: [{ code: 'task-aborted' }] });
  });

  it('holds more tasks than it has threads if told to, and hands back at the end what no thread began', async () => {
    await start({ slots: Infinity, maxTaskMs: 1_500 });
    for (const name of ['warm', 'warm too']) await ask(name);
    await until('the threads are warm', () => results.length === 2);
    for (const name of ['forever', 'forever too', 'ib001', 'ib002', 'ib003']) {
      await ask(name === 'forever too' ? 'forever' : name, { taskId: name });
    }
    await until('all are held', async () => (await bus.backlog('mosaic')).inFlight === 5);
    await runner?.stop();
    runner = undefined;
    expect(results).toHaveLength(2);
    await until('all wait again', async () => (await bus.backlog('mosaic')).waiting === 5);
  });

  it('does not start when a task type has no handler', async () => {
    const metrics = defineService({ name: 'metrics', handlers: fixture('handlers') });
    await expect(start({ service: metrics })).rejects.toMatchObject({
      code: 'services-incomplete',
    });
    runner = undefined;
  });
});

describe('the handlers of a system', () => {
  it('are accepted when each task type of a service has one', async () => {
    await expect(checkHandlers([mosaic])).resolves.toBeUndefined();
  });

  it('are refused with a sentence for each fault', async () => {
    const metrics = defineService({ name: 'metrics', handlers: fixture('foreign-handlers') });
    await expect(checkHandlers([mosaic, metrics])).rejects.toMatchObject({
      message: [
        'The service metrics handles metrics.dance, which is no task type.',
        'The task type mosaic.assemble has two handlers, in mosaic and metrics.',
        'The task type metrics.observe has no handler in its service metrics.',
        'The task type metrics.report has no handler in its service metrics.',
        'The task type metrics.glow has no handler in its service metrics.',
        'The task type metrics.night has no handler in its service metrics.',
      ].join(' '),
    });
    await expect(checkHandlers([metrics])).rejects.toThrow(
      'The task type mosaic.assemble of mosaic is handled in metrics.',
    );
    await expect(checkHandlers([mosaic, mosaic])).rejects.toThrow(
      'The service mosaic is defined twice.',
    );
  });
});
