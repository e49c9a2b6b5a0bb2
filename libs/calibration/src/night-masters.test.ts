import { describe, expect, test } from 'vitest';
import { linearityCurve } from './linearity.js';
import {
  darkSecondsOf,
  nightBias,
  nightDark,
  pairDarks,
  requirePairs,
  robustMean,
} from './night-masters.js';
import { normalNumbers, rawFrame } from './test-support/pictures.js';
import { problemFrom } from './test-support/problem-from.js';

const straight = linearityCurve([0], [1], 'straight');
const frame = (name: string, seconds = 12) =>
  rawFrame(name, 2, 2, () => 1000, [['EXPTIME', seconds]]);

describe('darks and biases of a night', () => {
  test('are paired by number: a missing one shifts nothing', () => {
    const darks = ['dark10.fit', 'dark1.fit', 'dark3.fit'].map((name) => frame(name));
    const biases = ['mbias1.fit', 'mbias2.fit', 'mbias10.FIT', 'mbias3.fit.gz'].map((name) =>
      frame(name, 0),
    );
    const { pairs, problems } = pairDarks(darks, biases);
    expect(pairs.map(({ dark, bias }) => [dark.name, bias.name])).toEqual([
      ['dark1.fit', 'mbias1.fit'],
      ['dark3.fit', 'mbias3.fit.gz'],
      ['dark10.fit', 'mbias10.FIT'],
    ]);
    expect(problems).toEqual([]);
  });

  test('without a partner are named and left out', () => {
    const { pairs, problems } = pairDarks([frame('dark4.fit')], [frame('mbias5.fit', 0)]);
    expect(problems).toMatchObject([{ code: 'dark-unpaired', file: 'dark4.fit' }]);
    expect(
      problemFrom(() => {
        requirePairs(pairs);
      }),
    ).toMatchObject({ code: 'night-masters-missing' });
  });

  test('with two exposure times are refused', () => {
    const pairs = [
      { dark: frame('dark1.fit'), bias: frame('mbias1.fit', 0) },
      { dark: frame('dark2.fit', 18), bias: frame('mbias2.fit', 0) },
    ];
    expect(problemFrom(() => darkSecondsOf(pairs))).toMatchObject({
      code: 'dark-exposures-differ',
      file: 'dark2.fit',
    });
  });
});

describe('night masters', () => {
  test('leave out a cosmic ray in one of five, and keep all five elsewhere', () => {
    expect(robustMean(Float64Array.of(1, 2, 3, 500, 4), 5, 0)).toBe(2.5);
    expect(robustMean(Float64Array.of(1, 2, 3, 5, 4), 5, 0)).toBe(3);
  });

  test('do not take the shot noise of a hot pixel for a cosmic ray', () => {
    const values = [10000, 10150, 9850, 10100, 9900];
    expect(robustMean(Float64Array.from(values), 5, 1)).toBe(10000);
    expect(robustMean(Float64Array.from(values), 5, 0)).not.toBe(10030);
  });

  test('give the dark without bias: neither lifted nor lowered by the noise', () => {
    const normal = normalNumbers(41);
    const side = 100;
    const readNoiseDn = 4;
    const pairs = [1, 2, 3, 4, 5].map((number) => ({
      dark: rawFrame(`dark${number}.fit`, side, side, () => 1000.6 + readNoiseDn * normal()),
      bias: rawFrame(`mbias${number}.fit`, side, side, () => 1000 + readNoiseDn * normal()),
    }));
    const dark = nightDark(pairs, straight, readNoiseDn, 2).data;
    const mean = dark.reduce((sum, value) => sum + value, 0) / dark.length;
    // sqrt(2/5) 4 DN over a hundred by a hundred pixels: 0.025 DN.
    expect(Math.abs(mean - 0.6)).toBeLessThan(0.09);
    const bias = nightBias(
      pairs.map((pair) => pair.bias),
      readNoiseDn,
    ).data;
    expect(Math.abs(bias.reduce((sum, value) => sum + value, 0) / bias.length - 1000)).toBeLessThan(
      0.06,
    );
  });
});
