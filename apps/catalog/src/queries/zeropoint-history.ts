import type { SetToPlan } from '@nightskies/catalog';
import {
  bandSchema,
  cameraConstantsSchema,
  digestSchema,
  NightSkiesError,
  zeropointHistorySchema,
  type Band,
  type Digest,
  type ZeropointHistory,
} from '@nightskies/contracts';
import type { ArtifactStore } from '@nightskies/platform';
import { z } from 'zod';
import { query, type Sql } from '../database/sql.js';

/**
 * The set with the zeropoints of its camera's other sets. What an earlier plan of the set took is
 * kept, so that a second run computes nothing anew, until a new snapshot is asked for or the set
 * turns out to be of another camera.
 */
export async function withHistory(
  sql: Sql,
  store: ArtifactStore,
  set: SetToPlan,
  refresh: boolean,
): Promise<SetToPlan> {
  const history: { -readonly [B in Band]?: ZeropointHistory } = {};
  for (const band of bandSchema.options) {
    const camera = set.calibration[band]?.camera.camera;
    if (camera === undefined) continue;
    const kept = refresh ? null : await keptSnapshot(sql, store, set, { camera, band });
    const sets = kept?.sets ?? (await zeropointsOfOthers(sql, camera, band, set));
    history[band] = { format: 1, camera, band, sets: [...sets] };
  }
  return { ...set, history };
}

type Snapshot = Pick<ZeropointHistory, 'sets'>;

/** Inputs of a fit that was planned, or computed: digests of the camera's constants and the history. */
interface FitInputs {
  readonly camera: Digest | null;
  readonly history: Digest | null;
}

const plannedFitSchema = z.object({
  inputs: z.array(z.looseObject({ role: z.string(), from: z.looseObject({}) })),
});
const plannedInputSchema = z.looseObject({ from: z.looseObject({ artifact: digestSchema }) });

/** What the latest plan of this set's fit took; null when there is none, or its bytes are gone. */
async function keptSnapshot(
  sql: Sql,
  store: ArtifactStore,
  { night, set }: SetToPlan,
  of: { readonly camera: string; readonly band: Band },
): Promise<Snapshot | null> {
  const rows = await query<{ plan: unknown }>(
    sql,
    `SELECT plan FROM tasks JOIN runs ON runs.id = run_id
     WHERE type = 'photometry.fit' AND night = $1 AND set = $2 AND band = $3
       AND plan->'parameters'->>'compat' = 'none'
     ORDER BY requested_at DESC, runs.id DESC LIMIT 1`,
    night,
    set,
    of.band,
  );
  const row = rows.at(0);
  if (row === undefined) return rememberedSnapshot(sql, store, { night, set }, of);
  const { inputs } = plannedFitSchema.parse(row.plan);
  const digestOf = (wanted: string): Digest | null => {
    const input = inputs.find(({ role }) => role === wanted);
    return input === undefined ? null : plannedInputSchema.parse(input).from.artifact;
  };
  return snapshotIn(store, { camera: digestOf('camera'), history: digestOf('history') }, of.camera);
}

/**
 * The same from finished work: all that is left of plans in a catalog that was rebuilt. It does not
 * tell which was the last; as a camera's sets only grow in number, it is the one with most of them.
 */
async function rememberedSnapshot(
  sql: Sql,
  store: ArtifactStore,
  { night, set }: Pick<SetToPlan, 'night' | 'set'>,
  { camera, band }: { readonly camera: string; readonly band: Band },
): Promise<Snapshot | null> {
  const rows = await query<FitInputs>(
    sql,
    `SELECT cameras.digest AS camera, histories.digest AS history FROM computations
     LEFT JOIN computation_inputs AS cameras
       ON cameras.fingerprint = computations.fingerprint AND cameras.role = 'camera'
     LEFT JOIN computation_inputs AS histories
       ON histories.fingerprint = computations.fingerprint AND histories.role = 'history'
     WHERE type = 'photometry.fit' AND arguments->>'night' = $1 AND arguments->'set' = $2::text::jsonb
       AND arguments->>'band' = $3 AND parameters->>'compat' = 'none'
     ORDER BY computations.fingerprint`,
    night,
    String(set),
    band,
  );
  let most: Snapshot | null = null;
  for (const inputs of rows) {
    const snapshot = await snapshotIn(store, inputs, camera);
    if (snapshot !== null && snapshot.sets.length >= (most?.sets.length ?? 0)) most = snapshot;
  }
  return most;
}

/** What a fit was judged by; null when it was another camera's, or the bytes are gone. */
async function snapshotIn(
  store: ArtifactStore,
  { camera, history }: FitInputs,
  expected: string,
): Promise<Snapshot | null> {
  const constants = await readStored(store, camera, cameraConstantsSchema);
  if (constants?.camera !== expected) return null;
  return history === null ? { sets: [] } : readStored(store, history, zeropointHistorySchema);
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

const pastSchema = z.array(
  z.object({
    night: z.string(),
    set: z.int(),
    julianDate: z.number().nullable(),
    zeropointMag: z.number(),
    uncertaintyMag: z.number(),
  }),
);

/**
 * Fitted zeropoints of a camera and band, one a set: that of its latest run. Fits that repeat the
 * old arithmetic have another meaning and do not count, nor does the set itself.
 */
async function zeropointsOfOthers(
  sql: Sql,
  camera: string,
  band: Band,
  own: Pick<SetToPlan, 'night' | 'set'>,
): Promise<ZeropointHistory['sets']> {
  return pastSchema.parse(
    await query<unknown>(
      sql,
      `SELECT DISTINCT ON (metrics.night, metrics.set) metrics.night, metrics.set,
         (SELECT avg(julian_date) FROM frames WHERE frames.night = metrics.night
            AND frames.set = metrics.set AND frames.band = metrics.band) AS "julianDate",
         metrics.value AS "zeropointMag", metrics.uncertainty AS "uncertaintyMag"
       FROM metrics
       JOIN sets ON sets.night = metrics.night AND sets.set = metrics.set
       JOIN computations ON computations.fingerprint = metrics.fingerprint
       LEFT JOIN tasks ON tasks.fingerprint = metrics.fingerprint
       LEFT JOIN runs ON runs.id = tasks.run_id
       WHERE metrics.name = 'zeropoint-free' AND metrics.band = $1 AND sets.camera_id = $2
         AND metrics.value IS NOT NULL AND metrics.uncertainty > 0
         AND computations.parameters->>'compat' = 'none'
         AND NOT (metrics.night = $3 AND metrics.set = $4)
       ORDER BY metrics.night, metrics.set, requested_at DESC NULLS LAST, metrics.fingerprint`,
      band,
      camera,
      own.night,
      own.set,
    ),
  );
}
