import { problem, type MetricsDocument } from '@nightskies/contracts';
import { measureSky, openLuminanceMap } from '@nightskies/metrics';
import type { TaskHandler } from '@nightskies/platform';

/** Gaps smaller than this part of the sky are not worth a word. */
const tolerableGap = 1e-4;

/** `metrics.measure`: the first numbers of a map. */
export const measure: TaskHandler<'metrics.measure'> = async (context) => {
  const [name = 'map.fits'] = context.names('map');
  const map = openLuminanceMap(await context.open('map', name), name);
  const { metrics, sky, coveredFraction } = measureSky({
    observed: map,
    artificial: null,
    natural: null,
    mask: null,
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
