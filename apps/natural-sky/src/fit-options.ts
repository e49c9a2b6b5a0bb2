import type { RunParameters } from '@nightskies/contracts';
import type { FixedParameters } from '@nightskies/natural-sky';
import type { TaskContext } from '@nightskies/platform';

type FitParameters = TaskContext<'natural-sky.fit'>['parameters'];

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
