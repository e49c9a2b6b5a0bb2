import { readFile } from 'node:fs/promises';
import {
  defaultDiffuseFactor,
  galacticMapUrl,
  naturalComponents,
  readGalacticMap,
  skyComponentsFile,
  type ExtinctionLaw,
  type NaturalSkyOptions,
} from '@nightskies/natural-sky';
import type { TaskHandler } from '@nightskies/platform';
import { extinctionLawOf, extinctionOf, photometryIn } from './extinction.js';
import { givenMaps } from './given-maps.js';
import { setCards } from './set-cards.js';
import { siteOf } from './site.js';
import { coarser, readSky, type CoarseSky } from './sky-of-set.js';

/** Cells the model is written in, and those it is fitted in, deg: natural light is smooth. */
const modelStepDeg = 0.25;
const fitStepDeg = 1;

/** `natural-sky.components`: the sky of a set in larger cells, and what natural light may be in them. */
export const components: TaskHandler<'natural-sky.components'> = async (context) => {
  const { parameters } = context;
  const { band } = context.arguments;
  const { site, problems } = siteOf(context);
  const extinction = extinctionOf(context, photometryIn(await context.maybe('photometry')));
  const law = extinctionLawOf(parameters);
  const options: NaturalSkyOptions = {
    band,
    extinctionCoefficient: extinction.coefficient,
    airglowHeightKm: parameters['airglow-height'],
    extinction: law,
    galacticMap: readGalacticMap(await readFile(galacticMapUrl), band),
    given: await givenMaps(context),
  };
  const fine = await readSky(context, modelStepDeg);
  const wide = coarser(fine, fitStepDeg);
  const { startJdUtc } = fine;
  const seen = ({ light, seconds }: CoarseSky) => ({
    grid: light.grid,
    seconds,
    observed: light.values,
    components: naturalComponents({ grid: light.grid, site, seconds, startJdUtc }, options),
  });
  const bytes = skyComponentsFile(
    {
      ...{ site, startJdUtc, extinctionCoefficient: extinction.coefficient },
      diffuseFactor: usualDiffuseFactor(law, options.given),
      fine: seen(fine),
      wide: {
        ...seen(wide),
        everything: wide.everything,
        covered: wide.light.covered,
        sigma: wide.sigma,
      },
    },
    setCards(fine.header),
  );
  return {
    outputs: [{ role: 'components', name: 'natural_sky_components.fits', bytes }],
    problems: [...problems, ...extinction.problems],
  };
};

/** A map a person gives is meant as it is; the profile of the program has a factor of its own. */
function usualDiffuseFactor(law: ExtinctionLaw, given: NaturalSkyOptions['given']): number {
  return given.diffuse === undefined ? defaultDiffuseFactor(law).factor : 1;
}
