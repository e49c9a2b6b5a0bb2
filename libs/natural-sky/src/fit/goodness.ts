import type { SkyCaveat } from '@nightskies/contracts';

/** What a grade is made of. */
export interface FitFacts {
  /** Part of the sky above the lowest altitude of the fit that could be used. */
  readonly usableFraction: number;
  /** Robust scatter of observed minus model above 20 deg, nL. */
  readonly scatterNl: number;
  readonly airglowZenithNl: number;
  readonly airglowSigmaNl: number;
  /** Artificial over natural light in the middle of the bins above 60 deg. */
  readonly artificialShare: number;
  readonly converged: boolean;
  /** Names of numbers at the end of what makes sense. */
  readonly atLimit: readonly string[];
}

/** What is known of a set beside its fit: Moon, twilight, cloud. */
export interface Circumstance extends SkyCaveat {
  /** Grades taken off for it. */
  readonly lowersGradeBy: number;
}

/**
 * A grade from 0 (useless) to 5 (excellent) with a reason for every grade lost. Scatter is judged by
 * the published figures: 8 nL over 95 % of the sky in good conditions, that is 4 nL at 1 sigma, and up
 * to 25 nL under a structured airglow (Duriscoe 2013, PASP 125, 1370).
 */
export function gradeOf(
  facts: FitFacts,
  circumstances: readonly Circumstance[],
): { readonly grade: number; readonly reasons: string[] } {
  const lost: [number, string][] = [];
  const { usableFraction, scatterNl, airglowSigmaNl, airglowZenithNl } = facts;
  const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;
  const nl = (value: number): string => `${value.toFixed(1)} nL`;
  if (usableFraction < 0.7) {
    lost.push([
      usableFraction < 0.4 ? 2 : 1,
      `only ${percent(usableFraction)} of the sky could be used`,
    ]);
  }
  if (scatterNl > 4) {
    lost.push([
      scatterNl > 16 ? 3 : scatterNl > 8 ? 2 : 1,
      `the sky scatters by ${nl(scatterNl)} about the model above 20 deg`,
    ]);
  }
  if (airglowSigmaNl > 0.2 * airglowZenithNl) {
    lost.push([
      airglowSigmaNl > 0.4 * airglowZenithNl ? 2 : 1,
      `airglow at the zenith is known to ${nl(airglowSigmaNl)} of ${nl(airglowZenithNl)} only`,
    ]);
  }
  if (facts.artificialShare > 0.5) {
    lost.push([
      facts.artificialShare > 2 ? 2 : 1,
      `artificial light is ${percent(facts.artificialShare)} of the natural high in the sky`,
    ]);
  }
  if (!facts.converged) lost.push([2, 'the fit did not settle']);
  if (facts.atLimit.length > 0) {
    lost.push([1, `at the end of what makes sense: ${facts.atLimit.join(', ')}`]);
  }
  for (const { lowersGradeBy, sentence } of circumstances) {
    if (lowersGradeBy > 0) lost.push([lowersGradeBy, sentence]);
  }
  const grade = lost.reduce((left, [points]) => left - points, 5);
  const good = `scatter ${nl(scatterNl)} above 20 deg, ${percent(usableFraction)} of the sky used`;
  return {
    grade: Math.max(0, Math.min(5, grade)),
    reasons: lost.length === 0 ? [good] : lost.map(([, reason]) => reason),
  };
}
