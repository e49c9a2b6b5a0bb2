import { problemOf } from '@nightskies/contracts';
import type { Config } from '../config/config.js';
import type { Logger } from '../observe/logger.js';
import type { TaskMetrics } from '../observe/metrics.js';
import type { Bus } from './bus.js';
import { InProcessBus } from './in-process-bus.js';

/**
 * The bus a configuration asks for: JetStream when it names a server, else in this process. Dead
 * letters and failures go to the log.
 *
 * @throws NightSkiesError `bus-unreachable` (retryable), `bus-without-jetstream`.
 */
export async function openBus(
  config: Pick<Config, 'natsUrl' | 'prefix'>,
  logger: Logger,
  metrics?: TaskMetrics,
): Promise<Bus> {
  const report = (error: unknown): void => {
    logger.warn({ problem: problemOf(error) }, 'bus');
  };
  const bus = await connect(config, report, (sentence) => {
    logger.warn(sentence);
  });
  bus.onDeadLetter(({ subject, reason, deliveries }) => {
    metrics?.deadLetter();
    logger.error({ subject, reason, deliveries }, 'dead letter');
  });
  return bus;
}

async function connect(
  config: Pick<Config, 'natsUrl' | 'prefix'>,
  report: (error: unknown) => void,
  notice: (sentence: string) => void,
): Promise<Bus> {
  if (config.natsUrl === null) return new InProcessBus({ report });
  // Loaded here, so that the embedded mode starts without it.
  const { JetStreamBus } = await import('./jetstream-bus.js');
  return JetStreamBus.connect({ url: config.natsUrl, prefix: config.prefix, report, notice });
}
