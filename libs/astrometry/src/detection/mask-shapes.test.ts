import { describe, expect, it } from 'vitest';
import { onesIn, unreached, widened } from './mask-shapes.js';

const plane = (rows: readonly string[], set: string) =>
  Uint8Array.from(rows.join(''), (cell) => (cell === set ? 1 : 0));

const drawn = (mask: Uint8Array, width: number) =>
  Array.from({ length: mask.length / width }, (_, y) =>
    Array.from(mask.subarray(y * width, (y + 1) * width), (cell) => (cell === 1 ? '#' : '.')).join(
      '',
    ),
  );

describe('the shapes of a mask', () => {
  it('are reached along rows and columns, round corners, never across one or an edge', () => {
    const rows = ['..#....', '.##.##.', '.#..#..', '.#.##.#', '.#....#', '...##..'];
    const left = unreached(7, plane(rows, '.'), [0]);
    expect(drawn(left, 7)).toEqual([
      '..#....',
      '.##.##.',
      '.#..#..',
      '.#.##.#',
      '.#....#',
      '...##..',
    ]);
    const closed = ['..#..', '..#..', '###..', '.....'];
    expect(drawn(unreached(5, plane(closed, '.'), [0]), 5)).toEqual([
      '..###',
      '..###',
      '#####',
      '#####',
    ]);
    expect(drawn(unreached(5, plane(closed, '.'), [2]), 5).join('')).not.toContain('.');
  });

  it.each([0, 3, 4, 61])('are counted: %i pixels', (size) => {
    const one = Uint8Array.from({ length: size }, (_, k) => (k % 3 === 0 ? 1 : 0));
    expect(onesIn(one)).toBe(Math.ceil(size / 3));
  });

  it('are widened by so many pixels on all sides', () => {
    const mask = plane(['.......', '..#....', '.......', '.......', '......#'], '#');
    expect(drawn(widened(mask, 7, 1), 7)).toEqual([
      '.###...',
      '.###...',
      '.###...',
      '.....##',
      '.....##',
    ]);
  });
});
