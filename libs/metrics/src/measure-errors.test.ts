import { metricNames, skyMetricsSchema } from '@nightskies/contracts';
import { allSkyGrid } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { measureMade, nl, regionIn, valueOf, type OfSky } from './test-support/made-skies.js';

const rad = Math.PI / 180;

describe('random errors', () => {
  it('of a mean are those of as many patches as the sky has', () => {
    const patchDeg2 = 4;
    const measurement = measureMade({
      ...{ observed: () => 1, sigma: () => 0.1 },
      options: { correlatedPatchDeg2: patchDeg2 },
    });
    const { luminance, illuminance } = regionIn(measurement);
    const patches = (2 * Math.PI) / (patchDeg2 * rad * rad);
    expect((luminance.mean.uncertainty ?? 0) / (100 / Math.sqrt(patches))).toBeCloseTo(1, 3);
    // Of horizontal illuminance: the integral of sin2 over the hemisphere is 2 pi / 3.
    const horizontal = 100 * Math.sqrt(((2 * Math.PI) / 3) * patchDeg2 * rad * rad);
    expect((illuminance.horizontal.uncertainty ?? 0) / horizontal).toBeCloseTo(1, 3);
    // Of a vertical plane: half of that.
    const vertical = horizontal / Math.sqrt(2);
    expect((illuminance.vertical.profile.uncertainties[3] ?? 0) / vertical).toBeCloseTo(1, 2);
  });

  it('are what two hundred noisy skies scatter by', () => {
    const grid = allSkyGrid(6);
    let state = 12345;
    const uniform = (): number => {
      // Mulberry32, so that neighbouring numbers have nothing to do with one another.
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
    };
    const normal = (): number =>
      Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    const means: number[] = [];
    const verticals: number[] = [];
    let stated = { mean: 0, vertical: 0 };
    for (let trial = 0; trial < 200; trial++) {
      const { luminance, illuminance } = regionIn(
        measureMade({
          ...{ grid, observed: () => 1 + 0.1 * normal(), sigma: () => 0.1 },
          options: { correlatedPatchDeg2: 0, verticalStepDeg: 90 },
        }),
      );
      means.push(valueOf(luminance.mean));
      verticals.push(illuminance.vertical.profile.values[1] ?? 0);
      stated = {
        mean: luminance.mean.uncertainty ?? 0,
        vertical: illuminance.vertical.profile.uncertainties[1] ?? 0,
      };
    }
    const scatter = (values: readonly number[]): number => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    };
    expect(Math.abs(scatter(means) / stated.mean - 1)).toBeLessThan(0.15);
    expect(Math.abs(scatter(verticals) / stated.vertical - 1)).toBeLessThan(0.15);
  });

  it('of the azimuth of an extreme are half of where light is within its error of it', () => {
    const azimuthOf = (contrast: number, side: 'maximumAzimuth' | 'minimumAzimuth') => {
      const { illuminance } = regionIn(
        measureMade({
          observed: (azimuth) => 1 + contrast * Math.cos((azimuth - 90) * rad),
          sigma: () => 1,
          options: { correlatedPatchDeg2: 40 },
        }),
      );
      return { ...illuminance.vertical[side], of: illuminance.vertical };
    };
    for (const side of ['maximumAzimuth', 'minimumAzimuth'] as const) {
      const { uncertainty, of } = azimuthOf(0.9, side);
      const extreme = side === 'maximumAzimuth' ? of.maximum : of.minimum;
      // Planes get (pi / 4) (2 + contrast pi / 2 cos): where that cosine falls by 1 sigma.
      const swing = 1000 * (Math.PI / 4) * (Math.PI / 2) * 0.9;
      const expected = Math.acos(1 - (extreme.parts?.random ?? 0) / swing) / rad;
      expect(expected).toBeGreaterThan(5);
      expect(uncertainty).toBeCloseTo(expected, 1);
    }
    const unclear = azimuthOf(0.02, 'maximumAzimuth');
    expect(unclear.uncertainty).toBeNull();
    expect(unclear.reason).toContain('less than its error');
  });

  it('of a median are small, and of a single cell its own', () => {
    const { luminance } = regionIn(
      measureMade({ observed: (_, altitude) => 1 + altitude / 90, sigma: () => 0.1 }),
    );
    expect(luminance.median.parts?.random).toBeLessThan(10);
    expect(luminance.median.parts?.random).toBeGreaterThan(0);
    expect(luminance.maximum.parts?.random).toBeCloseTo(100, 3);
  });

  it('are said to be none where the map has none', () => {
    const { sky } = measureMade({ observed: () => 1 });
    expect(sky.measuring.sentences.join(' ')).toContain('no UNCERT');
  });
});

describe('what all cells share', () => {
  it('is the same part of every luminance, and turns no azimuth', () => {
    const measurement = measureMade({
      observed: (azimuth) => 2 + Math.cos((azimuth - 30) * rad),
      systematicFraction: 0.02,
    });
    const { luminance, illuminance } = regionIn(measurement);
    for (const one of [
      luminance.mean,
      luminance.median,
      luminance.maximum,
      illuminance.scalar,
      illuminance.vertical.maximum,
    ]) {
      expect((one.uncertainty ?? 0) / valueOf(one)).toBeCloseTo(0.02, 9);
    }
    expect(illuminance.vertical.maximumAzimuth.uncertainty).toBeCloseTo(0, 9);
    expect(measurement.sky.zenith[0]?.brightness.uncertainty).toBeCloseTo(0.0217, 3);
  });

  it('is null with the reason when nobody knows it', () => {
    const { metrics } = measureMade({ observed: () => 1, systematicFraction: null });
    const mean = metrics.find(({ name }) => name === 'mean-luminance');
    expect(mean).toMatchObject({ value: 1000, uncertainty: null });
    expect(mean?.reason).toContain('zeropoint');
  });

  it('is a part of the observed light in the artificial, when the model does not follow', () => {
    const errorOf = (followsZeropoint: boolean): number =>
      regionIn(
        measureMade({
          ...{ observed: () => 4, artificial: () => 1, natural: () => 3, followsZeropoint },
          systematicFraction: 0.01,
        }),
        'artificial',
      ).luminance.mean.uncertainty ?? 0;
    expect(errorOf(true)).toBeCloseTo(10, 6);
    expect(errorOf(false)).toBeCloseTo(40, 6);
  });
});

describe('the error of the natural model', () => {
  const made = {
    observed: () => nl(100),
    artificial: () => nl(40),
    natural: () => nl(60),
    naturalSigma: () => nl(6),
  };

  it('is in artificial and natural light, and not in all light', () => {
    const measurement = measureMade({ ...made, naturalGrid: allSkyGrid(2) });
    const share = (light: 'all' | 'artificial' | 'natural'): number =>
      (regionIn(measurement, light).illuminance.horizontal.parts?.model ?? 0) /
      (nl(6) * 1000 * Math.PI);
    expect(share('all')).toBe(0);
    expect(share('artificial')).toBeCloseTo(1, 5);
    expect(share('natural')).toBeCloseTo(1, 5);
    const { median } = regionIn(measurement, 'artificial').luminance;
    expect((median.parts?.model ?? 0) / (nl(6) * 1000)).toBeCloseTo(1, 5);
  });

  it('counts twice in the ratio to the night itself', () => {
    const { sky } = measureMade(made);
    const ratio = sky.ratios.find(
      ({ subject, cap, against }) =>
        subject === 'mean-luminance' && cap === 'horizon' && against === 'night',
    );
    expect(valueOf(ratio?.ratio)).toBeCloseTo(40 / 60, 6);
    expect(ratio?.ratio.uncertainty).toBeCloseTo(0.1 * (1 + 40 / 60), 6);
  });

  it('gives way to what the fit says of the artificial light', () => {
    const grid = allSkyGrid(2);
    const measurement = measureMade({ ...made, naturalGrid: grid, systematicFraction: 0.5 });
    expect(regionIn(measurement, 'artificial').luminance.mean.parts?.systematic).toBeGreaterThan(0);
    const told = measureMade({
      ...{ ...made, naturalGrid: grid, systematicFraction: 0.5 },
      artificialSigma: () => nl(3),
    });
    const { parts } = regionIn(told, 'artificial').luminance.mean;
    expect(parts?.systematic).toBe(0);
    expect((parts?.model ?? 0) / (nl(3) * 1000)).toBeCloseTo(1, 5);
  });
});

describe('gaps', () => {
  const sky: OfSky = (azimuth) => 3 + Math.cos(azimuth * rad);
  const without =
    (lacks: (azimuth: number, altitude: number) => boolean): OfSky =>
    (azimuth, altitude) =>
      lacks(azimuth, altitude) ? Number.NaN : sky(azimuth, altitude);

  it('that are small are filled along azimuth, with an error, and take no number away', () => {
    const gappy = regionIn(
      measureMade({ observed: without((a, h) => a > 40 && a < 44 && h > 20 && h < 40) }),
    );
    const whole = regionIn(measureMade({ observed: sky }));
    expect(gappy.interpolatedFraction).toBeGreaterThan(0);
    expect(gappy.coveredFraction).toBeLessThan(1);
    for (const of of [gappy.luminance.mean, gappy.illuminance.horizontal]) {
      expect(of.parts?.gaps).toBeGreaterThan(0);
      expect(of.reason).toBeNull();
    }
    const off = valueOf(gappy.luminance.mean) - valueOf(whole.luminance.mean);
    expect(Math.abs(off)).toBeLessThan(gappy.luminance.mean.parts?.gaps ?? 0);
    expect(Math.abs(off / valueOf(whole.luminance.mean))).toBeLessThan(1e-5);
  });

  it('across south are filled as any other', () => {
    const gappy = regionIn(
      measureMade({ observed: without((a, h) => Math.abs(a) > 178 && h < 40) }),
    );
    expect(gappy.interpolatedFraction).toBeGreaterThan(0);
    expect(valueOf(gappy.luminance.minimum)).toBeGreaterThan(1990);
  });

  it('too wide to fill are completed with the mean of their ring while they are few', () => {
    const gappy = regionIn(
      measureMade({ observed: without((a, h) => a > 40 && a < 52 && h > 20 && h < 40) }),
    );
    const whole = regionIn(measureMade({ observed: sky }));
    expect(gappy.interpolatedFraction).toBe(0);
    expect(gappy.coveredFraction).toBeGreaterThan(0.98);
    const off = valueOf(gappy.illuminance.horizontal) - valueOf(whole.illuminance.horizontal);
    expect(Math.abs(off)).toBeLessThan(2 * (gappy.illuminance.horizontal.parts?.gaps ?? 0));
    expect(gappy.illuminance.horizontal.uncertainty).not.toBeNull();
  });

  it('that are large are named, with where they are', () => {
    const measurement = measureMade({ observed: without((a, h) => a < -90 && h < 60) });
    const { luminance, coveredFraction } = regionIn(measurement);
    expect(coveredFraction).toBeCloseTo(1 - 0.25 * Math.sin(60 * rad), 4);
    expect(luminance.mean.uncertainty).toBeNull();
    expect(luminance.mean.reason).toContain('21.65 % of the sky above the horizon has no data');
    expect(luminance.mean.reason).toContain('altitude 0 to 60 deg, azimuth 180 to 270 deg');
    // The zenith is not concerned.
    expect(measurement.sky.zenith[0]?.luminance.uncertainty).toBe(0);
  });

  it('behind terrain do not matter to free sky', () => {
    const measurement = measureMade({
      observed: without((_, h) => h < 10),
      mask: (_, h) => (h < 10 ? 0 : 1),
    });
    expect(regionIn(measurement, 'all', 'horizon', 'free').luminance.mean.uncertainty).toBe(0);
    expect(regionIn(measurement).luminance.mean.uncertainty).toBeNull();
  });

  it('everywhere make every number null, and none NaN', () => {
    const { metrics, sky } = measureMade({
      ...{ observed: () => Number.NaN, artificial: () => Number.NaN, natural: () => 1 },
    });
    for (const { name, value, reason } of metrics) {
      if (name.startsWith('natural-')) continue;
      expect([name, value]).toEqual([name, null]);
      expect(reason).not.toBeNull();
    }
    expect(JSON.parse(JSON.stringify(sky))).toEqual(sky);
  });
});

describe('the document', () => {
  it('is what its schema says, gaps or not, with every name of the list known', () => {
    for (const observed of [() => 1, () => Number.NaN, (a: number) => (a > 0 ? 1 : Number.NaN)]) {
      const { sky, metrics } = measureMade({
        ...{ observed, natural: () => 0.7, artificial: () => 0.3 },
        ...{ mask: (_, h) => (h < 5 ? 0 : 1), sigma: () => 0.1 },
      });
      expect(skyMetricsSchema.parse(JSON.parse(JSON.stringify(sky)))).toEqual(sky);
      const keys = metrics.map(({ name, sky: part }) => `${name} ${part}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const { name } of metrics) expect(Object.keys(metricNames)).toContain(name);
    }
  });

  it('has a number, or a reason, for every name of sky, ratio and quality', () => {
    const { metrics } = measureMade({
      ...{ observed: () => 1, natural: () => 0.7, artificial: () => 0.3 },
    });
    const names = new Set(metrics.map(({ name }) => name));
    const measuredNames = Object.keys(metricNames).filter((name) =>
      /luminance|illuminance|ratio|quality/.test(name),
    );
    expect(measuredNames.filter((name) => !names.has(name))).toEqual([]);
    for (const { name, value, uncertainty, reason } of metrics) {
      expect([name, (value === null || uncertainty === null) === (reason !== null)]).toEqual([
        name,
        true,
      ]);
    }
  });
});

describe('light less than none', () => {
  it('is kept, in means and minima, and has no magnitude but a reason', () => {
    const measurement = measureMade({
      ...{ observed: () => nl(50), natural: () => nl(55), artificial: () => nl(-5) },
    });
    const { luminance } = regionIn(measurement, 'artificial');
    expect(valueOf(luminance.mean) / (nl(-5) * 1000)).toBeCloseTo(1, 6);
    expect(Math.abs(valueOf(luminance.median) / (nl(-5) * 1000) - 1)).toBeLessThan(1e-3);
    const zenith = measurement.sky.zenith.find(({ light }) => light === 'artificial');
    expect(zenith?.brightness.value).toBeNull();
    expect(zenith?.brightness.reason).toContain('less than none');
    expect(valueOf(measurement.sky.skyQuality[0]?.table)).toBe(100);
  });
});
