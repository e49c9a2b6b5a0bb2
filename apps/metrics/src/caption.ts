import { metricNames, type Metric } from '@nightskies/contracts';

const titles: Readonly<Record<string, { readonly title: string }>> = metricNames;

/** What a picture of the sky says below it. */
const shown = new Set(['zenith-brightness', 'mean-luminance', 'horizontal-illuminance']);

/** A unit as it is printed: squares raised. */
function printedUnit(unit: string): string {
  return unit.replace(/(arcsec|m)2\b/, '$1²');
}

/** One line of numbers for the foot of a picture. */
export function captionOf(metrics: readonly Metric[]): string {
  return metrics
    .filter(({ name, sky, value }) => value !== null && sky === 'full' && shown.has(name))
    .map(
      ({ name, value, unit }) =>
        `${titles[name]?.title ?? name} ${value?.toFixed(2) ?? ''} ${printedUnit(unit)}`,
    )
    .join('   ');
}
