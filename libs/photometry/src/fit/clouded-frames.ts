import { median } from '@nightskies/pixels';
import { columnCount, type Measurements } from './measurements.js';
import { testUnknown, withoutUnknown } from './added-column.js';
import { studentTail } from './distributions.js';
import { fitModel, type FittedModel } from './linear-model.js';
import { addUnknown, solveBlock, type NormalEquations } from './normal-equations.js';

/** Loss of light in a frame against the fit of the others. */
export interface FrameLoss {
  readonly loss: number;
  readonly sigma: number;
  /** Probability of so much or more, either way, in one frame of a photometric night. */
  readonly tail: number;
}

/** Frames a night is fitted to at first, as a share: clouds may be in all others. */
const coreShare = 0.6;
/** Frames whose loss is below this many errors come back into the fit. */
const readmittedBelow = 3.5;
const coreRounds = 3;

/** Which frames a search starts from: those nearest to one another, or the brightest. */
type Core = 'nearest' | 'brightest';

/** Loss of every frame: null for one with fewer than 3 measurements that count. */
export function frameLosses(measurements: Measurements, model: FittedModel): (FrameLoss | null)[] {
  const counted = countedByFrame(measurements, model);
  return counted.map((count, frame) => {
    if (count < 3) return null;
    const unknown = columnCount + frame;
    const block = withoutUnknown(model, unknown);
    const tested = block && testUnknown(measurements, model, block, unknown);
    if (tested === undefined) return null;
    const { sigma, degrees } = tested;
    const loss = model.parameters[unknown] + tested.value;
    return { loss, sigma, tail: studentTail(loss / sigma, degrees) };
  });
}

/** Measurements with weight in each frame. */
export function countedByFrame(
  { count, frame, frames }: Measurements,
  { weighing }: FittedModel,
): number[] {
  const counted = new Array<number>(frames).fill(0);
  for (let i = 0; i < count; i += 1) if (weighing.robust[i] > 0) counted[frame[i]] += 1;
  return counted;
}

/** Third of the airmasses each frame belongs to, so that no third is left out as a whole. */
function airmassClasses({ count, frame, frames, airmass }: Measurements): number[] {
  const lists = Array.from({ length: frames }, (): number[] => []);
  for (let i = 0; i < count; i += 1) lists[frame[i]].push(airmass[i]);
  const middle = lists.map((list) => (list.length === 0 ? null : median(list)));
  const sorted = middle.filter((value) => value !== null).sort((a, b) => a - b);
  const bounds = [1, 2].map((third) => sorted[Math.floor((third * sorted.length) / 3)] ?? Infinity);
  return middle.map((value) => (value === null ? 0 : bounds.filter((b) => value >= b).length));
}

/** Deviation of each frame over its error by the weights, when `free` frames are free. */
function deviations(
  equations: NormalEquations,
  unknowns: readonly number[],
  free: readonly number[],
  frames: readonly number[],
): Map<number, number> {
  const result = new Map<number, number>();
  const whole = solveBlock(equations, [...unknowns, ...free.map((f) => columnCount + f)]);
  if (whole === undefined) return result;
  const n = whole.unknowns.length;
  for (const frame of frames) {
    const at = unknowns.length + free.indexOf(frame);
    if (free.includes(frame)) {
      result.set(frame, whole.step[at] / Math.sqrt(whole.inverse[at * n + at]));
    } else {
      const { value, information } = addUnknown(equations, whole, columnCount + frame);
      result.set(frame, information > 0 ? value * Math.sqrt(information) : 0);
    }
  }
  return result;
}

/**
 * Frames that do not fit the others: a core of the frames nearest to one another is fitted first
 * (least trimmed squares over frames, the same share of each third of airmasses), then frames come
 * back one by one as long as they agree with those in it (forward search, Atkinson and Riani 2000).
 */
function forwardSearch(
  measurements: Measurements,
  equations: NormalEquations,
  unknowns: readonly number[],
  filled: readonly number[],
  core: Core,
): number[] {
  const classes = airmassClasses(measurements);
  let free: number[] = [];
  for (let round = 0; round < coreRounds; round += 1) {
    const distances = deviations(equations, unknowns, free, filled);
    const rank = (frame: number): number => {
      const distance = distances.get(frame) ?? 0;
      return core === 'nearest' ? Math.abs(distance) : distance;
    };
    const nearest = (a: number, b: number): number => rank(a) - rank(b) || a - b;
    free = [0, 1, 2].flatMap((third) => {
      const members = filled.filter((frame) => classes[frame] === third).sort(nearest);
      return members.slice(Math.ceil(coreShare * members.length));
    });
  }
  while (free.length > 0) {
    const distances = deviations(equations, unknowns, free, free);
    const [next] = free.toSorted(
      (a, b) => Math.abs(distances.get(a) ?? 0) - Math.abs(distances.get(b) ?? 0),
    );
    if (Math.abs(distances.get(next) ?? 0) > readmittedBelow) break;
    free = free.filter((frame) => frame !== next);
  }
  return free;
}

export interface CloudSearch {
  readonly model: FittedModel;
  /** Frames left out: their loss is free. */
  readonly clouded: readonly number[];
  readonly losses: readonly (FrameLoss | null)[];
}

/**
 * Fit with the frames left out that lose (or gain) light significantly against the others. Clouds
 * only dim: where frames are left out as too bright, the search starts from the brightest frames
 * as well, and the result with fewer of these is taken.
 *
 * @param unknowns  columns of the model that are free
 * @param tail      probability in one frame below which it is left out
 */
export function fitClearFrames(
  measurements: Measurements,
  start: Float64Array,
  unknowns: readonly number[],
  tail: number,
): CloudSearch | undefined {
  const found = searchFrom(measurements, start, unknowns, tail, 'nearest');
  if (found === undefined || tooBright(found) < 2) return found;
  const other = searchFrom(measurements, start, unknowns, tail, 'brightest');
  return other === undefined || tooBright(other) >= tooBright(found) ? found : other;
}

const tooBright = ({ clouded, losses }: CloudSearch): number =>
  clouded.filter((frame) => (losses[frame]?.loss ?? 0) < 0).length;

function searchFrom(
  measurements: Measurements,
  start: Float64Array,
  unknowns: readonly number[],
  tail: number,
  core: Core,
): CloudSearch | undefined {
  const first = fitModel(measurements, start, unknowns, 4);
  if (first === undefined) return undefined;
  const counts = countedByFrame(measurements, first);
  const filled = counts.flatMap((count, frame) => (count >= 3 ? [frame] : []));
  let clouded = forwardSearch(measurements, first.equations, unknowns, filled, core);
  let model = first;
  for (let round = 0; ; round += 1) {
    const freed = [...unknowns, ...clouded.map((frame) => columnCount + frame)];
    const from = Float64Array.from(model.parameters);
    for (let frame = 0; frame < measurements.frames; frame += 1) {
      if (!clouded.includes(frame)) from[columnCount + frame] = 0;
    }
    const fitted = fitModel(measurements, from, freed, 12);
    if (fitted === undefined) return undefined;
    model = fitted;
    const losses = frameLosses(measurements, model);
    const tailOf = (frame: number): number => losses[frame]?.tail ?? 1;
    const cleared = clouded.filter((frame) => tailOf(frame) > tail);
    const [worst] = filled
      .filter((frame) => !clouded.includes(frame) && tailOf(frame) <= tail)
      .sort((a, b) => tailOf(a) - tailOf(b));
    const changed = cleared.length > 0 || worst !== undefined;
    if (!changed || round === measurements.frames) return { model, clouded, losses };
    clouded = clouded.filter((frame) => !cleared.includes(frame));
    if (worst !== undefined) clouded = [...clouded, worst].sort((a, b) => a - b);
  }
}
