import {
  problem,
  type PhotometricFit,
  type Problem,
  type RunParameters,
} from '@nightskies/contracts';
import type { ExtinctionLaw, FixedParameters } from '@nightskies/natural-sky';
import type { TaskContext } from '@nightskies/platform';

type FitParameters = TaskContext<'natural-sky.fit'>['parameters'];

/** Extinction of a clear night at a usual site, mag/airmass, where none was measured. */
const usualExtinction = { V: 0.2, B: 0.35 } as const;

/** The extinction the model is made with, and what has to be said about it. */
export function extinctionOf(
  context: Pick<TaskContext<'natural-sky.fit'>, 'parameters' | 'arguments'>,
  fit: PhotometricFit | null,
): { readonly coefficient: number; readonly problems: readonly Problem[] } {
  const asked = context.parameters['extinction-coefficient'];
  if (asked !== 'measured') return { coefficient: asked, problems: [] };
  const measured = fit?.free?.extinction ?? fit?.fixed?.extinction;
  if (measured !== undefined) return { coefficient: measured.value, problems: [] };
  const coefficient = usualExtinction[context.arguments.band];
  return {
    coefficient,
    problems: [
      problem('extinction-assumed', 'the natural sky is dimmed by a usual extinction', {
        found: 'no extinction of this set',
        expected: 'extinction fitted to the stars of the set',
        hint: `${coefficient} mag/airmass was taken; --param extinction-coefficient=0.15 sets another.`,
      }),
    ],
  };
}

/** How natural light is dimmed. */
export function extinctionLawOf(parameters: FitParameters): ExtinctionLaw {
  if (parameters.compat === 'none' && parameters['extinction-law'] === 'noll-2012') {
    return { law: 'noll-2012' };
  }
  return {
    law: 'constant',
    airglow: parameters['airglow-extinction'],
    zodiacal: parameters['zodiacal-extinction'],
    galactic: parameters['galactic-extinction'],
  };
}

/** Airglow and diffuse light of the old pipeline where nobody gave others. */
const oldDefaults = { airglowZenithNl: 20, diffuseFactor: 1.2 } as const;

/**
 * What is not fitted. Under compat nothing is: the old pipeline had no fit, and no artificial light in
 * its model.
 */
export function fixedOf(parameters: FitParameters): FixedParameters {
  const compat = parameters.compat === 'nsnsd';
  const number = (
    name: 'airglow-zenith' | 'adl-factor' | 'zodiacal-factor' | 'galactic-factor' | 'far-glow',
    old: number,
  ): number | undefined => {
    const value: RunParameters[typeof name] = parameters[name];
    if (value !== 'fit') return value;
    return compat ? old : undefined;
  };
  const airglowZenithNl = number('airglow-zenith', oldDefaults.airglowZenithNl);
  const diffuseFactor = number('adl-factor', oldDefaults.diffuseFactor);
  const zodiacalFactor = number('zodiacal-factor', 1);
  const galacticFactor = number('galactic-factor', 1);
  const farGlowNl = number('far-glow', 0);
  return {
    ...(airglowZenithNl !== undefined && { airglowZenithNl }),
    ...(diffuseFactor !== undefined && { diffuseFactor }),
    ...(zodiacalFactor !== undefined && { zodiacalFactor }),
    ...(galacticFactor !== undefined && { galacticFactor }),
    ...((compat || parameters['airglow-gradient'] === 'none') && {
      airglowGradient: 0,
      airglowGradientAzimuthDeg: 0,
    }),
    ...((compat || parameters['airglow-drift'] === 'none') && { airglowDriftPerHour: 0 }),
    ...(farGlowNl !== undefined && { farGlowNl }),
  };
}
