import { observedMetricsSchema, readDocument } from '@nightskies/contracts';
import { fisheyePicture, hammerPanorama } from '@nightskies/imaging';
import type { TaskHandler } from '@nightskies/platform';
import { captionOf } from './caption.js';
import { pictureMap } from './picture-map.js';

/** `metrics.report`: the pictures of a map, with its numbers below. */
export const report: TaskHandler<'metrics.report'> = async (context) => {
  const { title, subtitle, centralAzimuthDeg } = context.arguments;
  const document = readDocument(
    observedMetricsSchema,
    await context.one('observed'),
    'numbers of all light',
  );
  const caption = captionOf(document.metrics);
  const words = { title, subtitle, caption: caption === '' ? [] : [caption] };
  const [name = 'map.fits'] = context.names('map');
  const observed = pictureMap(await context.open('map', name));
  // While one is encoded, the next is drawn.
  const [panorama, fisheye] = await Promise.all([
    hammerPanorama({ ...observed, centralAzimuthDeg, ...words }),
    fisheyePicture({ ...observed, ...words }),
  ]);
  return {
    outputs: [
      { role: 'panorama', name: 'panorama.png', bytes: panorama },
      { role: 'fisheye', name: 'fisheye.png', bytes: fisheye },
    ],
  };
};
