import type { LightRatio, RatioSubject, SkyCap } from '@nightskies/contracts';
import { describe, expect, it } from 'vitest';
import { measureMade, nl, valueOf } from '../test-support/made-skies.js';
import { capShare } from './natural-references.js';

describe('artificial over natural light', () => {
  const { sky } = measureMade({
    ...{ observed: () => nl(132), artificial: () => nl(78), natural: () => nl(54) },
  });
  const find = (
    subject: RatioSubject,
    cap: SkyCap = 'horizon',
    against: LightRatio['against'] = 'constants',
  ): LightRatio => {
    const found = sky.ratios.find(
      (one) => one.subject === subject && one.cap === cap && one.against === against,
    );
    if (found === undefined) throw new Error(`no ratio of ${subject}`);
    return found;
  };

  it('of a uniform sky of 78 nL is 1 by the constant of the mean', () => {
    expect(valueOf(find('mean-luminance').ratio)).toBeCloseTo(1, 6);
    expect(valueOf(find('zenith-luminance').ratio)).toBeCloseTo(78 / 54, 6);
    expect(valueOf(find('horizontal-illuminance').ratio)).toBeCloseTo(0.78 / 0.8, 5);
    expect(valueOf(find('vertical-illuminance-maximum').ratio)).toBeCloseTo(0.39 / 0.4, 4);
  });

  it('is the same down to 80 and 70 deg, because the constants are scaled', () => {
    expect(capShare('horizontal-illuminance', 'za80')).toBeCloseTo(0.96985, 5);
    expect(capShare('horizontal-illuminance', 'za70')).toBeCloseTo(0.88302, 5);
    expect(capShare('vertical-illuminance-mean', 'za80')).toBeCloseTo(0.78, 3);
    expect(capShare('vertical-illuminance-mean', 'za70')).toBeCloseTo(0.573, 3);
    for (const subject of ['horizontal-illuminance', 'vertical-illuminance-mean'] as const) {
      const whole = valueOf(find(subject).ratio);
      for (const cap of ['za80', 'za70'] as const) {
        expect(valueOf(find(subject, cap).ratio) / whole).toBeCloseTo(1, 4);
      }
    }
  });

  it("by the night's own model is 78 over 54 everywhere", () => {
    const subjects = ['mean-luminance', 'brightest-luminance', 'horizontal-illuminance'] as const;
    for (const subject of subjects) {
      expect(valueOf(find(subject, 'horizon', 'night').ratio)).toBeCloseTo(78 / 54, 5);
    }
  });
});
