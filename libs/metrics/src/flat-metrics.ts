import {
  metricNames,
  type Light,
  type Measured,
  type Metric,
  type SkyCap,
  type SkyMetrics,
  type SkyPart,
  type SkyRegion,
} from '@nightskies/contracts';

const prefixes: Readonly<Record<Light, string>> = {
  all: '',
  artificial: 'artificial-',
  natural: 'natural-',
};
const suffixes: Readonly<Record<SkyCap, string>> = { horizon: '', za80: '-za80', za70: '-za70' };

const known: ReadonlySet<string> = new Set(Object.keys(metricNames));

/**
 * The numbers of a document as a plain list, by the names that stay: all light to the horizon of the
 * whole hemisphere and of free sky, artificial and natural light of free sky, or of the whole
 * hemisphere where there is no mask.
 */
export function flatMetrics(sky: SkyMetrics): Metric[] {
  const metrics: Metric[] = [];
  const add = (name: string, part: SkyPart, of: Measured): void => {
    if (!known.has(name)) return;
    const { value, uncertainty, unit, reason } = of;
    metrics.push({ name, sky: part, value, uncertainty, unit, reason });
  };
  const free = sky.regions.some((region) => region.light === 'all' && region.sky === 'free');
  const part: SkyPart = free ? 'free' : 'full';
  const kept = (light: Light, of: SkyPart): boolean => light === 'all' || of === part;
  for (const { light, brightness, luminance } of sky.zenith) {
    const of = light === 'all' ? 'full' : part;
    add(`${prefixes[light]}zenith-brightness`, of, brightness);
    add(`${prefixes[light]}zenith-luminance`, of, luminance);
  }
  for (const region of sky.regions) {
    if (!kept(region.light, region.sky)) continue;
    for (const [stem, value] of numbersOf(region)) {
      add(`${prefixes[region.light]}${stem}${suffixes[region.cap]}`, region.sky, value);
    }
  }
  for (const { subject, cap, against, ratio } of sky.ratios) {
    add(`${subject}-ratio${against === 'night' ? '-to-night' : ''}${suffixes[cap]}`, part, ratio);
  }
  for (const { cap, table, continuous } of sky.skyQuality) {
    add(`sky-quality-index${suffixes[cap]}`, part, table);
    add(`sky-quality-index-continuous${suffixes[cap]}`, part, continuous);
  }
  if (sky.syntheticSqm !== null) {
    add('synthetic-sqm', 'full', sky.syntheticSqm.reading);
    add('synthetic-sqm-sky-only', 'full', sky.syntheticSqm.skyOnly);
  }
  if (sky.visibleStars !== null) {
    add('visible-stars', part, sky.visibleStars.visible);
    add('visible-stars-natural', part, sky.visibleStars.visibleNaturally);
    add('visible-stars-fraction', part, sky.visibleStars.fraction);
    add('limiting-magnitude', part, sky.visibleStars.limitingMagnitude);
  }
  add('reflected-illuminance', 'full', sky.reflectedIlluminance);
  add('albedo', 'full', sky.albedo);
  add('modelled-light-ratio', 'full', sky.modelledRatio);
  return metrics;
}

function numbersOf({
  luminance,
  illuminance,
}: SkyRegion): readonly (readonly [string, Measured])[] {
  const { vertical } = illuminance;
  const exceeded = (areaDeg2: number): (readonly [string, Measured])[] =>
    luminance.brightest
      .filter((one) => one.areaDeg2 === areaDeg2)
      .map(({ value }) => [
        areaDeg2 === 1 ? 'brightest-degree2-luminance' : 'brightest-quarter-degree2-luminance',
        value,
      ]);
  return [
    ['mean-luminance', luminance.mean],
    ['median-luminance', luminance.median],
    ['minimum-luminance', luminance.minimum],
    ['maximum-luminance', luminance.maximum],
    ...exceeded(0.25),
    ...exceeded(1),
    ['horizontal-illuminance', illuminance.horizontal],
    ['scalar-illuminance', illuminance.scalar],
    ['vertical-illuminance-maximum', vertical.maximum],
    ['vertical-illuminance-maximum-azimuth', vertical.maximumAzimuth],
    ['vertical-illuminance-minimum', vertical.minimum],
    ['vertical-illuminance-minimum-azimuth', vertical.minimumAzimuth],
    ['vertical-illuminance-mean', vertical.mean],
  ];
}
