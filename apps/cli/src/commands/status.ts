import { runStatusSchema, type RunStatus } from '@nightskies/contracts';
import { z } from 'zod';
import { withCatalog } from '../connection.js';
import { exitCodes } from '../exit-codes.js';
import { followRun } from '../follow-run.js';
import { onInterrupt } from '../interrupt.js';
import { connectionOptions, jsonOption, parseOptions, printJson } from '../options.js';
import { exitCodeOf, printDocument, printPlan, processDocument } from '../process-document.js';
import { countTasks } from '../progress-line.js';

const optionsSchema = z.object({
  ...connectionOptions,
  ...jsonOption,
  watch: z.boolean().optional(),
});

const runListSchema = z.object({ items: z.array(z.object({ run: z.string() })) });

/** `nightskies status`: a run, its progress, what failed and why. */
export async function status(
  given: Record<string, unknown>,
  [named]: readonly string[],
): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const interrupt = onInterrupt();
  try {
    const current = await withCatalog(options, 'refuse', async (client) => {
      const run = named ?? (await client.get('/runs?limit=1', runListSchema)).items[0]?.run;
      if (run === undefined) return null;
      return options.watch === true
        ? followRun(client, run, interrupt.signal)
        : client.get(`/runs/${encodeURIComponent(run)}`, runStatusSchema);
    });
    if (current === null) {
      process.stderr.write('No run yet. Start one with `nightskies process`.\n');
      return exitCodes.nothingDone;
    }
    if (options.json === true) printJson(current);
    else printStatus(current);
    return current.outcome === null ? exitCodes.done : exitCodeOf(current.outcome);
  } finally {
    interrupt.release();
  }
}

export function printStatus(current: RunStatus): void {
  const { settled, total } = countTasks(current);
  process.stdout.write(
    `Run ${current.run} of ${current.requestedAt}: ${current.state}, ${settled} of ${total} tasks settled\n`,
  );
  printPlan(current);
  if (current.state !== 'active') printDocument(processDocument(current, 0));
}
