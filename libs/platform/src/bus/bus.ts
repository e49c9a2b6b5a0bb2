import type {
  ServiceName,
  TaskFinishedEvent,
  TaskRequestedEvent,
  TaskTypeName,
} from '@nightskies/contracts';
import type { Health } from '../observe/health.js';

/**
 * The bell between catalog and services. The catalog's tables are the record: a lost, repeated or
 * reordered message may delay work and never changes a result.
 *
 * Delivery is at least once with explicit acknowledgement. A message whose handler dies (its
 * process is killed, or it neither settles nor beats within `limits.ackWaitMs`) is delivered again,
 * to any consumer. A handler that throws gets it back after a delay that grows. What cannot be read
 * (not JSON, not the schema, an unknown version) or was delivered `limits.maxDeliveries` times is
 * parked as a dead letter with its reason, never dropped.
 */
export interface Bus {
  readonly limits: BusLimits;
  /**
   * Queues a task for its service. The event's id names the message: publishing it again within
   * `limits.duplicateWindowMs` does nothing.
   *
   * @throws NightSkiesError `bus-unreachable` (retryable), `bus-full` (retryable).
   */
  publishTask(type: TaskTypeName, event: TaskRequestedEvent): Promise<void>;
  /** Tells every durable consumer of events; idempotent by the event's id as well. */
  publishEvent(event: TaskFinishedEvent): Promise<void>;
  /** Takes tasks of one service, at most `slots` at a time. All consumers of a service share its queue. */
  consumeTasks(
    service: ServiceName,
    options: ConsumeOptions<TaskRequestedEvent>,
  ): Promise<Consumption>;
  /** Takes events under a durable name, one at a time; consumers of one name share its queue. */
  consumeEvents(durableName: string, handler: Handler<TaskFinishedEvent>): Promise<Consumption>;
  /** Called with every dead letter this process parks. */
  onDeadLetter(listener: (letter: DeadLetter) => void): void;
  /**
   * Dead letters parked by anybody, oldest first.
   *
   * @param limit most letters to read
   * @param after only letters with a greater sequence; 0 for all
   */
  deadLetters(limit: number, after?: number): Promise<readonly ParkedLetter[]>;
  /** What waits for a service and what its workers hold. */
  backlog(service: ServiceName): Promise<Backlog>;
  health(): Promise<Health>;
  /** Stops taking work, finishes what is held, flushes acknowledgements, disconnects. */
  close(): Promise<void>;
}

export interface BusLimits {
  /** A message neither settled nor beaten for this long is delivered again. */
  readonly ackWaitMs: number;
  /** Deliveries of one message before it becomes a dead letter. */
  readonly maxDeliveries: number;
  /** Delay before the second delivery of a message whose handler threw; doubles each time. */
  readonly retryDelayMs: number;
  readonly maxRetryDelayMs: number;
  readonly duplicateWindowMs: number;
  /** Messages that may wait in one queue; beyond it publishing is refused. */
  readonly maxQueued: number;
  /** How long a closing consumer waits for the handlers it runs. */
  readonly drainMs: number;
}

export const defaultLimits: BusLimits = {
  ackWaitMs: 5_000,
  maxDeliveries: 5,
  retryDelayMs: 1_000,
  maxRetryDelayMs: 60_000,
  duplicateWindowMs: 120_000,
  maxQueued: 100_000,
  drainMs: 30_000,
};

/** What becomes of a message: done, again later, or parked for a person to look at. */
export type Verdict = 'ack' | { readonly retryAfterMs: number } | { readonly deadLetter: string };

export interface Delivery {
  /** 1 at the first delivery. */
  readonly deliveryCount: number;
  /** Says "still working": call it at least every third of `limits.ackWaitMs`. */
  working(): void;
}

export type Handler<E> = (event: E, delivery: Delivery) => Promise<Verdict>;

export interface ConsumeOptions<E> {
  readonly slots: number;
  readonly handler: Handler<E>;
  /**
   * Called before a readable message is parked because its deliveries are used up, so that the
   * sender can be told. When it throws, the message is not parked yet and comes again.
   */
  readonly givenUp?: (event: E, reason: string) => Promise<void>;
}

export interface Consumption {
  /** Takes no more messages, waits for those in hand, at most `limits.drainMs`. */
  stop(): Promise<void>;
}

export interface DeadLetter {
  /** Subject without an installation's prefix. */
  readonly subject: string;
  readonly reason: string;
  readonly deliveries: number;
  /** The message as it came. */
  readonly text: string;
}

/** A dead letter as it is kept. */
export interface ParkedLetter extends DeadLetter {
  /** Grows with every letter of an installation. */
  readonly sequence: number;
}

export interface Backlog {
  readonly waiting: number;
  readonly inFlight: number;
}

/** Delay before the next delivery: doubles with every delivery up to a ceiling. */
export function growingDelayMs(limits: BusLimits, deliveryCount: number): number {
  return Math.min(
    limits.maxRetryDelayMs,
    limits.retryDelayMs * 2 ** Math.max(0, deliveryCount - 1),
  );
}
