import type { LightRatio, Measured, RatioSubject, SkyCap, SkyRegion } from '@nightskies/contracts';
import { measured, unmeasured } from '../regions/measured.js';
import { capShare, natureConstants, ratioUnits } from './natural-references.js';

/** What is compared of a region; the zenith is no part of one. */
const regionNumber: Readonly<
  Record<Exclude<RatioSubject, 'zenith-luminance'>, (of: SkyRegion) => Measured>
> = {
  'mean-luminance': ({ luminance }) => luminance.mean,
  'brightest-luminance': ({ luminance }) => luminance.maximum,
  'horizontal-illuminance': ({ illuminance }) => illuminance.horizontal,
  'vertical-illuminance-maximum': ({ illuminance }) => illuminance.vertical.maximum,
  'vertical-illuminance-minimum': ({ illuminance }) => illuminance.vertical.minimum,
  'vertical-illuminance-mean': ({ illuminance }) => illuminance.vertical.mean,
};

const regionSubjects = [
  'mean-luminance',
  'brightest-luminance',
  'horizontal-illuminance',
  'vertical-illuminance-maximum',
  'vertical-illuminance-minimum',
  'vertical-illuminance-mean',
] as const;

/** Ratios of one cap: against the constants, and against the night's own model where there is one. */
export function regionRatios(
  cap: SkyCap,
  artificial: SkyRegion,
  natural: SkyRegion | null,
): LightRatio[] {
  return regionSubjects.flatMap((subject) => {
    const of = regionNumber[subject];
    return ratios(subject, cap, of(artificial), natural === null ? null : of(natural));
  });
}

/** Ratios of a number to its constant and to its natural counterpart. */
export function ratios(
  subject: RatioSubject,
  cap: SkyCap,
  artificial: Measured,
  natural: Measured | null,
): LightRatio[] {
  const unit = ratioUnits[subject];
  const constant = natureConstants[subject] * capShare(subject, cap);
  const byConstant: LightRatio = {
    ...{ subject, cap, against: 'constants' },
    reference: { value: constant, unit },
    ratio: quotient(artificial, constant, 0),
  };
  if (natural === null) return [byConstant];
  const ratio =
    natural.value === null || natural.value <= 0
      ? unmeasured('1', natural.reason ?? 'the natural model has no light there')
      : quotient(artificial, natural.value, natural.parts?.model ?? 0);
  return [
    byConstant,
    { subject, cap, against: 'night', reference: { value: natural.value, unit }, ratio },
  ];
}

/**
 * Artificial over natural. What the model has too much the artificial light has too little: errors of
 * the model count in both, with opposite signs.
 */
function quotient(artificial: Measured, natural: number, naturalModel: number): Measured {
  if (artificial.value === null) return unmeasured('1', artificial.reason ?? 'no light');
  const value = artificial.value / natural;
  const { parts } = artificial;
  if (parts === null) {
    return { value, uncertainty: null, parts: null, unit: '1', reason: artificial.reason };
  }
  return measured('1', value, {
    random: parts.random / natural,
    systematic: parts.systematic / natural,
    model: parts.model / natural + (Math.abs(value) * naturalModel) / natural,
    gaps: parts.gaps / natural,
  });
}
