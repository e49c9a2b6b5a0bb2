import { z } from 'zod';
import { startEmbedded } from '../embedded.js';
import { exitCodes } from '../exit-codes.js';
import { onInterrupt } from '../interrupt.js';
import { parseOptions } from '../options.js';
import { waitForAbort } from '../wait.js';
import { openWorkspace } from '../workspace.js';

const optionsSchema = z.object({
  workspace: z.string().min(1),
  host: z.string().min(1),
  port: z.coerce.number().int().min(0).max(65535),
});

/** `nightskies serve`: the HTTP API on a workspace, until it is stopped. */
export async function serve(given: Record<string, unknown>): Promise<number> {
  const options = parseOptions(optionsSchema, given);
  const workspace = await openWorkspace(options.workspace);
  const interrupt = onInterrupt();
  const embedded = await startEmbedded(workspace, {
    http: { host: options.host, port: options.port },
  });
  try {
    await embedded.checked;
    process.stderr.write(`The API answers at ${embedded.address ?? ''}/api/v1; Ctrl-C ends it.\n`);
    await waitForAbort(interrupt.signal);
    return exitCodes.done;
  } finally {
    interrupt.release();
    await embedded.close();
  }
}
