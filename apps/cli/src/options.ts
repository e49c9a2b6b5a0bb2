import { NightSkiesError, problem } from '@nightskies/contracts';
import { z } from 'zod';

/**
 * The options of a command, checked.
 *
 * @throws NightSkiesError `bad-option` that names every wrong option
 */
export function parseOptions<S extends z.ZodType>(schema: S, options: unknown): z.output<S> {
  const result = schema.safeParse(options);
  if (result.success) return result.data;
  const found = result.error.issues
    .map((issue) => `--${issue.path.join('.')}: ${issue.message}`)
    .join('; ');
  throw new NightSkiesError(problem('bad-option', found, { hint: 'See the command with --help.' }));
}

export const defaultWorkspace = 'nightskies-workspace';

/** Options of every command that speaks to a catalog. */
export const connectionOptions = {
  workspace: z.string().min(1),
  server: z.url().optional(),
};

export const jsonOption = { json: z.boolean().optional() };

/** One JSON document on standard output. */
export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}
