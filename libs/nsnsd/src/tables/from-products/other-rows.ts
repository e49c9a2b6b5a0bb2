import {
  skyRegionOf,
  type Light,
  type PlaceMetric,
  type SkyCap,
  type SkyMetrics,
  type SkyRegion,
} from '@nightskies/contracts';
import type { CityRow } from '../cities-workbook.js';
import type { BrightnessOfAll, BrightnessOfArtificial } from '../model-parameters.js';
import type { NightSheetRow } from '../night-tables.js';
import type { VerticalIlluminance, VerticalSheet, VerticalTables } from '../vertical-workbook.js';
import {
  brightestOf,
  freeRegion,
  nanolambert,
  percentileOf,
  times,
  valueOf,
} from './metric-values.js';

/** Columns both sheets of brightness have, nanolamberts. */
function brightnessRow(metrics: SkyMetrics, light: 'all' | 'artificial') {
  const region = freeRegion(metrics, light, 'horizon');
  const at = (percent: number): number | null => times(percentileOf(region, percent), nanolambert);
  const over = (area: number): number | null => times(brightestOf(region, area), nanolambert);
  const zenith = metrics.zenith.find((one) => one.light === light);
  const row = {
    'Allsky Average Luminance': times(valueOf(region?.luminance.mean), nanolambert),
    Maximum: times(valueOf(region?.luminance.maximum), nanolambert),
    '0.5 Degree Percentile': over(0.25),
    '1.0 Degree Percentile': over(1),
    '99th Percentile': at(99),
    '98th Percentile': at(98),
    '95th Percentile': at(95),
    '90th Percentile': at(90),
    '80th Percentile': at(80),
    '70th Percentile': at(70),
    '60th Percentile': at(60),
    Median: times(valueOf(region?.luminance.median), nanolambert),
    '1st Percentile': at(1),
    Zenith: times(valueOf(zenith?.luminance), nanolambert),
  };
  return { row, least: at(0.05) };
}

/** The row of `Sky_Brightness_All_Sources`, horizon masked (D5). */
export function brightnessOfAllRow(metrics: SkyMetrics): BrightnessOfAll {
  const { row, least } = brightnessRow(metrics, 'all');
  return { ...row, 'Minimum (0.05 Percentile)': least };
}

/**
 * The row of `Sky_Brightness_Artificial_Only`.
 *
 * @param clippedSumMlx sum over the sky above 8.6 nL, mlx; null where it was not computed
 */
export function brightnessOfArtificialRow(
  metrics: SkyMetrics,
  clippedSumMlx: number | null,
): BrightnessOfArtificial {
  const { row } = brightnessRow(metrics, 'artificial');
  return { ...row, 'Clipped at 8.6 nL Sum (mlux)': clippedSumMlx };
}

/** What `vert.xlsx` says of a night: all light over the hemisphere as it looks, artificial light by cap. */
export function verticalTables(
  sets: readonly { readonly set: number; readonly metrics: SkyMetrics }[],
): VerticalTables {
  const sheet = (light: Light, cap: SkyCap): VerticalSheet => {
    const regions = sets.flatMap(({ set, metrics }) => {
      const region =
        light === 'all'
          ? skyRegionOf(metrics, { light, sky: 'full', cap })
          : freeRegion(metrics, light, cap);
      return region === undefined ? [] : [{ set, region }];
    });
    const profile = regions[0]?.region.illuminance.vertical.profile;
    return {
      azimuthsDeg: profile?.values.map((_, index) => index * profile.stepDeg) ?? [],
      sets: regions.map(({ set, region }) => verticalOf(set, region)),
    };
  };
  return {
    allSources: sheet('all', 'horizon'),
    artificial: sheet('artificial', 'horizon'),
    artificial80: sheet('artificial', 'za80'),
    artificial70: sheet('artificial', 'za70'),
  };
}

function verticalOf(set: number, { illuminance }: SkyRegion): VerticalIlluminance {
  const { vertical, horizontal } = illuminance;
  return {
    set,
    minimum: valueOf(vertical.minimum),
    maximum: valueOf(vertical.maximum),
    mean: valueOf(vertical.mean),
    minimumAzimuthDeg: valueOf(vertical.minimumAzimuth),
    maximumAzimuthDeg: valueOf(vertical.maximumAzimuth),
    horizontal: valueOf(horizontal),
    values: vertical.profile.values,
  };
}

/** Rows of CITIES, in the order of the document. */
export function placeRows({ nearbyPlaces }: SkyMetrics): NightSheetRow<'CITIES'>[] {
  return nearbyPlaces.places.map((place) => ({
    PLACE: place.name,
    STATE: place.state,
    WALKERS: place.walker,
    POPULATION: place.population,
    DISTANCE: place.distanceKm,
    BEARING: place.bearingDeg,
    HALF_WIDTH_DEG: place.halfWidthDeg,
  }));
}

/**
 * Rows of `cities.xlsx`. Across north a town has two intervals; `raz1` ends the first at 360. Under
 * compat it is the larger of right azimuth and 360 (D28).
 */
export function cityRows({ nearbyPlaces }: SkyMetrics, compat: 'none' | 'nsnsd'): CityRow[] {
  return nearbyPlaces.places.map((place) => cityRow(place, compat));
}

function cityRow(place: PlaceMetric, compat: 'none' | 'nsnsd'): CityRow {
  const { bearingDeg, halfWidthDeg } = place;
  const left = halfWidthDeg === null ? null : bearingDeg - halfWidthDeg;
  const right = halfWidthDeg === null ? null : bearingDeg + halfWidthDeg;
  const geographic = bearingDeg > 180 ? bearingDeg - 360 : bearingDeg;
  const isOver = right !== null && right > 360;
  const isUnder = left !== null && left < 0 && !isOver;
  return {
    Place: place.name,
    State: place.state,
    Distance: place.distanceKm,
    Bearing: bearingDeg,
    Population: place.population,
    'Walkers Law': place.walker,
    'Half Width (Degrees)': halfWidthDeg,
    'Radius (km)': place.radiusKm,
    'Left Az': left,
    'Right Az': right,
    laz1: compat === 'none' && isUnder ? 0 : left,
    raz1: right === null ? null : compat === 'nsnsd' ? Math.max(right, 360) : Math.min(right, 360),
    laz2: isOver ? 0 : isUnder ? 360 + left : null,
    raz2: isOver ? right - 360 : isUnder ? 360 : null,
    geogaz: geographic,
    geoglaz: halfWidthDeg === null ? null : geographic - halfWidthDeg,
    geograz: halfWidthDeg === null ? null : geographic + halfWidthDeg,
  };
}
