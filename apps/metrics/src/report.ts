import {
  metricNames,
  metricsDocumentSchema,
  NightSkiesError,
  problem,
  type Metric,
} from '@nightskies/contracts';
import { fisheyePicture, hammerPanorama } from '@nightskies/imaging';
import { readLuminanceMap, type LuminanceMap } from '@nightskies/metrics';
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

/** Size of the cells pictures are drawn from, deg: half a pixel of theirs, and less. */
const pictureStepDeg = 0.1;

/** How many cells along and up go into one of a picture: no more memory is spent than shows. */
function blockOfPictures({ columns, rows, stepDeg }: LuminanceMap['grid']): number {
  const block = Math.max(1, Math.floor(pictureStepDeg / stepDeg + 1e-9));
  return columns % block === 0 && rows % block === 0 ? block : 1;
}

/** `metrics.report`: the pictures of a map, with its numbers below. */
export const report: TaskHandler<'metrics.report'> = async (context) => {
  const { title, subtitle, centralAzimuthDeg } = context.arguments;
  const [name = 'map.fits'] = context.names('map');
  const { map, grid } = readLuminanceMap(await context.open('map', name), name, blockOfPictures);
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
