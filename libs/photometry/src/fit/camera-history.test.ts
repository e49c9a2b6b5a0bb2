import { describe, expect, it } from 'vitest';
import { normal, seeded } from '../test-support/random.js';
import { appliedZeropoint, historyOf, historyZeropoint } from './camera-history.js';
import { fittedNumber } from './systematics.js';

const setOf = (zeropointMag: number, uncertaintyMag: number, set = 1) => ({
  night: 'SIMA261101',
  set,
  julianDate: null,
  zeropointMag,
  uncertaintyMag,
});

const standard = { value: 14.74, uncertainty: null, origin: 'cameras.json' };
const freeWith = (value: number, error: number) => {
  const number = fittedNumber(value, error, []);
  return {
    zeropoint: number,
    extinction: number,
    colourTerm: number,
    fieldTerm: number,
    covariance: new Array<number>(16).fill(0),
    scatterMag: 0.04,
  };
};

describe('the history of a camera', () => {
  it('of sets that agree is their weighted mean without scatter', () => {
    const mean = historyZeropoint([setOf(14.74, 0.01), setOf(14.745, 0.005), setOf(14.743, 0.01)]);
    const weights = [10_000, 40_000, 10_000];
    const expected = (14.74 * weights[0] + 14.745 * weights[1] + 14.743 * weights[2]) / 60_000;
    expect(mean?.zeropointMag).toBeCloseTo(expected, 12);
    expect(mean?.scatterMag).toBe(0);
    expect(mean?.uncertaintyMag).toBeCloseTo(1 / Math.sqrt(60_000), 12);
  });

  it('gives back the scatter from set to set beyond their errors, and an honest error', () => {
    const random = seeded(5);
    let [scatter, inside] = [0, 0];
    const trials = 400;
    for (let k = 0; k < trials; k += 1) {
      const sets = Array.from({ length: 12 }, () => {
        const error = 0.003 + 0.004 * random();
        return setOf(14.74 + 0.012 * normal(random) + error * normal(random), error);
      });
      const mean = historyZeropoint(sets);
      if (mean === null) throw new Error('no mean');
      scatter += mean.scatterMag ** 2 / trials;
      if (Math.abs(mean.zeropointMag - 14.74) < 2 * mean.uncertaintyMag) inside += 1;
    }
    expect(Math.sqrt(scatter)).toBeGreaterThan(0.011);
    expect(Math.sqrt(scatter)).toBeLessThan(0.013);
    // Student's t of 11 degrees of freedom is within 2 in 93 %; three errors of 400 trials.
    expect(inside / trials).toBeGreaterThan(0.93 - 0.038);
    expect(inside / trials).toBeLessThan(0.93 + 0.065);
  });

  it('seldom calls a drift what is the scatter from set to set, of however few sets', () => {
    const random = seeded(9);
    for (const count of [1, 2, 3, 6, 20]) {
      let alarms = 0;
      for (let k = 0; k < 1000; k += 1) {
        const draw = () => 14.74 + 0.01 * normal(random) + 0.003 * normal(random);
        const sets = Array.from({ length: count }, () => setOf(draw(), 0.003));
        const drift = historyOf(sets, freeWith(draw(), 0.003))?.driftSigma ?? 0;
        if (Math.abs(drift) > 3) alarms += 1;
      }
      expect(alarms / 1000, `${count} sets`).toBeLessThan(0.04);
    }
  });

  it('is not spoilt by one cloudy set: the next one is found', () => {
    const offsets = [0, 1, 2, -1, -2, 1, 0];
    const clear = offsets.map((offset, k) => setOf(14.74 + 0.003 * offset, 0.004, k + 1));
    const sets = [...clear, setOf(14.2, 0.004, 8)];
    expect(historyZeropoint(sets)).toEqual(historyZeropoint(clear));
    expect(historyOf(sets, freeWith(14.44, 0.003))?.driftSigma).toBeLessThan(-10);
    const [first, second] = clear;
    expect(historyZeropoint([first, second, setOf(13, 0.003)])?.sets).toBe(2);
  });

  it('shows a drift of a set in errors of the difference', () => {
    const sets = [setOf(14.74, 0.003, 1), setOf(14.741, 0.003, 2), setOf(14.739, 0.003, 3)];
    const drift = historyOf(sets, freeWith(14.8, 0.005))?.driftSigma ?? 0;
    // Of the scatter from set to set the three tell little: the usual 0.01 mag counts as one set.
    const error = Math.hypot(0.005, 0.003 / Math.sqrt(3), 0.01 / Math.sqrt(3));
    expect(drift).toBeCloseTo((14.8 - 14.74) / error, 6);
    expect(historyOf(sets, null)?.driftSigma).toBeNull();
    expect(historyOf([], freeWith(14.8, 0.005))).toBeNull();
  });
});

describe('the zeropoint of the maps', () => {
  const sets = [setOf(14.75, 0.004, 1), setOf(14.752, 0.004, 2)];

  it('is the default, the fitted or the history-weighted one, as chosen', () => {
    const free = freeWith(14.745, 0.005);
    expect(appliedZeropoint('default', standard, free, sets).zeropointMag).toBe(14.74);
    expect(appliedZeropoint('fitted', standard, free, sets)).toMatchObject({
      zeropointMag: 14.745,
      uncertaintyMag: 0.005,
    });
    const weighted = appliedZeropoint('history', standard, free, sets);
    expect(weighted.zeropointMag).toBeGreaterThan(14.745);
    expect(weighted.zeropointMag).toBeLessThan(14.751);
    expect(weighted.uncertaintyMag).toBeLessThan(0.005);
    expect(weighted.origin).toBe(
      "the stars of the set and the camera's history: 2 other sets, weighted by their errors",
    );
  });

  it('has an error as large as the set and its past disagree', () => {
    const { zeropointMag, uncertaintyMag } = appliedZeropoint(
      'history',
      standard,
      freeWith(14.45, 0.004),
      sets,
    );
    expect(zeropointMag).toBeLessThan(14.74);
    expect(uncertaintyMag).toBeGreaterThan(0.1);
  });

  it('leans on the default with 0.02 mag where the camera has no history', () => {
    const { zeropointMag, origin } = appliedZeropoint(
      'history',
      standard,
      freeWith(14.7, 0.02),
      [],
    );
    expect(zeropointMag).toBeCloseTo(14.72, 12);
    expect(origin).toMatch(/no history/);
  });

  it('falls back to history, else to the default, where a set has no fit, and says so', () => {
    for (const choice of ['fitted', 'history'] as const) {
      const past = appliedZeropoint(choice, standard, null, sets);
      expect(past.zeropointMag).toBeCloseTo(14.751, 12);
      expect(past.origin).toMatch(/history: 2 other sets, as the set has no fit/);
      const none = appliedZeropoint(choice, standard, null, []);
      expect(none).toMatchObject({ zeropointMag: 14.74, uncertaintyMag: 0.02 });
      expect(none.origin).toBe('cameras.json, as the set has no fit');
    }
  });
});
