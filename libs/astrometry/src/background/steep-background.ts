import type { Image } from '@nightskies/pixels';
import {
  backgroundMesh,
  expandMesh,
  overwritten,
  type Background,
  type BackgroundOptions,
  type BackgroundRoom,
} from './background.js';

/**
 * A background in two rounds, the second on what the first left: within a box a steep sky, as above
 * the horizon, counts as scatter in the first round, and only the second sees the noise. The mesh
 * is that of the second round.
 *
 * @param room where level and noise go instead of new planes, of the image's shape
 * @throws NightSkiesError as `backgroundMesh`
 */
export function estimateSteepBackground(
  source: Image,
  options: BackgroundOptions,
  room?: BackgroundRoom,
): Background {
  const first = backgroundMesh(source, options);
  const level = expandMesh(first.levels, first, options, overwritten(room?.level));
  const mesh = backgroundMesh(source, options, level);
  expandMesh(mesh.levels, mesh, options, { image: level, add: true });
  return { level, noise: expandMesh(mesh.noise, mesh, options, overwritten(room?.noise)), mesh };
}
