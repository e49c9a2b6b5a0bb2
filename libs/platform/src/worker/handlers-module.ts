import { NightSkiesError, problem, type Json, type Problem } from '@nightskies/contracts';
import { z } from 'zod';
import type { OutputFile } from '../handler.js';
import type { AnyTaskContext } from './task-context.js';

export interface AnyTaskOutcome {
  readonly outputs: readonly {
    readonly role: string;
    readonly name: string;
    readonly bytes: Uint8Array | (() => Uint8Array) | OutputFile;
    readonly facts?: Readonly<Record<string, Json>>;
  }[];
  readonly problems?: readonly Problem[];
}

/** A handler as the runtime calls it, whatever its task type. */
export type AnyTaskHandler = (context: AnyTaskContext) => Promise<AnyTaskOutcome>;

const moduleSchema = z.object({
  handlers: z.record(
    z.string(),
    z.custom<AnyTaskHandler>((value) => typeof value === 'function', 'not a function'),
  ),
});

/**
 * The handlers a module exports under the name `handlers`, by task type.
 *
 * @param url of compiled JavaScript, as `moduleUrl` gives it.
 * @throws NightSkiesError `handlers-unusable`.
 */
export async function importHandlers(url: string): Promise<ReadonlyMap<string, AnyTaskHandler>> {
  let imported: unknown;
  try {
    imported = await import(url);
  } catch (error) {
    throw unusable(url, error instanceof Error ? error.message : String(error), error);
  }
  const parsed = moduleSchema.safeParse(imported);
  if (!parsed.success) {
    throw unusable(url, parsed.error.issues.map((issue) => issue.message).join('; '));
  }
  return new Map(Object.entries(parsed.data.handlers));
}

function unusable(url: string, found: string, cause?: unknown): NightSkiesError {
  return new NightSkiesError(
    problem('handlers-unusable', 'the handlers of a service cannot be loaded', {
      file: url,
      found,
      expected: 'a module that exports `handlers: TaskHandlers`',
      hint: 'Run `npm run build`; if it stays, the installation is incomplete.',
    }),
    { cause },
  );
}
