import type { ObservedMetrics } from '@nightskies/contracts';
import { flatMetrics, measureObserved, openLuminanceMap } from '@nightskies/metrics';
import type { TaskHandler } from '@nightskies/platform';
import { aroundSite, starsOver } from './around-the-site.js';
import { freeSky, maskIn } from './separated-sky.js';

/** `metrics.observe`: every number of a map that needs no model of the natural sky. */
export const observe: TaskHandler<'metrics.observe'> = async (context) => {
  const [name = 'map.fits'] = context.names('map');
  const { header, ...map } = openLuminanceMap(await context.open('map', name), name);
  const mask = maskIn(await context.maybe('mask'));
  const { sky, stars } = measureObserved({
    observed: map,
    mask: mask === null ? null : freeSky(mask),
    ...(await aroundSite(context)),
    stars: await starsOver(context),
    systematicFraction: header.number('SYSERR') ?? null,
  });
  const document: ObservedMetrics = {
    night: header.requireString('NIGHT'),
    set: header.requireInteger('SET'),
    band: header.requireString('BAND'),
    metrics: flatMetrics(sky),
    ...{ sky, stars },
  };
  return {
    outputs: [
      {
        role: 'observed',
        name: 'observed.json',
        bytes: new TextEncoder().encode(JSON.stringify(document)),
      },
    ],
  };
};
