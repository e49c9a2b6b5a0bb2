import { setTimeout as sleep } from 'node:timers/promises';
import { NightSkiesError, problem } from '@nightskies/contracts';
import type { TaskFinishedEvent, TaskRequestedEvent, TaskTypeName } from '@nightskies/contracts';
import type { Bus, ConsumeOptions, Consumption, Handler } from '@nightskies/platform';

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), bits | 61)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A bus that does everything a bus may do at its worst: it delays and so reorders, loses what it
 * acknowledged, refuses, repeats under another id, and its consumers die before and after their
 * work. What happens follows from the seed and the order of calls.
 */
export class FaultyBus implements Bus {
  readonly limits: Bus['limits'];
  /** Faults so far, by name: a trial without any proves nothing. */
  readonly faults: Record<string, number> = {};
  /** While true nothing goes wrong any more. */
  calm = false;
  readonly #inner: Bus;
  readonly #random: () => number;
  #repeats = 0;

  constructor(inner: Bus, seed: number) {
    this.#inner = inner;
    this.limits = inner.limits;
    this.#random = seeded(seed);
  }

  publishTask(type: TaskTypeName, event: TaskRequestedEvent): Promise<void> {
    return this.#publish(event, (copy) => this.#inner.publishTask(type, copy));
  }

  publishEvent(event: TaskFinishedEvent): Promise<void> {
    return this.#publish(event, (copy) => this.#inner.publishEvent(copy));
  }

  consumeTasks(
    service: Parameters<Bus['consumeTasks']>[0],
    options: ConsumeOptions<TaskRequestedEvent>,
  ): Promise<Consumption> {
    const handler = this.#mortal(options.handler);
    return this.#inner.consumeTasks(service, { ...options, handler });
  }

  consumeEvents(durableName: string, handler: Handler<TaskFinishedEvent>): Promise<Consumption> {
    return this.#inner.consumeEvents(durableName, this.#mortal(handler));
  }

  onDeadLetter(listener: Parameters<Bus['onDeadLetter']>[0]): void {
    this.#inner.onDeadLetter(listener);
  }

  deadLetters(limit: number, after?: number): ReturnType<Bus['deadLetters']> {
    return this.#inner.deadLetters(limit, after);
  }

  backlog(service: Parameters<Bus['backlog']>[0]): ReturnType<Bus['backlog']> {
    return this.#inner.backlog(service);
  }

  health(): ReturnType<Bus['health']> {
    return this.#inner.health();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }

  async #publish<E extends { readonly id: string }>(
    event: E,
    send: (event: E) => Promise<void>,
  ): Promise<void> {
    if (this.#happens('refused', 0.08)) throw gone();
    if (this.#happens('lost', 0.08)) return;
    if (this.#happens('late', 0.3)) {
      const delay = Math.floor(this.#random() * 120);
      // Acknowledged now, delivered later, and others overtake it.
      void sleep(delay).then(() => send(event).catch(() => undefined));
      return;
    }
    await send(event);
    if (this.#happens('repeated', 0.15)) {
      this.#repeats += 1;
      await send({ ...event, id: `${event.id}/again-${this.#repeats}` });
    }
  }

  #mortal<E>(handler: Handler<E>): Handler<E> {
    return async (event, delivery) => {
      if (this.#happens('died before its work', 0.05)) throw gone();
      const verdict = await handler(event, delivery);
      if (this.#happens('died after its work', 0.05)) throw gone();
      return verdict;
    };
  }

  #happens(fault: string, chance: number): boolean {
    if (this.calm || this.#random() >= chance) return false;
    this.faults[fault] = (this.faults[fault] ?? 0) + 1;
    return true;
  }
}

function gone(): NightSkiesError {
  return new NightSkiesError(problem('bus-unreachable', 'a fault on purpose'), { retryable: true });
}
