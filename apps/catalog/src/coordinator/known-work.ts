import type { Digest } from '@nightskies/contracts';
import { query, type Sql } from '../database/sql.js';

/** The part of the artifact store the coordinator needs. */
export interface PresenceStore {
  has(digest: Digest): Promise<boolean>;
}

/** Digests of what a piece of work made, by role. */
export type Outputs = Readonly<Record<string, Digest>>;

/**
 * Which of some pieces of work need not be done again: they were computed before, and all they made
 * is in the store.
 *
 * @returns what they made, by fingerprint
 */
export async function knownWork(
  sql: Sql,
  store: PresenceStore,
  fingerprints: readonly Digest[],
): Promise<ReadonlyMap<Digest, Outputs>> {
  // Work that made nothing is known as well: pictures of artificial light where none was told apart.
  const rows = await query<
    | { fingerprint: string; role: string; digest: string }
    | { fingerprint: string; role: null; digest: null }
  >(
    sql,
    `SELECT computations.fingerprint, role, digest FROM computations
     LEFT JOIN computation_outputs ON computation_outputs.fingerprint = computations.fingerprint
     WHERE computations.fingerprint IN (SELECT jsonb_array_elements_text($1::jsonb))`,
    JSON.stringify(fingerprints),
  );
  const present = await presentDigests(
    store,
    rows.flatMap(({ digest }) => (digest === null ? [] : [digest])),
  );
  const known = new Map<Digest, Record<string, Digest>>();
  const incomplete = new Set<Digest>();
  for (const { fingerprint, role, digest } of rows) {
    const outputs = known.get(fingerprint) ?? {};
    known.set(fingerprint, outputs);
    if (role === null) continue;
    if (!present.has(digest)) incomplete.add(fingerprint);
    outputs[role] = digest;
  }
  for (const fingerprint of incomplete) known.delete(fingerprint);
  return known;
}

async function presentDigests(
  store: PresenceStore,
  digests: readonly Digest[],
): Promise<ReadonlySet<Digest>> {
  const answers = await Promise.all(
    [...new Set(digests)].map(async (digest) => ((await store.has(digest)) ? [digest] : [])),
  );
  return new Set(answers.flat());
}
