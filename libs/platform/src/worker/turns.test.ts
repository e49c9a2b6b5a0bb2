import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Turns } from './turns.js';

describe('turns', () => {
  it('come by priority, and among equals in the order of asking', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4 })), async (priorities) => {
        const turns = new Turns(1);
        const { end } = await turns.take(0);
        const order: number[] = [];
        const all = priorities.map(async (priority, at) => {
          const { end } = await turns.take(priority);
          order.push(at);
          end();
        });
        expect(turns.waiting).toBe(priorities.length);
        end();
        await Promise.all(all);
        const expected = priorities
          .map((priority, at) => ({ priority, at }))
          .sort((a, b) => b.priority - a.priority || a.at - b.at)
          .map(({ at }) => at);
        expect(order).toEqual(expected);
      }),
    );
  });

  it('come in the end to who waits, however urgent what comes later is', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const turns = new Turns(1);
    const { end } = await turns.take(0);
    const order: string[] = [];
    const ask = async (name: string, priority: number): Promise<void> => {
      const { end } = await turns.take(priority);
      order.push(name);
      end();
    };
    const patient = ask('patient', 0);
    vi.advanceTimersByTime(300_000);
    const urgent = ask('urgent', 5);
    vi.advanceTimersByTime(300_000);
    const late = ask('urgent too, but late', 5);
    end();
    await Promise.all([patient, urgent, late]);
    expect(order).toEqual(['urgent', 'patient', 'urgent too, but late']);
    vi.useRealTimers();
  });

  it('keep their order while the tiles of a night wait for half a minute', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const turns = new Turns(1);
    const { end } = await turns.take(0);
    const order: string[] = [];
    const ask = async (name: string, priority: number): Promise<void> => {
      const { end } = await turns.take(priority);
      order.push(name);
      end();
    };
    const tile = ask('tile', 0.6);
    vi.advanceTimersByTime(35_000);
    const report = ask('report', 1);
    end();
    await Promise.all([tile, report]);
    expect(order).toEqual(['report', 'tile']);
    vi.useRealTimers();
  });

  it('are never more at a time than there are, whoever leaves the line or ends twice', async () => {
    const turns = new Turns(2);
    const first = await turns.take(1);
    const second = await turns.take(1);
    const impatient = new AbortController();
    const left = turns.take(9, impatient.signal);
    let running = 0;
    const third = turns.take(1).then((turn) => {
      running += 1;
      return turn;
    });
    impatient.abort();
    await expect(left).rejects.toThrow(/abort/i);
    await Promise.resolve();
    expect(running).toBe(0);
    first.end();
    first.end();
    const { end } = await third;
    expect(running).toBe(1);
    expect(turns.waiting).toBe(0);
    second.end();
    end();
    await Promise.all([turns.take(0), turns.take(0)]);
    await expect(turns.take(0, AbortSignal.abort())).rejects.toThrow(/abort/i);
    void turns.take(0);
    expect(turns.waiting).toBe(1);
  });
});
