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
    .map((issue) => `${typed(issue.path)}: ${issue.message}`)
    .join('; ');
  throw new NightSkiesError(problem('bad-option', found, { hint: 'See the command with --help.' }));
}

/** An option as it is typed: `--pixel-origin` for `pixelOrigin`. */
function typed(path: readonly PropertyKey[]): string {
  const [name = ''] = path.map(String);
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
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
