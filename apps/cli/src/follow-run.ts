import { setTimeout as sleep } from 'node:timers/promises';
import {
  NightSkiesError,
  runProgressSchema,
  runStatusSchema,
  type RunProgress,
  type RunStatus,
} from '@nightskies/contracts';
import type { CatalogClient } from './catalog-client.js';
import { countTasks, ProgressLine } from './progress-line.js';

/** Asking costs the embedded catalog time of the computing: often only when the end is near. */
const pollMilliseconds = { least: 20, most: 1_500, perTask: 40 };
/** How long a catalog may be away: a restart of it or of its database, not more. */
const patienceMilliseconds = 120_000;
const passing = new Set(['server-unreachable', 'database-unreachable']);

/**
 * Shows the progress of a run until it ends; returns its last status. The run is the server's: a
 * catalog that restarts meanwhile is waited for.
 */
export async function followRun(
  client: CatalogClient,
  run: string,
  signal?: AbortSignal,
): Promise<RunStatus> {
  const line = new ProgressLine();
  let heard = performance.now();
  let pause = pollMilliseconds.least;
  for (;;) {
    try {
      const path = `/runs/${encodeURIComponent(run)}`;
      const progress = await client.get(`${path}/progress`, runProgressSchema);
      heard = performance.now();
      if (progress.state !== 'active' || signal?.aborted === true) {
        const status = await client.get(path, runStatusSchema);
        line.end();
        return status;
      }
      line.show(progress);
      pause = pauseBefore(progress);
    } catch (error) {
      const passes = error instanceof NightSkiesError && passing.has(error.code);
      const patient = performance.now() - heard < patienceMilliseconds;
      if (!passes || !patient || signal?.aborted === true) throw error;
    }
    const waking = signal === undefined ? {} : { signal };
    await sleep(pause, undefined, waking).catch(() => undefined);
  }
}

function pauseBefore(progress: RunProgress): number {
  const { least, most, perTask } = pollMilliseconds;
  const { settled, total } = countTasks(progress);
  return Math.min(Math.max((total - settled) * perTask, least), most);
}
