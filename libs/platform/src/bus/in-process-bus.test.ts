import { describe, expect, it } from 'vitest';
import { removeStarsRequest } from '../test-support/requests.js';
import { describeBus } from './bus-contract.js';
import { taskRequested } from './envelopes.js';
import { InProcessBus } from './in-process-bus.js';

describeBus('the in-process bus', 150, (limits) => {
  const bus = new InProcessBus({ limits });
  return Promise.resolve({ bus, peer: bus, close: () => bus.close() });
});

describe('the in-process bus, alone', () => {
  const task = (name: string) =>
    taskRequested(removeStarsRequest(name), { source: 'nightskies/test' });

  it('refuses what its queue cannot hold, as something to try again', async () => {
    const bus = new InProcessBus({ limits: { maxQueued: 1 } });
    await bus.publishTask('mosaic.remove-stars', task('a'));
    await expect(bus.publishTask('mosaic.remove-stars', task('b'))).rejects.toMatchObject({
      code: 'bus-full',
      retryable: true,
    });
    await bus.close();
  });

  it('takes the same message again after the window for duplicates', async () => {
    const bus = new InProcessBus({ limits: { duplicateWindowMs: 20 } });
    await bus.publishTask('mosaic.remove-stars', task('a'));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await bus.publishTask('mosaic.remove-stars', task('a'));
    expect((await bus.backlog('mosaic')).waiting).toBe(2);
    await bus.close();
  });

  it('refuses to publish once it is closed', async () => {
    const bus = new InProcessBus();
    await bus.close();
    await expect(bus.publishTask('mosaic.remove-stars', task('a'))).rejects.toMatchObject({
      code: 'bus-closed',
    });
  });

  it('loses none of ten thousand messages when it closes in the middle', async () => {
    const bus = new InProcessBus();
    let count = 0;
    await bus.consumeTasks('mosaic', {
      slots: 4,
      handler: () => {
        count += 1;
        return Promise.resolve('ack');
      },
    });
    for (let k = 0; k < 10_000; k++) await bus.publishTask('mosaic.remove-stars', task(`n${k}`));
    await bus.close();
    expect(count).toBeGreaterThan(0);
    expect(count + (await bus.backlog('mosaic')).waiting).toBe(10_000);
  });
});
