import { setTimeout as sleep } from 'node:timers/promises';
import { runStatusSchema, type RunStatus } from '@nightskies/contracts';
import type { CatalogClient } from './catalog-client.js';
import { ProgressLine } from './progress-line.js';

const pollMilliseconds = 400;

/** Shows the progress of a run until it ends; returns its last status. */
export async function followRun(
  client: CatalogClient,
  run: string,
  signal?: AbortSignal,
): Promise<RunStatus> {
  const line = new ProgressLine();
  for (;;) {
    const status = await client.get(`/runs/${encodeURIComponent(run)}`, runStatusSchema);
    if (status.state !== 'active' || signal?.aborted === true) {
      line.end();
      return status;
    }
    line.show(status);
    await sleep(pollMilliseconds);
  }
}
