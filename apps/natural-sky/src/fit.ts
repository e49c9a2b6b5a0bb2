import { readFile } from 'node:fs/promises';
import {
  photometricFitSchema,
  problem,
  readDocument,
  type NaturalSkyFitDocument,
  type PhotometricFit,
  type Problem,
} from '@nightskies/contracts';
import { fitResidualPicture } from '@nightskies/imaging';
import {
  defaultDiffuseFactor,
  defaultPriors,
  fitNaturalSky,
  fitnessOf,
  galacticMapUrl,
  groundLightOf,
  naturalComponents,
  naturalSkyFile,
  naturalSkyFitDocument,
  observingCaveats,
  readGalacticMap,
  skyCoverageOf,
  type Circumstance,
  type ExtinctionLaw,
  type NaturalSkyOptions,
  type ObservedSky,
} from '@nightskies/natural-sky';
import type { TaskContext, TaskHandler } from '@nightskies/platform';
import { circumstancesOf } from './circumstances.js';
import { departures } from './departures.js';
import { extinctionLawOf, extinctionOf, fixedOf } from './fit-options.js';
import { givenMaps } from './given-maps.js';
import { foreignLight, modelMap } from './model-map.js';
import { setCards } from './set-cards.js';
import { siteOf } from './site.js';
import { coarser, readSky, type CoarseSky } from './sky-of-set.js';

/** Cells the model is written in, and those it is fitted in, deg: natural light is smooth. */
const modelStepDeg = 0.25;
const fitStepDeg = 1;

/** `natural-sky.fit`: what of the light of a set is natural. */
export const fit: TaskHandler<'natural-sky.fit'> = async (context) => {
  const { night, set, band } = context.arguments;
  const { parameters } = context;
  const compat = parameters.compat === 'nsnsd';
  const { site, problems: siteProblems } = siteOf(context);
  const fine = await readSky(context, modelStepDeg);
  const wide = coarser(fine, fitStepDeg);
  const photometry = await photometryOf(context);
  const extinction = extinctionOf(context, photometry);
  const law = extinctionLawOf(parameters);
  const options: NaturalSkyOptions = {
    band,
    extinctionCoefficient: extinction.coefficient,
    airglowHeightKm: parameters['airglow-height'],
    extinction: law,
    galacticMap: readGalacticMap(await readFile(galacticMapUrl), band),
    given: await givenMaps(context),
  };
  const skyOf = ({ light, seconds, startJdUtc }: CoarseSky): ObservedSky => ({
    ...{ grid: light.grid, site, seconds, startJdUtc },
  });
  const subtracts = parameters.moonlight === 'subtract';
  const fitness = fitnessOf(site, timesOf(wide), options);
  const coverage = skyCoverageOf({ grid: wide.light.grid, seconds: wide.seconds });
  const caveats = observingCaveats({
    fitness,
    photometry,
    frames: { expected: framesOfSet, missing: context.arguments.missingFrames },
    coverage,
    ground: groundLightOf(wide.light.grid, wide.everything, wide.light.covered),
  });
  const circumstances = circumstancesOf(caveats, {
    fit: fitness.fitForModel,
    subtracted: subtracts,
    seenFraction: coverage.seenFraction,
  });
  const mayFit = !compat && (fitness.fitForModel || subtracts);
  const sky = skyOf(wide);
  const moonlit = subtracts ? foreignLight(sky, options) : {};
  const result = fitNaturalSky({
    sky,
    observed: without(wide.light.values, Object.values(moonlit)),
    sigma: wide.sigma,
    systematicFraction: commonErrorOf(wide.header),
    usable: mayFit ? wide.light.covered : new Float32Array(wide.light.covered.length),
    components: naturalComponents(sky, options),
    fixed: fixedOf(parameters),
    priors: defaultPriors({ diffuseFactor: usualDiffuseFactor(law, options.given) }),
    circumstances,
  });
  const fitted = naturalSkyFitDocument(result, { night, set, band });
  const document = compat ? byOldArithmetic(fitted, circumstances) : fitted;
  const fineSky = skyOf(fine);
  const map = modelMap(result, {
    sky: fineSky,
    observed: fine.light.values,
    components: naturalComponents(fineSky, options),
    foreign: subtracts ? foreignLight(fineSky, options) : {},
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
          grade: document.goodness.grade,
        },
      },
      {
        role: 'model',
        name: 'natural_sky.fits',
        bytes: naturalSkyFile(map, [
          ...setCards(fine.header),
          ['EXTUSED', extinction.coefficient, 'mag/airmass, of the model'],
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
      {
        role: 'residuals',
        name: 'natural_sky_residuals.png',
        bytes: await fitResidualPicture({
          title: 'Observed less natural sky and domes',
          subtitle: `${night}, data set ${set}, ${band} band`,
          grid: wide.light.grid,
          residualNl: result.residualNl,
          usable: wide.light.covered,
        }),
      },
    ],
    problems: [
      ...siteProblems,
      ...extinction.problems,
      ...caveats,
      ...(compat || document.outcome === 'fitted' ? [] : [unfitted(document)]),
    ],
  };
};

/** 1 sigma of what is common to all light of a map, relative: at the least that of its zeropoint. */
function commonErrorOf(header: CoarseSky['header']): number {
  const ofZeropoint = 0.4 * Math.LN10 * (header.number('ZEROPERR') ?? Number.NaN);
  return header.number('SYSERR') ?? ofZeropoint;
}

/** A map a person gives is meant as it is; the profile of the program has a factor of its own. */
function usualDiffuseFactor(law: ExtinctionLaw, given: NaturalSkyOptions['given']): number {
  return given.diffuse === undefined ? defaultDiffuseFactor(law).factor : 1;
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

async function photometryOf({
  maybe,
}: Pick<TaskContext<'natural-sky.fit'>, 'maybe'>): Promise<PhotometricFit | null> {
  const given = await maybe('photometry');
  return given === undefined
    ? null
    : readDocument(photometricFitSchema, given, 'photometry of a set');
}

const secondsPerDay = 86_400;

/** First and last moment of the cells, JD UTC. */
function timesOf({ seconds, startJdUtc }: CoarseSky): readonly number[] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const moment of seconds) {
    if (moment < first) first = moment;
    if (moment > last) last = moment;
  }
  return [first, last].filter(Number.isFinite).map((moment) => startJdUtc + moment / secondsPerDay);
}

function without(light: Float32Array, others: readonly Float32Array[]): Float32Array {
  return light.map((value, cell) =>
    others.reduce((rest, other) => rest - (other[cell] ?? Number.NaN), value),
  );
}

function unfitted({ caveats }: NaturalSkyFitDocument): Problem {
  return problem('natural-sky-not-fitted', 'the natural sky of the set could not be fitted', {
    found: caveats.map(({ sentence }) => sentence).join(' '),
    expected: 'a dark, clear, moonless sky over most of the map',
    hint: 'What is usual at such a site was taken instead, with its large errors; see the report.',
  });
}
