import type { SetToPlan } from '@nightskies/catalog';
import {
  bandSchema,
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
 * kept, so that a second run computes nothing anew, until a new snapshot is asked for.
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
    const kept = refresh ? null : await keptSnapshot(sql, store, set, band);
    const sets = kept?.sets ?? (await zeropointsOfOthers(sql, camera, band, set));
    history[band] = { format: 1, camera, band, sets: [...sets] };
  }
  return { ...set, history };
}

const plannedInputsSchema = z.object({
  inputs: z.array(z.object({ role: z.string(), from: z.object({ artifact: z.string() }) })),
});
const plannedFitSchema = z.object({
  inputs: z.array(z.looseObject({ role: z.string(), from: z.looseObject({}) })),
});

/** What the latest plan of this set's fit took; null when there is none, or its bytes are gone. */
async function keptSnapshot(
  sql: Sql,
  store: ArtifactStore,
  { night, set }: SetToPlan,
  band: Band,
): Promise<Pick<ZeropointHistory, 'sets'> | null> {
  const rows = await query<{ plan: unknown }>(
    sql,
    `SELECT plan FROM tasks JOIN runs ON runs.id = run_id
     WHERE type = 'photometry.fit' AND night = $1 AND set = $2 AND band = $3
     ORDER BY requested_at DESC, runs.id DESC LIMIT 1`,
    night,
    set,
    band,
  );
  const row = rows.at(0);
  if (row === undefined) return rememberedSnapshot(sql, store, { night, set }, band);
  const planned = plannedFitSchema.parse(row.plan);
  const taken = planned.inputs.filter(({ role }) => role === 'history');
  if (taken.length === 0) return { sets: [] };
  const digest = plannedInputsSchema.parse({ inputs: taken }).inputs.at(0)?.from.artifact;
  return digest === undefined ? null : readSnapshot(store, digest);
}

/** The same from finished work: all that is left of plans in a catalog that was rebuilt. */
async function rememberedSnapshot(
  sql: Sql,
  store: ArtifactStore,
  { night, set }: Pick<SetToPlan, 'night' | 'set'>,
  band: Band,
): Promise<Pick<ZeropointHistory, 'sets'> | null> {
  const rows = await query<{ digest: Digest | null }>(
    sql,
    `SELECT inputs.digest FROM computations
     LEFT JOIN computation_inputs AS inputs
       ON inputs.fingerprint = computations.fingerprint AND inputs.role = 'history'
     WHERE type = 'photometry.fit' AND arguments->>'night' = $1 AND arguments->'set' = $2::text::jsonb
       AND arguments->>'band' = $3
     ORDER BY computations.fingerprint LIMIT 1`,
    night,
    String(set),
    band,
  );
  const row = rows.at(0);
  if (row === undefined) return null;
  return row.digest === null ? { sets: [] } : readSnapshot(store, row.digest);
}

async function readSnapshot(
  store: ArtifactStore,
  digest: Digest,
): Promise<ZeropointHistory | null> {
  try {
    const bytes = await store.get(digest);
    return zeropointHistorySchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
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
