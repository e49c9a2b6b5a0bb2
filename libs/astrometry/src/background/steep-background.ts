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
  const first = estimateBackground(source, options).level.data;
  const left = new Float32Array(data.length);
  for (let k = 0; k < data.length; k += 1) left[k] = data[k] - first[k];
  const second = estimateBackground(image(width, height, left), options);
  const rest = second.level.data;
  for (let k = 0; k < first.length; k += 1) first[k] += rest[k];
  return { ...second, level: image(width, height, first) };
}
