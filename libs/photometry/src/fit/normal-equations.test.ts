import { describe, expect, it } from 'vitest';
import { inverseOf } from '@nightskies/pixels';
import { normal, seeded } from '../test-support/random.js';
import { simulateStarTables } from '../test-support/star-tables.js';
import { columnCount, gatherMeasurements } from './measurements.js';
import { addUnknown, normalEquations, solveBlock } from './normal-equations.js';

const frames = simulateStarTables({ seed: 3, density: 0.06, frames: [16, 17, 18, 30, 31] });
const measurements = gatherMeasurements(
  frames,
  frames.map(() => true),
);
const random = seeded(8);
const own = Float64Array.from({ length: measurements.count }, () => 0.0004 * (0.5 + random()));
const star = Float64Array.from({ length: measurements.stars }, () => 0.0005 * (0.5 + random()));
const residual = Float64Array.from({ length: measurements.count }, () => 0.03 * normal(random));

/** A' V^-1 A and A' V^-1 r with the covariance written out in full. */
function inFull(unknowns: readonly number[]): { matrix: Float64Array; right: Float64Array } {
  const { count, starStart, stars, columns, frame } = measurements;
  const covariance = new Float64Array(count * count);
  for (let j = 0; j < stars; j += 1) {
    for (let i = starStart[j]; i < starStart[j + 1]; i += 1) {
      for (let l = starStart[j]; l < starStart[j + 1]; l += 1) {
        covariance[i * count + l] = star[j] + (i === l ? own[i] : 0);
      }
    }
  }
  const inverse = inverseOf(covariance, count);
  if (inverse === undefined) throw new Error('no inverse');
  const entry = (i: number, unknown: number): number =>
    unknown < columnCount
      ? columns[i * columnCount + unknown]
      : Number(frame[i] === unknown - columnCount);
  const n = unknowns.length;
  const matrix = new Float64Array(n * n);
  const right = new Float64Array(n);
  for (let i = 0; i < count; i += 1) {
    for (let l = 0; l < count; l += 1) {
      const weight = inverse[i * count + l];
      if (weight === 0) continue;
      for (let a = 0; a < n; a += 1) {
        right[a] += entry(i, unknowns[a]) * weight * residual[l];
        for (let b = 0; b < n; b += 1) {
          matrix[a * n + b] += entry(i, unknowns[a]) * weight * entry(l, unknowns[b]);
        }
      }
    }
  }
  return { matrix, right };
}

describe('normal equations of stars seen in several frames', () => {
  const equations = normalEquations(measurements, { own, star }, residual, columnCount);

  it('are those of the full covariance of all measurements', () => {
    expect(measurements.count).toBeGreaterThan(measurements.stars);
    const all = Array.from({ length: equations.size }, (_, a) => a);
    const { matrix, right } = inFull(all);
    const scale = (a: number): number => Math.sqrt(matrix[a * equations.size + a]);
    for (const a of all) {
      expect(Math.abs(equations.right[a] - right[a]) / scale(a)).toBeLessThan(1e-9);
      for (const b of all) {
        const at = a * equations.size + b;
        const error = Math.abs(equations.matrix[at] - matrix[at]) / (scale(a) * scale(b));
        expect(error, `${a}, ${b}`).toBeLessThan(1e-9);
      }
    }
  });

  it('tell what one more unknown would be without solving again', () => {
    const some = [0, 1, 2, columnCount + 1];
    const block = solveBlock(equations, some);
    const more = solveBlock(equations, [...some, columnCount + 3]);
    if (block === undefined || more === undefined) throw new Error('singular');
    const { value, information, projection } = addUnknown(equations, block, columnCount + 3);
    expect(value).toBeCloseTo(more.step[4], 5);
    expect(information * more.inverse[24]).toBeCloseTo(1, 4);
    expect(block.step[1] - projection[1] * value).toBeCloseTo(more.step[1], 5);
  });
});
