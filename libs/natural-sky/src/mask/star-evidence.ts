import { wrapDeg, type MapGrid } from '@nightskies/sky';
import type { SoughtStar } from './horizon-strip.js';

/**
 * What a skyline above a star that was seen costs in its own columns and in those beside it, and what all
 * stars together do. One star taken wrongly for seen breaks a plain skyline in no more than these; beside
 * themselves no number of stars do, for walls are steep.
 */
const inColumn = { each: 3, most: 6 };
const beside = { each: 1.3, most: 1.5 };
/** What one below a star that is missing costs. */
const missing = 0.5;
/** Stars nearer to the skyline tell nothing: part of their picture is behind it, deg. */
const slackDeg = 0.3;
/** Columns to either side that are a star's own, and those for which it speaks at all. */
const ownColumns = 1;
const reachColumns = 12;
/** Terrain beside a star may rise so steeply: rows per column. */
const steepestRise = 2;

/**
 * What stars say against a skyline at each level, to be taken from its score: elements as there. Where
 * a star is seen there is no terrain, and beside it rather none that only a wall would reach; a missing
 * one may be behind a cloud, and says little.
 *
 * @param levels boundaries of rows from altitude 0 upwards
 */
export function starCosts(
  grid: MapGrid,
  levels: number,
  stars: readonly SoughtStar[],
): Float32Array {
  const { columns, stepDeg, azimuth0Deg } = grid;
  const costs = new Float32Array(columns * levels);
  const columnOf = (azimuthDeg: number): number =>
    Math.floor(wrapDeg(azimuthDeg - azimuth0Deg, 0) / stepDeg);
  const add = (
    { azimuthDeg, altitudeDeg }: SoughtStar,
    away: number,
    { each, most }: { readonly each: number; readonly most: number },
  ): void => {
    const column = (columnOf(azimuthDeg) + away + columns) % columns;
    const rise = steepestRise * Math.max(0, Math.abs(away) - ownColumns);
    const lowest = Math.max(1, Math.ceil((altitudeDeg + slackDeg) / stepDeg + rise));
    // Costs grow with the level: where they are at their most, so are all above.
    for (let at = column * levels + lowest; at < (column + 1) * levels; at++) {
      if (costs[at] === most) break;
      costs[at] = Math.min(most, costs[at] + each);
    }
  };
  const seen = stars.filter((star) => star.seen);
  for (const star of seen) {
    for (let away = -reachColumns; away <= reachColumns; away++) {
      if (Math.abs(away) > ownColumns) add(star, away, beside);
    }
  }
  for (const star of seen) {
    for (let away = -ownColumns; away <= ownColumns; away++) add(star, away, inColumn);
  }
  for (const { azimuthDeg, altitudeDeg } of stars.filter((star) => !star.seen)) {
    const end = Math.min(levels, Math.floor((altitudeDeg - slackDeg) / stepDeg));
    for (let away = -ownColumns; away <= ownColumns; away++) {
      const first = ((columnOf(azimuthDeg) + away + columns) % columns) * levels;
      for (let k = 0; k < end; k++) costs[first + k] += missing;
    }
  }
  return costs;
}
