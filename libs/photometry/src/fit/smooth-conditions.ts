import type { Condition } from '@nightskies/contracts';
import { testUnknown } from './added-column.js';
import { fTail, studentTail } from './distributions.js';
import type { FittedModel } from './linear-model.js';
import { columnOf, type Measurements } from './measurements.js';
import { addUnknown, solveBlock } from './normal-equations.js';

/** Extinction that changes smoothly: its rate in time, or its dipole in direction. */
export interface SmoothChange extends Omit<Condition, 'falseAlarm'> {
  /** Probability of so much or more in this one test of a photometric night. */
  readonly tail: number;
  /** Columns of the model that describe it. */
  readonly columns: readonly number[];
}

/** Tests made for smooth changes, beside one for each frame. */
export const smoothTests = 2;

const three = (value: number): string => value.toFixed(3);

/** Linear change of extinction in time: mag per airmass and hour. */
function changeInTime(measurements: Measurements, model: FittedModel): SmoothChange | undefined {
  const tested = testUnknown(measurements, model, model.block, columnOf('time'));
  if (tested === undefined) return undefined;
  const { value, sigma, degrees } = tested;
  return {
    kind: 'extinction-in-time',
    columns: [columnOf('time')],
    frame: null,
    value,
    sigma,
    tail: studentTail(value / sigma, degrees),
    sentence:
      `Extinction changes by ${three(value)} +- ${three(sigma)} mag per airmass and hour; ` +
      'one coefficient for the set is its mean.',
  };
}

/** Dipole of extinction over azimuth: its amplitude in mag per airmass. */
function changeInDirection(
  measurements: Measurements,
  model: FittedModel,
): SmoothChange | undefined {
  const [east, north] = [columnOf('east'), columnOf('north')];
  const first = testUnknown(measurements, model, model.block, east);
  const second = testUnknown(measurements, model, model.block, north);
  if (first === undefined || second === undefined) return undefined;
  const both = solveBlock(model.equations, [...model.block.unknowns, east, north]);
  if (both === undefined) return undefined;
  const n = both.unknowns.length;
  const [x, y] = [both.step[n - 2], both.step[n - 1]];
  // The clustered errors of either component enlarge the pair's covariance by the weights.
  const enlarged = Math.max(
    first.sigma ** 2 * addUnknown(model.equations, model.block, east).information,
    second.sigma ** 2 * addUnknown(model.equations, model.block, north).information,
  );
  const [a, b, c] = [n * n - n - 2, n * n - n - 1, n * n - 1].map(
    (k) => enlarged * both.inverse[k],
  );
  const square = (x * x * c - 2 * x * y * b + y * y * a) / (a * c - b * b);
  const amplitude = Math.hypot(x, y);
  const sigma =
    amplitude === 0 ? Math.sqrt(a) : Math.sqrt(x * x * a + 2 * x * y * b + y * y * c) / amplitude;
  const azimuth = ((Math.atan2(x, y) * 180) / Math.PI + 360) % 360;
  return {
    kind: 'extinction-in-direction',
    columns: [east, north],
    frame: null,
    value: amplitude,
    sigma,
    tail: fTail(square / 2, 2, Math.min(first.degrees, second.degrees)),
    sentence:
      `Extinction is larger by ${three(amplitude)} +- ${three(sigma)} mag per airmass ` +
      `towards azimuth ${azimuth.toFixed(0)} deg, and smaller by as much on the other side.`,
  };
}

/** Both tests, significant or not, of terms that the model holds at 0. */
export function smoothChanges(measurements: Measurements, model: FittedModel): SmoothChange[] {
  return [changeInTime(measurements, model), changeInDirection(measurements, model)].filter(
    (change) => change !== undefined,
  );
}
