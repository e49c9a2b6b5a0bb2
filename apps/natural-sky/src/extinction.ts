import {
  photometricFitSchema,
  problem,
  readDocument,
  type PhotometricFit,
  type Problem,
} from '@nightskies/contracts';
import type { ExtinctionLaw } from '@nightskies/natural-sky';
import type { TaskContext, TaskInput } from '@nightskies/platform';

type Context = TaskContext<'natural-sky.components'>;

/** Extinction of a clear night at a usual site, mag/airmass, where none was measured. */
const usualExtinction = { V: 0.2, B: 0.35 } as const;

/** The extinction the model is made with, and what has to be said about it. */
export function extinctionOf(
  context: Pick<Context, 'parameters' | 'arguments'>,
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
export function extinctionLawOf(parameters: Context['parameters']): ExtinctionLaw {
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

/** What the stars of a set say; null when they were not sought. */
export function photometryIn(given: TaskInput | undefined): PhotometricFit | null {
  return given === undefined
    ? null
    : readDocument(photometricFitSchema, given, 'photometry of a set');
}
