import { columnAzimuthDeg, wrapDeg, type MapGrid } from '@nightskies/sky';
import type { RingSums } from '../sums/ring-sums.js';
import type { Coverage } from './integral.js';

/**
 * What of a region has no data, in words, with the altitudes and azimuths it lies between; null when
 * all of it is seen or completed.
 */
export function gapOf(
  grid: MapGrid,
  rings: readonly RingSums[],
  coverage: Coverage,
  where: string,
): string | null {
  if (coverage.completed) return null;
  if (coverage.areaSr === 0) return `there is no ${where.replace(/^of the /, '')}`;
  const percent = ((1 - coverage.seenSr / coverage.areaSr) * 100).toFixed(2);
  const lowest = Math.min(...rings.map(({ lowestMissingDeg }) => lowestMissingDeg));
  const highest = Math.max(...rings.map(({ highestMissingDeg }) => highestMissingDeg));
  const azimuths = missingAzimuths(grid, rings);
  return (
    `${percent} % ${where} has no data (altitude ${lowest.toFixed(0)} to ${highest.toFixed(0)} deg, ` +
    `azimuth ${azimuths}) and does not count`
  );
}

/** The shortest arc of azimuth that holds every column without data somewhere. */
function missingAzimuths(grid: MapGrid, rings: readonly RingSums[]): string {
  const lacks = Array.from({ length: grid.columns }, (_, column) =>
    rings.some(({ verticalMissingSr }) => verticalMissingSr[column] > 0),
  );
  if (lacks.every((lack) => lack)) return 'all around';
  const run = longestRun(lacks);
  const from = wrapDeg(columnAzimuthDeg(grid, run.end) + grid.stepDeg / 2, 0);
  const to = wrapDeg(columnAzimuthDeg(grid, run.start) - grid.stepDeg / 2, 0);
  return `${from.toFixed(0)} to ${to.toFixed(0)} deg`;
}

/** The longest run of columns with data, around the circle: first and last column. */
function longestRun(lacks: readonly boolean[]): { start: number; end: number } {
  const count = lacks.length;
  const first = lacks.indexOf(true);
  let best = { start: 0, end: -1 };
  let start = first + 1;
  for (let i = 1; i <= count; i++) {
    const at = first + i;
    if (!lacks[at % count]) continue;
    if (at - start > best.end - best.start + 1) best = { start, end: at - 1 };
    start = at + 1;
  }
  return { start: best.start % count, end: best.end % count };
}
