import { wrapDeg, type MapGrid } from '@nightskies/sky';
import type { SoughtStar } from './horizon-strip.js';

/** What a skyline above a star that was seen costs, in its own columns and about them at most. */
const seenInColumn = 6;
const seenBeside = 1.5;
/** What one below a star that is missing costs. */
const missing = 0.5;
/** Stars nearer to the skyline tell nothing: part of their picture is behind it, deg. */
const slackDeg = 0.3;
/** Columns to either side that are a star's own, and those for which it speaks at all. */
const ownColumns = 1;
const reachColumns = 12;
/** Terrain beside a star may rise so steeply: rows per column. */
const steepestRise = 3;

/**
 * What stars say against a skyline at each level, to be taken from its score: elements as there. Where
 * a star is seen there is no terrain, and beside it none that only an overhang would reach; a missing one
 * may be behind a cloud, and says little.
 *
 * @param levels boundaries of rows from altitude 0 upwards
 */
export function starCosts(
  { columns, stepDeg, azimuth0Deg }: MapGrid,
  levels: number,
  stars: readonly SoughtStar[],
): Float32Array {
  const costs = new Float32Array(columns * levels);
  const slackRows = slackDeg / stepDeg;
  for (const { azimuthDeg, altitudeDeg, seen } of stars) {
    const middle = Math.floor(wrapDeg(azimuthDeg - azimuth0Deg, 0) / stepDeg);
    const row = altitudeDeg / stepDeg;
    const reach = seen ? reachColumns : ownColumns;
    for (let d = -reach; d <= reach; d++) {
      const first = ((middle + d + columns) % columns) * levels;
      const isOwn = Math.abs(d) <= ownColumns;
      if (!seen) {
        const end = Math.min(levels, Math.floor(row - slackRows));
        for (let k = 0; k < end; k++) costs[first + k] += missing;
        continue;
      }
      const rise = isOwn ? 0 : steepestRise * (Math.abs(d) - ownColumns);
      const cost = isOwn ? seenInColumn : seenBeside;
      for (let k = Math.max(1, Math.ceil(row + slackRows + rise)); k < levels; k++) {
        if (costs[first + k] < cost) costs[first + k] = cost;
      }
    }
  }
  return costs;
}
