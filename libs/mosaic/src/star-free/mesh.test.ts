import { describe, expect, it } from 'vitest';
import { meshAt } from '../test-support/mesh-at.js';
import { meshOver, withoutGaps } from './mesh.js';

describe('a mesh over a frame', () => {
  it.each([
    [1024, 1024, 31, 34],
    [100, 40, 33, 4],
    [100, 40, 200, 2],
  ])(
    'of %d x %d px, nodes every %d px, reaches over the last pixel',
    (width, height, step, columns) => {
      const mesh = meshOver(width, height, step, () => 1);
      expect(mesh.columns).toBe(columns);
      expect((mesh.columns - 1) * step).toBeGreaterThanOrEqual(width - 1);
      expect((mesh.rows - 1) * step).toBeGreaterThanOrEqual(height - 1);
    },
  );

  it('gives back what is linear in x, in y and in both', () => {
    const law = (x: number, y: number): number => 3 + 0.5 * x - 0.25 * y + 0.01 * x * y;
    const mesh = meshOver(64, 64, 21, law);
    for (const [x, y] of [
      [0, 0],
      [63, 63],
      [17.25, 40.5],
      [21, 42],
    ]) {
      expect(meshAt(mesh, x, y)).toBeCloseTo(law(x, y), 3);
    }
  });

  it('with holes takes into them the greatest of what is known about them', () => {
    const mesh = meshOver(100, 100, 33, (x, y) => (x > 0 && x < 99 ? Number.NaN : x + y));
    expect(withoutGaps(mesh).data.some(Number.isNaN)).toBe(false);
    // Between columns 0 (values 0, 33, 66, 99) and 3 (99 more), each side takes its own neighbour.
    expect([...withoutGaps(mesh).data.subarray(4, 8)]).toEqual([33, 66, 165, 132]);
    const empty = meshOver(100, 100, 33, () => Number.NaN);
    expect(withoutGaps(empty).data.every(Number.isNaN)).toBe(true);
  });
});
