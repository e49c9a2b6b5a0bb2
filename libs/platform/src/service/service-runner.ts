import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  NightSkiesError,
  problem,
  problemOf,
  taskTypes,
  type Problem,
  type TaskRequest,
  type TaskRequestedEvent,
  type TaskResult,
} from '@nightskies/contracts';
import type { Logger } from 'pino';
import {
  growingDelayMs,
  type Bus,
  type Consumption,
  type Delivery,
  type Verdict,
} from '../bus/bus.js';
import { taskFinished } from '../bus/envelopes.js';
import type { TaskMetrics } from '../observe/metrics.js';
import type { RunOptions, WorkerPool } from '../worker/worker-pool.js';
import { checkHandlers, type ServiceDefinition } from './define-service.js';

export interface ServiceRunnerOptions {
  readonly service: ServiceDefinition;
  readonly bus: Bus;
  readonly pool: WorkerPool;
  readonly logger: Logger;
  readonly metrics?: TaskMetrics;
  /**
   * Tasks held at a time, of which the pool takes the most urgent first; default: the threads of the
   * pool. More are kept from other workers, so only one who has none holds all there are.
   */
  readonly slots?: number;
  /** True where the handlers of all services of the process are checked together, elsewhere. */
  readonly handlersChecked?: boolean;
  /** A task that runs longer is stopped and delivered again; default half an hour. */
  readonly maxTaskMs?: number;
  /** How long a task is held while store or inputs are out of reach; default two minutes. */
  readonly patienceMs?: number;
}

/** Nobody's fault and over by itself: a share that is not mounted, a disk that is full. */
const passing = new Set([
  'store-unreachable',
  'store-read-failed',
  'store-write-failed',
  'input-unreadable',
]);
const firstPauseMs = 500;
const longestPauseMs = 10_000;

/**
 * Takes the tasks of one service from the bus, runs them on the pool, tells the result, and only
 * then acknowledges. Killed at any moment, the task comes again, here or elsewhere.
 */
export class ServiceRunner {
  readonly #options: ServiceRunnerOptions;
  readonly #source: string;
  #consumption: Consumption | undefined;
  readonly #stopping = new AbortController();

  constructor(options: ServiceRunnerOptions) {
    this.#options = options;
    this.#source = `nightskies/${options.service.name}`;
    // Every task that is held listens.
    setMaxListeners(0, this.#stopping.signal);
  }

  /**
   * @throws NightSkiesError `services-incomplete` when a task type of the service has no handler,
   *   `handlers-unusable` when its module cannot be loaded.
   */
  async start(): Promise<void> {
    const { service, bus, pool, logger, slots, handlersChecked } = this.#options;
    if (handlersChecked !== true) {
      await checkHandlers([service], (handlers) => pool.handledTypes(handlers));
    }
    this.#consumption = await bus.consumeTasks(service.name, {
      slots: slots ?? pool.threads,
      handler: (event, delivery) => this.#handle(event, delivery),
      givenUp: (event, reason) => this.#tell(event, failedResult(event.data, gaveUp(reason))),
    });
    logger.info({ service: service.name, slots: slots ?? pool.threads }, 'service started');
  }

  /** Takes no more tasks, hands back those no thread has begun, and finishes the others, as long as the bus allows. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#consumption?.stop();
    this.#consumption = undefined;
    this.#options.logger.info({ service: this.#options.service.name }, 'service stopped');
  }

  async #handle(event: TaskRequestedEvent, delivery: Delivery): Promise<Verdict> {
    const { service, logger, metrics, bus } = this.#options;
    const request = event.data;
    const owner = taskTypes[request.type].service;
    if (owner !== service.name) {
      return { deadLetter: `${request.type} belongs to ${owner}, not to ${service.name}` };
    }
    const done = metrics?.started(request.type);
    try {
      const result = await this.#run(request, delivery);
      await this.#tell(event, result);
      done?.(result.outcome);
      logger.info(
        {
          task: request.taskId,
          type: request.type,
          outcome: result.outcome,
          seconds: result.seconds,
        },
        'task finished',
      );
      return 'ack';
    } catch (error) {
      done?.('retried');
      if (error instanceof NightSkiesError && error.code === 'task-withdrawn') {
        return { retryAfterMs: 0 };
      }
      const { deliveryCount } = delivery;
      logger.warn(
        { task: request.taskId, type: request.type, deliveryCount, problem: problemOf(error) },
        'task did not finish',
      );
      if (deliveryCount < bus.limits.maxDeliveries) {
        return { retryAfterMs: growingDelayMs(bus.limits, deliveryCount) };
      }
      await this.#tell(event, failedResult(request, problemOf(error)));
      return { deadLetter: `delivered ${deliveryCount} times: ${problemOf(error).message}` };
    }
  }

  /** Runs the task while saying "still working", with a ceiling, so that nothing hangs for ever. */
  async #run(request: TaskRequest, delivery: Delivery): Promise<TaskResult> {
    const { bus, pool, service, maxTaskMs } = this.#options;
    const options: RunOptions = {
      atMostMs: maxTaskMs ?? 30 * 60_000,
      // Handed back at its last delivery, it would count as given up.
      ...(delivery.deliveryCount < bus.limits.maxDeliveries
        ? { withdrawn: this.#stopping.signal }
        : {}),
    };
    const beat = setInterval(() => {
      delivery.working();
    }, bus.limits.ackWaitMs / 3);
    try {
      return await this.#patiently(delivery, () => pool.run(request, service.handlers, options));
    } catch (error) {
      if (error instanceof NightSkiesError && !error.retryable) {
        return failedResult(request, error.problem);
      }
      throw error;
    } finally {
      clearInterval(beat);
    }
  }

  /**
   * Holds a task while what it needs is out of reach: given back, it would use up its deliveries
   * within seconds. Only at its first delivery, so that the wait has an end.
   */
  async #patiently(
    { deliveryCount }: Delivery,
    run: () => Promise<TaskResult>,
  ): Promise<TaskResult> {
    const { logger, patienceMs } = this.#options;
    const until = performance.now() + (patienceMs ?? 120_000);
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return await run();
      } catch (error) {
        const passes = error instanceof NightSkiesError && passing.has(error.code);
        const over = deliveryCount > 1 || performance.now() + pauseMs > until;
        if (!passes || over || this.#stopping.signal.aborted) throw error;
        logger.warn({ problem: error.problem, pauseMs }, 'out of reach; the task is held');
        await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      }
    }
  }

  #tell(event: TaskRequestedEvent, result: TaskResult): Promise<void> {
    return this.#options.bus.publishEvent(
      taskFinished(result, {
        source: this.#source,
        ...(event.traceparent === undefined ? {} : { traceparent: event.traceparent }),
      }),
    );
  }
}

function gaveUp(reason: string): Problem {
  return problem('task-given-up', 'the task was started several times and never finished', {
    found: reason,
    hint: 'Often memory is short or a worker was killed: check the logs of the worker, then run again.',
  });
}

function failedResult(request: TaskRequest, reason: Problem): TaskResult {
  return {
    taskId: request.taskId,
    runId: request.runId,
    attempt: request.attempt,
    type: request.type,
    fingerprint: request.fingerprint,
    outcome: 'failed',
    outputs: [],
    problems: [reason],
    seconds: 0,
  };
}
