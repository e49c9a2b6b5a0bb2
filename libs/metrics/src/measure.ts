import { metricNames, type Metric, type MetricName } from '@nightskies/contracts';
import { magOfLuminance } from '@nightskies/sky';
import type { LuminanceMap } from './luminance-map.js';
import { skySums } from './sky-sums.js';

export interface Measurement {
  readonly metrics: readonly Metric[];
  /** Part of the hemisphere with data, 0 to 1. */
  readonly coveredFraction: number;
}

/** A map counts as whole when all but this part of the hemisphere has data. */
const roundingFraction = 1e-6;

/**
 * The first numbers of a map: zenith brightness (linear mean of the cells within 1 deg of the
 * zenith, mag/arcsec2), mean luminance (mcd/m2) and horizontal illuminance (mlx) of the sky above
 * the horizon, weighted by solid angle, terrain included. Their uncertainty is null: zeropoint and
 * plate scale are assumed, not measured.
 */
export function measureSky(map: LuminanceMap): Measurement {
  const sums = skySums(map);
  const gap =
    sums.coveredFraction < 1 - roundingFraction
      ? `; ${((1 - sums.coveredFraction) * 100).toFixed(2)} % of the sky above the horizon has no data and does not count`
      : '';
  const metric = (name: MetricName, value: number): Metric => ({
    name,
    sky: 'full',
    value: Number.isFinite(value) ? value : null,
    uncertainty: null,
    unit: metricNames[name].unit,
    reason: Number.isFinite(value)
      ? `the errors of the assumed zeropoint and plate scale are not known${gap}`
      : `the map has no light there${gap}`,
  });
  return {
    coveredFraction: sums.coveredFraction,
    metrics: [
      metric('zenith-brightness', magOfLuminance(sums.zenithLuminance)),
      metric('mean-luminance', sums.meanLuminance * 1000),
      metric(
        'horizontal-illuminance',
        sums.coveredFraction > 0 ? sums.horizontalIlluminance * 1000 : Number.NaN,
      ),
    ],
  };
}
