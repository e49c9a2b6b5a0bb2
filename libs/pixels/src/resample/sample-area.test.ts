import { describe, expect, it } from 'vitest';
import { image } from '../image.js';
import { sampleArea } from './sample-area.js';

type Mapping = (u: number, v: number) => readonly [number, number];

/** Corners of cells through a mapping of cell coordinates to pixels. */
function cells(columns: number, rows: number, mapping: Mapping) {
  const x = new Float64Array((columns + 1) * (rows + 1));
  const y = new Float64Array(x.length);
  for (let k = 0; k < x.length; k++) {
    [x[k], y[k]] = mapping(k % (columns + 1), Math.floor(k / (columns + 1)));
  }
  const sums = { sum: new Float64Array(columns * rows), area: new Float64Array(columns * rows) };
  return { x, y, columns, rows, ...sums };
}

const total = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0);

const star = (centreX: number, centreY: number, width = 40, height = 40) =>
  image(
    width,
    height,
    Float32Array.from({ length: width * height }, (_, k) => {
      const dx = (k % width) - centreX;
      const dy = Math.floor(k / width) - centreY;
      return 1e4 * Math.exp(-(dx * dx + dy * dy) / 3);
    }),
  );

const turned =
  (angle: number, scale: number, shift: number): Mapping =>
  (u, v) => [
    shift + scale * (Math.cos(angle) * u - Math.sin(angle) * v),
    shift + scale * (Math.sin(angle) * u + Math.cos(angle) * v),
  ];

describe('light on the cells of another grid', () => {
  it.each<[string, number, Mapping]>([
    ['the same grid', 40, (u, v) => [u - 0.5, v - 0.5]],
    ['mirrored', 40, (u, v) => [39.5 - u, v - 0.5]],
    ['shifted by parts of a pixel', 42, (u, v) => [u - 1.13, v - 1.77]],
    ['coarser by 2.7', 16, (u, v) => [2.7 * u - 1, 2.7 * v - 1]],
    ['finer by 3.1 and turned by 31 deg', 190, (u, v) => turned(0.541, 1 / 3.1, 3)(u - 48, v - 95)],
    [
      'warped',
      30,
      (u, v) => [1.4 * u - 1 + 0.5 * Math.sin(v / 5), 1.4 * v - 1 + 0.4 * Math.cos(u / 4)],
    ],
  ])('a star keeps its flux: %s', (_, count, mapping) => {
    const frame = star(19.3, 20.6);
    const out = cells(count, count, mapping);
    sampleArea(frame, out.x, out.y, count, count, out);
    expect(Math.abs(total(out.sum) / total(Float64Array.from(frame.data)) - 1)).toBeLessThan(1e-6);
  });

  it('gives every cell the exact area of its overlap', () => {
    const flat = image(6, 5, new Float32Array(30).fill(2));
    const out = cells(1, 1, (u, v) => [0.25 + 3.5 * u - 0.75 * v, 0.5 + 0.5 * u + 2 * v]);
    sampleArea(flat, out.x, out.y, 1, 1, out);
    const shoelace = 3.5 * 2 + 0.5 * 0.75;
    expect(out.area[0]).toBeCloseTo(shoelace, 13);
    expect(out.sum[0]).toBeCloseTo(2 * shoelace, 13);
  });

  it('cuts a triangle out of a corner pixel as a ruler would', () => {
    // The corners of the cell are those of a square on its tip about (0, 0), half diagonal 1/2.
    const corners = { x: Float64Array.of(0, 0.5, -0.5, 0), y: Float64Array.of(-0.5, 0, 0, 0.5) };
    const sums = { sum: new Float64Array(1), area: new Float64Array(1) };
    sampleArea(image(2, 2, Float32Array.of(3, 100, 100, 100)), corners.x, corners.y, 1, 1, sums);
    expect(sums).toEqual({ sum: Float64Array.of(1.5), area: Float64Array.of(0.5) });
  });

  it('returns the pixels themselves on their own grid, edges exactly on edges', () => {
    const frame = star(3.2, 2.9, 8, 7);
    const out = cells(8, 7, (u, v) => [u - 0.5, v - 0.5]);
    sampleArea(frame, out.x, out.y, 8, 7, out);
    expect([...out.sum]).toEqual([...frame.data]);
    expect([...out.area]).toEqual(Array.from({ length: 56 }, () => 1));
  });

  it('leaves out what has no value and what lies off the image, from sum and area alike', () => {
    const frame = image(3, 2, Float32Array.of(1, Number.NaN, 4, 2, 8, 16));
    const out = cells(2, 1, (u, v) => [2 * u - 0.5, 2 * v - 0.5]);
    sampleArea(frame, out.x, out.y, 2, 1, out);
    expect([...out.sum]).toEqual([11, 20]);
    expect([...out.area]).toEqual([3, 2]);
    const away = cells(1, 1, (u, v) => [u + 10, v === 0 ? 0 : Number.NaN]);
    sampleArea(frame, away.x, away.y, 1, 1, away);
    expect([away.sum[0], away.area[0]]).toEqual([0, 0]);
  });

  it.each([0.2, 0.5, 0.8])('drizzle with pixfrac %d keeps the flux of a star', (pixfrac) => {
    const frame = star(19.3, 20.6);
    const out = cells(140, 140, (u, v) => turned(0.2, 0.5, 0)(u - 30, v - 50));
    sampleArea(frame, out.x, out.y, 140, 140, out, { pixfrac });
    expect(Math.abs(total(out.sum) / total(Float64Array.from(frame.data)) - 1)).toBeLessThan(1e-6);
  });

  it('drizzle gives the cell under the middle of a drop all of it', () => {
    const out = cells(9, 3, (u, v) => [u / 3 - 0.5, v / 3 - 0.5]);
    sampleArea(image(3, 2, Float32Array.of(1, 2, 3, 4, 5, 6)), out.x, out.y, 9, 3, out, {
      pixfrac: 0.25,
    });
    expect([...out.sum.subarray(9, 18)]).toEqual([0, 1, 0, 0, 2, 0, 0, 3, 0]);
  });

  it('a pixfrac out of its range is refused', () => {
    const out = cells(1, 1, (u, v) => [u, v]);
    expect(() => {
      sampleArea(star(1, 1), out.x, out.y, 1, 1, out, { pixfrac: 0 });
    }).toThrow('pixfrac is 0: more than 0 and at most 1');
  });
});
