import { fitClearFrames, type CloudSearch } from './clouded-frames.js';
import { columnOf, type Measurements } from './measurements.js';
import { smoothChanges, type SmoothChange } from './smooth-conditions.js';

/**
 * Chance of any false alarm over all tests of a photometric set; 1 in 1,000 simulated sets had one.
 * With it a cloud of 0.05 mag in one frame of the upper three rows was found in each of 1,200 trials;
 * in the lowest row, where scintillation leaves 0.02 mag per frame, of 0.05, 0.1 and 0.2 mag in 1.5,
 * 55 and 98.5 % of 400 trials each.
 */
export const falseAlarmPerSet = 0.005;

/** What is odd about a night, and the fit that takes account of it. */
export interface NightSearch extends CloudSearch {
  /** Smooth changes of extinction that are significant; their terms are free in the model. */
  readonly changes: readonly SmoothChange[];
}

const smoothColumns = (['time', 'east', 'north'] as const).map(columnOf);
/** So many clouded frames make one ask whether extinction changes smoothly instead. */
const manyClouded = 3;
/** A chance nothing falls below: no frame is left out. */
const noFrame = -1;

/**
 * Fit a night with its clouded frames left out and the smooth changes of extinction freed that are
 * significant, the more significant one first: as the frames are taken row by row, time and
 * direction and airmass go together, and either change looks like a little of the other. With a
 * change freed, extinction and zeropoint are those of the middle of the set and the mean of all
 * directions.
 *
 * @param tests  tests made in all: the chance of each is so that all have `falseAlarmPerSet`
 */
export function searchNight(
  measurements: Measurements,
  start: Float64Array,
  unknowns: readonly number[],
  tests: number,
): NightSearch | undefined {
  const tail = -Math.expm1(Math.log1p(-falseAlarmPerSet) / tests);
  let search = fitClearFrames(measurements, start, unknowns, tail);
  if (search !== undefined && search.clouded.length >= manyClouded) {
    const smooth = fitClearFrames(measurements, start, [...unknowns, ...smoothColumns], tail);
    // Extinction that changes smoothly makes many frames odd; where it explains most of them, it is it.
    if (smooth !== undefined && 2 * smooth.clouded.length <= search.clouded.length) {
      search = fitClearFrames(measurements, start, unknowns, noFrame) ?? search;
    }
  }
  const changes: SmoothChange[] = [];
  while (search !== undefined) {
    const columns = changes.flatMap((change) => change.columns);
    const [next] = smoothChanges(measurements, search.model)
      .filter((change) => change.tail < tail && !change.columns.some((c) => columns.includes(c)))
      .sort((a, b) => a.tail - b.tail);
    if (next === undefined) return { ...search, changes };
    changes.push(next);
    search = fitClearFrames(measurements, start, [...unknowns, ...columns, ...next.columns], tail);
  }
  return undefined;
}
