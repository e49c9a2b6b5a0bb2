import type { SetToPlan } from '@nightskies/catalog';
import {
  cameraConstantsSchema,
  digestSchema,
  NightSkiesError,
  type Band,
  type Digest,
} from '@nightskies/contracts';
import type { ArtifactStore } from '@nightskies/platform';
import { z } from 'zod';
import { query, type Sql } from '../database/sql.js';

/** A band of a set, and the camera it was taken with. */
export interface SetOfCamera extends Pick<SetToPlan, 'night' | 'set'> {
  readonly band: Band;
  readonly camera: string;
}

/** What the other sets of a camera say, as an input `history` of the fit of a set. */
export interface HistoryKind<One> {
  readonly fit: 'photometry.fit' | 'natural-sky.fit';
  readonly schema: z.ZodType<{ readonly sets: readonly One[] }>;
  /** What they say now, one a set, never the set itself. */
  readonly ofOthers: (sql: Sql, of: SetOfCamera) => Promise<readonly One[]>;
}

/**
 * What the other sets of a camera say. What an earlier plan of the set took is kept, so that a second
 * run computes nothing anew, until a new snapshot is asked for or the set turns out to be of another
 * camera.
 */
export async function earlierSets<One>(
  sql: Sql,
  store: ArtifactStore,
  kind: HistoryKind<One>,
  of: SetOfCamera,
  refresh: boolean,
): Promise<readonly One[]> {
  const kept = refresh ? null : await keptSnapshot(sql, store, kind, of);
  return kept ?? kind.ofOthers(sql, of);
}

/** Inputs that were planned, or computed with: digests of the camera's constants and the history. */
interface FitInputs {
  readonly camera: Digest | null;
  readonly history: Digest | null;
}

const plannedFitSchema = z.object({
  inputs: z.array(z.looseObject({ role: z.string(), from: z.looseObject({}) })),
});
const plannedInputSchema = z.looseObject({ from: z.looseObject({ artifact: digestSchema }) });

/**
 * What the latest plan of this set's fit took; null when there is none, or its bytes are gone. The
 * camera is that of the photometry of the same run.
 */
async function keptSnapshot<One>(
  sql: Sql,
  store: ArtifactStore,
  kind: HistoryKind<One>,
  of: SetOfCamera,
): Promise<readonly One[] | null> {
  const rows = await query<{ plan: unknown; photometry: unknown }>(
    sql,
    `SELECT tasks.plan, photometry.plan AS photometry FROM tasks JOIN runs ON runs.id = tasks.run_id
     JOIN tasks AS photometry ON photometry.run_id = tasks.run_id
       AND photometry.type = 'photometry.fit' AND photometry.night = tasks.night
       AND photometry.set = tasks.set AND photometry.band = tasks.band
     WHERE tasks.type = $1 AND tasks.night = $2 AND tasks.set = $3 AND tasks.band = $4
       AND tasks.plan->'parameters'->>'compat' = 'none'
     ORDER BY requested_at DESC, runs.id DESC LIMIT 1`,
    kind.fit,
    of.night,
    of.set,
    of.band,
  );
  const row = rows.at(0);
  if (row === undefined) return rememberedSnapshot(sql, store, kind, of);
  const planned = {
    camera: plannedInput(row.photometry, 'camera'),
    history: plannedInput(row.plan, 'history'),
  };
  return snapshotIn(store, kind, planned, of.camera);
}

function plannedInput(plan: unknown, wanted: string): Digest | null {
  const input = plannedFitSchema.parse(plan).inputs.find(({ role }) => role === wanted);
  return input === undefined ? null : plannedInputSchema.parse(input).from.artifact;
}

/**
 * The same from finished work: all that is left of plans in a catalog that was rebuilt. It does not
 * tell which was the last; as a camera's sets only grow in number, it is the one with most of them.
 */
async function rememberedSnapshot<One>(
  sql: Sql,
  store: ArtifactStore,
  kind: HistoryKind<One>,
  { night, set, band, camera }: SetOfCamera,
): Promise<readonly One[] | null> {
  const rows = await query<FitInputs>(
    sql,
    `SELECT DISTINCT computations.fingerprint, cameras.digest AS camera, histories.digest AS history
     FROM computations
     LEFT JOIN computation_inputs AS fits
       ON fits.fingerprint = computations.fingerprint AND fits.role = 'photometry'
     LEFT JOIN computation_outputs AS photometry ON photometry.digest = fits.digest
     LEFT JOIN computation_inputs AS cameras ON cameras.role = 'camera'
       AND cameras.fingerprint = coalesce(photometry.fingerprint, computations.fingerprint)
     LEFT JOIN computation_inputs AS histories
       ON histories.fingerprint = computations.fingerprint AND histories.role = 'history'
     WHERE type = $1 AND arguments->>'night' = $2 AND arguments->'set' = $3::text::jsonb
       AND arguments->>'band' = $4 AND parameters->>'compat' = 'none'
     ORDER BY computations.fingerprint, cameras.digest`,
    kind.fit,
    night,
    String(set),
    band,
  );
  let most: readonly One[] | null = null;
  for (const inputs of rows) {
    const sets = await snapshotIn(store, kind, inputs, camera);
    if (sets !== null && sets.length >= (most?.length ?? 0)) most = sets;
  }
  return most;
}

/** What a fit was judged by; null when it was another camera's, or the bytes are gone. */
async function snapshotIn<One>(
  store: ArtifactStore,
  kind: HistoryKind<One>,
  { camera, history }: FitInputs,
  expected: string,
): Promise<readonly One[] | null> {
  const constants = await readStored(store, camera, cameraConstantsSchema);
  if (constants?.camera !== expected) return null;
  if (history === null) return [];
  return (await readStored(store, history, kind.schema))?.sets ?? null;
}

async function readStored<T>(
  store: ArtifactStore,
  digest: Digest | null,
  schema: z.ZodType<T>,
): Promise<T | null> {
  if (digest === null) return null;
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(await store.get(digest))));
  } catch (error) {
    if (error instanceof NightSkiesError && !error.retryable) return null;
    throw error;
  }
}
