import {
  metricsDocumentSchema,
  readDocument,
  skyRegionOf,
  type MetricsDocument,
} from '@nightskies/contracts';
import {
  fisheyePicture,
  hammerPanorama,
  verticalIlluminancePlot,
  type AzimuthProfile,
} from '@nightskies/imaging';
import type { TaskHandler } from '@nightskies/platform';
import { captionOf } from './caption.js';
import { pictureMap } from './picture-map.js';

/** Wide enough for a screen; print is made at export. */
const plotWidthPx = 1500;

/** `metrics.report`: the pictures of a map, with its numbers below. */
export const report: TaskHandler<'metrics.report'> = async (context) => {
  const { title, subtitle, centralAzimuthDeg } = context.arguments;
  const document = readDocument(metricsDocumentSchema, await context.one('metrics'), 'metrics');
  const caption = captionOf(document.metrics);
  const words = { title, subtitle, caption: caption === '' ? [] : [caption] };
  const [name = 'map.fits'] = context.names('map');
  const observed = pictureMap(await context.open('map', name));
  // While one is encoded, the next is drawn.
  const [panorama, fisheye, vertical] = await Promise.all([
    hammerPanorama({ ...observed, centralAzimuthDeg, ...words }),
    fisheyePicture({ ...observed, ...words }),
    verticalIlluminancePlot({
      ...{ title, subtitle, widthPx: plotWidthPx },
      allSources: verticalOf(document, 'all'),
      artificial: verticalOf(document, 'artificial'),
      reason: 'the map does not cover enough of the sky',
    }),
  ]);
  return {
    outputs: [
      { role: 'panorama', name: 'panorama.png', bytes: panorama },
      { role: 'fisheye', name: 'fisheye.png', bytes: fisheye },
      { role: 'vertical', name: 'vertical.png', bytes: vertical },
    ],
  };
};

/** Light on upright planes, of all of the sky with its terrain, or of what is artificial. */
function verticalOf({ sky }: MetricsDocument, light: 'all' | 'artificial'): AzimuthProfile | null {
  if (sky === undefined) return null;
  const region =
    (light === 'all' ? skyRegionOf(sky, { light, sky: 'full', cap: 'horizon' }) : undefined) ??
    skyRegionOf(sky, { light, sky: 'free', cap: 'horizon' });
  return region?.illuminance.vertical.profile ?? null;
}
