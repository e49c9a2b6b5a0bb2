import { airglowHistorySchema, type AirglowHistory } from '@nightskies/contracts';
import { query } from '../database/sql.js';
import type { HistoryKind } from './kept-snapshot.js';

const { sets: pastSchema } = airglowHistorySchema.shape;

/** A fit with a worse grade is no witness of the airglow. */
const worstGrade = 3;

/**
 * Fitted zenith airglow of a camera and band, one a set: that of its latest good fit. What was fixed
 * by hand (it has no error) or repeats the old arithmetic does not count, nor does the set itself.
 */
export const airglowOfOthers: HistoryKind<AirglowHistory['sets'][number]> = {
  fit: 'natural-sky.fit',
  schema: airglowHistorySchema,
  ofOthers: async (sql, { night, set, band, camera }) =>
    pastSchema.parse(
      await query<unknown>(
        sql,
        `SELECT DISTINCT ON (sets.night, sets.set) sets.night, sets.set,
           (facts->>'airglowZenithNl')::float8 AS "airglowZenithNl",
           (facts->>'airglowZenithSigmaNl')::float8 AS "uncertaintyNl"
         FROM computations
         JOIN computation_outputs AS outputs
           ON outputs.fingerprint = computations.fingerprint AND outputs.role = 'fit'
         JOIN sets ON sets.night = arguments->>'night' AND sets.set = (arguments->>'set')::int
         LEFT JOIN tasks ON tasks.fingerprint = computations.fingerprint
         LEFT JOIN runs ON runs.id = tasks.run_id
         WHERE computations.type = 'natural-sky.fit' AND arguments->>'band' = $1
           AND sets.camera_id = $2 AND parameters->>'compat' = 'none'
           AND facts->>'outcome' = 'fitted' AND (facts->>'grade')::int >= $5
           AND (facts->>'airglowZenithNl')::float8 > 0
           AND (facts->>'airglowZenithSigmaNl')::float8 > 0
           AND NOT (sets.night = $3 AND sets.set = $4)
         ORDER BY sets.night, sets.set, requested_at DESC NULLS LAST, computations.fingerprint`,
        band,
        camera,
        night,
        set,
        worstGrade,
      ),
    ),
};
