import type { Image } from '@nightskies/pixels';
import {
  backgroundMesh,
  expandMesh,
  type Background,
  type BackgroundOptions,
} from './background.js';

/**
 * A background in two rounds, the second on what the first left: within a box a steep sky, as above
 * the horizon, counts as scatter in the first round, and only the second sees the noise. The mesh
 * is that of the second round.
 *
 * @throws NightSkiesError as `backgroundMesh`
 */
export function estimateSteepBackground(source: Image, options: BackgroundOptions): Background {
  const first = backgroundMesh(source, options);
  const level = expandMesh(first.levels, first, options);
  const mesh = backgroundMesh(source, options, level);
  expandMesh(mesh.levels, mesh, options, level);
  return { level, noise: expandMesh(mesh.noise, mesh, options), mesh };
}
