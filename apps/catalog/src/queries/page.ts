import { NightSkiesError, problem } from '@nightskies/contracts';
import { z } from 'zod';

/** Query parameters of every list. `after` is the `next` of the page before. */
export const pageSchema = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  after: z.string().min(1).optional(),
});
/** Number of a set in a filter. */
export const setNumber = z.coerce.number().int().min(1).max(8);

/** A text the database can compare with: it knows no NUL. */
export const keyText = z.string().regex(/^[^\0]*$/);
/** A number of an integer column. */
export const keyNumber = z.int32();

export type PageRequest = z.output<typeof pageSchema>;

export interface Page<T> {
  readonly items: readonly T[];
  /** Give it as `after` for the next page; null at the end. */
  readonly next: string | null;
}

/**
 * A page out of up to `limit + 1` rows in the order of their keys. A key is never an offset: rows
 * that come or go meanwhile shift nothing.
 */
export function pageOf<T>(rows: readonly T[], limit: number, key: (row: T) => string): Page<T> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? key(last) : null };
}

/** The parts of a key made of several columns; each may hold anything. */
export function joinKey(...parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** @throws NightSkiesError `bad-page-key` for a text that is no key of this list */
export function splitKey<T>(key: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(key, 'base64url').toString('utf8')));
  } catch (error) {
    throw new NightSkiesError(
      problem('bad-page-key', 'the parameter after is none that this list gave', {
        found: key,
        expected: 'the value of next of the page before',
        hint: 'Leave after out to begin at the start.',
      }),
      { cause: error },
    );
  }
}
