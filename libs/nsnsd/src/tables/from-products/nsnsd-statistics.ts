import type { NsnsdMetrics } from '@nightskies/contracts';
import type { BrightnessOfAll, BrightnessOfArtificial } from '../model-parameters.js';
import type { NightSheetRow } from '../night-tables.js';
import type { VerticalIlluminance, VerticalSheet, VerticalTables } from '../vertical-workbook.js';
import { times } from './metric-values.js';
import { reader, u4, type Value } from './nsnsd-rows.js';

/*
 * Statistics under compat: those of the old natural sky program, of the mosaic `median` (unmasked, D5)
 * and of `skyglow` (sky-stages 3.6), and its bands.
 */

/** ZONES in microcandela; the workbook writes nanolamberts under compat (D21). */
export function oldZonesRow(old: NsnsdMetrics): NightSheetRow<'ZONES'> {
  const at = reader(old);
  const mean = (zone: number): Value => times(at(`artificial.zoneAve${zone}`), u4);
  const light = (zone: number): Value => at(`artificial.zoneMlx${zone}`);
  const share = (zone: number): Value => at(`artificial.zonePct${zone}`);
  return {
    ZONE1_MCCD: mean(0),
    ZONE1_MLX: light(0),
    ZONE1_PCT: share(0),
    ZONE2_MCCD: mean(1),
    ZONE2_MLX: light(1),
    ZONE2_PCT: share(1),
    ZONE3_MCCD: mean(2),
    ZONE3_MLX: light(2),
    ZONE3_PCT: share(2),
    ZONE4_MCCD: mean(3),
    ZONE4_MLX: light(3),
    ZONE4_PCT: share(3),
    ZONE5_MCCD: mean(4),
    ZONE5_MLX: light(4),
    ZONE5_PCT: share(4),
  };
}

function statistics(old: NsnsdMetrics, mosaic: 'median' | 'skyglow') {
  const at = reader(old);
  return (key: string): Value => at(`${mosaic}.${key}`);
}

/** The row of V4 PERCENTILES ALL. */
export function oldPercentilesAllRow(old: NsnsdMetrics): NightSheetRow<'V4 PERCENTILES ALL'> {
  const of = statistics(old, 'median');
  const at = (key: string): Value => times(of(key), u4);
  return {
    P05DEG_ALL: at('0.5_degree_percentile'),
    P1DEG_ALL: at('1.0_degree_percentile'),
    P99_ALL: at('p99'),
    P98_ALL: at('p98'),
    P95_ALL: at('p95'),
    P90_ALL: at('p90'),
    P80_ALL: at('p80'),
    P70_ALL: at('p70'),
    P60_ALL: at('p60'),
    P50_ALL: at('median'),
    P01_ALL: at('p1'),
    P0005_ALL: at('p0.05'),
  };
}

/** The row of V4 PERCENTILES LP. */
export function oldPercentilesSkyglowRow(old: NsnsdMetrics): NightSheetRow<'V4 PERCENTILES LP'> {
  const of = statistics(old, 'skyglow');
  const at = (key: string): Value => times(of(key), u4);
  return {
    P05DEG_ART: at('0.5_degree_percentile'),
    P1DEG_ART: at('1.0_degree_percentile'),
    P99_ART: at('p99'),
    P98_ART: at('p98'),
    P95_ART: at('p95'),
    P90_ART: at('p90'),
    P80_ART: at('p80'),
    P70_ART: at('p70'),
    P60_ART: at('p60'),
    P50_ART: at('median'),
    P01_ART: at('p1'),
  };
}

function oldBrightness(old: NsnsdMetrics, mosaic: 'median' | 'skyglow') {
  const at = statistics(old, mosaic);
  return {
    'Allsky Average Luminance': at('mean'),
    Maximum: at('max'),
    '0.5 Degree Percentile': at('0.5_degree_percentile'),
    '1.0 Degree Percentile': at('1.0_degree_percentile'),
    '99th Percentile': at('p99'),
    '98th Percentile': at('p98'),
    '95th Percentile': at('p95'),
    '90th Percentile': at('p90'),
    '80th Percentile': at('p80'),
    '70th Percentile': at('p70'),
    '60th Percentile': at('p60'),
    Median: at('median'),
    '1st Percentile': at('p1'),
    Zenith: at('zenith'),
  };
}

/** The row of `Sky_Brightness_All_Sources`. */
export function oldBrightnessOfAllRow(old: NsnsdMetrics): BrightnessOfAll {
  return {
    ...oldBrightness(old, 'median'),
    'Minimum (0.05 Percentile)': statistics(old, 'median')('p0.05'),
  };
}

/** The row of `Sky_Brightness_Artificial_Only`. */
export function oldBrightnessOfArtificialRow(old: NsnsdMetrics): BrightnessOfArtificial {
  return {
    ...oldBrightness(old, 'skyglow'),
    'Clipped at 8.6 nL Sum (mlux)': statistics(old, 'skyglow')('clipped_sum'),
  };
}

/** What `vert.xlsx` says under compat: 72 azimuths of all light, 36 of artificial light. */
export function oldVerticalTables(
  sets: readonly { readonly set: number; readonly old: NsnsdMetrics }[],
): VerticalTables {
  return {
    allSources: oldSheet(sets, ({ vertical }) => vertical.all, ''),
    artificial: oldSheet(sets, ({ vertical }) => vertical.artificial[0], '_0'),
    artificial80: oldSheet(sets, ({ vertical }) => vertical.artificial[1], '_1'),
    artificial70: oldSheet(sets, ({ vertical }) => vertical.artificial[2], '_2'),
  };
}

function oldSheet(
  sets: readonly { readonly set: number; readonly old: NsnsdMetrics }[],
  profileOf: (old: NsnsdMetrics) => readonly number[] | undefined,
  suffix: '' | '_0' | '_1' | '_2',
): VerticalSheet {
  const known = sets.flatMap(({ set, old }): VerticalIlluminance[] => {
    const values = profileOf(old);
    if (values === undefined) return [];
    const read = reader(old);
    const at = (key: string): Value => read(suffix === '' ? key : `artificial.${key}${suffix}`);
    return [
      {
        ...{ set, values },
        minimum: at('min_vlum'),
        maximum: at('max_vlum'),
        mean: at('mean_vlum'),
        minimumAzimuthDeg: at('min_vlum_azimuth'),
        maximumAzimuthDeg: at('max_vlum_azimuth'),
        horizontal: at('horizs'),
      },
    ];
  });
  const count = known[0]?.values.length ?? 0;
  return {
    azimuthsDeg: Array.from({ length: count }, (_, index) => (index * 360) / count),
    sets: known,
  };
}
