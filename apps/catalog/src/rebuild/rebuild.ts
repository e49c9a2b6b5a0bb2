import {
  metricSchema,
  parseRunParameters,
  type ArtifactKind,
  type Manifest,
  type Problem,
} from '@nightskies/contracts';
import type { ArtifactStore } from '@nightskies/platform';
import { z } from 'zod';
import { coordinate, type Database, execute, query, rowsParameter } from '../database/sql.js';
import { restoreGiven } from '../given/given-files.js';
import { ingest } from '../ingest/ingest.js';

export interface Rebuilt {
  readonly computations: number;
  /** What could not be taken in: unreadable manifests, files that are gone or wrong. */
  readonly problems: readonly Problem[];
}

const batchSize = 200;
const madeByNoTask: ReadonlySet<string> = new Set<ArtifactKind>([
  'camera-constants',
  'given-mask',
  'given-sky-map',
  'given-table',
  'typed-fields',
]);
const factsSchema = z.object({ metrics: z.array(metricSchema) });

/**
 * Fills an empty catalog from the raw trees and the manifests of the artifact store: sites, nights,
 * frames, calibration files, artifacts, computations with their provenance, metrics, and what people
 * gave about nights. Runs and the time and person of a request stand in the catalog only and are not
 * rebuilt: the same request made again computes nothing.
 *
 * @param roots raw trees and calibration folders, as runs were given them
 */
export async function rebuild(
  database: Database,
  store: ArtifactStore,
  roots: readonly { readonly path: string; readonly calibration: string | null }[],
): Promise<Rebuilt> {
  const problems: Problem[] = [];
  for (const { path, calibration } of roots) {
    const found = await ingest(
      database,
      { paths: [path], calibration, filelist: null, bands: [] },
      parseRunParameters({}),
    );
    problems.push(...found.problems);
  }
  await restoreGiven(database, store, (item) => problems.push(item));
  let computations = 0;
  let batch: Manifest[] = [];
  const flush = async (): Promise<void> => {
    await insertManifests(database, batch, store);
    computations += batch.length;
    batch = [];
  };
  for await (const manifest of store.manifests((item) => problems.push(item))) {
    batch.push(manifest);
    if (batch.length >= batchSize) await flush();
  }
  await flush();
  await insertMetrics(database);
  return { computations, problems };
}

async function insertManifests(
  database: Database,
  manifests: readonly Manifest[],
  store: ArtifactStore,
): Promise<void> {
  if (manifests.length === 0) return;
  // Sizes of inputs stand in no manifest but in that of their maker; these have no maker.
  const inputs = manifests.flatMap((manifest) => manifest.inputs);
  const snapshots = new Map<string, number>();
  for (const { digest, kind } of inputs) {
    if (!madeByNoTask.has(kind) || snapshots.has(digest) || !(await store.has(digest))) continue;
    snapshots.set(digest, (await store.get(digest)).length);
  }
  const artifacts = [
    ...manifests.flatMap(({ outputs }) => outputs),
    ...inputs.map((input) => ({ ...input, bytes: snapshots.get(input.digest) ?? 0 })),
  ].map(({ digest, kind, name, bytes }) => ({ digest, kind, name, bytes }));
  await coordinate(database, async (sql) => {
    await execute(
      sql,
      `INSERT INTO artifacts (digest, kind, name, bytes)
       SELECT DISTINCT ON (digest) digest, kind, name, bytes FROM jsonb_to_recordset($1::jsonb)
         AS new(digest text, kind text, name text, bytes bigint) ORDER BY digest, bytes DESC
       ON CONFLICT (digest) DO UPDATE SET bytes = GREATEST(artifacts.bytes, EXCLUDED.bytes)`,
      rowsParameter(artifacts),
    );
    await execute(
      sql,
      `WITH new AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS item(fingerprint text, type text,
         version int, parameters jsonb, arguments jsonb, missing jsonb, problems jsonb, inputs jsonb,
         outputs jsonb)),
       computed AS (
         INSERT INTO computations (fingerprint, type, version, parameters, arguments, missing, problems)
         SELECT fingerprint, type, version, parameters, arguments, missing, problems FROM new
         ON CONFLICT (fingerprint) DO NOTHING),
       taken AS (
         INSERT INTO computation_inputs (fingerprint, role, name, digest)
         SELECT fingerprint, item.role, item.name, item.digest FROM new,
           jsonb_to_recordset(inputs) AS item(role text, name text, digest text)
         ON CONFLICT DO NOTHING)
       INSERT INTO computation_outputs (fingerprint, role, name, digest, facts)
       SELECT fingerprint, item.role, item.name, item.digest, item.facts FROM new,
         jsonb_to_recordset(outputs) AS item(role text, name text, digest text, facts jsonb)
       ON CONFLICT DO NOTHING`,
      rowsParameter(manifests),
    );
  });
}

/**
 * A manifest does not say which set it is about, its ancestry does: the frame it comes from, and
 * for the band the first ancestor that has one.
 */
async function insertMetrics(database: Database): Promise<void> {
  const rows = await query<{ fingerprint: string; facts: unknown }>(
    database,
    `SELECT fingerprint, facts FROM computation_outputs WHERE facts ? 'metrics'`,
  );
  const metrics = rows.flatMap(({ fingerprint, facts }) => {
    const parsed = factsSchema.safeParse(facts);
    return parsed.success ? parsed.data.metrics.map((metric) => ({ fingerprint, ...metric })) : [];
  });
  await execute(
    database,
    `WITH RECURSIVE new AS (SELECT * FROM jsonb_to_recordset($1::jsonb) AS item(fingerprint text,
       name text, sky text, value float8, uncertainty float8, unit text, reason text)),
     reached(origin, digest) AS (
       SELECT DISTINCT fingerprint, input.digest FROM new JOIN computation_inputs AS input USING (fingerprint)
       UNION
       SELECT origin, input.digest FROM reached
       JOIN computation_outputs AS made ON made.digest = reached.digest
       JOIN computation_inputs AS input ON input.fingerprint = made.fingerprint),
     places AS (
       SELECT DISTINCT ON (origin) origin, night, set, band FROM reached
       JOIN frames ON frames.digest = reached.digest AND band IS NOT NULL
         AND frames.role = 'science' ORDER BY origin, frames.id)
     INSERT INTO metrics (fingerprint, name, sky, night, set, band, value, uncertainty, unit, reason)
     SELECT fingerprint, name, sky, night, set, band, value, uncertainty, unit, reason
     FROM new JOIN places ON places.origin = new.fingerprint
     ON CONFLICT DO NOTHING`,
    rowsParameter(metrics),
  );
}
