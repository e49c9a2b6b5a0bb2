import { describe, expect, it } from 'vitest';
import { FrameSampler } from '../project/frame-sampler.js';
import type { RowSamples } from '../project/frame-samples.js';
import type { FeatherTerms } from './feather-row.js';
import { FeatherSums } from './feather-sums.js';

/** A repeatable sequence of numbers of 0 to 1. */
function sequence(seed: number) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const columns = 50;

function newSampler() {
  const sampler = new FrameSampler({ interpolation: 'bilinear' });
  sampler.columns(new Float64Array(columns), new Float64Array(columns));
  return sampler;
}

const terms: FeatherTerms = {
  index: 1,
  ratePerDn: 0.0321,
  offset: 0.7,
  seconds: 12.5,
  flags: 64,
  feather: 2,
  byEdge: true,
  byVariance: true,
};

/** Rows of made-up samples with gaps, written into the sampler's own arrays. */
function madeUp(samples: RowSamples, random: () => number, begin: number, end: number) {
  const [sigma, confusion] = samples.further;
  for (let i = 0; i < columns; i++) {
    samples.value[i] = random() < 0.15 ? Number.NaN : 400 + 100 * random();
    samples.edge[i] = 3 * random() - 0.1;
    sigma[i] = random() < 0.05 ? Number.NaN : random() < 0.05 ? 0 : 5 + random();
    confusion[i] = 2 * random();
    samples.flags[i] = random() < 0.2 ? 1 << Math.floor(4 * random()) : 0;
  }
  return { ...samples, begin, end };
}

/** Adds the same rows to sums in the kernel and to those of the slow twin; returns both. */
function filled(errors: boolean, confusion: boolean, given: Partial<FeatherTerms>) {
  const sampler = newSampler();
  const inKernel = new FeatherSums(sampler, 3 * columns, errors);
  const apart = new FeatherSums(sampler, 3 * columns, errors);
  sampler.columns(new Float64Array(columns), new Float64Array(columns));
  const random = sequence(3);
  const reached = [0, 0];
  for (let index = 1; index <= 9; index++) {
    sampler.room({
      width: 8,
      height: 8,
      flags: true,
      further: [1, 2].map(() => ({ width: 8, height: 8 })),
    });
    const samples = sampler.sampleAt(new Float64Array(columns), new Float64Array(columns));
    for (let row = 0; row < 3; row++) {
      const [begin, end] = [Math.floor(20 * random()), 50 - Math.floor(20 * random())];
      const made = madeUp(samples, random, begin, end);
      const [sigma, stars] = made.further;
      const taken = {
        ...made,
        sigma: errors ? sigma : null,
        confusion: confusion ? stars : null,
      };
      const all = { ...terms, ...given, index, seconds: 10 * index };
      for (const [k, sums] of [inKernel, apart].entries()) {
        reached[k] += sums.addRow(taken, all, row * columns);
      }
    }
  }
  return { inKernel, apart, reached };
}

describe('weighted sums of frames', () => {
  it.each([
    ['without errors', false, false, {}],
    ['without errors, time unknown', false, false, { seconds: Number.NaN }],
    ['weighed by edge and variance', true, false, {}],
    ['with confusion', true, true, {}],
    ['by the edge alone, with confusion', true, true, { byVariance: false }],
    ['by the variance alone', true, false, { byEdge: false }],
  ] as const)('%s: the same bits as the slow twin', (_, errors, confusion, given) => {
    const { inKernel, apart, reached } = filled(errors, confusion, given);
    expect(reached[0]).toBeGreaterThan(500);
    expect(reached[0]).toBe(reached[1]);
    expect(inKernel.planes()).toEqual(apart.planes());
    const judged = {
      seconds: Array.from({ length: 10 }, (_, index) => 10 * index),
      disagreementSigma: 2,
      turningSky: 0.02,
      flags: { disagreement: 16, rejected: 32, noData: 128 },
    };
    const cells = inKernel.finish(judged);
    expect(cells).toEqual(apart.finish(judged));
    const marked = (bit: number) => cells.flags.filter((flags) => (flags & bit) !== 0).length;
    if (errors) expect(marked(32)).toBeGreaterThan(10);
    expect(marked(128)).toBe(cells.coverage.filter((count) => count === 0).length);
  });

  it('of three values the one that disagrees is flagged and left out', () => {
    const sampler = newSampler();
    const sums = new FeatherSums(sampler, 2, true);
    sampler.columns(new Float64Array(2), new Float64Array(2));
    sampler.room({ width: 4, height: 4, further: [{ width: 4, height: 4 }] });
    const samples = sampler.sampleAt(new Float64Array(1), new Float64Array(1));
    for (const [k, value] of [100, 103, 300].entries()) {
      samples.value[0] = value;
      samples.edge[0] = 9;
      samples.further[0][0] = 2;
      const row = { ...samples, sigma: samples.further[0], confusion: null };
      const plain = { ...terms, ratePerDn: 1, offset: 0, flags: 0 };
      sums.addRow(row, { ...plain, index: k + 1, seconds: 10 * k }, 0);
    }
    const cells = sums.finish({
      seconds: [Number.NaN, 0, 10, 20],
      disagreementSigma: 5,
      turningSky: 0.02,
      flags: { disagreement: 16, rejected: 32, noData: 8 },
    });
    expect([...cells.rate]).toEqual([101.5, Number.NaN]);
    expect([...cells.time]).toEqual([5, Number.NaN]);
    expect(cells.sigma[0]).toBeCloseTo(Math.SQRT2, 6);
    expect([...cells.coverage]).toEqual([2, 0]);
    expect([...cells.frame]).toEqual([1, 0]);
    expect([...cells.flags]).toEqual([48, 8]);
  });

  it('a cell has the mean of its frames by weight, the best frame and its error', () => {
    const sampler = newSampler();
    const sums = new FeatherSums(sampler, 4, true);
    sampler.columns(new Float64Array(4), new Float64Array(4));
    sampler.room({ width: 4, height: 4, further: [{ width: 4, height: 4 }] });
    const samples = sampler.sampleAt(new Float64Array(2), new Float64Array(2));
    const plain = { ...terms, ratePerDn: 1, offset: 0, feather: 4, flags: 0 };
    for (const [k, [value, edge, sigma]] of [
      [10, 4, 2],
      [40, 1, 2],
    ].entries()) {
      samples.value.set([value, Number.NaN]);
      samples.edge.set([edge, 4]);
      samples.further[0].set([sigma, 1]);
      const row = { ...samples, sigma: samples.further[0], confusion: null };
      const reached = sums.addRow(row, { ...plain, index: k + 1, seconds: 100 * k }, 2);
      expect(reached).toBe(1);
    }
    const { light, weight, time, variance, frame1, frame2, count, least, greatest } = sums.planes();
    // Weights 1 and 1/4 over a variance of 4.
    expect(light[2] / weight[2]).toBe(16);
    expect(time[2] / weight[2]).toBe(20);
    expect(Math.sqrt(variance[2]) / weight[2]).toBeCloseTo((2 * Math.hypot(1, 0.25)) / 1.25, 12);
    expect([frame1[2], frame2[2], count[2]]).toEqual([1, 2, 2]);
    expect([least?.value[2], greatest?.value[2]]).toEqual([10, 40]);
    expect([...count]).toEqual([0, 0, 2, 0]);
  });

  it('sums survive a larger frame, and the next sums begin at 0', () => {
    const sampler = newSampler();
    const sums = new FeatherSums(sampler, columns, false);
    sampler.columns(new Float64Array(columns), new Float64Array(columns));
    const add = (size: number) => {
      sampler.room({ width: size, height: size }).value.fill(7);
      const samples = sampler.sampleAt(
        new Float64Array(columns).fill(1),
        new Float64Array(columns).fill(1),
      );
      sums.addRow({ ...samples, sigma: null, confusion: null }, terms, 0);
    };
    add(4);
    add(700);
    expect([...sums.planes().count]).toEqual(Array.from({ length: columns }, () => 2));
    sums.release();
    const next = new FeatherSums(sampler, columns, false);
    expect([...next.planes().weight]).toEqual(Array.from({ length: columns }, () => 0));
  });

  it('misuse is named', () => {
    const sampler = newSampler();
    const sums = new FeatherSums(sampler, columns, false);
    sampler.columns(new Float64Array(columns), new Float64Array(columns));
    sampler.room({ width: 4, height: 4 });
    const samples = sampler.sampleAt(new Float64Array(2), new Float64Array(2));
    const row = { ...samples, sigma: null, confusion: null };
    expect(() => sums.addRow(row, terms, columns - 1)).toThrow('cells 49 to 50 of 50');
    expect(() => sums.addRow({ ...row, sigma: samples.value }, terms, 0)).toThrow(
      'errors in the row: true, in the sums: false',
    );
    expect(() => sums.addRow({ ...row, value: new Float64Array(2) }, terms, 0)).toThrow(
      'samples of another sampler',
    );
  });
});
