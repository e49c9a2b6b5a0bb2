import {
  metricNames,
  metricsDocumentSchema,
  NightSkiesError,
  problem,
  type Metric,
} from '@nightskies/contracts';
import { fisheyePicture, hammerPanorama } from '@nightskies/imaging';
import { readLuminanceMap } from '@nightskies/metrics';
import type { TaskHandler, TaskInput } from '@nightskies/platform';

function metricsOf({ name, bytes }: TaskInput): readonly Metric[] {
  const parsed = metricsDocumentSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (parsed.success) return parsed.data.metrics;
  throw new NightSkiesError(
    problem('bad-metrics', 'these are no metrics', {
      file: name,
      found: parsed.error.issues.map(({ path }) => path.join('.')).join(', '),
      expected: 'the document metrics.measure writes',
      hint: 'Run again: it will be made anew.',
    }),
  );
}

const titles: Readonly<Record<string, { readonly title: string }>> = metricNames;

/** A unit as it is printed: squares raised. */
function printedUnit(unit: string): string {
  return unit.replace(/(arcsec|m)2\b/, '$1²');
}

/** One line of numbers for the foot of a picture. */
function captionOf(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ value }) => value !== null)
    .map(
      ({ name, value, unit }) =>
        `${titles[name]?.title ?? name} ${value?.toFixed(2) ?? ''} ${printedUnit(unit)}`,
    )
    .join('   ');
}

/** `metrics.report`: the pictures of a map, with its numbers below. */
export const report: TaskHandler<'metrics.report'> = async (context) => {
  const { title, subtitle, centralAzimuthDeg } = context.arguments;
  const [name = 'map.fits'] = context.names('map');
  const { map, grid } = readLuminanceMap(await context.open('map', name), name);
  const caption = captionOf(metricsOf(await context.one('metrics')));
  const words = { title, subtitle, caption: caption === '' ? [] : [caption] };
  return {
    outputs: [
      {
        role: 'panorama',
        name: 'panorama.png',
        bytes: await hammerPanorama({ map, grid, centralAzimuthDeg, ...words }),
      },
      {
        role: 'fisheye',
        name: 'fisheye.png',
        bytes: await fisheyePicture({ map, grid, ...words }),
      },
    ],
  };
};
