import { StarFrame, type Image } from '@nightskies/pixels';
import {
  boxOptions,
  checkedOptions,
  expandMesh,
  meshOf,
  type Background,
  type BackgroundMesh,
  type BackgroundOptions,
} from './background.js';
import { meshExpansion } from './zoom.js';

/** Rows of a box that the first and the second round look at, at least, where it has so many. */
const fewestRows = { first: 8, second: 16 };

/** The widest step, of 4, 2 and 1, by which every n-th row leaves so many whole rows of a box. */
function stepOver(boxHeightPx: number, fewest: number): number {
  const fits = (step: number): boolean => boxHeightPx % step === 0 && boxHeightPx / step >= fewest;
  return [4, 2].find(fits) ?? 1;
}

/**
 * A mesh in two rounds, the second on what the first left: within a box a steep sky, as above the
 * horizon, counts as scatter in the first round, and only the second sees the noise. Levels are the
 * sums of both rounds, noise and the boxes used are those of the second. A level from every fourth
 * row is enough to take the slope off, and one from every other row is still seven times as sure as
 * the pixels it is for.
 *
 * @throws NightSkiesError as `backgroundMesh`
 */
export function steepMesh(frame: StarFrame, options: BackgroundOptions): BackgroundMesh {
  const set = checkedOptions(frame, options);
  const boxes = boxOptions(set);
  const { boxWidthPx, boxHeightPx } = boxes;
  const round = (fewest: number, level?: BackgroundMesh): BackgroundMesh => {
    const step = stepOver(boxHeightPx, fewest);
    const expansion =
      level === undefined ? undefined : meshExpansion(level.levels, level, set.interpolation);
    const statistics = frame.statistics(boxes, step, expansion);
    return meshOf(statistics, frame, set, (boxWidthPx * boxHeightPx) / step);
  };
  const first = round(fewestRows.first);
  const second = round(fewestRows.second, first);
  const levels = first.levels.slice();
  for (let box = 0; box < levels.length; box += 1) levels[box] += second.levels[box];
  return { ...second, levels };
}

/**
 * The background of `steepMesh` at full size.
 *
 * @throws NightSkiesError as `backgroundMesh`
 */
export function estimateSteepBackground(source: Image, options: BackgroundOptions): Background {
  const mesh = steepMesh(new StarFrame(source), options);
  return {
    level: expandMesh(mesh.levels, mesh, options),
    noise: expandMesh(mesh.noise, mesh, options),
    mesh,
  };
}
