import { z } from 'zod';

/**
 * Something wrong with what we were given. Problems are values: they are collected, travel over the
 * bus, and are shown together. `code` is stable and kebab-case; nobody matches on `message`.
 */
export const problemSchema = z.object({
  code: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  /** The file concerned, or null when the problem is about a parameter or the whole run. */
  file: z.string().nullable(),
  message: z.string().min(1),
  found: z.string().nullable(),
  expected: z.string().nullable(),
  hint: z.string().nullable(),
});
export type Problem = z.infer<typeof problemSchema>;

/** A problem in full, from the parts the caller knows. */
export function problem(
  code: string,
  message: string,
  details: { file?: string; found?: string; expected?: string; hint?: string } = {},
): Problem {
  return {
    code,
    file: details.file ?? null,
    message,
    found: details.found ?? null,
    expected: details.expected ?? null,
    hint: details.hint ?? null,
  };
}

/**
 * The one family of thrown errors. `retryable` errors (a store out of reach) are tried again by the
 * worker runtime; all others fail their task at once.
 */
export class NightSkiesError extends Error {
  readonly problem: Problem;
  readonly retryable: boolean;

  constructor(cause: Problem, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(cause.message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'NightSkiesError';
    this.problem = cause;
    this.retryable = options.retryable ?? false;
  }

  get code(): string {
    return this.problem.code;
  }

  get hint(): string | null {
    return this.problem.hint;
  }
}

/** The problem behind any thrown value; what is not ours becomes `internal-error`. */
export function problemOf(thrown: unknown, file?: string): Problem {
  if (thrown instanceof NightSkiesError) return thrown.problem;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return problem('internal-error', message === '' ? 'unknown failure' : message, {
    ...(file === undefined ? {} : { file }),
    hint: 'This is a fault of the program, not of your data. Please report it with this message.',
  });
}

/** One problem as a sentence or two for a person: what, found, expected, what to do. */
export function describeProblem(item: Problem): string {
  const parts = [item.file === null ? item.message : `${item.file}: ${item.message}`];
  if (item.found !== null) parts.push(`found ${item.found}`);
  if (item.expected !== null) parts.push(`expected ${item.expected}`);
  const sentence = parts.join('; ');
  return item.hint === null ? sentence : `${sentence}\n    hint: ${item.hint}`;
}
