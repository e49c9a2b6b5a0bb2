import { setReportSchema, type SkyMetrics } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { artificialShare } from './artificial-share.js';
import { nightReportPage } from './night-report-page.js';
import { setReport, type SetReportInput } from './set-report.js';
import {
  absent,
  madeUpFit,
  measured,
  metricsOf,
  region,
  skyOf,
} from './test-support/made-up-metrics.js';
import { madeUpReport } from './test-support/made-up-report.js';

const sky = skyOf([
  region('all', measured(0.4, 'mcd/m2', { random: 0.003, systematic: 0.008 })),
  region('artificial', measured(0.1, 'mcd/m2', { random: 0.003, systematic: 0.002, model: 0.02 })),
]);
const input = (changes: Partial<SetReportInput> = {}): SetReportInput => ({
  ...{ metrics: metricsOf(sky), fit: madeUpFit, grade: null, taken: '4 October 2024, 22:21' },
  ...{ caveats: [], omissions: [], pictures: [], origins: [] },
  withoutArtificial: 'the Moon was up',
  ...changes,
});

describe('the artificial share of the light', () => {
  it('is the artificial mean over that of all light of the same sky', () => {
    expect(artificialShare(sky, '')).toMatchObject({ value: 25, unit: '%', reason: null });
  });

  it.each([
    // All is natural light N and artificial A: s = A / (A + N). What each cause moves by its sigma:
    ['noise, alike in both', { random: 0.01 }, { random: 0.01 }, (0.1 + 0.01) / (0.4 + 0.01)],
    ['the zeropoint, alike in proportion', { systematic: 0.002 }, { systematic: 0.008 }, 0.25],
    ['the model', { model: 0.02 }, {}, (0.1 + 0.02) / 0.4],
    ['gaps, alike in both', { gaps: 0.005 }, { gaps: 0.005 }, (0.1 + 0.005) / (0.4 + 0.005)],
  ])('has the error that %s gives it', (_, own, whole, moved) => {
    const found = artificialShare(
      skyOf([
        region('all', measured(0.4, 'mcd/m2', whole)),
        region('artificial', measured(0.1, 'mcd/m2', own)),
      ]),
      '',
    );
    // To first order.
    expect(Math.abs((found.uncertainty ?? NaN) - 100 * (moved - 0.25))).toBeLessThan(0.06);
  });

  it('is not known without artificial light, and says why', () => {
    expect(artificialShare(skyOf([]), 'the Moon was up')).toMatchObject({
      ...{ value: null, reason: 'the Moon was up' },
    });
    const unmeasured = skyOf([
      region('all', measured(0.4, 'mcd/m2')),
      region('artificial', absent('mcd/m2', 'half of the sky is missing')),
    ]);
    expect(artificialShare(unmeasured, '').reason).toBe('half of the sky is missing');
  });

  it('has no error where that of the map has no parts', () => {
    const bare = {
      ...measured(0.1, 'mcd/m2'),
      uncertainty: null,
      parts: null,
      reason: 'no UNCERT',
    };
    const found = artificialShare(
      skyOf([region('all', measured(0.4, 'mcd/m2')), region('artificial', bare)]),
      '',
    );
    expect(found).toMatchObject({ value: 25, uncertainty: null, reason: 'no UNCERT' });
  });
});

describe('the report of a set', () => {
  const report = setReport(input());

  it('follows the schema and answers with zenith, share, ALR and SQI', () => {
    expect(setReportSchema.parse(report)).toEqual(report);
    expect(report.answer.zenithBrightness).toMatchObject({ value: 21.7123, uncertainty: 0.0449 });
    expect(report.answer.lightRatio).toMatchObject({ value: 0.5234, uncertainty: 0.108 });
    expect(report.answer.skyQuality).toMatchObject({ value: 84.21, uncertainty: 2.13 });
  });

  it('puts every metric in one place, known or not, the skies and limits side by side', () => {
    const cells = report.groups.flatMap(({ title, columns, rows }) =>
      rows.flatMap(({ facts }) => {
        expect(facts).toHaveLength(columns.length);
        return facts.flatMap((fact, i) =>
          fact === null ? [] : [`${fact.name}: ${title}, ${columns[i] ?? ''}`],
        );
      }),
    );
    expect(cells).toEqual([
      'mean-luminance: All light, Whole hemisphere, terrain as it looks',
      'mean-luminance: All light, Sky free of terrain',
      'something-new: All light, Whole hemisphere, terrain as it looks',
      'artificial-mean-luminance: Artificial light, To the horizon',
      'artificial-mean-luminance-za70: Artificial light, To 70° from the zenith',
      'mean-luminance-ratio: Artificial over natural light, To the horizon: constants',
      'mean-luminance-ratio-to-night-za80: Artificial over natural light, To 80° from the zenith: this set',
      'sky-quality-index-za80: What an eye and a meter see, Value ± 1 σ',
      'natural-mean-luminance: Natural light, Value ± 1 σ',
      'albedo: Ground and towns, Value ± 1 σ',
      'zeropoint-applied: Calibration, Value ± 1 σ',
    ]);
  });

  it('writes degrees in titles as their sign', () => {
    const titles = report.groups.flatMap(({ rows }) => rows.map(({ title }) => title));
    expect(titles).toContain('Sky quality index to 80°, classes');
    expect(titles).toContain('Mean luminance');
  });

  it('tells parameters with error, prior and limit, and what was fixed by hand', () => {
    const facts = report.naturalModel?.facts ?? [];
    expect(facts.map(({ name }) => name)).toEqual([
      ...['airglow-zenith-observed-nl', 'airglow-zenith-nl', 'diffuse-factor', 'something-new'],
    ]);
    expect(facts[1]).toMatchObject({ value: 45, uncertainty: null, reason: 'fixed by hand' });
    expect(facts[2]?.note).toBe(
      'at the end of what makes sense: its error is not to be trusted; before: 1.20 ± 0.40 (the literature)',
    );
    expect(report.naturalModel?.domes[0]?.azimuthDeg).toMatchObject({ value: 74.2, unit: 'deg' });
    expect(report.naturalModel?.outcome).toContain('3.4 nL');
  });

  it('compares with the constant and with the night', () => {
    expect(report.comparisons).toHaveLength(1);
    expect(report.comparisons[0]).toMatchObject({
      ...{ measured: { value: 0.1 }, constant: { value: 0.2483, unit: 'mcd/m2' } },
      ...{ ratioToConstant: { value: 0.5234 }, ratioToNight: { value: 0.577 } },
    });
  });

  it('has the proposed grade until a person gives one', () => {
    expect(report.grade).toMatchObject({ value: 4, by: 'proposed' });
    expect(setReport(input({ grade: 2 })).grade).toMatchObject({ value: 2, by: 'person' });
    expect(setReport(input({ fit: null })).grade).toBeNull();
  });

  it('calls a set unfit when its natural sky could not be fitted', () => {
    expect(report.caveats.map(({ weight }) => weight)).toEqual(['caution', 'note']);
    const failed = setReport(input({ fit: { ...madeUpFit, outcome: 'not-fitted' } }));
    expect(failed.caveats[0]).toMatchObject({ code: 'cloud', weight: 'unfit' });
  });

  it('calls unfit what kept the sky from being fitted, and no more', () => {
    const caveats = ['moon-up', 'few-standard-stars'].map((code) => ({ code, sentence: 'So.' }));
    const failed = setReport(input({ fit: { ...madeUpFit, outcome: 'not-fitted', caveats } }));
    expect(failed.caveats.slice(0, 2)).toMatchObject([
      { code: 'moon-up', weight: 'unfit' },
      { code: 'few-standard-stars', weight: 'caution' },
    ]);
  });

  it('can be printed from metrics of an older kind, without a fit', () => {
    const { metrics } = input();
    const old: SkyMetrics | undefined = undefined;
    const bare = setReport(input({ metrics: { ...metrics, sky: old }, fit: null }));
    expect(setReportSchema.parse(bare).answer.lightRatio.reason).toBe('the Moon was up');
    const page = nightReportPage({ ...madeUpReport, sets: [bare] });
    expect(page).toContain('No natural model was fitted');
    expect(page).toContain('Nothing artificial was measured to compare.');
  });
});
