import { describe, expect, it } from 'vitest';
import { FrameSampler } from '../project/frame-sampler.js';
import { NearestSums } from './nearest-sums.js';

const columns = 50;
const terms = { ratePerDn: 0.0321, offset: 0.7, flags: 64 };
const end = {
  seconds: Array.from({ length: 10 }, (_, k) => 7 * k),
  band: 0.25,
  noData: 128,
};

/** A repeatable sequence of numbers of 0 to 1. */
function sequence(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function samplerWith(cells: number) {
  const sampler = new FrameSampler({ interpolation: 'bilinear' });
  const sums = [new NearestSums(sampler, cells), new NearestSums(sampler, cells)] as const;
  sampler.columns(new Float64Array(columns), new Float64Array(columns));
  sampler.room({ width: 8, height: 8, flags: true, further: [{ width: 8, height: 8 }] });
  const samples = sampler.sampleAt(new Float64Array(columns), new Float64Array(columns));
  return { sums, samples };
}

describe('a map from the frames that lie deepest', () => {
  it.each([true, false])('with errors (%s) it has the same bits as the slow twin', (errors) => {
    const { sums, samples } = samplerWith(3 * columns);
    const random = sequence(11);
    const reached = [0, 0];
    for (let index = 1; index <= 9; index++) {
      for (let row = 0; row < 3; row++) {
        for (let i = 0; i < columns; i++) {
          samples.value[i] = random() < 0.6 ? Number.NaN : 400 + 100 * random();
          samples.edge[i] = 2 * random();
          samples.further[0][i] = 5 + random();
          samples.flags[i] = random() < 0.2 ? 1 << Math.floor(4 * random()) : 0;
        }
        const [begin, to] = [Math.floor(20 * random()), 50 - Math.floor(20 * random())];
        const sigma = errors ? samples.further[0] : null;
        const taken = { ...samples, begin, end: to, sigma, confusion: null };
        for (const [k, one] of sums.entries()) {
          reached[k] += one.addRow(taken, { ...terms, index }, row * columns);
        }
      }
    }
    expect(reached[0]).toBeGreaterThan(300);
    expect(reached[0]).toBe(reached[1]);
    const cells = sums[0].finish(end);
    expect(cells).toEqual(sums[1].finish(end));
    expect(cells.frame.filter((frame) => frame === 0).length).toBe(
      cells.flags.filter((flags) => flags === 128).length,
    );
  });

  it('one frame alone away from the line, both where they are equally deep', () => {
    const { sums, samples } = samplerWith(2);
    const [map] = sums;
    for (const [k, [value, edges]] of (
      [
        [10, [3, 1]],
        [30, [1, 1]],
      ] as const
    ).entries()) {
      samples.value.fill(value, 0, 2);
      samples.edge.set(edges);
      samples.further[0].fill(4, 0, 2);
      const row = { ...samples, begin: 0, end: 2, sigma: samples.further[0], confusion: null };
      expect(map.addRow(row, { index: k + 1, ratePerDn: 1, offset: 0, flags: 0 }, 0)).toBe(2);
    }
    const cells = map.finish(end);
    expect([...cells.rate]).toEqual([10, 20]);
    expect([...cells.time]).toEqual([7, 10.5]);
    expect([...cells.sigma]).toEqual([4, Math.fround(Math.sqrt(8))]);
    expect([...cells.coverage]).toEqual([2, 2]);
    expect([...cells.frame]).toEqual([1, 1]);
  });
});
