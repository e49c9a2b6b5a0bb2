import { NightSkiesError, problem, type Problem } from '@nightskies/contracts';
import { z } from 'zod';

/** Prisma: cannot reach, timed out, connection closed, no free connection. */
const prismaCodes = new Set(['P1001', 'P1002', 'P1017', 'P2024', 'P2037']);
/** The same as the driver adapter names it under a raw statement. */
const adapterKinds = new Set([
  'DatabaseNotReachable',
  'ConnectionClosed',
  'SocketTimeout',
  'TooManyConnections',
]);
/** Postgres: shut down by its keeper, crashed, starting up; connection exceptions are class 08. */
const postgresCodes = /^(57P0[1-3]|08\w{3})$/;

/** Postgres: no room on the disk. */
const diskFullCode = '53100';

const failureSchema = z.object({
  code: z.string(),
  meta: z
    .object({
      driverAdapterError: z
        .object({
          cause: z.object({ kind: z.string().optional(), originalCode: z.string().optional() }),
        })
        .optional(),
    })
    .optional(),
});

/**
 * The error behind a statement that failed because the database is away, in our words
 * (`database-unreachable`, retryable); null for every other failure.
 */
export function databaseUnreachable(error: unknown): NightSkiesError | null {
  const parsed = failureSchema.safeParse(error);
  if (!parsed.success) return null;
  const { code, meta } = parsed.data;
  const { kind = '', originalCode = '' } = meta?.driverAdapterError?.cause ?? {};
  const away = prismaCodes.has(code) || adapterKinds.has(kind) || postgresCodes.test(originalCode);
  if (!away) return null;
  return new NightSkiesError(
    problem('database-unreachable', 'the catalog database does not answer', {
      hint: 'Look whether Postgres runs; the catalog goes on by itself when it is back.',
    }),
    { retryable: true, cause: error },
  );
}

/** What to tell when a statement failed because the disk is full; null for every other failure. */
export function databaseDiskFull(error: unknown): Problem | null {
  const { data } = failureSchema.safeParse(error);
  // Prisma wraps what the server says; the embedded database says it itself.
  const code = data?.meta?.driverAdapterError?.cause.originalCode ?? data?.code;
  if (code !== diskFullCode) return null;
  return problem('disk-full', 'the disk of the catalog is full', {
    expected: 'about 1 GB of room for a set',
    hint: 'Make room. Nothing is lost: the same command resumes.',
  });
}
