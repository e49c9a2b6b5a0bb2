import { setTimeout as sleep } from 'node:timers/promises';
import {
  jetstream,
  jetstreamManager,
  type Consumer,
  type ConsumerInfo,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import {
  subjects,
  type ServiceName,
  type TaskFinishedEvent,
  type TaskRequestedEvent,
  type TaskTypeName,
} from '@nightskies/contracts';
import { z } from 'zod';
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
import { settle, type PulledMessage } from './delivery.js';
import { parseTaskFinished, parseTaskRequested, type Parsed } from './envelopes.js';
import { Installation, deadSubject, ensureConsumer, ensureStreams } from './jetstream-topology.js';
import { startLanes } from './lanes.js';
import { notPublished, tooLarge, withoutJetStream } from './jetstream-errors.js';
import { connectNats } from './nats-connection.js';

export interface JetStreamBusOptions {
  /** `nats://[user:password@]host:port`, several separated by commas. */
  readonly url: string;
  /** Name of the installation on a shared server; '' for none. */
  readonly prefix?: string;
  readonly limits?: Partial<BusLimits>;
  /** Told of handlers that threw and of pulls that failed. */
  readonly report?: (error: unknown) => void;
  /** Told when the connection is lost and found. */
  readonly notice?: (sentence: string) => void;
}

/** One durable consumer on the server. */
interface Durable {
  readonly stream: string;
  readonly name: string;
  readonly filter: string;
}

const keyOf = ({ stream, name }: Durable): string => `${stream}/${name}`;

/** Longest part of a message kept in its dead letter; a letter has to fit into a message itself. */
const keptTextLength = 200_000;

const letterSchema = z.object({
  subject: z.string(),
  reason: z.string(),
  deliveries: z.number(),
  text: z.string(),
});

/**
 * The bus of the distributed mode: NATS JetStream, nats-server 2.9 or newer. The connection is kept
 * for ever; after a restart of the server, lanes pull again and what was lost is created anew.
 */
export class JetStreamBus implements Bus {
  readonly limits: BusLimits;
  readonly #connection: NatsConnection;
  readonly #link: { readonly up: boolean };
  readonly #client: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #installation: Installation;
  readonly #report: (error: unknown) => void;
  readonly #consumers = new Map<string, Promise<Consumer>>();
  readonly #durables: Durable[] = [];
  readonly #consumptions: Consumption[] = [];
  readonly #listeners: ((letter: DeadLetter) => void)[] = [];
  #closing: Promise<void> | undefined;

  private constructor(
    connection: NatsConnection,
    link: { readonly up: boolean },
    manager: JetStreamManager,
    installation: Installation,
    limits: BusLimits,
    report: (error: unknown) => void,
  ) {
    this.#connection = connection;
    this.#link = link;
    this.#client = jetstream(connection);
    this.#manager = manager;
    this.#installation = installation;
    this.limits = limits;
    this.#report = report;
  }

  /** @throws NightSkiesError `bus-unreachable` (retryable), `bus-without-jetstream`. */
  static async connect(options: JetStreamBusOptions): Promise<JetStreamBus> {
    const link = { up: true };
    const connection = await connectNats(options.url, (sentence, up) => {
      link.up = up;
      options.notice?.(sentence);
    });
    try {
      const manager = await jetstreamManager(connection).catch((error: unknown) => {
        throw withoutJetStream(options.url, error);
      });
      const installation = new Installation(options.prefix ?? '');
      const limits = { ...defaultLimits, ...options.limits };
      await ensureStreams(manager, installation, limits);
      const report = options.report ?? (() => undefined);
      return new JetStreamBus(connection, link, manager, installation, limits, report);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  publishTask(type: TaskTypeName, event: TaskRequestedEvent): Promise<void> {
    return this.publishText(subjects.task(type), event.id, JSON.stringify(event));
  }

  publishEvent(event: TaskFinishedEvent): Promise<void> {
    return this.publishText(subjects.taskFinished, event.id, JSON.stringify(event));
  }

  /** Publishes a message as stored text, as a relay does. Subject without an installation's prefix. */
  async publishText(subject: string, id: string, text: string): Promise<void> {
    const most = this.#connection.info?.max_payload ?? Infinity;
    const length = Buffer.byteLength(text);
    if (length > most) throw tooLarge(subject, length, most);
    try {
      await this.#client.publish(this.#installation.subject(subject), text, { msgID: id });
    } catch (error) {
      throw notPublished(subject, error);
    }
  }

  consumeTasks(
    service: ServiceName,
    options: ConsumeOptions<TaskRequestedEvent>,
  ): Promise<Consumption> {
    return this.#consume(this.#tasksOf(service), parseTaskRequested, options);
  }

  consumeEvents(durableName: string, handler: Handler<TaskFinishedEvent>): Promise<Consumption> {
    const durable = {
      stream: this.#installation.stream('EVENTS'),
      name: durableName,
      filter: this.#installation.subject(subjects.taskFinished),
    };
    return this.#consume(durable, parseTaskFinished, { slots: 1, handler });
  }

  onDeadLetter(listener: (letter: DeadLetter) => void): void {
    this.#listeners.push(listener);
  }

  async deadLetters(limit: number, after = 0): Promise<readonly ParkedLetter[]> {
    const stream = this.#installation.stream('DEAD');
    const { state } = await this.#manager.streams.info(stream);
    const letters: ParkedLetter[] = [];
    // nats-server 2.9 says an empty stream begins at 0 and refuses to look there.
    for (
      let seq = Math.max(1, state.first_seq, after + 1);
      seq <= state.last_seq && letters.length < limit;
      seq++
    ) {
      const stored = await this.#manager.streams.getMessage(stream, { seq });
      if (stored !== null) letters.push({ ...letterSchema.parse(stored.json()), sequence: seq });
    }
    return letters;
  }

  async backlog(service: ServiceName): Promise<Backlog> {
    const { num_pending, num_ack_pending } = await this.#info(this.#tasksOf(service));
    return { waiting: num_pending, inFlight: num_ack_pending };
  }

  async health(): Promise<Health> {
    if (this.#connection.isClosed()) return { healthy: false, detail: 'the bus is closed' };
    if (!this.#link.up) return { healthy: false, detail: 'the NATS server does not answer' };
    try {
      for (const durable of this.#durables) {
        const { num_pending, num_ack_pending, num_waiting } = await this.#info(durable);
        // Consumers that look alive and pull nothing: tasks wait, none is held, nobody asks.
        if (num_pending > 0 && num_ack_pending === 0 && num_waiting === 0) {
          return {
            healthy: false,
            detail: `${num_pending} wait for ${durable.name}, nobody pulls`,
          };
        }
      }
      return { healthy: true, detail: this.#connection.getServer() };
    } catch (error) {
      return { healthy: false, detail: error instanceof Error ? error.message : String(error) };
    }
  }

  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  async #drain(): Promise<void> {
    await Promise.all(this.#consumptions.map((consumption) => consumption.stop()));
    if (this.#connection.isClosed()) return;
    // Draining flushes the last acknowledgements; without a server it would wait for ever.
    await Promise.race([this.#connection.drain(), sleep(2_000)]);
    await this.#connection.close();
  }

  #tasksOf(service: ServiceName): Durable {
    return {
      stream: this.#installation.stream('TASKS'),
      name: service,
      filter: this.#installation.subject(subjects.tasksOf(service)),
    };
  }

  async #consume<E>(
    durable: Durable,
    parse: (text: string) => Parsed<E>,
    options: ConsumeOptions<E>,
  ): Promise<Consumption> {
    await this.#consumer(durable);
    this.#durables.push(durable);
    const consumption = startLanes({
      count: options.slots,
      pull: (signal) => this.#pull(durable, signal),
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
    return consumption;
  }

  /**
   * Asks for one message at a time. The client's endless `consume` buffers messages nobody beats
   * for, and asks for more on every missed heartbeat while a long task runs; a bounded `fetch` in a
   * loop does neither.
   */
  async #pull(durable: Durable, signal: AbortSignal): Promise<PulledMessage | null> {
    try {
      const consumer = await this.#consumer(durable);
      if (signal.aborted) return null;
      const messages = await consumer.fetch({ max_messages: 1, expires: 10_000 });
      const stop = (): void => {
        void messages.close();
      };
      signal.addEventListener('abort', stop, { once: true });
      try {
        for await (const message of messages) return this.#pulled(message);
        return null;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    } catch (error) {
      // Streams or consumer may be gone with the server's disk: the next pull makes them anew.
      this.#consumers.delete(keyOf(durable));
      throw error;
    }
  }

  #pulled(message: JsMsg): PulledMessage {
    return {
      subject: this.#installation.bare(message.subject),
      text: message.string(),
      deliveryCount: message.info.deliveryCount,
      ack: async () => {
        await message.ackAck();
      },
      retry: (delayMs) => {
        message.nak(delayMs);
        return Promise.resolve();
      },
      working: () => {
        message.working();
      },
    };
  }

  /** The consumer on the server, made when it is missing. */
  #consumer(durable: Durable): Promise<Consumer> {
    const key = keyOf(durable);
    const known = this.#consumers.get(key);
    if (known !== undefined) return known;
    const opening = (async () => {
      await ensureStreams(this.#manager, this.#installation, this.limits);
      await ensureConsumer(
        this.#manager,
        durable.stream,
        durable.name,
        durable.filter,
        this.limits,
      );
      return this.#client.consumers.get(durable.stream, durable.name);
    })();
    this.#consumers.set(key, opening);
    opening.catch(() => this.#consumers.delete(key));
    return opening;
  }

  async #info(durable: Durable): Promise<ConsumerInfo> {
    try {
      return await (await this.#consumer(durable)).info();
    } catch (error) {
      // As in #pull: whoever only asks must find what was made anew as well.
      this.#consumers.delete(keyOf(durable));
      throw error;
    }
  }

  async #park(letter: DeadLetter): Promise<void> {
    const kept = { ...letter, text: letter.text.slice(0, keptTextLength) };
    const subject = this.#installation.subject(deadSubject(letter.subject));
    await this.#client.publish(subject, JSON.stringify(kept));
    for (const listener of this.#listeners) listener(kept);
  }
}
