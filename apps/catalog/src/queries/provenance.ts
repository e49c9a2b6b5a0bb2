import { provenanceSchema, type Digest, type Provenance } from '@nightskies/contracts';
import { query, type Sql } from '../database/sql.js';

/** Longer than any pipeline: a bound in case bytes are their own ancestor. */
const deepest = 40;

/** From an artifact to what it was made from, or to what was made from it. */
const steps = {
  ancestors: { from: 'computation_outputs', to: 'computation_inputs' },
  descendants: { from: 'computation_inputs', to: 'computation_outputs' },
} as const;

/**
 * The whole ancestry or descent of an artifact or raw file: every node once, the root first, the
 * others by distance. Null when no artifact has this digest. Bytes that several computations made
 * alike have the inputs of all of them.
 */
export async function readProvenance(
  sql: Sql,
  root: Digest,
  direction: keyof typeof steps,
): Promise<Provenance | null> {
  const { from, to } = steps[direction];
  const nodes = await query<Record<string, unknown>>(
    sql,
    `WITH RECURSIVE reached(digest, distance) AS (
       SELECT digest, 0 FROM artifacts WHERE digest = $1
       UNION
       SELECT next.digest, distance + 1 FROM reached
       JOIN ${from} AS near ON near.digest = reached.digest
       JOIN ${to} AS next ON next.fingerprint = near.fingerprint
       WHERE distance < ${deepest}),
     nearest AS (SELECT digest, max(distance) AS distance FROM reached GROUP BY digest)
     SELECT artifacts.digest, kind, name, path,
       (SELECT max(made.facts->>'starCatalogue') FROM computation_outputs AS made
        WHERE made.digest = artifacts.digest) AS "starCatalogue",
       (SELECT jsonb_build_object('taskId', COALESCE(
            (SELECT id FROM tasks WHERE tasks.fingerprint = made.fingerprint AND state = 'done'
             ORDER BY id LIMIT 1), made.fingerprint),
          'type', type, 'version', version, 'fingerprint', made.fingerprint,
          'parameters', parameters, 'arguments', arguments, 'problems', problems)
        FROM computation_outputs AS made JOIN computations USING (fingerprint)
        WHERE made.digest = artifacts.digest ORDER BY made.fingerprint LIMIT 1) AS "producedBy",
       COALESCE((SELECT jsonb_agg(DISTINCT jsonb_build_object('role', next.role, 'digest', next.digest))
        FROM ${from} AS near JOIN ${to} AS next ON next.fingerprint = near.fingerprint
        WHERE near.digest = artifacts.digest), '[]') AS edges
     FROM nearest JOIN artifacts USING (digest) ORDER BY distance, kind, name, digest`,
    root,
  );
  return nodes.length === 0 ? null : provenanceSchema.parse({ root, direction, nodes });
}
