import {
  NightSkiesError,
  problem,
  subjects,
  type ServiceName,
  type TaskFinishedEvent,
  type TaskRequestedEvent,
  type TaskTypeName,
} from '@nightskies/contracts';
import type { Health } from '../observe/health.js';
import {
  defaultLimits,
  type Backlog,
  type Bus,
  type BusLimits,
  type ConsumeOptions,
  type Consumption,
  type DeadLetter,
  type Handler,
  type ParkedLetter,
} from './bus.js';
import { settle } from './delivery.js';
import { parseTaskFinished, parseTaskRequested, type Parsed } from './envelopes.js';
import { MemoryQueue } from './memory-queue.js';
import { startLanes } from './lanes.js';

export interface InProcessBusOptions {
  readonly limits?: Partial<BusLimits>;
  /** Told of handlers that threw. */
  readonly report?: (error: unknown) => void;
}

/** Dead letters kept for a person to look at; older ones give way. */
const keptLetters = 1_000;

/**
 * The bus of the embedded mode: queues in memory, with the semantics of JetStream. Nothing of it
 * survives the process; the catalog's task table does, and its sweep asks again.
 */
export class InProcessBus implements Bus {
  readonly limits: BusLimits;
  readonly #report: (error: unknown) => void;
  readonly #tasks = new Map<string, MemoryQueue>();
  readonly #events = new Map<string, MemoryQueue>();
  /** Events nobody listened for yet; the first durable consumer gets them. */
  #unclaimed: { subject: string; id: string; text: string }[] = [];
  readonly #consumptions: Consumption[] = [];
  readonly #letters: ParkedLetter[] = [];
  #parked = 0;
  readonly #listeners: ((letter: DeadLetter) => void)[] = [];
  #closed = false;

  constructor(options: InProcessBusOptions = {}) {
    this.limits = { ...defaultLimits, ...options.limits };
    this.#report = options.report ?? (() => undefined);
  }

  publishTask(type: TaskTypeName, event: TaskRequestedEvent): Promise<void> {
    return this.publishText(subjects.task(type), event.id, JSON.stringify(event));
  }

  publishEvent(event: TaskFinishedEvent): Promise<void> {
    return this.publishText(subjects.taskFinished, event.id, JSON.stringify(event));
  }

  /** Publishes a message as stored text, as a relay does. Subject without an installation's prefix. */
  publishText(subject: string, id: string, text: string): Promise<void> {
    if (this.#closed) return Promise.reject(closedError());
    const message = { subject, id, text };
    const service = /^nightskies\.tasks\.([a-z-]+)\./.exec(subject)?.at(1);
    if (service !== undefined) {
      return this.#accept([this.#queue(this.#tasks, service)], message);
    }
    if (this.#events.size === 0) {
      this.#unclaimed.push(message);
      return Promise.resolve();
    }
    return this.#accept([...this.#events.values()], message);
  }

  consumeTasks(
    service: ServiceName,
    options: ConsumeOptions<TaskRequestedEvent>,
  ): Promise<Consumption> {
    return this.#consume(this.#queue(this.#tasks, service), parseTaskRequested, options);
  }

  consumeEvents(durableName: string, handler: Handler<TaskFinishedEvent>): Promise<Consumption> {
    const queue = this.#queue(this.#events, durableName);
    for (const message of this.#unclaimed) queue.add(message);
    this.#unclaimed = [];
    return this.#consume(queue, parseTaskFinished, { slots: 1, handler });
  }

  onDeadLetter(listener: (letter: DeadLetter) => void): void {
    this.#listeners.push(listener);
  }

  deadLetters(limit: number, after = 0): Promise<readonly ParkedLetter[]> {
    const later = this.#letters.filter(({ sequence }) => sequence > after);
    return Promise.resolve(later.slice(0, limit));
  }

  backlog(service: ServiceName): Promise<Backlog> {
    return Promise.resolve(this.#queue(this.#tasks, service).backlog());
  }

  health(): Promise<Health> {
    return Promise.resolve(
      this.#closed
        ? { healthy: false, detail: 'the bus is closed' }
        : { healthy: true, detail: 'in this process' },
    );
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    // Publishing stays possible while handlers finish: they still have results to tell.
    await Promise.all(this.#consumptions.map((consumption) => consumption.stop()));
    this.#closed = true;
    for (const queue of [...this.#tasks.values(), ...this.#events.values()]) queue.close();
  }

  #accept(
    queues: readonly MemoryQueue[],
    message: { subject: string; id: string; text: string },
  ): Promise<void> {
    const full = queues.some((queue) => !queue.add(message));
    if (!full) return Promise.resolve();
    return Promise.reject(
      new NightSkiesError(
        problem('bus-full', `the queue of ${message.subject} is full`, {
          expected: `at most ${this.limits.maxQueued} waiting messages`,
          hint: 'It empties as workers proceed; the message is sent again by itself.',
        }),
        { retryable: true },
      ),
    );
  }

  #queue(family: Map<string, MemoryQueue>, name: string): MemoryQueue {
    const known = family.get(name);
    if (known !== undefined) return known;
    const queue = new MemoryQueue(this.limits);
    family.set(name, queue);
    return queue;
  }

  #consume<E>(
    queue: MemoryQueue,
    parse: (text: string) => Parsed<E>,
    options: ConsumeOptions<E>,
  ): Promise<Consumption> {
    if (this.#closed) return Promise.reject(closedError());
    const consumption = startLanes({
      count: options.slots,
      pull: (signal) => queue.pull(signal),
      settle: (message) =>
        settle(message, {
          limits: this.limits,
          parse,
          handler: options.handler,
          givenUp: options.givenUp,
          park: (letter) => this.#park(letter),
          report: this.#report,
        }),
      report: this.#report,
      drainMs: this.limits.drainMs,
      pauseMs: this.limits.retryDelayMs,
    });
    this.#consumptions.push(consumption);
    return Promise.resolve(consumption);
  }

  #park(letter: DeadLetter): Promise<void> {
    this.#parked += 1;
    this.#letters.push({ ...letter, sequence: this.#parked });
    if (this.#letters.length > keptLetters) this.#letters.shift();
    for (const listener of this.#listeners) listener(letter);
    return Promise.resolve();
  }
}

function closedError(): NightSkiesError {
  return new NightSkiesError(
    problem('bus-closed', 'the bus is closed', {
      hint: 'The program is shutting down; start it again to continue.',
    }),
    { retryable: true },
  );
}
