import { zeropointHistorySchema, type ZeropointHistory } from '@nightskies/contracts';
import { query } from '../database/sql.js';
import type { HistoryKind } from './kept-snapshot.js';

const { sets: pastSchema } = zeropointHistorySchema.shape;

/**
 * Fitted zeropoints of a camera and band, one a set: that of its latest run. Fits that repeat the
 * old arithmetic have another meaning and do not count, nor does the set itself.
 */
export const zeropointsOfOthers: HistoryKind<ZeropointHistory['sets'][number]> = {
  fit: 'photometry.fit',
  schema: zeropointHistorySchema,
  ofOthers: async (sql, { night, set, band, camera }) =>
    pastSchema.parse(
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
        night,
        set,
      ),
    ),
};
