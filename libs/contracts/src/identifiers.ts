import { z } from 'zod';

/** Lower-case hexadecimal SHA-256 of some bytes: the name of an artifact. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);
export type Digest = z.infer<typeof digestSchema>;

export const bandSchema = z.enum(['V', 'B']);
export type Band = z.infer<typeof bandSchema>;

export const serviceSchema = z.enum([
  'catalog',
  'calibration',
  'astrometry',
  'photometry',
  'mosaic',
  'natural-sky',
  'metrics',
]);
export type ServiceName = z.infer<typeof serviceSchema>;

/** What a task is about. A set is numbered 1..8; `frame` is the stem of the raw file (`ib001`). */
export const scopeSchema = z.object({
  night: z.string().min(1),
  set: z.int().min(1).max(8),
  band: bandSchema,
  frame: z.string().nullable(),
});
export type Scope = z.infer<typeof scopeSchema>;

export type Json =
  string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Any value that JSON text can hold. Looked at by hand: a union of schemas, tried for every value
 * within, took as long as all else in a message together.
 */
export const jsonSchema: z.ZodType<Json> = z.custom<Json>(isJson, 'not a value that JSON can hold');

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.every(isJson);
  const prototype: unknown = Object.getPrototypeOf(value);
  return (
    (prototype === Object.prototype || prototype === null) && Object.values(value).every(isJson)
  );
}

/**
 * JSON text with sorted keys and no white space: equal values give equal text, so that its digest
 * can serve as a fingerprint.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonicalJson(item)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
