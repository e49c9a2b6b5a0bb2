import { describe, expect, it } from 'vitest';
import type { FramePhotometry } from '../measured-stars.js';
import { normal, seeded } from '../test-support/random.js';
import { simulateStarTables, truth } from '../test-support/star-tables.js';
import { fitExtinction, type ExtinctionFit } from './fit-extinction.js';

const options = { defaultZeropoint: { value: 14.74, uncertainty: null } };

function freeOf({ free, reason }: ExtinctionFit): NonNullable<ExtinctionFit['free']> {
  if (free === null) throw new Error(`no fit: ${reason}`);
  return free;
}

/** Deviation of zeropoint and extinction from the truth, in their random errors. */
function deviations(fit: ExtinctionFit): number {
  const free = freeOf(fit);
  return Math.max(
    ...(['zeropoint', 'extinction'] as const).map(
      (term) => Math.abs(free[term].value - truth[term]) / free[term].random,
    ),
  );
}

/** The frames with the stars of one of them changed. */
function changed(
  frames: readonly FramePhotometry[],
  index: number,
  change: (stars: FramePhotometry['stars']) => Partial<FramePhotometry['stars']>,
): FramePhotometry[] {
  return frames.map((frame, k) =>
    k === index ? { ...frame, stars: { ...frame.stars, ...change(frame.stars) } } : frame,
  );
}

describe('a photometric set of 45 frames', () => {
  const set = simulateStarTables({ seed: 11 });
  const fit = fitExtinction(set, options);

  it('gives zeropoint, extinction, colour and field term within their errors', () => {
    const free = freeOf(fit);
    for (const term of ['zeropoint', 'extinction', 'colourTerm', 'fieldTerm'] as const) {
      expect(Math.abs(free[term].value - truth[term]), term).toBeLessThan(3 * free[term].random);
      expect(free[term].systematic.map(({ name }) => name)).toEqual([
        'sky-estimator',
        'aperture-loss',
        'field-term',
        'extinction-in-time',
        'airmass-formula',
      ]);
      const parts = [free[term].random, ...free[term].systematic.map(({ value }) => value)];
      expect(free[term].total).toBeCloseTo(Math.hypot(...parts), 12);
    }
    expect(free.covariance[0]).toBeCloseTo(free.zeropoint.random ** 2, 12);
    expect(free.covariance[5]).toBeCloseTo(free.extinction.random ** 2, 12);
    expect(fit.photometric).toBe(true);
    expect(fit.conditions).toEqual([]);
  });

  it('gives the extinction that goes with a fixed zeropoint', () => {
    expect(Math.abs((fit.fixed?.extinction.value ?? 0) - truth.extinction)).toBeLessThan(0.005);
    const uncertain = fitExtinction(set, { defaultZeropoint: { value: 14.74, uncertainty: 0.02 } });
    const { systematic, value, total } = uncertain.fixed?.extinction ?? {
      systematic: [],
      value: 0,
      total: 0,
    };
    expect(value).toBe(fit.fixed?.extinction.value);
    expect(systematic.find(({ name }) => name === 'zeropoint')?.value).toBeGreaterThan(0.005);
    expect(total).toBeGreaterThan(0.005);
  });

  it('gives the same numbers in whatever order its frames come', () => {
    const unlike = set.map((frame, k) => ({
      ...frame,
      stars: { ...frame.stars, confusion: frame.stars.confusion.map((c) => c * (1 + k / 45)) },
    }));
    const straight = freeOf(fitExtinction(unlike, options));
    const turned = freeOf(fitExtinction([...unlike].reverse(), options));
    for (const term of ['zeropoint', 'extinction', 'colourTerm', 'fieldTerm'] as const) {
      expect(turned[term].value, term).toBeCloseTo(straight[term].value, 6);
      expect(turned[term].random, term).toBeCloseTo(straight[term].random, 6);
    }
  });

  it('offers each measurement with its residual', () => {
    const { residuals, measurements } = fit;
    let [used, sum, weights] = [0, 0, 0];
    for (let i = 0; i < residuals.count; i += 1) {
      if (residuals.weight[i] > 0) used += 1;
      const weight = residuals.weight[i] / residuals.sigma[i] ** 2;
      sum += weight * residuals.residual[i];
      weights += weight;
    }
    expect(used).toBe(measurements.used);
    expect(Math.abs(sum / weights)).toBeLessThan(0.002);
  });
});

describe('a set with something wrong', () => {
  const clear = simulateStarTables({ seed: 21 });
  const before = fitExtinction(clear, options);

  it('is not moved by an outlier of one magnitude', () => {
    const fit = fitExtinction(
      changed(clear, 20, ({ flux }) => ({ flux: flux.map((f, i) => (i === 3 ? f * 2.512 : f)) })),
      options,
    );
    expect(Math.abs(freeOf(fit).zeropoint.value - freeOf(before).zeropoint.value)).toBeLessThan(
      0.0006,
    );
    expect(fit.photometric).toBe(true);
    expect(fit.frames[20].used).toBeLessThan(before.frames[20].used);
  });

  it('is not moved by a variable star seen in several frames', () => {
    const rows = clear.flatMap(({ stars }) => [...stars.row]);
    const counts = new Map<number, number>();
    for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
    const [variable] = [...counts].sort((a, b) => b[1] - a[1])[0];
    const frames = clear.map((frame) => ({
      ...frame,
      stars: {
        ...frame.stars,
        flux: frame.stars.flux.map((f, i) => (frame.stars.row[i] === variable ? 0.5 * f : f)),
      },
    }));
    const fit = fitExtinction(frames, options);
    expect(Math.abs(freeOf(fit).zeropoint.value - freeOf(before).zeropoint.value)).toBeLessThan(
      0.0006,
    );
    expect(fit.measurements.used).toBeLessThanOrEqual(
      before.measurements.used - (counts.get(variable) ?? 0),
    );
  });

  it('reports a cloud passing over ten frames, and leaves them out', () => {
    const fit = fitExtinction(
      simulateStarTables({
        seed: 21,
        lossMag: (k) => (k >= 18 && k < 28 ? 0.06 + 0.03 * (k - 18) : 0),
      }),
      options,
    );
    const clouded = fit.conditions.map(({ frame }) => frame);
    expect(clouded).toEqual(clear.slice(18, 28).map(({ frame }) => frame));
    expect(fit.photometric).toBe(false);
    expect(deviations(fit)).toBeLessThan(3);
    for (let k = 18; k < 28; k += 1) {
      const { lossMag, sigmaMag, used, reason } = fit.frames[k];
      expect(Math.abs((lossMag ?? 0) - 0.06 - 0.03 * (k - 18))).toBeLessThan(4 * (sigmaMag ?? 0));
      expect(used).toBe(0);
      expect(reason).toMatch(/left out/);
    }
  });

  it('tells clouds in nearly half of the frames from clear ones by their being fainter', () => {
    const fit = fitExtinction(
      simulateStarTables({ seed: 21, lossMag: (k) => (k >= 19 && k < 39 ? 0.2 : 0) }),
      options,
    );
    expect(fit.conditions).toHaveLength(20);
    expect(fit.conditions.every(({ value }) => value > 0)).toBe(true);
    expect(deviations(fit)).toBeLessThan(3);
  });

  it('names a frame without any starlight, with errors of either sign left', () => {
    const random = seeded(8);
    const dark = ({ fluxError }: FramePhotometry['stars']) => ({
      flux: fluxError.map((error) => error * normal(random)),
    });
    for (const frame of [4, 20]) {
      const fit = fitExtinction(changed(clear, frame, dark), options);
      expect(fit.conditions.map((condition) => condition.frame)).toEqual([clear[frame].frame]);
      expect(fit.conditions[0].value).toBeGreaterThan(4);
      expect(deviations(fit)).toBeLessThan(3);
    }
  });

  it('is fitted by its other frames where one has no time', () => {
    const untimed = clear.map((frame, k) => (k === 20 ? { ...frame, middleJdUtc: NaN } : frame));
    const fit = fitExtinction(untimed, options);
    expect(fit.frames[20]).toMatchObject({
      used: 0,
      reason: expect.stringMatching(/time/) as unknown,
    });
    expect(deviations(fit)).toBeLessThan(3);
  });

  it('is fitted by its other measurements where errors of one are not numbers', () => {
    for (const field of ['scintillation', 'confusion', 'magnitudeError'] as const) {
      for (const wrong of [NaN, Infinity, -1]) {
        const fit = fitExtinction(
          changed(clear, 20, (stars) => ({ [field]: stars[field].with(3, wrong) })),
          options,
        );
        expect(deviations(fit), `${field} ${wrong}`).toBeLessThan(3);
      }
    }
  });

  it('leaves out a frame out of focus, with the reason', () => {
    const fit = fitExtinction(
      changed(clear, 33, ({ sigmaPx, flux }) => ({
        sigmaPx: sigmaPx.map((sigma) => 2.4 * sigma),
        flux: flux.map((f) => 0.8 * f),
      })),
      options,
    );
    expect(fit.frames[33]).toMatchObject({ used: 0, lossMag: null });
    expect(fit.frames[33].reason).toMatch(/Out of focus: its stars are 2.4 times/);
    expect(fit.photometric).toBe(true);
    expect(deviations(fit)).toBeLessThan(3);
  });

  it('reports extinction that grows in time, and gives that of the middle of the set', () => {
    const fit = fitExtinction(
      simulateStarTables({ seed: 21, extraExtinction: (_, hours) => 0.1 * hours }),
      options,
    );
    expect(fit.conditions.map(({ kind }) => kind)).toEqual(['extinction-in-time']);
    const { value, sigma } = fit.conditions[0];
    expect(Math.abs(value - 0.1)).toBeLessThan(3 * sigma);
    expect(deviations(fit)).toBeLessThan(3);
  });

  it('states an error that covers extinction that grows too little to be reported', () => {
    for (const rate of [-0.015, 0.015]) {
      const fit = fitExtinction(
        simulateStarTables({ seed: 21, extraExtinction: (_, hours) => rate * hours }),
        options,
      );
      expect(fit.conditions).toEqual([]);
      for (const term of ['zeropoint', 'extinction'] as const) {
        const { value, total } = freeOf(fit)[term];
        expect(Math.abs(value - freeOf(before)[term].value), term).toBeLessThan(1.5 * total);
      }
    }
  });

  it('reports extinction that is larger towards one side', () => {
    const fit = fitExtinction(
      simulateStarTables({
        seed: 21,
        extraExtinction: (azimuth) => 0.03 * Math.cos(((azimuth - 120) * Math.PI) / 180),
      }),
      options,
    );
    expect(fit.conditions.map(({ kind }) => kind)).toEqual(['extinction-in-direction']);
    const { value, sigma, sentence } = fit.conditions[0];
    expect(Math.abs(value - 0.03)).toBeLessThan(3 * sigma);
    expect(Math.abs(Number(/azimuth (\d+) deg/.exec(sentence)?.[1]) - 120)).toBeLessThan(10);
    expect(deviations(fit)).toBeLessThan(3);
  });
});

describe('a set with few stars', () => {
  it('of ten frames gives zeropoint and extinction with larger errors', () => {
    const fit = fitExtinction(
      simulateStarTables({ seed: 31, frames: [1, 11, 12, 17, 23, 32, 36, 37, 41, 43] }),
      options,
    );
    expect(deviations(fit)).toBeLessThan(3);
    expect(freeOf(fit).zeropoint.total).toBeLessThan(0.0125);
    expect(freeOf(fit).extinction.total).toBeLessThan(0.007);
  });

  it('holds colour and field term where they are too few to tell them', () => {
    const fit = fitExtinction(simulateStarTables({ seed: 2, density: 0.006 }), options);
    expect(fit.measurements.stars).toBeLessThan(15);
    const { colourTerm, zeropoint } = freeOf(fit);
    expect(colourTerm).toMatchObject({ value: 0.04, random: 0, total: 0.03 });
    expect(zeropoint.systematic.map(({ name }) => name)).toContain('colour-term');
    expect(deviations(fit)).toBeLessThan(4);
  });

  it('of three gives no zeropoint, the reason, and extinction by the default zeropoint', () => {
    const one = simulateStarTables({ seed: 31, frames: [20] });
    const fit = fitExtinction(
      changed(one, 0, ({ flags }) => ({ flags: flags.map((_, i) => (i < 3 ? 0 : 64)) })),
      options,
    );
    expect(fit).toMatchObject({ free: null, photometric: null, measurements: { stars: 3 } });
    expect(fit.reason).toBe(
      'Only 3 stars of the set may be used; a zeropoint and an extinction need at least 6.',
    );
    const { value, total } = fit.fixed?.extinction ?? { value: 0, total: 0 };
    expect(Math.abs(value - truth.extinction)).toBeLessThan(3 * total);
  });

  it('without a usable one gives the reason, not an exception', () => {
    const fit = fitExtinction(simulateStarTables({ seed: 12, density: 0 }), options);
    expect(fit).toMatchObject({ free: null, fixed: null, photometric: null, airmassRange: null });
    expect(fit.reason).toBe('No star of the set may be used.');
    expect(fitExtinction([], options)).toMatchObject({ free: null, fixed: null, frames: [] });
  });

  it('at one airmass only says that it cannot tell zeropoint from extinction', () => {
    const fit = fitExtinction(simulateStarTables({ seed: 12, frames: [40, 41, 42] }), options);
    expect(fit.free).toBeNull();
    expect(fit.reason).toMatch(/airmasses 1.00 and 1.\d\d/);
    expect(fit.fixed).not.toBeNull();
  });
});
