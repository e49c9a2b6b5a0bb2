import type { PhotometricFit } from '@nightskies/contracts';
import { allSkyGrid, columnAzimuthDeg, rowAltitudeDeg } from '@nightskies/sky';
import { describe, expect, it } from 'vitest';
import { fitnessOf } from '../moonlight/fitness.js';
import { observingCaveats, type ObservingFacts } from './observing-caveats.js';
import { groundLightOf, skyCoverageOf } from './sky-facts.js';

const grid = allSkyGrid(2);
const cells = grid.rows * grid.columns;
const site = { longitudeDeg: -110.1384, latitudeDeg: 38.4127, heightM: 1740 };
const v = { band: 'V', extinctionCoefficient: 0.16 } as const;

const fitted = { value: 14.74, random: 0.002, systematic: [], total: 0.01 };
type Photometry = NonNullable<ObservingFacts['photometry']>;
const photometry: Photometry = {
  applied: {
    choice: 'default',
    zeropointMag: 14.74,
    uncertaintyMag: 0.03,
    origin: 'camera constants',
  },
  conditions: [],
  fixed: { extinction: { ...fitted, value: 0.16 }, scatterMag: 0.03 },
  frames: Array.from({ length: 45 }, (_, i) => ({
    frame: `ib${String(i + 1).padStart(3, '0')}`,
    lossMag: 0,
    sigmaMag: 0.01,
    used: 20,
    measured: 25,
    usable: 22,
    reason: null,
  })),
  free: {
    zeropoint: fitted,
    extinction: fitted,
    colourTerm: fitted,
    fieldTerm: null,
    covariance: null,
    scatterMag: 0.03,
  },
  measurements: { frames: 45, stars: 500, measured: 1100, used: 900 },
  reason: null,
};
const goodNight: ObservingFacts = {
  fitness: fitnessOf(site, [2461351.65], v),
  photometry,
  frames: { expected: 45, missing: [] },
  coverage: { seenFraction: 1, zenithSeen: true, unseen: [] },
  ground: { groundNl: 6, skyNl: 80, groundDeg2: 900 },
};

function onlyCaveat(facts: Partial<ObservingFacts>) {
  const caveats = observingCaveats({ ...goodNight, ...facts });
  expect(caveats).toHaveLength(1);
  return caveats[0];
}

const condition = (
  kind: PhotometricFit['conditions'][number]['kind'],
  frame: string | null,
  value: number,
) => ({ kind, frame, value, sigma: 0.01, falseAlarm: 1e-6, sentence: `${kind} ${value}.` });

describe('caveats of a set', () => {
  it('are none for a dark, clear and whole sky', () => {
    expect(observingCaveats(goodNight)).toEqual([]);
  });

  it('hold what Moon and Sun did', () => {
    const caveat = onlyCaveat({ fitness: fitnessOf(site, [2461366.65], v) });
    expect(caveat.code).toBe('moon-up');
  });

  it('name the clouded frames and the most light lost, and claim no correction', () => {
    const conditions = ['ib012', 'ib013', 'ib030'].map((frame, i) =>
      condition('cloud-in-frame', frame, 0.1 + 0.1 * i),
    );
    const { code, message } = onlyCaveat({ photometry: { ...photometry, conditions } });
    expect(code).toBe('cloudy');
    expect(message).toContain('3 of 45 frames (ib012, ib013, ib030), by up to 0.30 mag');
    expect(message).toContain('neither of which is corrected');
  });

  it('name a changing extinction in the words of the fit', () => {
    const conditions = [condition('extinction-in-time', null, 0.02)];
    const { code, found } = onlyCaveat({ photometry: { ...photometry, conditions } });
    expect([code, found]).toEqual(['extinction-unsteady', 'extinction-in-time 0.02.']);
  });

  it('say what brightness rests on without standard stars, and that clouds cannot be told', () => {
    const without = { ...photometry, free: null, fixed: null, reason: 'no star was measured' };
    const { code, message } = onlyCaveat({
      photometry: { ...without, measurements: { frames: 45, stars: 0, measured: 0, used: 0 } },
    });
    expect(code).toBe('no-standard-stars');
    expect(message).toContain('14.740 mag (camera constants), +- 0.030 mag');
    expect(message).toContain('whether the sky was clear cannot be told');
    expect(onlyCaveat({ photometry: { ...photometry, free: null } }).code).toBe(
      'few-standard-stars',
    );
    expect(onlyCaveat({ photometry: null }).code).toBe('clouds-unknown');
  });

  it('say how much of the sky is missing and where, and which frames', () => {
    const missing = Array.from({ length: 11 }, (_, i) => `ib${String(i + 4).padStart(3, '0')}`);
    const unseen = [{ fromDeg: 330, toDeg: 420 }];
    const { code, message } = onlyCaveat({
      frames: { expected: 45, missing },
      coverage: { seenFraction: 0.75, zenithSeen: false, unseen },
    });
    expect(code).toBe('sky-missing');
    expect(message).toContain('25 % of the sky was not seen (mostly azimuth 330 to 60)');
    expect(message).toContain('11 of 45 frames are missing (ib004, ');
    expect(message).toContain('and 5 more');
    expect(message).toContain('The zenith was not seen');
  });

  it('call ground snowy only by night, and bright ground under the Moon bright', () => {
    const ground = { groundNl: 60, skyNl: 80, groundDeg2: 900 };
    const snowy = onlyCaveat({ ground });
    expect(snowy.code).toBe('snow-bright');
    expect(snowy.message).toContain('0.75 times as bright as the sky over it, as under snow');
    const lit = observingCaveats({
      ...goodNight,
      ground,
      fitness: fitnessOf(site, [2461366.65], v),
    });
    expect(lit.map(({ code }) => code)).toEqual(['moon-up', 'ground-bright']);
    expect(observingCaveats({ ...goodNight, ground: { ...ground, groundNl: 30 } })).toEqual([]);
  });
});

describe('facts of a map', () => {
  const within = (azimuth: number, from: number, to: number): boolean =>
    (azimuth - from + 720) % 360 < to - from;

  it.each([
    [90, 180],
    [330, 420],
    [180, 270],
  ])('find a quarter of the sky missing from azimuth %d to %d', (from, to) => {
    const seconds = new Float32Array(cells).map((_, i) =>
      within(columnAzimuthDeg(grid, i % grid.columns), from, to) ? NaN : 5,
    );
    const coverage = skyCoverageOf({ grid, seconds });
    expect(coverage.seenFraction).toBeCloseTo(0.75, 6);
    expect(coverage.unseen).toEqual([{ fromDeg: from, toDeg: to }]);
    expect(coverage.zenithSeen).toBe(true);
  });

  it('find a whole sky whole, and no sky missing everywhere', () => {
    const whole = skyCoverageOf({ grid, seconds: new Float32Array(cells) });
    expect(whole).toEqual({ seenFraction: 1, zenithSeen: true, unseen: [] });
    const nothing = skyCoverageOf({ grid, seconds: new Float32Array(cells).fill(NaN) });
    expect(nothing).toEqual({
      seenFraction: 0,
      zenithSeen: false,
      unseen: [{ fromDeg: 0, toDeg: 360 }],
    });
  });

  it('find several gaps', () => {
    const seconds = new Float32Array(cells).map((_, i) => {
      const azimuth = columnAzimuthDeg(grid, i % grid.columns);
      return within(azimuth, 10, 40) || within(azimuth, 200, 230) ? NaN : 5;
    });
    expect(skyCoverageOf({ grid, seconds }).unseen).toEqual([
      { fromDeg: 10, toDeg: 40 },
      { fromDeg: 200, toDeg: 230 },
    ]);
  });

  it('measure the ground against a sky of known light', () => {
    const usable = new Float32Array(cells).map((_, i) =>
      rowAltitudeDeg(grid, Math.floor(i / grid.columns)) > 2 ? 1 : 0,
    );
    const observed = usable.map((sky) => (sky === 1 ? 100 : 75));
    const ground = groundLightOf(grid, observed, usable);
    expect(ground?.groundNl).toBe(75);
    expect(ground?.skyNl).toBeCloseTo(100, 4);
    expect(groundLightOf(grid, observed, new Float32Array(cells).fill(1))).toBeNull();
  });
});
