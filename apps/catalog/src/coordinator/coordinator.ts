import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PlannedTask } from '@nightskies/catalog';
import {
  problemOf,
  serviceSchema,
  taskTypeNames,
  taskTypes,
  type Problem,
  type ServiceName,
  type TaskResult,
} from '@nightskies/contracts';
import {
  taskRequested,
  type ArtifactStore,
  type Bus,
  type Consumption,
  type Delivery,
} from '@nightskies/platform';
import type { Logger } from '@nightskies/platform';
import { type Database, query } from '../database/sql.js';
import { databaseDiskFull } from '../database/unreachable.js';
import { commitResults } from './commit-results.js';
import { createRun, interruptRuns, type PlannedRun } from './create-run.js';
import { askAgain, sendOutbox } from './relay.js';
import { failed, notRecorded } from './failed-result.js';
import { foreseeReuse } from './foresee-reuse.js';
import { releaseTasks } from './release-tasks.js';
import { endRuns } from './settle-tasks.js';

export interface CoordinatorOptions {
  readonly database: Database;
  readonly store: ArtifactStore;
  readonly bus: Bus;
  readonly logger: Logger;
  /** What to do at start with runs that an earlier process left unfinished. */
  readonly unfinishedRuns: 'continue' | 'interrupt';
  /** Tasks worked on at a time, where all workers and the only catalog are in this process. */
  readonly workers?: number;
  /** Time between two comparisons of wanted with done work. */
  readonly sweepMs?: number;
  /** A task older than this that the bus knows nothing of is asked for again. */
  readonly lostAfterMs?: number;
}

/** The durable name under which all catalog processes share the events. */
const consumerName = 'catalog';
/** Events taken at a time, to be committed together. */
const eventSlots = 16;
/**
 * While workers have tasks before them that are as urgent, results are gathered and committed
 * together: nobody waits for what they release, and a turn of transactions costs the same for one
 * result as for ten. It ends with the time, or when few such tasks are left beside those that are
 * worked on. Where it is not known how many these are, it ends when the results are this part of all.
 */
const gatheredPart = 1 / 8;
/** More results than these take so long to commit that workers would run out of tasks meanwhile. */
const mostGathered = 12;
const gatherMs = 1_500;
const gatherStepMs = 50;
/** Pause before results are offered again to a database that does not answer. */
const patienceMs = 1_000;

interface Arrival {
  readonly result: TaskResult;
  readonly committed: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Moves runs on: commits what workers finished, releases what became ready, sends what is to be
 * done. One loop does all three, one after the other, so that results that arrive while a
 * transaction is on its way are committed together in the next one.
 */
export class Coordinator {
  readonly #options: CoordinatorOptions;
  readonly #arrivals: Arrival[] = [];
  readonly #consumptions: Consumption[] = [];
  #wanted = false;
  #loop: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopping = false;
  #stopped = false;
  #sweeping = false;
  /** Tasks sent and not come back, as far as this process knows, with their priorities. */
  readonly #outstanding = new Map<string, number>();
  /** Whether there may be tasks to decide about or to send, and runs to end. */
  #undecided = true;
  #unsent = true;
  #unended = true;
  #trouble: Problem | null = null;
  #changes = 0;

  constructor(options: CoordinatorOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    const { database, bus, unfinishedRuns, sweepMs } = this.#options;
    if (unfinishedRuns === 'interrupt') await interruptRuns(database);
    for (let slot = 0; slot < eventSlots; slot += 1) {
      this.#consumptions.push(
        await bus.consumeEvents(consumerName, async (event, delivery) => {
          await this.#take(event.data, delivery);
          return 'ack';
        }),
      );
    }
    this.#timer = setInterval(() => void this.sweep(), sweepMs ?? 5_000);
    this.wake();
  }

  /** Stops taking events, finishes the transaction in hand. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping = true;
    await Promise.all(this.#consumptions.map((consumption) => consumption.stop()));
    this.#stopped = true;
    await this.#loop;
  }

  /** What keeps all runs from going on at the moment, if a person has to do something about it. */
  get trouble(): Problem | null {
    return this.#trouble;
  }

  /** Whether a run that cannot go on is ended here, to be asked for again, or waits. */
  get interruptsRuns(): boolean {
    return this.#options.unfinishedRuns === 'interrupt';
  }

  /**
   * Grows with whatever may have moved a run on; null where other processes move runs on as well. As
   * long as it stays, a run is as it was.
   */
  get changes(): number | null {
    return this.#options.workers === undefined ? null : this.#changes;
  }

  /** Records a planned run, or takes up an unfinished one with the same plan, and starts it. */
  async run(planned: Omit<PlannedRun, 'reused'>): Promise<{ run: string; resumed: boolean }> {
    const reused = await this.#foresee(planned.plan.tasks);
    const now = this.#now();
    const created = await createRun(
      this.#options.database,
      { ...planned, reused },
      runId(now),
      now,
    );
    this.#changes += 1;
    this.#lookAtAll();
    await this.settled();
    return created;
  }

  /** A store out of reach keeps no run from being recorded: what is reused is then decided later. */
  async #foresee(tasks: readonly PlannedTask[]): Promise<PlannedRun['reused']> {
    const { database, store, logger } = this.#options;
    try {
      return await foreseeReuse(database, store, tasks);
    } catch (error) {
      logger.error({ problem: problemOf(error) }, 'what a run can reuse could not be looked up');
      return new Map();
    }
  }

  /** Has the loop look again soon. */
  wake(): void {
    this.#wanted = true;
    if (this.#loop !== null || this.#stopped) return;
    this.#loop = this.#turn().finally(() => {
      this.#loop = null;
      if (this.#wanted) this.wake();
    });
  }

  /** Resolves when everything that was known before the call is committed, released and sent. */
  async settled(): Promise<void> {
    this.wake();
    while (this.#loop !== null) await this.#loop;
  }

  /**
   * Compares wanted with done work: releases and sends what a crash left behind, and asks again for
   * tasks that were sent long ago while the bus holds nothing for their service.
   */
  async sweep(): Promise<void> {
    if (this.#sweeping) return;
    this.#sweeping = true;
    let idle = false;
    try {
      idle = await this.#askAgain();
    } catch (error) {
      this.#options.logger.error({ problem: problemOf(error) }, 'the sweep failed and comes again');
    }
    this.#sweeping = false;
    // Whatever was out has been settled, by another process perhaps, or is lost.
    if (idle) this.#outstanding.clear();
    this.#lookAtAll();
    this.wake();
  }

  #lookAtAll(): void {
    this.#undecided = true;
    this.#unsent = true;
    this.#unended = true;
  }

  /** @returns whether nothing is on its way */
  async #askAgain(): Promise<boolean> {
    const { database, logger, lostAfterMs } = this.#options;
    const idle = new Set<ServiceName>();
    for (const service of serviceSchema.options) {
      if (await this.#isIdle(service)) idle.add(service);
    }
    const types = taskTypeNames.filter((name) => idle.has(taskTypes[name].service));
    const lost = await askAgain(database, lostAfterMs ?? 15_000, types);
    if (lost > 0) logger.warn({ tasks: lost }, 'lost tasks are asked for again');
    return lost === 0 && idle.size === serviceSchema.options.length;
  }

  /** Whether the bus holds nothing for a service; what it cannot say now, it says at the next sweep. */
  async #isIdle(service: ServiceName): Promise<boolean> {
    if (!taskTypeNames.some((name) => taskTypes[name].service === service)) return true;
    try {
      const { waiting, inFlight } = await this.#options.bus.backlog(service);
      // While results wait to be committed, no task is lost for sure.
      return waiting + inFlight + this.#arrivals.length === 0;
    } catch (error) {
      this.#options.logger.error(
        { service, problem: problemOf(error) },
        'the sweep failed and comes again',
      );
      return false;
    }
  }

  /** Holds the message of a result, saying so, until the result is committed. */
  async #take(result: TaskResult, delivery: Delivery): Promise<void> {
    const beat = setInterval(() => {
      delivery.working();
    }, this.#options.bus.limits.ackWaitMs / 3);
    try {
      await new Promise<void>((committed, failed) => {
        this.#arrivals.push({ result, committed, failed });
        this.wake();
      });
    } finally {
      clearInterval(beat);
    }
  }

  async #turn(): Promise<void> {
    const { database, store, logger } = this.#options;
    const now = (): Date => this.#now();
    while (this.#wanted) {
      await this.#gather();
      this.#wanted = false;
      if (!(await this.#commit())) continue;
      this.#changes += 1;
      try {
        // Each is asked for again by what happens meanwhile.
        if (this.#undecided) {
          this.#undecided = false;
          const { queued, settled } = await releaseTasks(database, store, now);
          for (const [task, priority] of queued) this.#outstanding.set(task, priority);
          this.#unsent ||= queued.size > 0;
          // What was reused or left out may have been the last of a run.
          this.#unended ||= settled;
        }
        if (this.#unsent) {
          this.#unsent = false;
          await this.#send();
        }
        if (this.#unended) {
          this.#unended = false;
          for (const run of await endRuns(database, now())) logger.info({ run }, 'run finished');
        }
        this.#trouble = null;
      } catch (error) {
        this.#trouble = databaseDiskFull(error) ?? this.#trouble;
        // Rows are as they were: the next turn goes on from there, at the latest that of the next sweep.
        this.#lookAtAll();
        logger.error({ problem: problemOf(error) }, 'tasks could not be released or sent');
      } finally {
        this.#changes += 1;
      }
    }
  }

  async #send(): Promise<void> {
    const { database, bus, logger } = this.#options;
    await sendOutbox(
      database,
      async (type, request) => {
        await bus.publishTask(type, taskRequested(request, { source: 'nightskies/catalog' }));
      },
      async (request, reason) => {
        logger.error({ task: request.taskId, problem: reason }, 'a task cannot be sent');
        await this.#record([failed(request, reason)]);
        this.#wanted = true;
      },
      () => this.#now(),
    );
  }

  async #gather(): Promise<void> {
    for (let waited = 0; waited < gatherMs && this.#few() && !this.#stopping;) {
      await sleep(gatherStepMs);
      waited += gatherStepMs;
    }
  }

  /** Whether there are results, and tasks enough before the workers that are as urgent. */
  #few(): boolean {
    const arrived = this.#arrivals.length;
    if (arrived === 0 || arrived >= mostGathered) return false;
    const priorities = this.#arrivals.map(({ result }) => this.#outstanding.get(result.taskId));
    const most = Math.max(...priorities.map((priority) => priority ?? Infinity));
    let before = -arrived;
    for (const priority of this.#outstanding.values()) if (priority >= most) before += 1;
    const { workers } = this.#options;
    return workers === undefined ? arrived < before * gatheredPart : before > 2 * workers;
  }

  /** False when the database does not answer: then nothing else is worth a try. */
  async #commit(): Promise<boolean> {
    const arrivals = this.#arrivals.splice(0);
    if (arrivals.length === 0) return true;
    try {
      await this.#record(arrivals.map((arrival) => arrival.result));
      for (const arrival of arrivals) arrival.committed();
    } catch (error) {
      const { logger } = this.#options;
      this.#trouble = databaseDiskFull(error) ?? this.#trouble;
      logger.error({ problem: problemOf(error) }, 'results could not be committed');
      if (await this.#databaseAnswers()) {
        for (const arrival of arrivals) await this.#commitAlone(arrival);
      } else if (this.#stopping) {
        for (const arrival of arrivals) arrival.failed(error);
      } else {
        // Nobody's fault and soon over: their messages stay held and use up no deliveries.
        this.#arrivals.unshift(...arrivals);
        this.#wanted = true;
        await sleep(patienceMs);
        return false;
      }
    }
    return true;
  }

  /** A result that the database refuses is a failure of its task, not of those it came with. */
  async #commitAlone({ result, committed, failed: refused }: Arrival): Promise<void> {
    try {
      await this.#record([result]).catch((error: unknown) =>
        this.#record([failed(result, notRecorded(error))]),
      );
      committed();
    } catch (error) {
      refused(error);
    }
  }

  async #record(results: readonly TaskResult[]): Promise<void> {
    const { released } = await commitResults(this.#options.database, results, this.#now());
    for (const { taskId } of results) this.#outstanding.delete(taskId);
    this.#undecided ||= released;
    this.#unended ||= this.#options.workers === undefined || this.#hasNothingOut(results);
  }

  /** Whether a run of these results waits for no other; alone, this process knows what is out. */
  #hasNothingOut(results: readonly TaskResult[]): boolean {
    const out = new Set(
      [...this.#outstanding.keys()].map((task) => task.slice(0, task.lastIndexOf('.'))),
    );
    return results.some(({ runId }) => !out.has(runId));
  }

  async #databaseAnswers(): Promise<boolean> {
    try {
      await query(this.#options.database, 'SELECT 1 AS one');
      return true;
    } catch {
      return false;
    }
  }

  #now(): Date {
    return new Date();
  }
}

/** Sorts by time, and two of one second differ: `20261101-221530-4f1c`. */
function runId(now: Date): string {
  const digits = now.toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${randomBytes(2).toString('hex')}`;
}
