import type { z } from 'zod';
import { NightSkiesError, problem } from './errors.js';

/**
 * A JSON artifact in the form its schema says.
 *
 * @param title what it should be, for the message: `camera constants`
 * @throws NightSkiesError `bad-document` that names the file and each wrong entry
 */
export function readDocument<S extends z.ZodType>(
  schema: S,
  { name, bytes }: { readonly name: string; readonly bytes: Uint8Array },
  title: string,
): z.output<S> {
  const refuse = (found: string, cause?: unknown): NightSkiesError =>
    new NightSkiesError(
      problem('bad-document', `these are no ${title}`, {
        file: name,
        found,
        expected: 'JSON as this version of the program writes it',
        hint: 'Start the run again: what it takes from outside is taken anew then.',
      }),
      { cause },
    );
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : 'no JSON', error);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw refuse(
    parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}
