import { setTimeout as sleep } from 'node:timers/promises';
import { subjects } from '@nightskies/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeStarsRequest, resultOf } from '../test-support/requests.js';
import { until } from '../test-support/until.js';
import type { Bus, BusLimits, Consumption, Verdict } from './bus.js';
import { taskFinished, taskRequested } from './envelopes.js';

/** What the suite needs of a bus beside its interface. */
export interface TestBus extends Bus {
  publishText(subject: string, id: string, text: string): Promise<void>;
}

export interface BusHarness {
  /** A bus on an empty installation. */
  readonly bus: TestBus;
  /** Another process of the same installation; the same bus where there is only one process. */
  readonly peer: Bus;
  close(): Promise<void>;
}

const source = { source: 'nightskies/test' };
const task = (name: string) => taskRequested(removeStarsRequest(name), source);
const type = 'mosaic.remove-stars';
const never = new Promise<Verdict>(() => undefined);

/**
 * The promises of a bus, the same for every implementation.
 *
 * @param ackWaitMs as short as the implementation can be trusted with; the suite takes some 25 of it.
 */
export function describeBus(
  name: string,
  ackWaitMs: number,
  open: (limits: Partial<BusLimits>) => Promise<BusHarness>,
): void {
  describe(name, () => {
    const limits = { ackWaitMs, maxDeliveries: 3, retryDelayMs: 40, drainMs: 3 * ackWaitMs };
    let harness: BusHarness;
    let bus: TestBus;

    beforeEach(async () => {
      harness = await open(limits);
      bus = harness.bus;
    });
    afterEach(() => harness.close());

    /** Consumes mosaic tasks, noting each delivery, and answers as told. */
    async function record(
      on: Bus,
      answer: (id: string, count: number) => Promise<Verdict> | Verdict,
      slots = 2,
    ): Promise<{ seen: { id: string; count: number; at: number }[]; consumption: Consumption }> {
      const seen: { id: string; count: number; at: number }[] = [];
      const consumption = await on.consumeTasks('mosaic', {
        slots,
        handler: async (event, { deliveryCount }) => {
          seen.push({ id: event.data.taskId, count: deliveryCount, at: performance.now() });
          return answer(event.data.taskId, deliveryCount);
        },
      });
      return { seen, consumption };
    }

    it('delivers each task once when nothing goes wrong', async () => {
      const { seen } = await record(bus, () => 'ack');
      for (let k = 0; k < 20; k++) await bus.publishTask(type, task(`t${k}`));
      await until('20 tasks arrived', () => seen.length >= 20);
      await sleep(1.4 * ackWaitMs);
      expect(seen.map(({ id }) => id).sort()).toEqual(
        Array.from({ length: 20 }, (_, k) => `t${k}`).sort(),
      );
      expect(seen.every(({ count }) => count === 1)).toBe(true);
      expect(await bus.backlog('mosaic')).toEqual({ waiting: 0, inFlight: 0 });
    });

    it('keeps tasks that are published before anybody listens', async () => {
      await bus.publishTask(type, task('early'));
      expect(await bus.backlog('mosaic')).toEqual({ waiting: 1, inFlight: 0 });
      const { seen } = await record(bus, () => 'ack');
      await until('the early task arrived', () => seen.length === 1);
    });

    it('keeps every part of a message, known or not', async () => {
      const sent = { ...task('whole'), traceparent: '00-1-2-01', acmeextension: 'kept' };
      const got: unknown[] = [];
      await bus.consumeTasks('mosaic', {
        slots: 1,
        handler: (event) => {
          got.push(event);
          return Promise.resolve('ack');
        },
      });
      await bus.publishTask(type, sent);
      await until('it arrived', () => got.length === 1);
      expect(got[0]).toEqual(sent);
    });

    it('gives a service its own tasks only', async () => {
      const { seen } = await record(bus, () => 'ack');
      const masters = taskRequested(
        removeStarsRequest('c1', { type: 'calibration.masters' }),
        source,
      );
      await bus.publishTask('calibration.masters', masters);
      await bus.publishTask(type, task('m1'));
      await until('the mosaic task arrived', () => seen.length === 1);
      await sleep(100);
      expect(seen.map(({ id }) => id)).toEqual(['m1']);
      expect((await bus.backlog('calibration')).waiting).toBe(1);
    });

    it('drops a repeat of the same message within the window', async () => {
      const { seen } = await record(bus, () => 'ack');
      await bus.publishTask(type, task('same'));
      await bus.publishTask(type, task('same'));
      await bus.publishTask(type, task('other'));
      await until('both tasks arrived', () => seen.length >= 2);
      await sleep(100);
      expect(seen.map(({ id }) => id)).toEqual(['same', 'other']);
    });

    it('delivers again when a handler dies, to another worker', async () => {
      const dead = await record(bus, () => never, 1);
      await bus.publishTask(type, task('orphan'));
      await until('the first worker has it', () => dead.seen.length === 1);
      const alive = await record(harness.peer, () => 'ack', 1);
      await until('the second worker got it', () => alive.seen.length === 1);
      expect(alive.seen[0]).toMatchObject({ id: 'orphan', count: 2 });
    });

    it('does not deliver again while a handler says it is working', async () => {
      let deliveries = 0;
      let finished = false;
      await bus.consumeTasks('mosaic', {
        slots: 2,
        handler: async (_, delivery) => {
          deliveries += 1;
          for (let beat = 0; beat < 12; beat++) {
            await sleep(0.3 * ackWaitMs);
            delivery.working();
          }
          finished = true;
          return 'ack';
        },
      });
      await bus.publishTask(type, task('long'));
      await until('the long task finished', () => finished);
      await sleep(1.4 * ackWaitMs);
      expect(deliveries).toBe(1);
    });

    it('waits as long as a handler asks before it delivers again', async () => {
      const { seen } = await record(bus, (_, count) =>
        count === 1 ? { retryAfterMs: 300 } : 'ack',
      );
      await bus.publishTask(type, task('later'));
      await until('it came twice', () => seen.length === 2);
      expect((seen[1]?.at ?? 0) - (seen[0]?.at ?? 0)).toBeGreaterThanOrEqual(280);
    });

    it('delivers again with a growing delay when a handler throws', async () => {
      const { seen } = await record(bus, (_, count) => {
        if (count < 3) throw new Error('not now');
        return 'ack';
      });
      await bus.publishTask(type, task('throws'));
      await until('it came three times', () => seen.length === 3);
      const [first = 0, second = 0, third = 0] = seen.map(({ at }) => at);
      expect(second - first).toBeGreaterThanOrEqual(30);
      expect(third - second).toBeGreaterThanOrEqual(70);
    });

    it('parks a task after its last delivery, tells the sender first, and goes on', async () => {
      const parked: string[] = [];
      const told: string[] = [];
      bus.onDeadLetter((letter) => parked.push(letter.reason));
      let deliveries = 0;
      await bus.consumeTasks('mosaic', {
        slots: 1,
        handler: (event) => {
          if (event.data.taskId === 'good') return Promise.resolve('ack');
          deliveries += 1;
          return Promise.reject(new Error('always'));
        },
        givenUp: (event, reason) => {
          expect(parked).toEqual([]);
          told.push(`${event.data.taskId}: ${reason}`);
          return Promise.resolve();
        },
      });
      await bus.publishTask(type, task('poison'));
      await bus.publishTask(type, task('good'));
      await until('it was parked', () => parked.length === 1);
      expect(deliveries).toBe(3);
      expect(told).toHaveLength(1);
      expect(told[0]).toMatch(/^poison: .*3 times.*always/);
      const letters = await bus.deadLetters(10);
      expect(letters).toHaveLength(1);
      expect(letters[0]).toMatchObject({ subject: subjects.task(type), deliveries: 3 });
      expect(JSON.parse(letters[0]?.text ?? '')).toEqual(task('poison'));
      await until('nothing is left', async () => {
        const { waiting, inFlight } = await bus.backlog('mosaic');
        return waiting + inFlight === 0;
      });
    });

    it('parks at once what a handler refuses', async () => {
      const { seen } = await record(bus, () => ({ deadLetter: 'not mine' }));
      await bus.publishTask(type, task('refused'));
      await until('it was parked', async () => (await bus.deadLetters(10)).length === 1);
      expect((await bus.deadLetters(10))[0]?.reason).toBe('not mine');
      expect(seen).toHaveLength(1);
    });

    it('parks messages of unknown version, of unknown shape and that are no JSON', async () => {
      const { seen } = await record(bus, () => 'ack');
      const subject = subjects.task(type);
      const next = { ...task('v2'), type: `${subject}.v2` };
      const shapeless = { ...task('shapeless'), data: { taskId: 'shapeless' } };
      await bus.publishText(subject, 'v2', JSON.stringify(next));
      await bus.publishText(subject, 'shapeless', JSON.stringify(shapeless));
      await bus.publishText(subject, 'text', 'good morning');
      await bus.publishTask(type, task('good'));
      await until('three were parked', async () => (await bus.deadLetters(10)).length === 3);
      await until('the good one arrived', () => seen.length === 1);
      const reasons = (await bus.deadLetters(10)).map(({ reason }) => reason).sort();
      expect(reasons[0]).toMatch(/^not JSON/);
      expect(reasons[1]).toMatch(/^unknown version or shape: data/);
      expect(reasons[2]).toMatch(/^unknown version or shape: type/);
      const page = await bus.deadLetters(2);
      expect(page).toHaveLength(2);
      const rest = await bus.deadLetters(2, page[1]?.sequence ?? 0);
      const all = await bus.deadLetters(10);
      expect([...page, ...rest]).toEqual(all);
    });

    it('shares the queue between two workers, each within its slots', async () => {
      const held = { one: 0, two: 0, most: 0 };
      const work = (who: 'one' | 'two') => async (): Promise<Verdict> => {
        held[who] += 1;
        held.most = Math.max(held.most, held[who]);
        await sleep(40);
        held[who] -= 1;
        return 'ack';
      };
      const one = await record(bus, work('one'), 2);
      const two = await record(harness.peer, work('two'), 2);
      for (let k = 0; k < 24; k++) await bus.publishTask(type, task(`s${k}`));
      await until('all arrived', () => one.seen.length + two.seen.length >= 24);
      await sleep(200);
      expect(one.seen.length + two.seen.length).toBe(24);
      expect(one.seen.length).toBeGreaterThan(4);
      expect(two.seen.length).toBeGreaterThan(4);
      expect(held.most).toBe(2);
    });

    it('finishes what it holds before it closes, and takes nothing more', async () => {
      let finished = false;
      const { seen } = await record(
        bus,
        async (): Promise<Verdict> => {
          await sleep(ackWaitMs / 2);
          finished = true;
          return 'ack';
        },
        1,
      );
      await bus.publishTask(type, task('held'));
      await bus.publishTask(type, task('left'));
      await until('the first is in hand', () => seen.length === 1);
      await bus.close();
      expect(finished).toBe(true);
      expect(seen.map(({ id }) => id)).toEqual(['held']);
    });

    it('closes in bounded time although a handler hangs', async () => {
      const { seen } = await record(bus, () => never, 1);
      await bus.publishTask(type, task('hangs'));
      await until('it is in hand', () => seen.length === 1);
      const started = performance.now();
      await bus.close();
      expect(performance.now() - started).toBeLessThan(5_000);
    });

    it('tells events to every durable consumer, also those published before it came', async () => {
      const catalog: string[] = [];
      const watcher: string[] = [];
      const into = (list: string[]) => (event: { data: { taskId: string } }) => {
        list.push(event.data.taskId);
        return Promise.resolve('ack' as const);
      };
      const event = (name: string) => taskFinished(resultOf(removeStarsRequest(name)), source);
      await bus.publishEvent(event('e0'));
      await bus.consumeEvents('catalog', into(catalog));
      await until('the early event arrived', () => catalog.length === 1);
      await bus.consumeEvents('watcher', into(watcher));
      await bus.publishEvent(event('e1'));
      await bus.publishEvent(event('e1'));
      await bus.publishEvent(event('e2'));
      await until('catalog has all', () => catalog.length >= 3);
      await until('watcher has the last', () => watcher.includes('e2'));
      await sleep(100);
      expect(catalog).toEqual(['e0', 'e1', 'e2']);
      expect(watcher.filter((id) => id !== 'e0')).toEqual(['e1', 'e2']);
    });

    it('delivers an event again when its consumer throws', async () => {
      let deliveries = 0;
      await bus.consumeEvents('catalog', () => {
        deliveries += 1;
        return deliveries === 1 ? Promise.reject(new Error('busy')) : Promise.resolve('ack');
      });
      await bus.publishEvent(taskFinished(resultOf(removeStarsRequest('again')), source));
      await until('it came twice', () => deliveries === 2);
    });

    it('says it is well', async () => {
      expect((await bus.health()).healthy).toBe(true);
    });
  });
}
