import { naturalSkyFitSchema, readDocument } from '@nightskies/contracts';
import { fitResidualPicture } from '@nightskies/imaging';
import { fittedMaps, readSkyComponents } from '@nightskies/natural-sky';
import type { TaskHandler } from '@nightskies/platform';
import { foreignLight, withoutForeign } from './foreign-light.js';
import { observedSky } from './observed-sky.js';

/** `natural-sky.residuals`: a picture of what a fit leaves over. */
export const residuals: TaskHandler<'natural-sky.residuals'> = async (context) => {
  const fit = readDocument(naturalSkyFitSchema, await context.one('fit'), 'fit of a natural sky');
  const given = await context.one('components');
  const { wide, ...stored } = readSkyComponents(given.bytes, given.name);
  const { night, set, band } = fit;
  const sky = observedSky(stored, wide);
  const foreign =
    context.parameters.moonlight === 'subtract'
      ? foreignLight(sky, { band, extinctionCoefficient: stored.extinctionCoefficient })
      : {};
  const observed = withoutForeign(wide.observed, foreign);
  const { residualNl } = fittedMaps({ sky, observed, components: wide.components }, fit);
  const bytes = await fitResidualPicture({
    title: 'Observed less natural sky and domes',
    subtitle: `${night}, data set ${set}, ${band} band`,
    grid: wide.grid,
    residualNl,
    usable: wide.covered,
  });
  return { outputs: [{ role: 'residuals', name: 'natural_sky_residuals.png', bytes }] };
};
