import { describe, expect, it } from 'vitest';
import { image } from '../image.js';
import { sampleArea } from '../resample/sample-area.js';
import { FrameSampler } from './frame-sampler.js';
import type { CellAreas } from './frame-samples.js';
import type { TangentCamera } from './project-row.js';

const [width, height] = [43, 37];

/** A repeatable sequence of numbers of 0 to 1. */
function sequence(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const random = sequence(11);
const picture = image(
  width,
  height,
  Float32Array.from({ length: width * height }, () =>
    random() < 0.02 ? Number.NaN : 500 + 100 * random(),
  ),
);

const camera: TangentCamera = {
  axes: {
    axis: { east: 0, north: 1, up: 0 },
    right: { east: 1, north: 0, up: 0 },
    up: { east: 0, north: 0, up: 1 },
  },
  axisX: 21,
  axisY: 18,
  pixelsPerUnitX: 140,
  pixelsPerUnitY: 140,
  law: { kind: 'radial', coefficient: 0 },
};

/** Means of `count` cells of a row whose middles lie in the middle of the frame. */
function meansOf(
  count: number,
  place: (corners: CellAreas) => void,
  wholeShare: number,
  of = picture,
) {
  const sampler = new FrameSampler({ interpolation: 'bilinear' });
  sampler.columns(new Float64Array(count), new Float64Array(count));
  const { value, areas } = sampler.room({ width, height, areas: true });
  if (areas === null) throw new Error('no areas');
  value.set(of.data);
  sampler.aim(camera);
  sampler.sampleDirections({
    east: new Float64Array(count),
    north: new Float64Array(count).fill(1),
    up: new Float64Array(count),
  });
  place(areas);
  sampler.cornersGiven('below', 0, count + 1);
  sampler.cornersGiven('above', 0, count + 1);
  const sums = { sum: new Float64Array(count), area: new Float64Array(count) };
  sampleArea(of, areas.x.slice(), areas.y.slice(), count, 1, sums);
  return { means: sampler.meanOverAreas(wholeShare).value.slice(0, count), areas, sums };
}

describe('means over the area of cells', () => {
  it.each<[string, number, number, (u: number, v: number) => readonly [number, number]]>([
    ['of some pixels, turned', 60, 0.7, (u, v) => [0.9 * u - 2 + 1.1 * v, 0.6 * u - 1 - 2.3 * v]],
    ['smaller than a pixel', 200, 0.1, (u, v) => [0.2 * u + 0.05 * v, 9 + 0.07 * u + 0.4 * v]],
    ['mirrored, along the pixels', 50, 0, (u, v) => [40.5 - u, 3.5 + 3 * v]],
    ['that reach off the frame', 30, 0.3, (u, v) => [4.5 * u - 40, 30 + 9 * v + 0.1 * u]],
    ['larger than the kernel has room for', 4, 0.2, (u, v) => [90 * u - 150, 120 * v - 50 + u]],
  ])('are the slow sums: %s', (_, count, wobble, corner) => {
    const { means, areas, sums } = meansOf(
      count,
      ({ x, y }) => {
        for (let k = 0; k < 2 * (count + 1); k++) {
          const [u, v] = corner(k % (count + 1), Math.floor(k / (count + 1)));
          x[k] = u + wobble * (random() - 0.5);
          y[k] = v + wobble * (random() - 0.5);
        }
        x[3] = Number.NaN;
      },
      0,
    );
    expect(sums.area.some((size) => size > 0)).toBe(true);
    for (let k = 0; k < count; k++) {
      const size = sums.area[k];
      expect(Math.abs(areas.size[k] - size)).toBeLessThanOrEqual(1e-11 * size);
      if (size > 0) expect(Math.abs((means[k] * size) / sums.sum[k] - 1)).toBeLessThan(1e-11);
      else expect(means[k]).toBeNaN();
    }
  });

  it('are those of every overlap where cells share their sides, turned any way', () => {
    const whole = image(
      width,
      height,
      picture.data.map((value) => (Number.isNaN(value) ? 1e4 : value)),
    );
    const count = 9;
    for (let turn = 0; turn < 24; turn++) {
      const [cosine, sine] = [Math.cos((turn * Math.PI) / 12), Math.sin((turn * Math.PI) / 12)];
      const { means, areas, sums } = meansOf(
        count,
        ({ x, y }) => {
          for (let k = 0; k < 2 * (count + 1); k++) {
            const u = 2.9 * ((k % (count + 1)) - 4.5) + 0.4 * random();
            const v = 3.7 * Math.floor(k / (count + 1)) + 0.4 * random();
            x[k] = 21 + u * cosine - v * sine;
            y[k] = 18 + u * sine + v * cosine;
          }
        },
        1 - 1e-9,
        whole,
      );
      for (let k = 0; k < count; k++) {
        expect(Math.abs(areas.size[k] - sums.area[k])).toBeLessThan(1e-11);
        expect(Math.abs((means[k] * sums.area[k]) / sums.sum[k] - 1)).toBeLessThan(1e-11);
      }
    }
  });

  it('are none where too small a part of the cell has data', () => {
    const place = ({ x, y }: CellAreas): void => {
      x.set([-4.5, -0.5, 3.5, -4.5, -0.5, 3.5]);
      y.set([1.5, 1.5, 1.5, 2.5, 2.5, 2.5]);
      // Three quarters of the second cell lie on the frame.
      x.set([-1.5, -1.5], 1);
      x[4] = -1.5;
      x[2] = 2.5;
      x[5] = 2.5;
    };
    expect(meansOf(2, place, 0.8).means).toEqual(Float64Array.of(NaN, NaN));
    const { means, sums } = meansOf(2, place, 0.7);
    expect(sums.area).toEqual(Float64Array.of(0, 3));
    expect(means).toEqual(Float64Array.of(NaN, sums.sum[1] / 3));
  });

  it('need room for them', () => {
    const sampler = new FrameSampler({ interpolation: 'bilinear' });
    expect(sampler.room({ width, height }).areas).toBeNull();
    expect(() => sampler.meanOverAreas(1)).toThrow('no room for areas');
  });
});
