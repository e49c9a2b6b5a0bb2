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

  /** Takes turns as threads do: each lasts until it is ended by its place. */
  function workshop(count: number): {
    readonly ask: (kind: string, priority: number) => void;
    readonly end: (place: number) => Promise<void>;
    readonly begun: string[];
    readonly turns: Turns;
  } {
    const turns = new Turns(count);
    const begun: string[] = [];
    const held = new Map<number, () => void>();
    const ask = (kind: string, priority: number): void => {
      void turns.take(priority, { kind }).then(({ place, end }) => {
        begun.push(`${kind} at ${place}`);
        held.set(place, end);
      });
    };
    const end = async (place: number): Promise<void> => {
      held.get(place)?.();
      await new Promise(setImmediate);
    };
    return { ask, end, begun, turns };
  }

  it('leave to each place what it is used to, and none idle', async () => {
    const { ask, end, begun } = workshop(2);
    for (let i = 0; i < 2; i++) ask('calibrate', 15);
    for (let i = 0; i < 3; i++) ask('solve', 14.6);
    for (let i = 0; i < 3; i++) ask('remove stars', 14.2);
    await end(-1);
    for (const place of [0, 1, 1, 0, 1, 0, 1]) await end(place);
    expect(begun.map((one) => one.replace(' at', ''))).toEqual([
      ...['calibrate 0', 'calibrate 1', 'solve 0', 'remove stars 1', 'remove stars 1'],
      ...['solve 0', 'remove stars 1', 'solve 0'],
    ]);
    // Place 1 is free, and place 0 not so used to it, but soon there is nothing else.
    ask('remove stars', 14.2);
    ask('remove stars', 14.2);
    await end(0);
    expect(begun.slice(-2)).toEqual(['remove stars at 1', 'remove stars at 0']);
  });

  it('come by urgency where it counts more than habit, or the place has forgotten its own', async () => {
    const { ask, end, begun, turns } = workshop(2);
    ask('fit', 8);
    ask('tile', 3);
    await end(-1);
    ask('tile', 3);
    ask('fit', 8);
    await end(1);
    expect(begun.at(-1)).toBe('fit at 1');
    ask('fit', 3);
    await end(0);
    expect(begun.at(-1)).toBe('fit at 0');
    ask('fit', 3);
    turns.forget(1);
    await end(0);
    expect(begun.at(-1)).toBe('tile at 0');
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
    const left = turns.take(9, { signal: impatient.signal });
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
    await expect(turns.take(0, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
    void turns.take(0);
    expect(turns.waiting).toBe(1);
  });
});
