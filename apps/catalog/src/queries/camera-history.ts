import type { SetToPlan } from '@nightskies/catalog';
import {
  bandSchema,
  type AirglowHistory,
  type Band,
  type ZeropointHistory,
} from '@nightskies/contracts';
import type { ArtifactStore } from '@nightskies/platform';
import type { Sql } from '../database/sql.js';
import { airglowOfOthers } from './airglow-history.js';
import { earlierSets } from './kept-snapshot.js';
import { zeropointsOfOthers } from './zeropoint-history.js';

/** The set with what its camera's other sets say: their zeropoints and their airglow. */
export async function withHistory(
  sql: Sql,
  store: ArtifactStore,
  set: SetToPlan,
  refresh: boolean,
): Promise<SetToPlan> {
  const history: { -readonly [B in Band]?: ZeropointHistory } = {};
  const airglowHistory: { -readonly [B in Band]?: AirglowHistory } = {};
  for (const band of bandSchema.options) {
    const camera = set.calibration[band]?.camera.camera;
    if (camera === undefined) continue;
    const of = { night: set.night, set: set.set, band, camera };
    const zeropoints = await earlierSets(sql, store, zeropointsOfOthers, of, refresh);
    const airglows = await earlierSets(sql, store, airglowOfOthers, of, refresh);
    history[band] = { format: 1, camera, band, sets: [...zeropoints] };
    airglowHistory[band] = { format: 1, camera, band, sets: [...airglows] };
  }
  return { ...set, history, airglowHistory };
}
