import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TaskResult } from '@nightskies/contracts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  findNatsServer,
  startNatsServer,
  type NatsServer,
} from '../../../../tools/testing/nats-server.js';
import { taskRequested } from '../bus/envelopes.js';
import { JetStreamBus } from '../bus/jetstream-bus.js';
import { digestOf } from '../store/digest.js';
import { FolderStore } from '../store/folder-store.js';
import { frameInput, removeStarsRequest } from '../test-support/requests.js';
import { until } from '../test-support/until.js';

const program = fileURLToPath(new URL('../worker/fixtures/worker-process.mjs', import.meta.url));

describe.skipIf(findNatsServer() === null)('worker processes on a real nats-server', () => {
  let server: NatsServer;
  let folder: string;
  let store: FolderStore;
  let catalog: JetStreamBus;
  let results: TaskResult[];
  let children: ChildProcess[];
  let prefix: string;
  let serial = 0;

  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server.stop());

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightskies-worker-'));
    store = new FolderStore(folder);
    serial += 1;
    prefix = `worker-${serial}`;
    results = [];
    children = [];
    catalog = await JetStreamBus.connect({
      url: server.url,
      prefix,
      limits: { ackWaitMs: 800, maxDeliveries: 3 },
    });
    await catalog.consumeEvents('catalog', (event) => {
      results.push(event.data);
      return Promise.resolve('ack');
    });
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await catalog.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Starts a worker and waits until it takes tasks. */
  async function worker(): Promise<ChildProcess> {
    const child = spawn(process.execPath, [program, server.url, prefix, folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    children.push(child);
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until('the worker started', () => said.includes('service started'), 30_000);
    return child;
  }

  async function ask(deed: string): Promise<void> {
    const bytes = Buffer.from(deed);
    await store.put(bytes);
    const request = removeStarsRequest(`task ${deed}`, { inputs: [frameInput(deed, bytes)] });
    await catalog.publishTask(
      request.type,
      taskRequested(request, { source: 'nightskies/catalog' }),
    );
  }

  const inFlight = async (): Promise<number> => (await catalog.backlog('mosaic')).inFlight;

  it('a task of a killed worker is finished by another one', async () => {
    const first = await worker();
    await ask('slow');
    await until('it is in hand', async () => (await inFlight()) === 1);
    first.kill('SIGKILL');
    await once(first, 'close');
    await worker();
    await until('it is finished', () => results.length === 1);
    expect(results[0]).toMatchObject({
      outcome: 'done',
      outputs: [{ digest: digestOf(Buffer.from('wols')) }],
    });
    await until('nothing is left', async () => (await inFlight()) === 0);
  });

  it('a worker asked to end finishes its task first, and leaves the next one', async () => {
    const only = await worker();
    await ask('slow');
    await until('it is in hand', async () => (await inFlight()) === 1);
    await ask('ib001');
    only.kill('SIGTERM');
    const [code] = (await once(only, 'close')) as [number | null];
    expect(code).toBe(0);
    await until('its result is told', () => results.length === 1);
    expect(results[0]?.taskId).toBe('task slow');
    expect(await catalog.backlog('mosaic')).toEqual({ waiting: 1, inFlight: 0 });
  });

  it('a task that kills every worker is given up and told, not tried for ever', async () => {
    await ask('murder');
    for (let life = 0; life < 3; life += 1) {
      const victim = await worker();
      if (victim.signalCode === null) await once(victim, 'close');
      expect(victim.signalCode).toBe('SIGKILL');
    }
    await worker();
    await until('it is told', () => results.length === 1);
    expect(results[0]).toMatchObject({ outcome: 'failed', problems: [{ code: 'task-given-up' }] });
    // The result is told first; the message is parked a moment later.
    await expect
      .poll(() => catalog.deadLetters(10), { timeout: 5_000 })
      .toMatchObject([{ deliveries: 4 }]);
  });
});
