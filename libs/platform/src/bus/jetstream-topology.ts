import {
  AckPolicy,
  DeliverPolicy,
  DiscardPolicy,
  RetentionPolicy,
  StorageType,
  type ConsumerConfig,
  type JetStreamManager,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { subjects } from '@nightskies/contracts';
import type { BusLimits } from './bus.js';

const day = 24 * 3_600_000;

/**
 * Names of one installation on a server. Without a prefix they are those of docs/architecture.md;
 * with `north` they are `north.nightskies.tasks...` and `NORTH_NIGHTSKIES_TASKS`, so that
 * installations never see each other's messages.
 */
export class Installation {
  readonly #subjectPrefix: string;
  readonly #streamPrefix: string;

  /** @param prefix as the configuration allows it: lower-case letters, digits, hyphens; '' for none. */
  constructor(prefix: string) {
    this.#subjectPrefix = prefix === '' ? '' : `${prefix}.`;
    this.#streamPrefix = prefix === '' ? '' : `${prefix.toUpperCase()}_`;
  }

  stream(of: 'TASKS' | 'EVENTS' | 'DEAD'): string {
    return `${this.#streamPrefix}NIGHTSKIES_${of}`;
  }

  subject(bare: string): string {
    return `${this.#subjectPrefix}${bare}`;
  }

  /** The subject without this installation's prefix. */
  bare(subject: string): string {
    return subject.slice(this.#subjectPrefix.length);
  }
}

/** Where a dead letter for a bare subject is kept. */
export const deadSubject = (bare: string): string =>
  bare.replace(/^nightskies\./, 'nightskies.dead.');

function streamsOf(
  installation: Installation,
  limits: BusLimits,
): (Partial<StreamConfig> & { name: string })[] {
  const duplicateWindow = nanos(limits.duplicateWindowMs);
  return [
    {
      name: installation.stream('TASKS'),
      subjects: [installation.subject(subjects.allTasks)],
      retention: RetentionPolicy.Workqueue,
      storage: StorageType.File,
      // A full queue refuses; the sender keeps its row and tries again.
      discard: DiscardPolicy.New,
      max_msgs: limits.maxQueued,
      duplicate_window: duplicateWindow,
    },
    {
      name: installation.stream('EVENTS'),
      subjects: [installation.subject(subjects.allEvents)],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.Old,
      max_age: nanos(7 * day),
      duplicate_window: duplicateWindow,
    },
    {
      name: installation.stream('DEAD'),
      subjects: [installation.subject('nightskies.dead.>')],
      retention: RetentionPolicy.Limits,
      storage: StorageType.File,
      discard: DiscardPolicy.Old,
      max_age: nanos(30 * day),
      max_msgs: 10_000,
    },
  ];
}

/** Creates the streams of an installation, or brings them to the present settings. */
export async function ensureStreams(
  manager: JetStreamManager,
  installation: Installation,
  limits: BusLimits,
): Promise<void> {
  for (const config of streamsOf(installation, limits)) {
    try {
      await manager.streams.add(config);
    } catch (addFailure) {
      // It exists with other settings, or something is wrong that an update meets as well.
      await manager.streams.update(config.name, config).catch(() => {
        throw addFailure;
      });
    }
  }
}

/**
 * Creates a durable pull consumer, or brings it to the present settings. One filter each, because a
 * consumer with several needs nats-server 2.10.
 */
export async function ensureConsumer(
  manager: JetStreamManager,
  stream: string,
  durable: string,
  filter: string,
  limits: BusLimits,
): Promise<void> {
  const config: Partial<ConsumerConfig> = {
    durable_name: durable,
    filter_subject: filter,
    ack_policy: AckPolicy.Explicit,
    deliver_policy: DeliverPolicy.All,
    ack_wait: nanos(limits.ackWaitMs),
    // We count: what the server gives up on stays in a work queue, undeliverable and unseen.
    max_deliver: -1,
    // For all workers together; each bounds itself by its slots.
    max_ack_pending: 10_000,
  };
  try {
    await manager.consumers.add(stream, config);
  } catch (addFailure) {
    await manager.consumers.update(stream, durable, config).catch(() => {
      throw addFailure;
    });
  }
}
