import { describe, expect, it } from 'vitest';
import { boxStatisticsReference, expandGridReference } from '../box-statistics/reference.js';
import type { GridExpansion } from '../box-statistics/expand-grid.js';
import { image, type Image } from '../image.js';
import { findPeaksReference } from '../peak-search/reference.js';
import type { PeakSearch } from '../peak-search/peak-search.js';
import { exponential } from './exponential.js';
import { StarFrame } from './star-frame.js';
import { windowedCentroid } from './windowed-centroid.js';

const [width, height] = [67, 53];

/** Numbers in [0, 1) from a seed (Park and Miller 1988). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** A sloping sky with stars, some pixels without a value. */
function scene(): Image {
  const random = generator(7);
  const data = Float32Array.from({ length: width * height }, (_, k) =>
    random() < 0.01 ? Number.NaN : 200 + 0.7 * (k % width) + 8 * random(),
  );
  for (let star = 0; star < 25; star++) {
    const [x0, y0, light] = [random() * width, random() * height, 3000 * random()];
    for (let k = 0; k < data.length; k++) {
      const [dx, dy] = [(k % width) - x0, Math.floor(k / width) - y0];
      data[k] += light * Math.exp(-(dx * dx + dy * dy) / 1.6);
    }
  }
  return image(width, height, data);
}

/** Straight lines between grid points 16 px apart. */
function expansion(values: (x: number, y: number) => number): GridExpansion {
  const [columns, rows] = [9, 8];
  const taps = (pixels: number) => {
    const first = Int32Array.from({ length: pixels }, (_, k) => Math.floor(k / 16));
    const weights = new Float64Array(4 * pixels);
    for (let k = 0; k < pixels; k++) {
      weights[4 * k + 1] = 1 - (k % 16) / 16;
      weights[4 * k + 2] = (k % 16) / 16;
    }
    return { first, weights };
  };
  const grid = Float64Array.from({ length: columns * rows }, (_, k) =>
    values(k % columns, Math.floor(k / columns)),
  );
  return {
    grid: image(columns, rows, grid),
    columns: taps(width),
    rows: taps(height),
    limits: { lowest: -1e9, highest: 1e9 },
  };
}

const level = expansion((x, y) => 200 + 11 * x + y);
const noise = expansion((x, y) => 3 + 0.2 * x + 0.1 * y);
const planeOf = ({ grid, columns, rows, limits }: GridExpansion): Image =>
  image(width, height, expandGridReference(grid, columns, rows, limits));

const search: PeakSearch = {
  taps: [-1, 0, 1].flatMap((dy) =>
    [-1, 0, 1].map((dx) => ({ dx, dy, weight: dx === 0 && dy === 0 ? 1 : -0.1 })),
  ),
  threshold: 10,
  window: {
    radiusX: 1,
    radiusY: 1,
    mask: new Array<number>(9).fill(1),
    weightsX: new Float64Array(12).fill(0.5),
    weightsY: new Float64Array(12).fill(0.25),
  },
};
const leastNoise = Math.fround(3.3);

/** Frame less level, and that in units of the noise. */
function slowly(frame: Image) {
  const [levels, noises] = [planeOf(level).data, planeOf(noise).data];
  const residual = frame.data.map((value, k) => value - levels[k]);
  const scaled = residual.map((value, k) => value / Math.max(noises[k], leastNoise));
  return { residual: image(width, height, residual), scaled: image(width, height, scaled) };
}

describe('a star frame', () => {
  it.each([
    ['as it is', undefined],
    ['less a level', level],
  ])('has the statistics of its boxes, of every n-th row alone: %s', (_, less) => {
    const frame = scene();
    const plane = less === undefined ? frame : slowly(frame).residual;
    const mask = image(width, height, new Uint8Array(width * height).fill(1, 0, 900));
    const options = { boxWidthPx: 16, boxHeightPx: 12, kappa: 3, rounds: 10 };
    for (const everyRow of [1, 2, 4]) {
      const rows = <T extends Float32Array | Uint8Array>(
        { data }: Image<T>,
        make: new (n: number) => T,
      ) => {
        const kept = new make(width * Math.ceil(height / everyRow));
        for (let row = 0; row * everyRow < height; row++) {
          const from = row * everyRow * width;
          kept.set(data.subarray(from, from + width), row * width);
        }
        return image(width, Math.ceil(height / everyRow), kept);
      };
      const found = new StarFrame(frame).statistics({ ...options, mask }, everyRow, less);
      expect(found).toEqual(
        boxStatisticsReference(rows(plane, Float32Array), {
          ...options,
          boxHeightPx: 12 / everyRow,
          mask: rows(mask, Uint8Array),
        }),
      );
    }
  });

  it('is the same of a frame that was read to its room', () => {
    const frame = scene();
    const room = StarFrame.room(width, height);
    room.data.set(frame.data);
    const placed = new StarFrame(room);
    const cells = placed.cellMeans(4);
    placed.findPeaks({ level, noise, leastNoise }, Infinity, search);
    const residual = placed.residual.data.slice();
    expect(cells).toEqual(new StarFrame(frame).cellMeans(4));
    expect(residual).toEqual(slowly(frame).residual.data);
  });

  it('has the means of its cells, missing pixels left out', () => {
    const source = scene();
    source.data.fill(Number.NaN, 0, 5);
    source.data.fill(Number.NaN, width, width + 5);
    for (const cellPx of [1, 2, 5]) {
      const { width: columns, height: rows, data } = new StarFrame(source).cellMeans(cellPx);
      expect([columns, rows]).toEqual([Math.ceil(width / cellPx), Math.ceil(height / cellPx)]);
      data.forEach((mean, cell) => {
        const [column, row] = [cell % columns, Math.floor(cell / columns)];
        const near = source.data.filter(
          (value, k) =>
            Math.floor((k % width) / cellPx) === column &&
            Math.floor(Math.floor(k / width) / cellPx) === row &&
            !Number.isNaN(value),
        );
        const expected = near.reduce((sum, value) => sum + value, 0) / near.length;
        if (near.length === 0) expect(mean).toBeNaN();
        else expect(Math.abs(mean / expected - 1)).toBeLessThan(1e-6);
      });
    }
  });

  it.each([
    ['grids', level, noise],
    ['planes', planeOf(level), planeOf(noise)],
  ])('has the peaks of what is left in units of the noise, bit for bit: %s', (_, of, per) => {
    const source = scene();
    const before = source.data.slice();
    source.data[700] = Infinity;
    const frame = new StarFrame(source);
    const found = frame.findPeaks({ level: of, noise: per, leastNoise }, 900.5, search);
    const { residual, scaled } = slowly(source);
    expect(found).toMatchObject(findPeaksReference(scaled, search));
    expect(found.count).toBeGreaterThan(10);
    expect(frame.residual.data).toEqual(residual.data);
    const above = Array.from(source.data.keys()).filter((k) => source.data[k] >= 900.5);
    expect(Array.from(found.saturated)).toEqual(above);
    expect(above.length).toBeGreaterThan(3);
    expect(frame.noiseAt(31, 17)).toBe(planeOf(noise).data[17 * width + 31]);
    source.data[700] = before[700];
    expect(source.data).toEqual(before);
  });

  it('has light and windowed centroids around pixels, those of the slow way bit for bit', () => {
    const source = scene();
    const frame = new StarFrame(source);
    const { indices } = frame.findPeaks({ level, noise, leastNoise }, Infinity, search);
    const { residual } = slowly(source);
    const corners = Int32Array.of(0, width - 1, width * height - 1);
    const places = Int32Array.of(...indices, ...corners);
    const light = frame.lightAround(places, 2.5);
    const noises = Float64Array.from(places, (_, k) => 3 + k);
    for (const [fwhmPx, gain] of [
      [1.9, 2],
      [4.5, undefined],
    ] as const) {
      const found = frame.centroids(places, fwhmPx, noises, gain);
      places.forEach((place, k) => {
        const [x, y] = [place % width, Math.floor(place / width)];
        const near = Array.from(residual.data.keys()).filter(
          (pixel) =>
            Math.hypot((pixel % width) - x, Math.floor(pixel / width) - y) <= 2.5 &&
            !Number.isNaN(residual.data[pixel]),
        );
        expect(light.pixels[k]).toBe(near.length);
        expect(light.flux[k]).toBe(near.reduce((sum, pixel) => sum + residual.data[pixel], 0));
        const errors = gain === undefined ? { noise: noises[k] } : { noise: noises[k], gain };
        const slow = windowedCentroid(residual, x, y, fwhmPx, errors);
        expect({
          x: found.x[k],
          y: found.y[k],
          sigmaX: found.sigmaX[k],
          sigmaY: found.sigmaY[k],
          momentXX: found.momentXX[k],
          momentYY: found.momentYY[k],
          momentXY: found.momentXY[k],
          momentError: found.momentError[k],
          expectedMoment: found.expectedMoment,
          converged: found.converged[k] === 1,
        }).toEqual(slow);
      });
    }
  });
});

describe('the exponential of the kernels', () => {
  it('is that of the machine to a few parts in 10^16', () => {
    for (let x = -40; x <= 40; x += 0.0371) {
      expect(Math.abs(exponential(x) / Math.exp(x) - 1)).toBeLessThan(1e-15);
    }
    expect(exponential(0)).toBe(1);
  });
});
