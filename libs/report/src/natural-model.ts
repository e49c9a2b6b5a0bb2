import type { NaturalSkyFitDocument, ReportFact, SetReport, SkyDome } from '@nightskies/contracts';
import { printedMeasure } from '@nightskies/contracts';

type SkyNumber = NaturalSkyFitDocument['numbers'][string];

/** Names and units of the numbers of a fit, in the order they are read. */
const known: Readonly<Record<string, readonly [title: string, unit: string]>> = {
  airglowZenithNl: ['Airglow at the zenith, above the atmosphere', 'nL'],
  airglowGradientNorth: ['Airglow gradient to the north, per sin z', '1'],
  airglowGradientEast: ['Airglow gradient to the east, per sin z', '1'],
  airglowDriftPerHour: ['Airglow change in an hour', '1'],
  diffuseFactor: ['Atmospheric diffuse light, multiplier', '1'],
  zodiacalFactor: ['Zodiacal light, multiplier', '1'],
  galacticFactor: ['Galactic light, multiplier', '1'],
  airglowExtinctionOffset: ['Extinction of airglow, beyond the usual', 'mag/airmass'],
  zodiacalExtinctionOffset: ['Extinction of zodiacal light, beyond the usual', 'mag/airmass'],
  galacticExtinctionOffset: ['Extinction of galactic light, beyond the usual', 'mag/airmass'],
  farGlowNl: ['Far glow of the domes at the zenith', 'nL'],
};

/** `airglowZenithNl` as `airglow-zenith-nl`. */
function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function noteOf({ atLimit, prior }: SkyNumber, unit: string): string | null {
  const notes = [
    ...(atLimit ? ['at the end of what makes sense: its error is not to be trusted'] : []),
    ...(prior === null
      ? []
      : [`before: ${printedMeasure(prior.value, prior.sigma, unit)} (${prior.origin})`]),
  ];
  return notes.length === 0 ? null : notes.join('; ');
}

function factOf(name: string, number: SkyNumber): ReportFact {
  const [title, unit] = known[name] ?? [name, '1'];
  return {
    ...{ name: kebab(name), title, unit, value: number.value, uncertainty: number.sigma },
    reason: number.sigma !== null ? null : number.fixed ? 'fixed by hand' : 'not determined',
    note: number.fixed ? null : noteOf(number, unit),
  };
}

/** The parameters of a fit as facts, the zenith airglow as observed beside that above the atmosphere. */
export function fitFacts(fit: NaturalSkyFitDocument): ReportFact[] {
  const order = Object.keys(known);
  const rank = (name: string): number => {
    const at = order.indexOf(name);
    return at < 0 ? order.length : at;
  };
  const names = Object.keys(fit.numbers).sort((a, b) => rank(a) - rank(b));
  const observed: ReportFact = {
    ...{ name: 'airglow-zenith-observed-nl', title: 'Airglow at the zenith, as observed' },
    ...{ value: fit.airglowZenithObservedNl.value, unit: 'nL', reason: null, note: null },
    uncertainty: fit.airglowZenithObservedNl.sigma,
  };
  const numbers = names.flatMap((name) => {
    const number = fit.numbers[name];
    return number === undefined ? [] : [factOf(name, number)];
  });
  return [observed, ...numbers];
}

function outcomeOf({ outcome, residuals }: NaturalSkyFitDocument): string {
  if (outcome === 'not-fitted') {
    return 'The sky did not allow a fit: the numbers are those believed before.';
  }
  const part = `${(100 * residuals.usableFraction).toFixed(0)} % of the sky took part`;
  return residuals.scatterNl === null
    ? `Fitted; ${part}.`
    : `Fitted; ${part}. Scatter of observed less model above 20°: ${residuals.scatterNl.toFixed(1)} nL.`;
}

function domeOf(dome: SkyDome, index: number): NonNullable<SetReport['naturalModel']>['domes'][0] {
  const fact = (
    name: string,
    title: string,
    unit: string,
    { value, sigma }: SkyDome['azimuthDeg'],
  ): ReportFact => ({
    ...{ name: `dome-${index + 1}-${name}`, title, unit, value, uncertainty: sigma },
    ...{ reason: null, note: null },
  });
  return {
    azimuthDeg: fact('azimuth', 'Azimuth', 'deg', dome.azimuthDeg),
    amplitudeNl: fact('amplitude', 'At the horizon', 'nL', dome.amplitudeNl),
    heightDeg: fact('height', 'Falls to 1/e in', 'deg', dome.heightDeg),
  };
}

/** What a report says of the natural model of a set. */
export function naturalModelOf(fit: NaturalSkyFitDocument | null): SetReport['naturalModel'] {
  if (fit === null) return null;
  return { outcome: outcomeOf(fit), facts: fitFacts(fit), domes: fit.domes.map(domeOf) };
}
