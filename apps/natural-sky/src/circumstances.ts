import type { Problem } from '@nightskies/contracts';
import type { Circumstance } from '@nightskies/natural-sky';

/** Light of Moon and Sun in the map. */
const foreign = new Set(['moon-up', 'twilight', 'daylight']);

/** Part of the sky from which on what is not seen costs two grades: no sum has an error then. */
const largeGap = 0.1;

/** Sums have no error without a zeropoint; over snow air scatters light the model does not count. */
const grave = new Set(['no-standard-stars', 'snow-bright']);

/**
 * What speaks against a set, for the trust in its natural sky: three grades for more foreign light than
 * the model is accurate to, two for a large gap, snow or no zeropoint, one for anything else.
 *
 * @param of whether Moon and Sun leave the set fit for the model, whether their light was subtracted,
 *   and the part of the sky that was seen
 */
export function circumstancesOf(
  caveats: readonly Problem[],
  of: {
    readonly fit: boolean;
    readonly subtracted: boolean;
    readonly seenFraction: number;
  },
): readonly Circumstance[] {
  const against = caveats.map(({ code, message, found }) => ({
    code,
    sentence: sentenceOf(code, message, found),
    lowersGradeBy: lossOf(code, of),
  }));
  if (!of.subtracted || !caveats.some(({ code }) => foreign.has(code))) return against;
  return [
    ...against,
    {
      code: 'moonlight-subtracted',
      sentence:
        'A model of moonlight and twilight was subtracted, as it was asked for; it is good to about a quarter of that light.',
      lowersGradeBy: 1,
    },
  ];
}

function lossOf(
  code: string,
  { fit, seenFraction }: { readonly fit: boolean; readonly seenFraction: number },
): number {
  if (foreign.has(code) && !fit) return 3;
  if (grave.has(code)) return 2;
  return code === 'sky-missing' && seenFraction < 1 - largeGap ? 2 : 1;
}

/** Caveats whose message does not say what was found. */
const silent = new Set(['extinction-unsteady', 'clouds-unknown']);

function sentenceOf(code: string, message: string, found: string | null | undefined): string {
  const ended = /[.!?]$/.test(message) ? message : `${message}.`;
  if (found === null || found === undefined || !silent.has(code)) return ended;
  return `${ended.slice(0, -1)} (${found.replace(/\.$/, '')}).`;
}
