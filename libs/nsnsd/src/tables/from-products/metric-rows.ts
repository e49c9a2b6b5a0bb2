import type { SkyMetrics } from '@nightskies/contracts';
import type { ModelParametersOfSet } from '../model-parameters-workbook.js';
import type { SetTables } from '../night-tables.js';
import type { VerticalTables } from '../vertical-workbook.js';
import {
  oldSkyglow70Row,
  oldSkyglow80Row,
  oldSkyglowRow,
  oldV4PhotometryRow,
} from './nsnsd-rows.js';
import {
  oldBrightnessOfAllRow,
  oldBrightnessOfArtificialRow,
  oldPercentilesAllRow,
  oldPercentilesSkyglowRow,
  oldVerticalTables,
  oldZonesRow,
} from './nsnsd-statistics.js';
import { brightnessOfAllRow, brightnessOfArtificialRow, verticalTables } from './other-rows.js';
import {
  percentilesAllRow,
  percentilesSkyglowRow,
  v2PhotometryRow,
  v4PhotometryRow,
} from './photometry-rows.js';
import { skyglow70Row, skyglow80Row, skyglowRow, zonesRow } from './skyglow-rows.js';

/** Sheets of a set that come from its metrics. */
export type MetricRows = Pick<
  SetTables,
  | 'v2Photometry'
  | 'v4Photometry'
  | 'skyglow'
  | 'skyglow80'
  | 'skyglow70'
  | 'zones'
  | 'percentilesAll'
  | 'percentilesSkyglow'
>;

/**
 * Rows of `tables/NIGHT.xlsx` from the metrics of a set. Under compat they are the numbers of the old
 * arithmetic (`metrics.nsnsd`), and no rows where it was not asked for. Without an artificial map the
 * sheets of artificial light have no row.
 */
export function metricRows(metrics: SkyMetrics, compat: 'none' | 'nsnsd'): MetricRows {
  const v2Photometry = metrics.v2Photometry === null ? null : v2PhotometryRow(metrics);
  const old = metrics.nsnsd;
  const hasArtificial = metrics.regions.some(({ light }) => light === 'artificial');
  const nothing = {
    ...{ skyglow: null, skyglow80: null, skyglow70: null, zones: null, percentilesSkyglow: null },
  };
  if (compat === 'nsnsd') {
    if (old === null) return { v2Photometry, v4Photometry: null, percentilesAll: null, ...nothing };
    return {
      v2Photometry,
      v4Photometry: oldV4PhotometryRow(old, metrics),
      percentilesAll: oldPercentilesAllRow(old),
      ...(old.vertical.artificial.length === 0
        ? nothing
        : {
            skyglow: oldSkyglowRow(old, metrics),
            skyglow80: oldSkyglow80Row(old),
            skyglow70: oldSkyglow70Row(old),
            zones: oldZonesRow(old),
            percentilesSkyglow: oldPercentilesSkyglowRow(old),
          }),
    };
  }
  return {
    v2Photometry,
    v4Photometry: v4PhotometryRow(metrics),
    percentilesAll: percentilesAllRow(metrics),
    ...(hasArtificial
      ? {
          skyglow: skyglowRow(metrics),
          skyglow80: skyglow80Row(metrics),
          skyglow70: skyglow70Row(metrics),
          zones: zonesRow(metrics),
          percentilesSkyglow: percentilesSkyglowRow(metrics),
        }
      : nothing),
  };
}

/** Rows of the two sheets of brightness of `natsky_model_params.xlsx`; the clipped sum is compat's. */
export function brightnessRows(
  metrics: SkyMetrics,
  compat: 'none' | 'nsnsd',
): Pick<ModelParametersOfSet, 'allSources' | 'artificial'> {
  const old = metrics.nsnsd;
  const clippedSumMlx = old?.values['skyglow.clipped_sum'] ?? null;
  if (compat === 'nsnsd') {
    if (old === null) return { allSources: null, artificial: null };
    return {
      allSources: oldBrightnessOfAllRow(old),
      artificial: old.vertical.artificial.length === 0 ? null : oldBrightnessOfArtificialRow(old),
    };
  }
  const hasArtificial = metrics.regions.some(({ light }) => light === 'artificial');
  return {
    allSources: brightnessOfAllRow(metrics),
    artificial: hasArtificial ? brightnessOfArtificialRow(metrics, clippedSumMlx) : null,
  };
}

/** What `vert.xlsx` says of a night. */
export function verticalRows(
  sets: readonly { readonly set: number; readonly metrics: SkyMetrics }[],
  compat: 'none' | 'nsnsd',
): VerticalTables {
  if (compat === 'none') return verticalTables(sets);
  return oldVerticalTables(
    sets.flatMap(({ set, metrics: { nsnsd } }) => (nsnsd === null ? [] : [{ set, old: nsnsd }])),
  );
}
