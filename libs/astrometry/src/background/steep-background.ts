import { image, type Image } from '@nightskies/pixels';
import { estimateBackground, type Background, type BackgroundOptions } from './background.js';

/**
 * A background in two rounds, the second on what the first left: within a box a steep sky, as above
 * the horizon, counts as scatter in the first round, and only the second sees the noise. The mesh
 * is that of the second round.
 *
 * @throws NightSkiesError as `backgroundMesh`
 */
export function estimateSteepBackground(source: Image, options: BackgroundOptions): Background {
  const { width, height, data } = source;
  const first = estimateBackground(source, options).level;
  const left = data.map((value, k) => value - first.data[k]);
  const second = estimateBackground(image(width, height, left), options);
  const level = second.level.data.map((value, k) => value + first.data[k]);
  return { ...second, level: image(width, height, level) };
}
