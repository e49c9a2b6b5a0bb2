import { image } from '@nightskies/pixels';
import { describe, expect, it } from 'vitest';
import { brightPixels, onesIn, unreached, widened, without } from './mask-shapes.js';

const plane = (rows: readonly string[], set: string) =>
  Uint8Array.from(rows.join(''), (cell) => (cell === set ? 1 : 0));

const drawn = (mask: Uint8Array, width: number) =>
  Array.from({ length: mask.length / width }, (_, y) =>
    Array.from(mask.subarray(y * width, (y + 1) * width), (cell) => (cell === 1 ? '#' : '.')).join(
      '',
    ),
  );

describe('the shapes of a mask', () => {
  it('are bright where the mean of 5 x 5 pixels is above the level, gaps left out', () => {
    const [width, height, level] = [23, 17, 0.45];
    let state = 5;
    const source = image(
      width,
      height,
      Float32Array.from({ length: width * height }, () => {
        state = (state * 48271) % 2147483647;
        return state % 11 === 0 ? Number.NaN : state / 2147483647;
      }),
    );
    const means = source.data.map((_, at) => {
      const [x, y] = [at % width, Math.floor(at / width)];
      const near = source.data.filter((value, k) => {
        const [dx, dy] = [(k % width) - x, Math.floor(k / width) - y];
        return Math.abs(dx) <= 2 && Math.abs(dy) <= 2 && !Number.isNaN(value);
      });
      return near.reduce((sum, value) => sum + value, 0) / near.length;
    });
    expect(brightPixels(source, level)).toEqual(
      Uint8Array.from(means, (mean) => (mean > level ? 1 : 0)),
    );
  });

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

  it.each([0, 3, 4, 61])('are counted, and taken from one another: %i pixels', (size) => {
    const one = Uint8Array.from({ length: size }, (_, k) => (k % 3 === 0 ? 1 : 0));
    const other = Uint8Array.from({ length: size }, (_, k) => (k % 2 === 0 ? 1 : 0));
    expect(onesIn(one)).toBe(Math.ceil(size / 3));
    expect([...without(one, other)]).toEqual([...one].map((bit, k) => (k % 2 === 0 ? 0 : bit)));
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
