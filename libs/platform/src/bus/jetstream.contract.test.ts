import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  findNatsServer,
  startNatsServer,
  type NatsServer,
} from '../../../../tools/testing/nats-server.js';
import { removeStarsRequest } from '../test-support/requests.js';
import { until } from '../test-support/until.js';
import { describeBus } from './bus-contract.js';
import { taskRequested } from './envelopes.js';
import { JetStreamBus } from './jetstream-bus.js';

const type = 'mosaic.remove-stars';
const task = (name: string) =>
  taskRequested(removeStarsRequest(name), { source: 'nightskies/test' });

describe.skipIf(findNatsServer() === null)('with a real nats-server', () => {
  let server: NatsServer;
  let installations = 0;
  const limits = { ackWaitMs: 800, maxDeliveries: 20, retryDelayMs: 50, drainMs: 2_000 };
  const connect = (prefix: string) => JetStreamBus.connect({ url: server.url, prefix, limits });

  beforeAll(async () => {
    server = await startNatsServer();
  });
  afterAll(() => server.stop());

  describeBus('the JetStream bus', 800, async (limits) => {
    installations += 1;
    const options = { url: server.url, prefix: `installation-${installations}`, limits };
    const bus = await JetStreamBus.connect(options);
    const peer = await JetStreamBus.connect(options);
    return {
      bus,
      peer,
      close: async () => {
        await Promise.all([bus.close(), peer.close()]);
      },
    };
  });

  it('shows one installation nothing of another', async () => {
    const [north, south] = await Promise.all([connect('north'), connect('south')]);
    const seen: string[] = [];
    await south.consumeTasks('mosaic', {
      slots: 1,
      handler: (event) => {
        seen.push(event.data.taskId);
        return Promise.resolve('ack');
      },
    });
    await north.publishTask(type, task('of the north'));
    await south.publishTask(type, task('of the south'));
    await until('the south has its task', () => seen.length === 1);
    await sleep(100);
    expect(seen).toEqual(['of the south']);
    expect((await north.backlog('mosaic')).waiting).toBe(1);
    await Promise.all([north.close(), south.close()]);
  });

  it.each(['pause', 'kill'] as const)(
    'loses nothing when the server is restarted (%s), and goes on by itself',
    async (way) => {
      const notices: string[] = [];
      const prefix = `restart-${way}`;
      const options = { url: server.url, prefix, limits };
      const sender = await JetStreamBus.connect(options);
      const worker = await JetStreamBus.connect({
        ...options,
        notice: (word) => notices.push(word),
      });
      const seen = new Set<string>();
      await worker.consumeTasks('mosaic', {
        slots: 2,
        handler: async (event) => {
          await sleep(50);
          seen.add(event.data.taskId);
          return 'ack';
        },
      });
      for (let k = 0; k < 30; k++) await sender.publishTask(type, task(`before ${k}`));
      await until('some are done', () => seen.size > 3);
      await server[way]();
      expect(seen.size).toBeLessThan(30);
      await until('the loss is noticed', async () => !(await worker.health()).healthy);
      await expect(sender.publishTask(type, task('meanwhile'))).rejects.toMatchObject({
        code: 'bus-unreachable',
        retryable: true,
      });
      await server.start();
      await until('all from before arrived', () => seen.size >= 30, 40_000);
      await sender.publishTask(type, task('after'));
      await until('work goes on', () => seen.has('after'), 20_000);
      expect(notices.some((word) => word.startsWith('lost'))).toBe(true);
      expect(notices.some((word) => word.endsWith('again'))).toBe(true);
      await until('nothing is left', async () => {
        const { waiting, inFlight } = await sender.backlog('mosaic');
        return waiting + inFlight === 0;
      });
      expect((await worker.health()).healthy).toBe(true);
      await Promise.all([sender.close(), worker.close()]);
    },
  );

  it('makes its streams anew when the server lost them', async () => {
    const bus = await connect('wiped');
    const seen: string[] = [];
    await bus.consumeTasks('mosaic', {
      slots: 1,
      handler: (event) => {
        seen.push(event.data.taskId);
        return Promise.resolve('ack');
      },
    });
    await server.pause();
    server.forget();
    await server.start();
    await until(
      'a task arrives again',
      async () => {
        await bus.publishTask(type, task('new')).catch(() => undefined);
        return seen.includes('new');
      },
      40_000,
    );
    await bus.close();
  });

  it('names a server that does not answer', async () => {
    await expect(JetStreamBus.connect({ url: 'nats://127.0.0.1:1' })).rejects.toMatchObject({
      code: 'bus-unreachable',
      message: expect.stringContaining('127.0.0.1:1') as string,
    });
  });

  it('refuses a message the server would not carry, naming sizes', async () => {
    const bus = await connect('large');
    await expect(
      bus.publishText(`nightskies.tasks.${type}`, 'large', 'x'.repeat(1_100_000)),
    ).rejects.toMatchObject({ code: 'message-too-large', retryable: false });
    await bus.close();
  });

  it('refuses what its queue cannot hold, as something to try again', async () => {
    const bus = await JetStreamBus.connect({
      url: server.url,
      prefix: 'full',
      limits: { maxQueued: 1 },
    });
    await bus.publishTask(type, task('a'));
    await expect(bus.publishTask(type, task('b'))).rejects.toMatchObject({
      code: 'bus-full',
      retryable: true,
    });
    await bus.close();
  });
});
