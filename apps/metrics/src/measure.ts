import {
  observedMetricsSchema,
  problem,
  readDocument,
  skyRegionOf,
  type MetricsDocument,
  type NsnsdMetrics,
  type SkyMetrics,
} from '@nightskies/contracts';
import { verticalIlluminancePlot, type AzimuthProfile } from '@nightskies/imaging';
import {
  measureOldWay,
  measureSeparated,
  openLuminanceMap,
  type MapsOfSky,
} from '@nightskies/metrics';
import type { TaskContext, TaskHandler } from '@nightskies/platform';
import { starsOver } from './around-the-site.js';
import { artificialOf, fittedSky, freeSky, maskIn, naturalOf } from './separated-sky.js';

/** Gaps smaller than this part of the sky are not worth a word. */
const tolerableGap = 1e-4;
/** Wide enough for a screen; print is made at export. */
const plotWidthPx = 1500;

/**
 * `metrics.measure`: the numbers of what is natural and artificial in a map, together with those of all
 * its light, and the plot of what falls on upright planes.
 */
export const measure: TaskHandler<'metrics.measure'> = async (context) => {
  const { night, set, band, ...observed } = readDocument(
    observedMetricsSchema,
    await context.one('observed'),
    'numbers of all light',
  );
  const [name = 'map.fits'] = context.names('map');
  const maps = await mapsOf(context, name);
  const { metrics, sky, coveredFraction } = measureSeparated(
    { ...maps, nsnsd: await oldNumbers(context, maps, observed.sky) },
    observed,
  );
  const document: MetricsDocument = { night, set, band, metrics: [...metrics], sky };
  const { title, subtitle } = context.arguments;
  const vertical = await verticalIlluminancePlot({
    ...{ title, subtitle, widthPx: plotWidthPx },
    allSources: verticalOf(sky, 'all'),
    artificial: verticalOf(sky, 'artificial'),
    reason: 'the map does not cover enough of the sky',
  });
  const gap =
    coveredFraction >= 1 - tolerableGap
      ? []
      : [
          problem('map-incomplete', 'the map does not cover the whole sky above the horizon', {
            file: name,
            found: `${(coveredFraction * 100).toFixed(2)} %`,
            expected: '100 %',
            hint: 'The numbers count what there is; the header of the map names what is missing.',
          }),
        ];
  return {
    outputs: [
      {
        role: 'metrics',
        name: 'metrics.json',
        bytes: new TextEncoder().encode(`${JSON.stringify(document, null, 2)}\n`),
        facts: { metrics: [...metrics], coveredFraction },
      },
      { role: 'vertical', name: 'vertical.png', bytes: vertical },
    ],
    problems: gap,
  };
};

/** The maps of a set, as far as they are there. */
async function mapsOf(context: TaskContext<'metrics.measure'>, name: string): Promise<MapsOfSky> {
  const observed = openLuminanceMap(await context.open('map', name), name);
  const mask = maskIn(await context.maybe('mask'));
  const given = await context.maybe('model');
  const model = given === undefined ? null : fittedSky(given);
  return {
    observed,
    mask: mask === null ? null : freeSky(mask),
    natural: model === null ? null : naturalOf(model),
    artificial: model === null ? null : artificialOf(observed, model, mask),
  };
}

/** Numbers of the old arithmetic; null but under compat. */
async function oldNumbers(
  context: TaskContext<'metrics.measure'>,
  { observed, natural, mask }: MapsOfSky,
  { albedo }: SkyMetrics,
): Promise<NsnsdMetrics | null> {
  if (context.parameters.compat !== 'nsnsd') return null;
  const stars = await starsOver(context);
  return measureOldWay({ observed, natural, mask, stars, albedo: albedo.value });
}

/** Light on upright planes, of all of the sky with its terrain, or of what is artificial. */
function verticalOf(sky: SkyMetrics, light: 'all' | 'artificial'): AzimuthProfile | null {
  const region =
    (light === 'all' ? skyRegionOf(sky, { light, sky: 'full', cap: 'horizon' }) : undefined) ??
    skyRegionOf(sky, { light, sky: 'free', cap: 'horizon' });
  return region?.illuminance.vertical.profile ?? null;
}
