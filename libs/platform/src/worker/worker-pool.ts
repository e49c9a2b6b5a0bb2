import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  NightSkiesError,
  problem,
  type Digest,
  type TaskRequest,
  type TaskResult,
} from '@nightskies/contracts';
import { Piscina } from 'piscina';
import type { Health } from '../observe/health.js';
import type { ArtifactStore } from '../store/artifact-store.js';
import { openStore } from '../store/open-store.js';
import { VerifiedFiles, type VerifiedFile } from '../store/verified-files.js';
import { settleEngine } from './engine-settings.js';
import { moduleUrl } from './module-url.js';
import { settleTask, type ComputedTask } from './run-task.js';
import type { ThreadAnswer, ThreadQuestion, ThreadSettings } from './thread-protocol.js';
import { Turns, type Turn } from './turns.js';

export interface WorkerPoolOptions {
  /** Address of the artifact store, as `openStore` takes it. */
  readonly store: string;
  /** Threads that compute; default: one per core this process may use. */
  readonly threads?: number;
  /** Bytes of inputs each thread keeps for its next tasks; default 16 MiB, which masters fit in. */
  readonly cacheBytes?: number;
  /**
   * Ceiling of the JavaScript heap of a thread in MB; default 512. Pixels lie outside that heap:
   * they are bounded by what a handler holds, by `cacheBytes` and by the number of threads.
   */
  readonly heapMegabytes?: number;
}

export interface RunOptions {
  /** A task that is on its thread for longer is stopped. */
  readonly atMostMs?: number;
  /** Aborted, it takes the task back as long as no thread has begun it. */
  readonly withdrawn?: AbortSignal;
}

const mebibyte = 2 ** 20;
/** Tasks whose outputs the disk is asked to keep at a time. */
const settlingPerThread = 4;
/** More than a night has; beyond it files are read for their digests again. */
const mostVerified = 10_000;

/**
 * Threads that run the handlers of any service. They start with the first task, all of them, and stay
 * warm. Tasks that wait for a thread go by their priority. A crash of a thread fails only the task it
 * ran, as a retryable error; the thread is replaced.
 */
export class WorkerPool {
  readonly threads: number;
  readonly #pool: Piscina<ThreadQuestion, ThreadAnswer>;
  readonly #turns: Turns;
  readonly #written = new VerifiedFiles();
  readonly #store: ArtifactStore;
  readonly #settling: Turns;
  readonly #settlements = new Set<Promise<TaskResult>>();
  /** Modules that were asked for what they handle: tasks will need them. */
  readonly #known = new Set<string>();
  /** What any thread wrote or verified, so that no other reads it for its digest again. */
  readonly #verified = new Map<Digest, VerifiedFile>();
  #warm = false;
  #closed: Promise<void> | null = null;

  constructor(options: WorkerPoolOptions) {
    this.threads = options.threads ?? availableParallelism();
    this.#turns = new Turns(this.threads);
    this.#settling = new Turns(settlingPerThread * this.threads);
    this.#store = openStore(options.store, this.#written);
    const entry = moduleUrl('./thread.js', import.meta.url);
    if (!existsSync(entry)) throw notBuilt(entry);
    settleEngine();
    const settings: ThreadSettings = {
      store: options.store,
      cacheBytes: options.cacheBytes ?? 16 * mebibyte,
    };
    this.#pool = new Piscina<ThreadQuestion, ThreadAnswer>({
      filename: entry.href,
      minThreads: 0,
      maxThreads: this.threads,
      // Handlers keep planes in the memory of their thread's kernels while they wait for files.
      concurrentTasksPerWorker: 1,
      idleTimeout: Infinity,
      execArgv: [],
      workerData: settings,
      resourceLimits: {
        maxOldGenerationSizeMb: options.heapMegabytes ?? 512,
        // Tasks work on typed arrays outside the heap: the usual room for young objects would lie idle.
        maxYoungGenerationSizeMb: 24,
      },
    });
  }

  /**
   * Runs a task on the next free thread. A task that fails is a result; see `runTask`.
   *
   * @throws NightSkiesError `worker-crashed`, `task-aborted`, `task-withdrawn`, which comes after the
   *   end of the pool as well (all retryable), or what the task threw as retryable.
   */
  async run(
    request: TaskRequest,
    handlers: URL,
    { atMostMs, withdrawn }: RunOptions = {},
  ): Promise<TaskResult> {
    const turn = await this.#turn(request, withdrawn);
    const ceiling = new AbortController();
    const timer =
      atMostMs === undefined
        ? undefined
        : setTimeout(() => {
            ceiling.abort();
          }, atMostMs);
    try {
      const verified = request.inputs.flatMap(({ digest }) => this.#verified.get(digest) ?? []);
      const question = { ask: 'run', handlersUrl: handlers.href, request, verified } as const;
      const asked = this.#ask(question, ceiling.signal);
      this.#warmOthers();
      const answer = await asked;
      if (!('computed' in answer)) throw refused(answer, handlers);
      this.#hear(answer.verified);
      const settled = this.#settle(request, answer.computed, turn.end);
      return await Promise.race([settled, aborted(ceiling.signal)]);
    } finally {
      clearTimeout(timer);
      turn.end();
    }
  }

  /** Waits for the disk while the thread goes on with the next task. */
  #settle(
    request: TaskRequest,
    computed: ComputedTask,
    freeThread: () => void,
  ): Promise<TaskResult> {
    const settlement = this.#settleInTurn(request, computed, freeThread);
    this.#settlements.add(settlement);
    const forget = (): void => {
      this.#settlements.delete(settlement);
    };
    settlement.then(forget, forget);
    return settlement;
  }

  async #settleInTurn(
    request: TaskRequest,
    computed: ComputedTask,
    freeThread: () => void,
  ): Promise<TaskResult> {
    // A disk that does not keep up holds the threads back.
    const { end } = await this.#settling.take(0);
    freeThread();
    try {
      return await settleTask(request, computed, this.#store);
    } finally {
      end();
      this.#hear(this.#written.takeNews());
    }
  }

  #hear(news: readonly VerifiedFile[]): void {
    if (this.#verified.size > mostVerified) this.#verified.clear();
    for (const file of news) this.#verified.set(file.digest, file);
  }

  async #turn({ priority }: TaskRequest, withdrawn?: AbortSignal): Promise<Turn> {
    try {
      return await this.#turns.take(priority ?? 0, withdrawn);
    } catch (error) {
      throw takenBack(error);
    }
  }

  /**
   * Task types a handlers module serves; the module is loaded on a thread, not here.
   *
   * @throws NightSkiesError `handlers-unusable`, or as `run`
   */
  async handledTypes(handlers: URL): Promise<readonly string[]> {
    this.#known.add(handlers.href);
    const answer = await this.#ask({ ask: 'handled-types', handlersUrl: handlers.href });
    if ('types' in answer) return answer.types;
    throw refused(answer, handlers);
  }

  health(): Promise<Health> {
    return Promise.resolve({
      healthy: this.#closed === null,
      detail:
        this.#closed !== null
          ? 'the worker threads are stopped'
          : `${this.#pool.threads.length} of ${this.threads} threads started, ${this.#turns.waiting} tasks queued`,
    });
  }

  /**
   * Stops the threads at once; what they ran is lost and its tasks are delivered again. What they had
   * done is settled.
   */
  close(): Promise<void> {
    this.#closed ??= this.#stop();
    return this.#closed;
  }

  async #stop(): Promise<void> {
    await this.#pool.destroy();
    await Promise.allSettled(this.#settlements);
  }

  /**
   * Begins no more tasks, and stops the threads when those that were begun have ended. Tasks that wait
   * for a thread go on waiting until they are taken back.
   */
  async drain(): Promise<void> {
    const asked = Array.from({ length: this.threads }, () => this.#turns.take(Infinity));
    // They are never given back: what waits would begin on threads anew.
    await Promise.all(asked);
    await this.close();
  }

  /**
   * With the first task, which often is alone, the other threads start and load the modules. What
   * goes wrong there is told by the task that needs it.
   */
  #warmOthers(): void {
    if (this.#warm) return;
    this.#warm = true;
    for (let thread = 1; thread < this.threads; thread++) {
      this.#ask({ ask: 'load', handlersUrls: [...this.#known] }).catch(() => undefined);
    }
  }

  async #ask(question: ThreadQuestion, signal?: AbortSignal): Promise<ThreadAnswer> {
    // The pool of threads would start others for it.
    if (this.#closed !== null) throw takenBack();
    try {
      return await this.#pool.run(question, { signal: signal ?? null });
    } catch (error) {
      if (signal?.aborted === true) {
        throw stopped(error);
      }
      throw new NightSkiesError(
        problem('worker-crashed', 'the thread that ran the task ended unexpectedly', {
          ...(error instanceof Error ? { found: error.message } : {}),
          hint: 'Often memory is short: run with fewer workers (NIGHTSKIES_WORKERS).',
        }),
        { retryable: true, cause: error },
      );
    }
  }
}

function takenBack(cause?: unknown): NightSkiesError {
  return new NightSkiesError(
    problem('task-withdrawn', 'the task was taken back before a thread began it', {
      hint: 'It runs again with the next run.',
    }),
    { retryable: true, cause },
  );
}

function stopped(cause?: unknown): NightSkiesError {
  return new NightSkiesError(
    problem('task-aborted', 'the task was stopped before it ended', {
      hint: 'It runs again with the next run.',
    }),
    { retryable: true, cause },
  );
}

/** Fails once the signal is given: a share that hangs holds its settlement, but not the task. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const stop = (): void => {
      reject(stopped());
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

function refused(answer: ThreadAnswer, handlers: URL): NightSkiesError {
  if ('problem' in answer) {
    return new NightSkiesError(answer.problem, { retryable: answer.retryable });
  }
  return new NightSkiesError(
    problem('internal-error', 'a worker thread answered another question', { file: handlers.href }),
  );
}

function notBuilt(entry: URL): NightSkiesError {
  return new NightSkiesError(
    problem('not-built', 'the compiled worker is missing', {
      file: fileURLToPath(entry),
      hint: 'Run `npm run build` first.',
    }),
  );
}
