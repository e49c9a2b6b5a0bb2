import {
  metricsDocumentSchema,
  naturalSkyFitSchema,
  readDocument,
  skyRegionOf,
  type MetricsDocument,
} from '@nightskies/contracts';
import {
  fisheyePicture,
  hammerPanorama,
  naturalSkyFigure,
  verticalIlluminancePlot,
  type AzimuthProfile,
} from '@nightskies/imaging';
import { readLuminanceMap, type LuminanceMap } from '@nightskies/metrics';
import { readNaturalSky } from '@nightskies/natural-sky';
import { image } from '@nightskies/pixels';
import type { TaskContext, TaskHandler, TaskInput, TaskOutput } from '@nightskies/platform';
import { fitFacts } from '@nightskies/report';
import { nanolambertCdM2 } from '@nightskies/sky';
import { captionOf } from './caption.js';

/** Size of the cells pictures are drawn from, deg: half a pixel of theirs, and less. */
const pictureStepDeg = 0.1;

/** How many cells along and up go into one of a picture: no more memory is spent than shows. */
function blockOfPictures({ columns, rows, stepDeg }: LuminanceMap['grid']): number {
  const block = Math.max(1, Math.floor(pictureStepDeg / stepDeg + 1e-9));
  return columns % block === 0 && rows % block === 0 ? block : 1;
}

/** Wide enough for a screen; print is made at export. */
const plotWidthPx = 1500;
const figureWidthPx = 2400;

type Context = TaskContext<'metrics.report'>;

async function mapOf(context: Context, role: 'map' | 'artificial'): Promise<LuminanceMap | null> {
  const name = context.names(role).at(0);
  if (name === undefined) return null;
  return readLuminanceMap(await context.open(role, name), name, blockOfPictures);
}

/** `metrics.report`: the pictures of a set, with its numbers below. */
export const report: TaskHandler<'metrics.report'> = async (context) => {
  const { title, subtitle, centralAzimuthDeg } = context.arguments;
  const document = readDocument(metricsDocumentSchema, await context.one('metrics'), 'metrics');
  const caption = captionOf(document.metrics);
  const words = { title, subtitle, caption: caption === '' ? [] : [caption] };
  const observed = await mapOf(context, 'map');
  const outputs: TaskOutput<'metrics.report'>[] = [];
  if (observed !== null) {
    outputs.push(
      {
        role: 'panorama',
        name: 'panorama.png',
        bytes: await hammerPanorama({ ...observed, centralAzimuthDeg, ...words }),
      },
      {
        role: 'fisheye',
        name: 'fisheye.png',
        bytes: await fisheyePicture({ ...observed, ...words }),
      },
    );
  }
  const model = await context.maybe('model');
  const artificial = await mapOf(context, 'artificial');
  if (model === undefined || artificial === null) return { outputs };
  const of = (what: string) => ({ title, subtitle: `${subtitle}: ${what}`, caption: [] });
  outputs.push(
    {
      role: 'naturalPanorama',
      name: 'natural.png',
      bytes: await hammerPanorama({
        ...naturalMap(model),
        ...{ centralAzimuthDeg, ...of('natural sky as modelled') },
      }),
    },
    {
      role: 'artificialPanorama',
      name: 'artificial.png',
      bytes: await hammerPanorama({
        ...artificial,
        ...{ centralAzimuthDeg, ...of('artificial light'), palette: 'artificial' },
      }),
    },
    {
      role: 'artificialFisheye',
      name: 'artificial_fisheye.png',
      bytes: await fisheyePicture({
        ...artificial,
        ...of('artificial light'),
        palette: 'artificial',
      }),
    },
    {
      role: 'vertical',
      name: 'vertical.png',
      bytes: await verticalIlluminancePlot({
        ...{ title, subtitle, widthPx: plotWidthPx },
        allSources: verticalOf(document, 'all'),
        artificial: verticalOf(document, 'artificial'),
        reason: 'the map does not cover enough of the sky',
      }),
    },
  );
  const fit = await context.maybe('fit');
  if (observed !== null && fit !== undefined) {
    outputs.push({
      role: 'figure',
      name: 'natural_sky_fit.png',
      bytes: await naturalSkyFigure({
        ...{ name: subtitle, observed, artificial, widthPx: figureWidthPx },
        natural: naturalMap(model),
        facts: fitFacts(readDocument(naturalSkyFitSchema, fit, 'natural sky')),
      }),
    });
  }
  return { outputs };
};

/** Light on upright planes, of all of the sky with its terrain, or of what is artificial. */
function verticalOf({ sky }: MetricsDocument, light: 'all' | 'artificial'): AzimuthProfile | null {
  if (sky === undefined) return null;
  const region =
    (light === 'all' ? skyRegionOf(sky, { light, sky: 'full', cap: 'horizon' }) : undefined) ??
    skyRegionOf(sky, { light, sky: 'free', cap: 'horizon' });
  return region?.illuminance.vertical.profile ?? null;
}

function naturalMap({ bytes, name }: TaskInput): LuminanceMap {
  const { grid, natural } = readNaturalSky(bytes, name);
  const light = natural.map((value) => value * nanolambertCdM2);
  return { grid, map: image(grid.columns, grid.rows, light) };
}
