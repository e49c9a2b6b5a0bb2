import { setTimeout as sleep } from 'node:timers/promises';
import { NightSkiesError, runStatusSchema, type RunStatus } from '@nightskies/contracts';
import type { CatalogClient } from './catalog-client.js';
import { countTasks, ProgressLine } from './progress-line.js';

/**
 * Asking costs the catalog some 20 ms, which the embedded one takes from the computing: often only when
 * the end is near.
 */
const pollMilliseconds = { least: 250, most: 1_500, perTask: 60 };
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
      const status = await client.get(`/runs/${encodeURIComponent(run)}`, runStatusSchema);
      heard = performance.now();
      if (status.state !== 'active' || signal?.aborted === true) {
        line.end();
        return status;
      }
      line.show(status);
      pause = pauseBefore(status);
    } catch (error) {
      const passes = error instanceof NightSkiesError && passing.has(error.code);
      const patient = performance.now() - heard < patienceMilliseconds;
      if (!passes || !patient || signal?.aborted === true) throw error;
    }
    const waking = signal === undefined ? {} : { signal };
    await sleep(pause, undefined, waking).catch(() => undefined);
  }
}

function pauseBefore(status: RunStatus): number {
  const { least, most, perTask } = pollMilliseconds;
  const { settled, total } = countTasks(status);
  return Math.min(Math.max((total - settled) * perTask, least), most);
}
