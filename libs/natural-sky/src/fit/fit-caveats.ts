import type { SkyCaveat } from '@nightskies/contracts';
import type { FitFacts } from './goodness.js';
import type { FixedParameters } from './parameters.js';

/** What a careful observer would say of a fit. */
export function caveatsOf(
  facts: FitFacts & {
    readonly fitted: boolean;
    readonly patches: number;
    readonly fewestPatches: number;
    readonly systematicFraction: number;
    readonly domes: number;
    readonly fixed: FixedParameters;
  },
): readonly SkyCaveat[] {
  const caveats: SkyCaveat[] = [];
  const say = (code: string, sentence: string): void => {
    caveats.push({ code, sentence });
  };
  const percent = (part: number): string => `${(100 * part).toFixed(0)} %`;
  if (!facts.fitted) {
    say(
      facts.patches < facts.fewestPatches ? 'too-few-patches' : 'not-determined',
      `The natural sky was not fitted: ${facts.patches} patches of usable sky, at least ${facts.fewestPatches} are needed. ` +
        'The model shows what is believed of a usual night, with its error; the artificial light is not a measurement.',
    );
    return caveats;
  }
  if (facts.usableFraction < 0.7) {
    say(
      'little-sky',
      `Only ${percent(facts.usableFraction)} of the sky above 5 deg could be used in the fit.`,
    );
  }
  if (!facts.converged) {
    say('not-settled', 'The fit did not settle: its numbers and errors are provisional.');
  }
  if (facts.atLimit.length > 0) {
    say(
      'at-limit',
      `At the end of what makes sense, with an error that is not to be trusted: ${facts.atLimit.join(', ')}.`,
    );
  }
  if (facts.airglowSigmaNl > 0.25 * facts.airglowZenithNl) {
    say(
      'airglow-uncertain',
      'Airglow and artificial light can hardly be told apart: the zenith airglow is known to ' +
        `${facts.airglowSigmaNl.toFixed(0)} of ${facts.airglowZenithNl.toFixed(0)} nL.`,
    );
  }
  if (facts.artificialShare > 1) {
    say(
      'bright-sky',
      'Artificial light exceeds the natural even high in the sky: the natural model rests on what is believed of a usual night.',
    );
  }
  if (facts.scatterNl > 8) {
    say(
      'structured-sky',
      `Airglow or cloud is structured: the sky scatters by ${facts.scatterNl.toFixed(0)} nL about the model above 20 deg.`,
    );
  }
  if (!(facts.systematicFraction >= 0)) {
    say(
      'zeropoint-error-unknown',
      'The error of the zeropoint is unknown: the stated errors are without it.',
    );
  }
  if ((facts.fixed.farGlowNl ?? 0) > 0 && facts.domes === 0) {
    say(
      'far-glow-unused',
      'farGlowNl was fixed, but no dome was found that could send it: there is no far glow in the model.',
    );
  }
  if (facts.fixed.airglowGradientAzimuthDeg !== undefined && !facts.fixed.airglowGradient) {
    say(
      'gradient-azimuth-unused',
      'airglowGradientAzimuthDeg was fixed without airglowGradient: it is left out.',
    );
  }
  return caveats;
}
