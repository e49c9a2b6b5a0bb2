import type { RunProgress } from '@nightskies/contracts';
import { taskTypes } from '@nightskies/contracts';

/** Settled and all tasks of a run. */
export function countTasks(status: Pick<RunProgress, 'progress'>): {
  settled: number;
  total: number;
} {
  let settled = 0;
  let total = 0;
  for (const { counts } of status.progress) {
    for (const [state, count] of Object.entries(counts)) {
      total += count;
      if (state !== 'waiting' && state !== 'queued') settled += count;
    }
  }
  return { settled, total };
}

/** Time left, from the rate so far: `12 s`, `3 min`. */
export function timeLeft(elapsedSeconds: number, settled: number, total: number): string {
  if (settled === 0) return 'time left unknown';
  const left = (elapsedSeconds / settled) * (total - settled);
  return left < 90 ? `${Math.ceil(left)} s left` : `${Math.ceil(left / 60)} min left`;
}

/** What is being worked on: the first type of task that is not settled. */
function currentStep(status: RunProgress): string {
  for (const { type, counts } of status.progress) {
    if ((counts.queued ?? 0) > 0) return taskTypes[type].title;
  }
  return 'finishing';
}

/**
 * Shows the progress of a run on standard error: a bar on a terminal, else a line for every tenth
 * of the work.
 */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #started = performance.now();
  #lastTenth = -1;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  show(status: RunProgress): void {
    const { settled, total } = countTasks(status);
    if (total === 0) return;
    const elapsed = (performance.now() - this.#started) / 1000;
    const left = timeLeft(elapsed, settled, total);
    if (this.#stream.isTTY) {
      const width = 30;
      const filled = Math.round((settled / total) * width);
      const bar = `${'#'.repeat(filled)}${'-'.repeat(width - filled)}`;
      this.#stream.write(`\r[${bar}] ${settled}/${total} ${currentStep(status)}, ${left}\u001b[K`);
      return;
    }
    const tenth = Math.floor((settled / total) * 10);
    if (tenth === this.#lastTenth) return;
    this.#lastTenth = tenth;
    this.#stream.write(`${settled} of ${total} tasks, ${currentStep(status)}, ${left}\n`);
  }

  end(): void {
    if (this.#stream.isTTY) this.#stream.write('\r\u001b[K');
  }
}
