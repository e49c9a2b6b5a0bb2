import { metricNames, type Metric, type MetricName } from '@nightskies/contracts';
import { magOfLuminance } from '@nightskies/sky';
import type { LuminanceMap, LuminanceRows } from './luminance-map.js';
import { skySums } from './sky-sums.js';

export interface Measurement {
  readonly metrics: readonly Metric[];
  /** Part of the hemisphere with data, 0 to 1. */
  readonly coveredFraction: number;
}

const perMag = 0.4 * Math.LN10;

function uncertaintyOf(
  name: MetricName,
  value: number,
  systematicMag: number | null,
): number | null {
  if (systematicMag === null) return null;
  return metricNames[name].unit === 'mag/arcsec2' ? systematicMag : value * perMag * systematicMag;
}

function reasonOf(of: {
  readonly seen: boolean;
  readonly gap: string;
  readonly known: boolean;
}): string | null {
  if (!of.seen) return `the map has no light there${of.gap}`;
  if (!of.known) return `the error of the assumed zeropoint or plate scale is not known${of.gap}`;
  return of.gap === '' ? null : of.gap.slice(2);
}

/** What to say of the part without data; empty when there is none. */
function gapOf(coveredFraction: number, where: string): string {
  if (coveredFraction >= 1 - roundingFraction) return '';
  return `; ${((1 - coveredFraction) * 100).toFixed(2)} % ${where} has no data and does not count`;
}

/** A map counts as whole when all but this part of the hemisphere has data. */
const roundingFraction = 1e-6;

/**
 * The first numbers of a map: zenith brightness (linear mean of the cells within 1 deg of the
 * zenith, mag/arcsec2), mean luminance (mcd/m2) and horizontal illuminance (mlx) of the sky above
 * the horizon, weighted by solid angle, terrain included.
 *
 * Their uncertainty is what all of the map shares (zeropoint, plate scale, flat), which is far larger
 * than what photons and faint stars add to a mean over many cells. It is not known of a number that
 * lacks a part of the sky it is about.
 *
 * @param systematicMag 1 sigma; null when nobody knows a part of it
 */
export function measureSky(
  map: LuminanceMap | LuminanceRows,
  systematicMag: number | null,
): Measurement {
  const sums = skySums(map);
  const sky = gapOf(sums.coveredFraction, 'of the sky above the horizon');
  const zenith = gapOf(sums.zenithCoveredFraction, 'of the sky within 1 deg of the zenith');
  const metric = (name: MetricName, value: number, gap: string): Metric => {
    const seen = Number.isFinite(value);
    const whole = gap === '';
    return {
      name,
      sky: 'full',
      value: seen ? value : null,
      uncertainty: seen && whole ? uncertaintyOf(name, value, systematicMag) : null,
      unit: metricNames[name].unit,
      reason: reasonOf({ seen, gap, known: systematicMag !== null }),
    };
  };
  return {
    coveredFraction: sums.coveredFraction,
    metrics: [
      metric('zenith-brightness', magOfLuminance(sums.zenithLuminance), zenith),
      metric('mean-luminance', sums.meanLuminance * 1000, sky),
      metric(
        'horizontal-illuminance',
        sums.coveredFraction > 0 ? sums.horizontalIlluminance * 1000 : Number.NaN,
        sky,
      ),
    ],
  };
}
