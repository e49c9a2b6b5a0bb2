import { problem, type MetricsDocument } from '@nightskies/contracts';
import { measureOldWay, measureSky, openLuminanceMap } from '@nightskies/metrics';
import type { TaskHandler } from '@nightskies/platform';
import { aroundSite, starsOver } from './around-the-site.js';
import { separatedSky } from './separated-sky.js';

/** Gaps smaller than this part of the sky are not worth a word. */
const tolerableGap = 1e-4;

/** `metrics.measure`: every number of a map, and of what is natural and artificial in it. */
export const measure: TaskHandler<'metrics.measure'> = async (context) => {
  const [name = 'map.fits'] = context.names('map');
  const map = openLuminanceMap(await context.open('map', name), name);
  const separated = await separatedSky(context);
  const around = await aroundSite(context);
  const stars = await starsOver(context);
  const old =
    context.parameters.compat === 'nsnsd'
      ? measureOldWay({
          observed: map,
          ...{ natural: separated.natural, mask: separated.mask, stars },
          albedo: around.albedo?.value ?? null,
        })
      : null;
  const { metrics, sky, coveredFraction } = measureSky({
    observed: map,
    ...separated,
    ...around,
    ...{ stars, nsnsd: old },
    systematicFraction: map.header.number('SYSERR') ?? null,
  });
  const document: MetricsDocument = {
    night: map.header.requireString('NIGHT'),
    set: map.header.requireInteger('SET'),
    band: map.header.requireString('BAND'),
    metrics: [...metrics],
    sky,
  };
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
    ],
    problems: gap,
  };
};
