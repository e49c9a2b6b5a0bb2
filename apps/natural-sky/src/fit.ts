import {
  airglowHistorySchema,
  problem,
  readDocument,
  type NaturalSkyFitDocument,
  type Problem,
} from '@nightskies/contracts';
import {
  defaultPriors,
  fitNaturalSky,
  fitnessOf,
  groundLightOf,
  naturalSkyFile,
  naturalSkyFitDocument,
  observingCaveats,
  readSkyComponents,
  skyCoverageOf,
  type Circumstance,
  type ObservedSky,
  type StoredSkyComponents,
} from '@nightskies/natural-sky';
import type { TaskHandler } from '@nightskies/platform';
import { circumstancesOf } from './circumstances.js';
import { departures } from './departures.js';
import { photometryIn } from './extinction.js';
import { fixedOf } from './fit-options.js';
import { foreignLight, withoutForeign } from './foreign-light.js';
import { modelMap } from './model-map.js';
import { observedSky } from './observed-sky.js';
import { setCards } from './set-cards.js';

/** `natural-sky.fit`: what of the light of a set is natural. */
export const fit: TaskHandler<'natural-sky.fit'> = async (context) => {
  const { night, set, band } = context.arguments;
  const { parameters } = context;
  const compat = parameters.compat === 'nsnsd';
  const given = await context.one('components');
  const { wide, ...stored } = readSkyComponents(given.bytes, given.name);
  const { site, extinctionCoefficient } = stored;
  const photometry = photometryIn(await context.maybe('photometry'));
  const past = await context.maybe('history');
  const history =
    past === undefined
      ? []
      : readDocument(airglowHistorySchema, past, 'airglow of earlier sets').sets;
  const air = { band, extinctionCoefficient };
  const subtracts = parameters.moonlight === 'subtract';
  const sky = observedSky(stored, wide);
  const fitness = fitnessOf(site, timesOf(sky), air);
  const coverage = skyCoverageOf(sky);
  const caveats = observingCaveats({
    fitness,
    photometry,
    frames: { expected: framesOfSet, missing: context.arguments.missingFrames },
    coverage,
    ground: groundLightOf(wide.grid, wide.everything, wide.covered),
  });
  const circumstances = circumstancesOf(caveats, {
    fit: fitness.fitForModel,
    subtracted: subtracts,
    seenFraction: coverage.seenFraction,
  });
  const mayFit = !compat && (fitness.fitForModel || subtracts);
  const result = fitNaturalSky({
    sky,
    observed: withoutForeign(wide.observed, subtracts ? foreignLight(sky, air) : {}),
    sigma: wide.sigma,
    systematicFraction: commonErrorOf(stored.header),
    usable: mayFit ? wide.covered : new Float32Array(wide.covered.length),
    components: wide.components,
    fixed: fixedOf(parameters),
    priors: defaultPriors({ history, diffuseFactor: stored.diffuseFactor }),
    circumstances,
  });
  const fitted = naturalSkyFitDocument(result, { night, set, band });
  const document = compat ? byOldArithmetic(fitted, circumstances) : fitted;
  const fine = stored.fine();
  const fineSky = observedSky(stored, fine);
  const map = modelMap(result, {
    sky: fineSky,
    observed: fine.observed,
    components: fine.components,
    foreign: subtracts ? foreignLight(fineSky, air) : {},
  });
  return {
    outputs: [
      {
        role: 'fit',
        name: 'natural_sky.json',
        bytes: new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`),
        facts: {
          outcome: document.outcome,
          airglowZenithNl: document.parameters.airglowZenithNl,
          // Null for airglow fixed by hand, which says nothing of other sets.
          airglowZenithSigmaNl: document.numbers['airglowZenithNl']?.sigma ?? null,
          grade: document.goodness.grade,
        },
      },
      {
        role: 'model',
        name: 'natural_sky.fits',
        bytes: naturalSkyFile(map, [
          ...setCards(stored.header),
          ['EXTUSED', extinctionCoefficient, 'mag/airmass, of the model'],
          [
            'FITTED',
            document.outcome === 'fitted',
            'to this map: an error of its zeropoint is in both',
          ],
          [
            'BELIEVED',
            !compat && document.outcome === 'not-fitted',
            'what is usual, not measured: nothing is to be subtracted',
          ],
        ]),
      },
    ],
    problems: [
      ...caveats,
      ...(compat || document.outcome === 'fitted' ? [] : [unfitted(document)]),
    ],
  };
};

/** 1 sigma of what is common to all light of a map, relative: at the least that of its zeropoint. */
function commonErrorOf(header: StoredSkyComponents['header']): number {
  const ofZeropoint = 0.4 * Math.LN10 * (header.number('ZEROPERR') ?? Number.NaN);
  return header.number('SYSERR') ?? ofZeropoint;
}

/** A model that nothing was fitted to, with what the old arithmetic leaves out and what was against it. */
function byOldArithmetic(
  document: NaturalSkyFitDocument,
  circumstances: readonly Circumstance[],
): NaturalSkyFitDocument {
  const against = circumstances.map(({ code, sentence }) => ({ code, sentence }));
  return { ...document, caveats: [...departures, ...against] };
}

/** Of a full scan of the sky. */
const framesOfSet = 45;

const secondsPerDay = 86_400;

/** First and last moment of the cells, JD UTC. */
function timesOf({ seconds, startJdUtc }: ObservedSky): readonly number[] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const moment of seconds) {
    if (moment < first) first = moment;
    if (moment > last) last = moment;
  }
  return [first, last].filter(Number.isFinite).map((moment) => startJdUtc + moment / secondsPerDay);
}

function unfitted({ caveats }: NaturalSkyFitDocument): Problem {
  return problem('natural-sky-not-fitted', 'the natural sky of the set could not be fitted', {
    found: caveats.map(({ sentence }) => sentence).join(' '),
    expected: 'a dark, clear, moonless sky over most of the map',
    hint: 'What is usual at such a site was taken instead, with its large errors; see the report.',
  });
}
