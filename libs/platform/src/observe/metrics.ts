import type { TaskTypeName } from '@nightskies/contracts';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type TaskEnd = 'done' | 'failed' | 'retried';

/** Numbers for the person who watches a server, in the text format of Prometheus. */
export class TaskMetrics {
  readonly registry = new Registry();
  readonly #finished: Counter<'type' | 'outcome'>;
  readonly #running: Gauge<'type'>;
  readonly #seconds: Histogram<'type'>;
  readonly #deadLetters: Counter;

  constructor(options: { readonly processMetrics?: boolean } = {}) {
    const registers = [this.registry];
    this.#finished = new Counter({
      name: 'nightskies_tasks_total',
      help: 'Tasks that ended, by type and outcome.',
      labelNames: ['type', 'outcome'],
      registers,
    });
    this.#running = new Gauge({
      name: 'nightskies_tasks_running',
      help: 'Tasks taken from the bus and not yet acknowledged.',
      labelNames: ['type'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'nightskies_task_duration_seconds',
      help: 'Time from taking a task to telling its result.',
      labelNames: ['type'],
      buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000],
      registers,
    });
    this.#deadLetters = new Counter({
      name: 'nightskies_dead_letters_total',
      help: 'Messages parked because they could not be read or never finished.',
      registers,
    });
    if (options.processMetrics === true) collectDefaultMetrics({ register: this.registry });
  }

  /** Counts a task in; the returned function counts it out. */
  started(type: TaskTypeName): (end: TaskEnd) => void {
    this.#running.inc({ type });
    const stop = this.#seconds.startTimer({ type });
    return (end) => {
      stop();
      this.#running.dec({ type });
      this.#finished.inc({ type, outcome: end });
    };
  }

  deadLetter(): void {
    this.#deadLetters.inc();
  }
}
